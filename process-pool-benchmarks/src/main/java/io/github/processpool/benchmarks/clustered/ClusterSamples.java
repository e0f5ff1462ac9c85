package io.github.processpool.benchmarks.clustered;

import io.github.processpool.benchmarks.sidebyside.Figures;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/** What was measured, one value per row, peer and repetition; and a remark, where there is one. */
final class ClusterSamples {

    private final Map<ClusterRow, Map<ClusterPeer, List<Double>>> values = new EnumMap<>(ClusterRow.class);
    private final Map<ClusterRow, Map<ClusterPeer, String>> remarks = new EnumMap<>(ClusterRow.class);

    private final Map<ClusterRow, Map<ClusterPeer, CpuPerTask>> cpu = new EnumMap<>(ClusterRow.class);

    void add(ClusterRow row, ClusterPeer peer, double value) {
        values.computeIfAbsent(row, r -> new EnumMap<>(ClusterPeer.class))
                .computeIfAbsent(peer, p -> new ArrayList<>())
                .add(value);
    }

    /** The last one counts. */
    void remark(ClusterRow row, ClusterPeer peer, String remark) {
        remarks.computeIfAbsent(row, r -> new EnumMap<>(ClusterPeer.class)).put(peer, remark);
    }

    /** What was used for so many tasks is remarked, of all repetitions together. */
    void addCpu(ClusterRow row, ClusterPeer peer, CpuPerTask more) {
        CpuPerTask sum =
                cpu.computeIfAbsent(row, r -> new EnumMap<>(ClusterPeer.class)).merge(peer, more, CpuPerTask::plus);
        remark(row, peer, sum.toString());
    }

    /** Of both members, in microseconds; not a number: not measured. */
    double cpuOfMembers(ClusterRow row, ClusterPeer peer) {
        CpuPerTask sum = cpu.getOrDefault(row, Map.of()).get(peer);
        return sum == null ? Double.NaN : sum.ofMembers();
    }

    /** Not a number: not measured. */
    double median(ClusterRow row, ClusterPeer peer) {
        List<Double> sorted = sorted(row, peer);
        int middle = sorted.size() / 2;
        if (sorted.isEmpty()) {
            return Double.NaN;
        }
        return sorted.size() % 2 == 1 ? sorted.get(middle) : (sorted.get(middle - 1) + sorted.get(middle)) / 2;
    }

    private List<Double> sorted(ClusterRow row, ClusterPeer peer) {
        return values.getOrDefault(row, Map.of()).getOrDefault(peer, List.of()).stream()
                .sorted(Comparator.naturalOrder())
                .toList();
    }

    /** All rows that were measured, and the targets that can be told. */
    String markdown() {
        StringBuilder table = new StringBuilder("| | | | |\n|---|---|---|---|\n");
        for (ClusterRow row : values.keySet()) {
            for (ClusterPeer peer : row.peers()) {
                List<Double> sorted = sorted(row, peer);
                if (!sorted.isEmpty()) {
                    String remark = remarks.getOrDefault(row, Map.of()).getOrDefault(peer, "");
                    table.append("| %s | %s | %s | %s |\n"
                            .formatted(
                                    row.title(),
                                    peer.title(),
                                    Figures.medianAndRange(median(row, peer), sorted),
                                    remark));
                }
            }
        }
        table.append("\n| target | required | measured | |\n|---|---|---|---|\n");
        for (ClusterTarget target : ClusterTarget.values()) {
            double measured = target.measured(this);
            if (!Double.isNaN(measured)) {
                table.append("| %s | %s | %s | %s |\n"
                        .formatted(
                                target.title(),
                                target.required(),
                                Figures.plain(measured),
                                target.isMetBy(measured) ? "met" : "**not met**"));
            }
        }
        return table.toString();
    }
}
