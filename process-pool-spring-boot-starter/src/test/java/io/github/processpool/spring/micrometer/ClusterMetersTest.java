package io.github.processpool.spring.micrometer;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.processpool.cluster.ClusterSnapshot;
import io.github.processpool.cluster.ClusterSnapshot.Member;
import io.github.processpool.cluster.ClusterSnapshot.Pool;
import io.github.processpool.cluster.ClusterSnapshot.Share;
import io.github.processpool.cluster.MemberAddress;
import io.github.processpool.cluster.Role;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class ClusterMetersTest {

    private static final ClusterSnapshot SEEN = new ClusterSnapshot(
            "shop",
            Optional.of(new MemberAddress("1", "a")),
            ClusterSnapshot.State.JOINED,
            List.of(
                    member(
                            "b",
                            "OPEN",
                            new Share("pdf", 4, 2, 1, 0, 0, List.of()),
                            new Share("mail", 9, 9, 9, 9, 9, List.of())),
                    member("c", "OPEN", new Share("pdf", 3, 1, 0, 0, 0, List.of())),
                    member("d", "SHUT_OUT")),
            List.of(
                    new Pool(
                            "pdf",
                            Duration.ofMillis(3),
                            20,
                            6,
                            12,
                            Map.of("BROKEN", 1L, "NO_CREDIT", 2L),
                            4,
                            5,
                            10,
                            7,
                            1,
                            5),
                    new Pool("mail", Duration.ZERO, 0, 0, 0, Map.of("BROKEN", 8L), 0, 0, 0, 0, 0, 0)),
            List.of(),
            6,
            1000,
            2000);

    private final MeterRegistry registry = new SimpleMeterRegistry();

    private static Member member(String name, String state, Share... pools) {
        return new Member(
                new MemberAddress(name, name),
                state,
                "7",
                true,
                Optional.of(Role.BOTH),
                17,
                Duration.ZERO,
                Optional.empty(),
                List.of(pools));
    }

    private void bind(ClusterSnapshot seen) {
        ClusterMeters meters = new ClusterMeters("shop", () -> seen);
        meters.bindTo(registry);
        meters.bindPool("pdf", registry);
    }

    @Test
    void countsMembersByStateAndWhatThereIsOfOnePool() {
        bind(SEEN);

        assertThat(members("open")).isEqualTo(2);
        assertThat(members("shut-out")).isEqualTo(1);
        assertThat(members("leaving")).isZero();
        assertThat(registry.get("process.pool.cluster.slots").gauge().value()).isEqualTo(7);
        assertThat(registry.get("process.pool.cluster.credits").gauge().value()).isEqualTo(3);
        assertThat(registry.get("process.pool.cluster.round.trip").timeGauge().value(TimeUnit.MILLISECONDS))
                .isEqualTo(3);
        assertThat(registry.get("process.pool.cluster.sessions")
                        .functionCounter()
                        .count())
                .isEqualTo(6);
        assertThat(registry.get("process.pool.cluster.bytes")
                        .tags("name", "shop", "direction", "in")
                        .functionCounter()
                        .count())
                .isEqualTo(2000);
        assertThat(tasks("out", "answered")).isEqualTo(12);
        assertThat(tasks("out", "refused")).isEqualTo(3);
        assertThat(tasks("out", "lost")).isEqualTo(9);
        assertThat(count("lost", "begun", "yes")).isEqualTo(4);
        assertThat(count("lost", "begun", "unknown")).isEqualTo(5);
        assertThat(count("refused", "reason", "broken")).isEqualTo(1);
        assertThat(count("refused", "reason", "no-credit")).isEqualTo(2);
        assertThat(count("refused", "reason", "leaving")).isZero();
        assertThat(count("retries", "name", "pdf")).isEqualTo(6);
        assertThat(tasks("in", "answered")).isEqualTo(7);
        assertThat(tasks("in", "refused")).isEqualTo(1);
        assertThat(registry.get("process.pool.cluster.orphans.stopped")
                        .functionCounter()
                        .count())
                .isEqualTo(5);
    }

    private double count(String name, String tag, String value) {
        return registry.get("process.pool.cluster." + name)
                .tags("name", "pdf", tag, value)
                .functionCounter()
                .count();
    }

    private double members(String state) {
        return registry.get("process.pool.cluster.members")
                .tags("name", "shop", "state", state)
                .gauge()
                .value();
    }

    private double tasks(String direction, String outcome) {
        return registry.get("process.pool.cluster.tasks")
                .tags("name", "pdf", "direction", direction, "outcome", outcome)
                .functionCounter()
                .count();
    }

    @Test
    void memberThatIsStoppedHasNothing() {
        bind(new ClusterSnapshot(
                "shop", Optional.empty(), ClusterSnapshot.State.LEFT, List.of(), List.of(), List.of(), 0, 0, 0));

        assertThat(members("open")).isZero();
        assertThat(registry.get("process.pool.cluster.slots").gauge().value()).isZero();
        assertThat(tasks("out", "answered")).isZero();
    }
}
