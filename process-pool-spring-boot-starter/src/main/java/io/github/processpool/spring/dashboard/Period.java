package io.github.processpool.spring.dashboard;

import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The ends of tasks within some minutes: how long they waited and ran, in all and by kind. However many kinds there are, only so many are
 * told apart.
 *
 * <p>One thread at a time may use it.
 */
final class Period {

    static final int MOST_KINDS = 100;
    static final String OTHERS = "(all other tasks)";

    private static final int MOST_SHOWN = 8;

    private final Histogram waits = new Histogram();
    private final Histogram runs = new Histogram();
    private final Map<String, Kind> kinds = new HashMap<>();

    /** What ended under one name. */
    private static final class Kind {

        private final Histogram runs = new Histogram();
        private long ended;
        private long failed;
        private @Nullable String lastFailure;
    }

    void add(TaskEnd end) {
        Kind kind = kind(end.kind());
        kind.ended++;
        if (end.failure() != null) {
            kind.failed++;
            kind.lastFailure = end.failure();
        }
        if (end.hasBegun()) {
            waits.add(end.waitNanos());
            runs.add(end.runNanos());
            kind.runs.add(end.runNanos());
        }
    }

    /** Adds what came later. */
    void add(Period later) {
        waits.add(later.waits);
        runs.add(later.runs);
        later.kinds.forEach((name, added) -> {
            Kind kind = kind(name);
            kind.runs.add(added.runs);
            kind.ended += added.ended;
            kind.failed += added.failed;
            kind.lastFailure = added.lastFailure == null ? kind.lastFailure : added.lastFailure;
        });
    }

    private Kind kind(String name) {
        Kind known = kinds.get(name);
        if (known != null) {
            return known;
        }
        return kinds.computeIfAbsent(kinds.size() < MOST_KINDS ? name : OTHERS, unknown -> new Kind());
    }

    PoolFigures.Times waits() {
        return times(waits);
    }

    PoolFigures.Times runs() {
        return times(runs);
    }

    List<PoolFigures.Kind> slowest() {
        return shown(kind -> kind.p99Millis(), kinds().filter(kind -> kind.p99Millis() > 0));
    }

    List<PoolFigures.Kind> failing() {
        return shown(kind -> (double) kind.failed(), kinds().filter(kind -> kind.failed() > 0));
    }

    private Stream<PoolFigures.Kind> kinds() {
        return kinds.entrySet().stream().map(entry -> {
            Kind kind = entry.getValue();
            PoolFigures.Times times = times(kind.runs);
            return new PoolFigures.Kind(
                    entry.getKey(), kind.ended, kind.failed, times.p50Millis(), times.p99Millis(), kind.lastFailure);
        });
    }

    private static List<PoolFigures.Kind> shown(
            Function<PoolFigures.Kind, Double> most, Stream<PoolFigures.Kind> kinds) {
        return kinds.sorted(Comparator.comparing(most).reversed().thenComparing(PoolFigures.Kind::name))
                .limit(MOST_SHOWN)
                .toList();
    }

    private static PoolFigures.Times times(Histogram histogram) {
        return new PoolFigures.Times(
                histogram.count(), histogram.percentileMillis(0.5), histogram.percentileMillis(0.99));
    }
}
