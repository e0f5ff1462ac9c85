package io.github.processpool.benchmarks.sidebyside;

import io.github.processpool.benchmarks.SideBySide;
import java.util.OptionalDouble;

/** Turns samples into the Markdown that stands in {@code docs/performance.md}. */
final class Report {

    private static final String COMMAND =
            "mvn -q -pl process-pool-benchmarks -am compile exec:exec -Dbenchmark.main=" + SideBySide.class.getName();

    private final Options options;
    private final Samples samples;

    Report(Options options, Samples samples) {
        this.options = options;
        this.samples = samples;
    }

    String markdown(String machine, String... args) {
        String command = args.length == 0 ? COMMAND : COMMAND + " -Dbenchmark.args=\"" + String.join(" ", args) + "\"";
        String repetitions = options.quick()
                ? "A tenth of the work (`--quick`): to see that it runs, not to compare."
                : "Medians of %d repetitions [lowest–highest].".formatted(options.repetitions());
        String picture = options.output() == null ? "" : "\n![" + Picture.TITLE + "](images/performance.svg)\n";
        return machine + "- Command: `" + command + "`\n" + picture + "\n" + repetitions + "\n\n" + comparison()
                + workers() + "\n" + targets();
    }

    private String comparison() {
        StringBuilder table = new StringBuilder("| |");
        StringBuilder rule = new StringBuilder("|---|");
        for (Peer peer : options.peers()) {
            table.append(' ').append(peer.title()).append(" |");
            rule.append("---|");
        }
        table.append(" to `concurrent.futures` | to the spinning socket |\n")
                .append(rule)
                .append("---|---|\n");
        for (Row row : options.rows()) {
            row.metrics().stream()
                    .filter(metric -> !WorkerSeries.has(metric))
                    .forEach(metric -> table.append(line(metric)));
        }
        return table.toString();
    }

    /** One column per number of workers; nothing if they were not measured. */
    private String workers() {
        if (!options.rows().contains(Row.WORKERS)) {
            return "";
        }
        StringBuilder head = new StringBuilder("| workers of this pool |");
        StringBuilder rule = new StringBuilder("|---|");
        StringBuilder rates = new StringBuilder("| 50 000 tiny tasks, tasks/s |");
        for (WorkerSeries.Point point : WorkerSeries.POINTS) {
            head.append(' ').append(point.workers()).append(" |");
            rule.append("---|");
            rates.append(' ').append(cell(point.metric(), Peer.PROCESS_POOL)).append(" |");
        }
        return "\n" + head + "\n" + rule + "\n" + rates + "\n";
    }

    private String line(Metric metric) {
        StringBuilder line = new StringBuilder("| " + metric.title() + " |");
        for (Peer peer : options.peers()) {
            line.append(' ').append(cell(metric, peer)).append(" |");
        }
        return line.append(' ')
                .append(Figures.ratio(samples.ratio(metric, Peer.PROCESS_POOL, Peer.FUTURES)))
                .append(" | ")
                .append(Figures.ratio(samples.ratio(metric, Peer.PROCESS_POOL, Peer.SOCKET_SPIN)))
                .append(" |\n")
                .toString();
    }

    private String cell(Metric metric, Peer peer) {
        OptionalDouble median = samples.median(metric, peer);
        return median.isPresent()
                ? Figures.medianAndRange(median.getAsDouble(), samples.sorted(metric, peer))
                : samples.reason(metric, peer);
    }

    private String targets() {
        StringBuilder table = new StringBuilder("| target | required | measured | |\n|---|---|---|---|\n");
        for (Target target : Target.values()) {
            OptionalDouble measured = target.measured(samples);
            table.append("| %s | %s | %s | %s |\n"
                    .formatted(target.label(), target.required(), measured(measured), verdict(target, measured)));
        }
        return table.toString();
    }

    private static String measured(OptionalDouble value) {
        return value.isPresent() ? Figures.plain(value.getAsDouble()) : "–";
    }

    private static String verdict(Target target, OptionalDouble measured) {
        if (measured.isEmpty()) {
            return "not measured";
        }
        return target.isMetBy(measured.getAsDouble()) ? "met" : "**not met**";
    }
}
