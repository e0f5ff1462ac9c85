package io.github.processpool.benchmarks.sidebyside;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/**
 * Takes the peers through all rows, round robin, again and again, and hands what they answer to the {@link Report}.
 *
 * <p>Only one peer works at a time; the others' pools lie idle. Each repetition begins with another peer, and a first
 * one, in which compilers warm up and first-time costs fall, does not count. A peer that has failed at a row is not asked again.
 */
public final class Comparison {

    private static final Duration SETTLE = Duration.ofSeconds(3);
    private static final Duration REST = Duration.ofSeconds(20);
    private static final Duration QUICK_REST = Duration.ofSeconds(2);
    private static final String NO_PYTHON = "no python3";

    private final Options options;
    private final Path folder;
    private final Samples samples = new Samples();
    private final Map<Peer, Driver> drivers = new EnumMap<>(Peer.class);
    private final Map<Peer, String> versions = new EnumMap<>(Peer.class);

    private Comparison(Options options, Path folder) {
        this.options = options;
        this.folder = folder;
    }

    /** Runs what the arguments ask for, prints the table, and writes it into the page. */
    public static void run(String... args) throws IOException, InterruptedException {
        Options options = Options.parse(args);
        Machine machine = Machine.observe();
        Path folder = Files.createTempDirectory("side-by-side");
        Comparison comparison = new Comparison(options, folder);
        try {
            comparison.measure();
        } finally {
            comparison.drivers.values().forEach(Driver::close);
            Files.deleteIfExists(folder.resolve("pool_driver.py"));
            Files.deleteIfExists(folder);
        }
        String report = new Report(options, comparison.samples).markdown(machine.describe(comparison.versions), args);
        System.out.println(report);
        Path output = options.output();
        if (output != null) {
            PerformancePage.write(output, report);
            Path picture = Picture.besides(output);
            new Picture(comparison.samples).write(picture);
            System.out.println("Written into " + output + " and " + picture);
        }
    }

    /** The options that {@link #run} understands. */
    public static String usage() {
        return Options.USAGE;
    }

    private void measure() throws IOException, InterruptedException {
        for (Peer peer : options.peers()) {
            open(peer);
        }
        for (int repetition = 0; repetition <= options.repetitions(); repetition++) {
            System.err.println(
                    repetition == 0 ? "warm-up" : "repetition " + repetition + " of " + options.repetitions());
            List<Peer> order = new ArrayList<>(drivers.keySet());
            Collections.rotate(order, -repetition);
            for (Row row : options.rows()) {
                if (row.isDueIn(repetition)) {
                    measure(row, order, repetition > 0);
                }
            }
        }
    }

    private void measure(Row row, List<Peer> order, boolean counts) throws IOException, InterruptedException {
        if (row == Row.IDLE) {
            if (counts) {
                rest();
            }
            return;
        }
        for (Peer peer : order) {
            Map<String, String> answer = samples.hasFailed(row, peer) ? Map.of() : ask(row, peer);
            if (counts && !answer.isEmpty()) {
                row.metrics().stream()
                        .filter(metric -> answer.containsKey(metric.key()))
                        .forEach(metric -> add(metric, peer, answer.get(metric.key())));
            }
        }
    }

    /** A row that takes long answers with several values at once. */
    private void add(Metric metric, Peer peer, String figures) {
        for (String figure : figures.split(",", -1)) {
            samples.add(metric, peer, Double.parseDouble(figure));
        }
    }

    private Map<String, String> ask(Row row, Peer peer) throws IOException, InterruptedException {
        try {
            return driver(peer).ask(row.command(options.quick()));
        } catch (UnsupportedOperationException e) {
            return Map.of();
        } catch (IOException e) {
            System.err.println(peer + ", " + row + ": " + e.getMessage());
            samples.missing(row, peer, Samples.FAILED);
            driver(peer).close();
            open(peer);
            return Map.of();
        }
    }

    private void open(Peer peer) throws IOException, InterruptedException {
        if (peer.isPython() && !Machine.hasPython()) {
            options.rows().forEach(row -> samples.missing(row, peer, NO_PYTHON));
            return;
        }
        Driver driver = Driver.start(peer.command(folder));
        drivers.put(peer, driver);
        versions.put(peer, driver.ask("open").getOrDefault("version", "?"));
    }

    /** All pools lie idle at the same time, so a repetition waits once. */
    private void rest() throws IOException, InterruptedException {
        if (!CpuTimes.isSupported()) {
            return;
        }
        Map<Peer, List<Long>> workers = new EnumMap<>(Peer.class);
        for (Peer peer : drivers.keySet()) {
            workers.put(peer, driver(peer).workers());
        }
        Thread.sleep(SETTLE.toMillis());
        Duration rest = options.quick() ? QUICK_REST : REST;
        Map<Peer, long[]> before = cpuTicks(workers);
        Thread.sleep(rest.toMillis());
        cpuTicks(workers).forEach((peer, after) -> {
            long[] start = before.getOrDefault(peer, after);
            int count = workers.getOrDefault(peer, List.of()).size();
            double ofWorkers = CpuTimes.percentOfCore(after[0] - start[0], rest.toSeconds());
            samples.add(Metric.IDLE_WORKER, peer, ofWorkers / count);
            samples.add(Metric.IDLE_PARENT, peer, CpuTimes.percentOfCore(after[1] - start[1], rest.toSeconds()));
        });
    }

    /** Of each peer, the CPU time of its workers and that of its parent. */
    private Map<Peer, long[]> cpuTicks(Map<Peer, List<Long>> workers) throws IOException {
        Map<Peer, long[]> ticks = new EnumMap<>(Peer.class);
        for (Map.Entry<Peer, List<Long>> entry : workers.entrySet()) {
            long parent = CpuTimes.ticks(List.of(driver(entry.getKey()).pid()));
            ticks.put(entry.getKey(), new long[] {CpuTimes.ticks(entry.getValue()), parent});
        }
        return ticks;
    }

    private Driver driver(Peer peer) {
        Driver driver = drivers.get(peer);
        if (driver == null) {
            throw new IllegalStateException("No driver of " + peer);
        }
        return driver;
    }
}
