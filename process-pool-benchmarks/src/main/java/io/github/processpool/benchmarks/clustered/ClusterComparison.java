package io.github.processpool.benchmarks.clustered;

import io.github.processpool.benchmarks.sidebyside.CpuTimes;
import io.github.processpool.benchmarks.sidebyside.Driver;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;

/**
 * Takes the peers through the rows, round robin, again and again, and prints what they answer.
 *
 * <p>Only one peer works at a time; the others lie idle. Each repetition begins with another peer, and a first one, in which compilers
 * warm up, does not count.
 */
public final class ClusterComparison {

    private static final String USAGE = """
            Options:
              --repetitions N   measured repetitions of every row (default 5)
              --rows A,B        only these of: %s
              --peers A,B       only these of: %s
              --heap SIZE       of each JVM but the workers (default 2g; the least and the most)
              --rest N          seconds for which members are idle (default 30)
              --tls             with TLS from a secret, where there is such a thing
            """.formatted(ClusterRow.ids(), ClusterPeer.ids());

    private Set<ClusterRow> rows = EnumSet.allOf(ClusterRow.class);
    private Set<ClusterPeer> peers = EnumSet.allOf(ClusterPeer.class);
    private int repetitions = 5;
    private int rest = 30;
    private String heap = "2g";
    private boolean tls;
    private final ClusterSamples samples = new ClusterSamples();
    private final Map<ClusterPeer, Driver> drivers = new EnumMap<>(ClusterPeer.class);

    private ClusterComparison(String... args) {
        for (int i = 0; i < args.length; i++) {
            switch (args[i]) {
                case "--repetitions" -> repetitions = Integer.parseInt(value(args, ++i));
                case "--rows" ->
                    rows = EnumSet.copyOf(Stream.of(value(args, ++i).split(",", -1))
                            .map(ClusterRow::of)
                            .toList());
                case "--peers" ->
                    peers = EnumSet.copyOf(Stream.of(value(args, ++i).split(",", -1))
                            .map(ClusterPeer::of)
                            .toList());
                case "--heap" -> heap = value(args, ++i);
                case "--rest" -> rest = Integer.parseInt(value(args, ++i));
                case "--tls" -> tls = true;
                default -> throw new IllegalArgumentException("Unknown option: " + args[i]);
            }
        }
    }

    private static String value(String[] args, int index) {
        if (index >= args.length) {
            throw new IllegalArgumentException(args[index - 1] + " needs a value");
        }
        return args[index];
    }

    /** Runs what the arguments ask for, and prints the tables. */
    public static void run(String... args) throws IOException, InterruptedException {
        ClusterComparison comparison = new ClusterComparison(args);
        try {
            comparison.measure();
        } finally {
            comparison.drivers.values().forEach(Driver::close);
        }
        System.out.println(comparison.samples.markdown());
    }

    /** The options that {@link #run} understands. */
    public static String usage() {
        return USAGE;
    }

    private void measure() throws IOException, InterruptedException {
        for (ClusterPeer peer : peers) {
            if (rows.stream().anyMatch(row -> row.peers().contains(peer))) {
                Driver driver = Driver.start(peer.command(heap, tls));
                drivers.put(peer, driver);
                driver.ask("open");
            }
        }
        for (int repetition = 0; repetition <= repetitions; repetition++) {
            for (ClusterRow row : rows) {
                List<ClusterPeer> order = new ArrayList<>(
                        row.peers().stream().filter(peers::contains).toList());
                Collections.rotate(order, -repetition);
                if (row == ClusterRow.IDLE) {
                    if (repetition == 1) {
                        rest(order);
                    }
                } else {
                    for (ClusterPeer peer : order) {
                        ask(row, peer, repetition > 0);
                    }
                }
            }
        }
    }

    private void ask(ClusterRow row, ClusterPeer peer, boolean counts) throws IOException, InterruptedException {
        Driver driver = driver(peer);
        List<Long> pids = pids(peer);
        long[] before = ticks(pids);
        String figure = driver.ask(row.command()).get(row.key());
        System.err.println((counts ? "" : "(warm-up) ") + row + " " + peer + ": " + figure);
        if (counts && figure != null) {
            samples.add(row, peer, Double.parseDouble(figure));
        }
        if (counts && row.tasks() > 0) {
            long[] after = ticks(pids);
            long workers = 0;
            for (int i = 2; i < after.length; i++) {
                workers += after[i] - before[i];
            }
            long there = peer.isPair() ? after[1] - before[1] : 0;
            samples.addCpu(row, peer, new CpuPerTask(row.tasks(), after[0] - before[0], there, workers));
        }
    }

    /** The driver, the other member (or the driver again), and all workers. */
    private List<Long> pids(ClusterPeer peer) throws IOException, InterruptedException {
        long driver = driver(peer).pid();
        long other = peer.isPair() ? otherMember(peer) : driver;
        List<Long> pids = new ArrayList<>(List.of(driver, other));
        try (Stream<ProcessHandle> children =
                ProcessHandle.of(driver).map(ProcessHandle::descendants).orElse(Stream.empty())) {
            children.map(ProcessHandle::pid).filter(pid -> pid != other).forEach(pids::add);
        }
        return pids;
    }

    private static long[] ticks(List<Long> pids) throws IOException {
        long[] ticks = new long[pids.size()];
        for (int i = 0; i < ticks.length; i++) {
            ticks[i] = Files.exists(Path.of("/proc", String.valueOf(pids.get(i))))
                    ? CpuTimes.ticks(List.of(pids.get(i)))
                    : 0;
        }
        return ticks;
    }

    /** All other members are idle at the same time. */
    private void rest(List<ClusterPeer> resting) throws IOException, InterruptedException {
        Map<ClusterPeer, Long> before = new EnumMap<>(ClusterPeer.class);
        Thread.sleep(5_000);
        for (ClusterPeer peer : resting) {
            before.put(peer, CpuTimes.ticks(List.of(otherMember(peer))));
        }
        Thread.sleep(rest * 1_000L);
        for (Map.Entry<ClusterPeer, Long> entry : before.entrySet()) {
            long pid = otherMember(entry.getKey());
            samples.add(
                    ClusterRow.IDLE,
                    entry.getKey(),
                    CpuTimes.percentOfCore(CpuTimes.ticks(List.of(pid)) - entry.getValue(), rest));
            samples.remark(
                    ClusterRow.IDLE,
                    entry.getKey(),
                    status(pid, "Threads:") + " threads, " + status(pid, "VmRSS:") + " RSS");
        }
    }

    private static String status(long pid, String key) throws IOException {
        try (Stream<String> lines = Files.lines(Path.of("/proc", String.valueOf(pid), "status"))) {
            return lines.filter(line -> line.startsWith(key))
                    .map(line -> line.substring(key.length()).strip())
                    .findFirst()
                    .orElse("?");
        }
    }

    private long otherMember(ClusterPeer peer) throws IOException, InterruptedException {
        return Long.parseLong(driver(peer).ask("member").getOrDefault("pid", "0"));
    }

    private Driver driver(ClusterPeer peer) {
        Driver driver = drivers.get(peer);
        if (driver == null) {
            throw new IllegalStateException("No driver of " + peer);
        }
        return driver;
    }
}
