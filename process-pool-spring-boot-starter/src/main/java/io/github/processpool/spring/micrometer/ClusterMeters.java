package io.github.processpool.spring.micrometer;

import io.github.processpool.cluster.ClusterSnapshot;
import io.github.processpool.cluster.ClusterSnapshot.Member;
import io.github.processpool.cluster.ClusterSnapshot.Pool;
import io.github.processpool.cluster.ClusterSnapshot.Share;
import io.github.processpool.internal.snapshot.SnapshotCache;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.TimeGauge;
import io.micrometer.core.instrument.binder.MeterBinder;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import java.util.function.ToDoubleFunction;
import org.jspecify.annotations.Nullable;

/**
 * What can be read off a cluster whenever somebody looks: members and bytes, and for each pool that they share what it has sent to others
 * and done for them. No member is named, since members come and go.
 */
public final class ClusterMeters implements MeterBinder {

    /** As the cluster calls them. */
    private static final List<String> STATES =
            List.of("OPEN", "GREETED", "INCOMPATIBLE", "LEAVING", "PARTED", "SHUT_OUT");

    private final String cluster;
    private final Supplier<ClusterSnapshot> source;
    private final SnapshotCache<ClusterSnapshot> snapshots = new SnapshotCache<>();

    /**
     * Creates meters.
     *
     * @param cluster its name: the tag {@code name} of what does not belong to one pool
     * @param snapshots of it
     */
    public ClusterMeters(String cluster, Supplier<ClusterSnapshot> snapshots) {
        this.cluster = cluster;
        this.source = snapshots;
    }

    @Override
    public void bindTo(MeterRegistry registry) {
        for (String state : STATES) {
            gauge(
                    registry,
                    "process.pool.cluster.members",
                    Tags.of("name", cluster, "state", word(state)),
                    "members",
                    "Other members that this one sees, by state",
                    now -> count(now, state));
        }
        counter(
                registry,
                "process.pool.cluster.sessions",
                Tags.of("name", cluster),
                null,
                "Times that a member was found, or found again",
                ClusterSnapshot::sessions);
        String bytes = "What was sent to other members and received from them";
        counter(
                registry,
                "process.pool.cluster.bytes",
                direction(cluster, "out"),
                "bytes",
                bytes,
                ClusterSnapshot::sentBytes);
        counter(
                registry,
                "process.pool.cluster.bytes",
                direction(cluster, "in"),
                "bytes",
                bytes,
                ClusterSnapshot::receivedBytes);
    }

    /**
     * Adds the meters of a pool.
     *
     * @param pool its name: their tag {@code name}
     * @param registry where they go
     */
    public void bindPool(String pool, MeterRegistry registry) {
        gauge(
                registry,
                "process.pool.cluster.slots",
                Tags.of("name", pool),
                "slots",
                "Tasks that the other members' pools of this name run at once",
                now -> sum(now, pool, Share::slots));
        gauge(
                registry,
                "process.pool.cluster.credits",
                Tags.of("name", pool),
                "credits",
                "Tasks that may be sent to other members at once",
                now -> sum(now, pool, Share::creditsHeld));
        TimeGauge.builder(
                        "process.pool.cluster.round.trip",
                        this,
                        TimeUnit.NANOSECONDS,
                        meters -> meters.of(pool, found -> found.roundTrip().toNanos()))
                .tags("name", pool)
                .description("Time of a message to another member and back; 0 while it is not known")
                .register(registry);
        tasks(registry, pool, "out", "answered", Pool::answered);
        tasks(registry, pool, "out", "refused", ClusterMeters::refused);
        tasks(registry, pool, "out", "lost", Pool::lost);
        tasks(registry, pool, "in", "answered", Pool::guestsAnswered);
        tasks(registry, pool, "in", "refused", Pool::guestsRefused);
        for (String reason : Pool.refusalReasons()) {
            counter(
                    registry,
                    "process.pool.cluster.refused",
                    Tags.of("name", pool, "reason", word(reason)),
                    "tasks",
                    "Tasks that other members did not take, by the reason; they ran elsewhere",
                    now -> find(now, pool, found -> found.refused().getOrDefault(reason, 0L)));
        }
        lost(registry, pool, "yes", Pool::lostBegun);
        lost(registry, pool, "unknown", Pool::lostUnknown);
        counter(
                registry,
                "process.pool.cluster.retries",
                Tags.of("name", pool),
                "tasks",
                "Tasks that were sent to other members after an attempt that was lost, here or elsewhere",
                now -> find(now, pool, Pool::retries));
        counter(
                registry,
                "process.pool.cluster.orphans.stopped",
                Tags.of("name", pool),
                "tasks",
                "Tasks of other members that were stopped here, because their member was lost",
                now -> find(now, pool, Pool::orphansStopped));
    }

    private static long refused(Pool pool) {
        return pool.refused().values().stream().mapToLong(Long::longValue).sum();
    }

    private void lost(MeterRegistry registry, String pool, String begun, ToDoubleFunction<Pool> value) {
        counter(
                registry,
                "process.pool.cluster.lost",
                Tags.of("name", pool, "begun", begun),
                "tasks",
                "Tasks that were lost with another member, by whether they had begun",
                now -> find(now, pool, value));
    }

    private void tasks(
            MeterRegistry registry, String pool, String direction, String outcome, ToDoubleFunction<Pool> value) {
        counter(
                registry,
                "process.pool.cluster.tasks",
                direction(pool, direction).and("outcome", outcome),
                "tasks",
                "Tasks that were sent to other members and came from them, by what became of that",
                now -> find(now, pool, value));
    }

    private static Tags direction(String name, String direction) {
        return Tags.of("name", name, "direction", direction);
    }

    // -- Reading --

    private static double count(ClusterSnapshot now, String state) {
        return now.members().stream().map(Member::state).filter(state::equals).count();
    }

    private static double sum(ClusterSnapshot now, String pool, ToDoubleFunction<Share> value) {
        return now.members().stream()
                .flatMap(member -> member.pools().stream())
                .filter(share -> share.pool().equals(pool))
                .mapToDouble(value)
                .sum();
    }

    private static double find(ClusterSnapshot now, String pool, ToDoubleFunction<Pool> value) {
        return now.pools().stream()
                .filter(found -> found.name().equals(pool))
                .mapToDouble(value)
                .sum();
    }

    private double of(String pool, ToDoubleFunction<Pool> value) {
        return read(now -> find(now, pool, value));
    }

    private double read(ToDoubleFunction<ClusterSnapshot> value) {
        return value.applyAsDouble(snapshots.get(source));
    }

    // -- Meters --

    private void gauge(
            MeterRegistry registry,
            String name,
            Tags tags,
            String unit,
            String description,
            ToDoubleFunction<ClusterSnapshot> value) {
        Gauge.builder(name, () -> read(value))
                .tags(tags)
                .baseUnit(unit)
                .description(description)
                .register(registry);
    }

    private void counter(
            MeterRegistry registry,
            String name,
            Tags tags,
            @Nullable String unit,
            String description,
            ToDoubleFunction<ClusterSnapshot> value) {
        FunctionCounter.builder(name, snapshots, cache -> read(value))
                .tags(tags)
                .baseUnit(unit)
                .description(description)
                .register(registry);
    }

    private static String word(String state) {
        return state.toLowerCase(Locale.ROOT).replace('_', '-');
    }
}
