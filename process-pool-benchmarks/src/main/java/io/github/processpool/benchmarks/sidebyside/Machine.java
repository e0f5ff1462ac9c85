package io.github.processpool.benchmarks.sidebyside;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** The machine as it was when the run began: figures without it say nothing. */
final class Machine {

    private final double loadBefore;
    private final long[] ticksBefore;

    private Machine(double loadBefore, long[] ticksBefore) {
        this.loadBefore = loadBefore;
        this.ticksBefore = ticksBefore;
    }

    static Machine observe() {
        return new Machine(ManagementFactory.getOperatingSystemMXBean().getSystemLoadAverage(), stolenAndAllTicks());
    }

    static boolean hasPython() throws InterruptedException {
        try {
            Process version = new ProcessBuilder("python3", "--version")
                    .redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                    .start();
            return version.waitFor(10, TimeUnit.SECONDS) && version.exitValue() == 0;
        } catch (IOException e) {
            return false;
        }
    }

    /** Lines of a list: machine, versions, and how quiet it was. */
    String describe(Map<Peer, String> versions) {
        String python = versions.getOrDefault(Peer.FUTURES, versions.getOrDefault(Peer.MULTIPROCESSING, "none"));
        return String.format(
                Locale.ROOT,
                """
                - Date: %s
                - Machine: %d cores, %s, %s, kernel %s
                - JDK %s (%s), Python %s
                - Load average before the run: %.2f; processor time taken by other machines of the host during it: %s
                """,
                LocalDate.now(ZoneId.systemDefault()),
                Runtime.getRuntime().availableProcessors(),
                valueIn("/proc/cpuinfo", "model name", ":", System.getProperty("os.arch")),
                valueIn("/etc/os-release", "PRETTY_NAME", "=", System.getProperty("os.name")),
                System.getProperty("os.version"),
                System.getProperty("java.runtime.version"),
                System.getProperty("java.vendor"),
                python,
                loadBefore,
                stolen());
    }

    private String stolen() {
        long[] after = stolenAndAllTicks();
        long all = after[1] - ticksBefore[1];
        return all == 0 ? "unknown" : String.format(Locale.ROOT, "%.1f %%", 100.0 * (after[0] - ticksBefore[0]) / all);
    }

    /** The eighth figure of the first line of {@code /proc/stat} is time that the hypervisor gave to others. */
    private static long[] stolenAndAllTicks() {
        try (Stream<String> lines = Files.lines(Path.of("/proc/stat"))) {
            List<Long> ticks = lines.findFirst().stream()
                    .flatMap(line -> Stream.of(line.split(" +")).skip(1).limit(8))
                    .map(Long::valueOf)
                    .toList();
            return new long[] {
                ticks.get(7), ticks.stream().mapToLong(Long::longValue).sum()
            };
        } catch (IOException | RuntimeException e) {
            return new long[] {0, 0};
        }
    }

    private static String valueIn(String file, String key, String separator, String otherwise) {
        try (Stream<String> lines = Files.lines(Path.of(file))) {
            return lines.filter(line -> line.startsWith(key))
                    .findFirst()
                    .map(line -> line.substring(line.indexOf(separator) + 1)
                            .replace("\"", "")
                            .strip())
                    .orElse(otherwise);
        } catch (IOException e) {
            return otherwise;
        }
    }
}
