package io.github.processpool.benchmarks.soak;

import io.github.processpool.ProcessPoolExecutor;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.function.LongPredicate;
import java.util.stream.Collectors;

/**
 * What goes on beside the soak's tasks, in the same pool: maps, shared queues, shared buffers, each as {@link Traffic} on a
 * thread of its own.
 *
 * <p><b>Thread safety:</b> belongs to the soak's main thread.
 */
final class SideTraffic {

    private final MapRound maps;
    private final Violations violations;
    private final List<Traffic> all;

    private SideTraffic(MapRound maps, Violations violations, List<Traffic> all) {
        this.maps = maps;
        this.violations = violations;
        this.all = all;
    }

    static SideTraffic start(ProcessPoolExecutor pool, LongPredicate wasHarmed, long seed, Violations violations) {
        MapRound maps = new MapRound(pool, wasHarmed);
        return new SideTraffic(
                maps,
                violations,
                List.of(
                        Traffic.start("maps", maps, seed, violations),
                        Traffic.start("queues", new SharingRound(pool, wasHarmed), seed, violations),
                        Traffic.start("buffers", new BufferRound(pool, wasHarmed), seed, violations)));
    }

    /** Lets the rounds end that are under way. */
    void end() {
        all.forEach(Traffic::end);
    }

    /** After {@link #end}: whether no round is under way any more; one that takes too long is a violation. */
    boolean hasEnded() {
        return all.stream().filter(traffic -> !traffic.hasEnded()).count() == 0;
    }

    String summary() {
        return all.stream().map(Traffic::summary).collect(Collectors.joining("; "));
    }

    void compareWith(Path runLogs) throws IOException {
        maps.compareWith(runLogs, violations);
    }
}
