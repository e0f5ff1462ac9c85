package io.github.processpool.benchmarks.sidebyside;

import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;

/** What was measured, one value per metric, peer and repetition; and why a value is missing. */
final class Samples {

    static final String FAILED = "failed";

    private final Map<Metric, Map<Peer, List<Double>>> values = new EnumMap<>(Metric.class);
    private final Map<Metric, Map<Peer, String>> reasons = new EnumMap<>(Metric.class);

    void add(Metric metric, Peer peer, double value) {
        values.computeIfAbsent(metric, m -> new EnumMap<>(Peer.class))
                .computeIfAbsent(peer, p -> new ArrayList<>())
                .add(value);
    }

    /** Says why a row has no value for a peer. */
    void missing(Row row, Peer peer, String reason) {
        for (Metric metric : row.metrics()) {
            reasons.computeIfAbsent(metric, m -> new EnumMap<>(Peer.class)).put(peer, reason);
        }
    }

    boolean hasFailed(Row row, Peer peer) {
        return row.metrics().stream().anyMatch(metric -> reason(metric, peer).equals(FAILED));
    }

    OptionalDouble median(Metric metric, Peer peer) {
        List<Double> sorted = sorted(metric, peer);
        if (sorted.isEmpty()) {
            return OptionalDouble.empty();
        }
        int middle = sorted.size() / 2;
        boolean isOdd = sorted.size() % 2 == 1;
        return OptionalDouble.of(isOdd ? sorted.get(middle) : (sorted.get(middle - 1) + sorted.get(middle)) / 2);
    }

    /** The median of one peer divided by that of another. */
    OptionalDouble ratio(Metric metric, Peer of, Peer to) {
        return ratio(metric, of, metric, to);
    }

    /** The median of one figure of a peer divided by that of another figure of another. */
    OptionalDouble ratio(Metric metric, Peer of, Metric other, Peer to) {
        OptionalDouble dividend = median(metric, of);
        OptionalDouble divisor = median(other, to);
        if (dividend.isEmpty() || divisor.isEmpty() || divisor.getAsDouble() == 0) {
            return OptionalDouble.empty();
        }
        return OptionalDouble.of(dividend.getAsDouble() / divisor.getAsDouble());
    }

    /** The values in ascending order. */
    List<Double> sorted(Metric metric, Peer peer) {
        List<Double> sorted =
                new ArrayList<>(values.getOrDefault(metric, Map.of()).getOrDefault(peer, List.of()));
        Collections.sort(sorted);
        return sorted;
    }

    String reason(Metric metric, Peer peer) {
        return reasons.getOrDefault(metric, Map.of()).getOrDefault(peer, "–");
    }
}
