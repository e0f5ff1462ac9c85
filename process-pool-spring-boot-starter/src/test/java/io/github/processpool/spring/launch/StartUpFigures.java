package io.github.processpool.spring.launch;

import io.github.processpool.spring.launch.MeasuredShop.Call;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.ToDoubleFunction;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.springframework.util.FileSystemUtils;

/**
 * What the start-up cache gains, for {@code docs/what-a-copy-costs.md}: makes a {@link GeneratedShop}, extracts it, runs it twice, without
 * the cache and with it, and has them take turns at calling a bean in a fresh worker. Prints one table. Started by hand, with the
 * number of rounds as its only argument; ends by itself, within six minutes. Not a test.
 */
final class StartUpFigures {

    private static final Duration LIMIT = Duration.ofMinutes(6);
    /** For a last round, and for the table. */
    private static final Duration RESERVE = Duration.ofSeconds(45);

    private static final Pattern STARTED = Pattern.compile("Started \\S+ in .*process running for ([\\d.]+)\\)");
    private static final Pattern TRAINED = Pattern.compile("Trained the start of workers in (\\d+) ms");

    private final Path folder;
    private final long deadline = System.nanoTime() + LIMIT.toNanos();
    /** Of the application itself, in seconds, without an archive. */
    private final List<Double> ownStarts = new ArrayList<>();

    private final List<Call> without = new ArrayList<>();
    private final List<Call> with = new ArrayList<>();

    private StartUpFigures(Path folder) {
        this.folder = folder;
    }

    public static void main(String[] arguments) throws Exception {
        int rounds = arguments.length == 0 ? 10 : Integer.parseInt(arguments[0]);
        double load = ManagementFactory.getOperatingSystemMXBean().getSystemLoadAverage();
        Path folder = Files.createTempDirectory("start-up-figures-");
        try {
            new StartUpFigures(folder).run(rounds, load);
        } finally {
            FileSystemUtils.deleteRecursively(folder);
        }
    }

    private void run(int rounds, double load) throws IOException, InterruptedException {
        say("Making the application");
        Path executable = GeneratedShop.executableJar(Files.createDirectory(folder.resolve("made")));
        Path jar = extract(executable);
        Path cache = folder.resolve("cache");
        try (MeasuredShop plain = MeasuredShop.start(
                jar, folder.resolve("plain"), deadline, "--process-pool.worker.cache.enabled=false")) {
            ownStarts.add(Double.valueOf(plain.awaitLine(STARTED))); // One after the other.
            try (MeasuredShop cached = MeasuredShop.start(
                    jar, folder.resolve("cached"), deadline, "--process-pool.worker.cache.folder=" + cache)) {
                ownStarts.add(Double.valueOf(cached.awaitLine(STARTED)));
                say("Warming up, and training a worker");
                plain.call();
                cached.call();
                String trained = cached.awaitLine(TRAINED);
                cached.call();
                measure(rounds, plain, cached);
                report(load, megabytes(executable), archiveMegabytes(cache), Long.parseLong(trained) / 1000.0);
            }
        }
    }

    private Path extract(Path executable) throws IOException, InterruptedException {
        Path extracted = folder.resolve("extracted");
        if (PackedApplication.extract(executable, extracted, Duration.ofMinutes(1)) != 0) {
            throw new IOException("the application could not be extracted");
        }
        return extracted.resolve(executable.getFileName());
    }

    private void measure(int rounds, MeasuredShop plain, MeasuredShop cached) throws IOException, InterruptedException {
        for (int round = 1; round <= rounds && hasTimeForMore(); round++) {
            if (round % 2 == 1) {
                without.add(checked(plain.call(), "with"));
                with.add(checked(cached.call(), "without"));
            } else {
                with.add(checked(cached.call(), "without"));
                without.add(checked(plain.call(), "with"));
            }
            say(String.format(
                    Locale.ROOT,
                    "Round %d: %.2f s without archive, %.2f s with",
                    round,
                    without.get(round - 1).wallSeconds(),
                    with.get(round - 1).wallSeconds()));
        }
    }

    private boolean hasTimeForMore() {
        return deadline - System.nanoTime() > RESERVE.toNanos();
    }

    /** A figure of another form than it says would be worth nothing. */
    private static Call checked(Call call, String wrong) throws IOException {
        if (call.archive().equals(wrong)) {
            throw new IOException("this worker was started " + wrong + " an archive");
        }
        return call;
    }

    // -- What is printed --

    private static void say(String words) {
        System.out.println(words);
    }

    private void report(double load, long jarMegabytes, long archiveMegabytes, double trainingSeconds) {
        say(String.format(
                Locale.ROOT,
                """

                - Date: %s
                - JDK %s (%s), %d cores; load average before the run: %.2f
                - Application: %d MB as a jar, %d MB its archive of classes, made in %.0f s
                - The application's own start, without an archive: %s s
                - Medians of %d rounds [lowest–highest]

                | workers start from | wall time, s | CPU time, s |
                |---|---|---|""",
                LocalDate.now(ZoneId.systemDefault()),
                System.getProperty("java.runtime.version"),
                System.getProperty("java.vendor"),
                Runtime.getRuntime().availableProcessors(),
                load,
                jarMegabytes,
                archiveMegabytes,
                trainingSeconds,
                ownStarts,
                with.size()));
        say("| the extracted form | " + cell(without, Call::wallSeconds) + " | " + cell(without, Call::cpuSeconds)
                + " |");
        say("| the same with the archive | " + cell(with, Call::wallSeconds) + " | " + cell(with, Call::cpuSeconds)
                + " |");
        say("| ratio | " + ratio(Call::wallSeconds) + " | " + ratio(Call::cpuSeconds) + " |");
        say(verdict());
    }

    private String verdict() {
        double required = Runtime.version().feature() >= 25 ? 2.3 : 1.6;
        double measured = median(without, Call::wallSeconds) / median(with, Call::wallSeconds);
        return String.format(
                Locale.ROOT,
                "%nRequired of the wall time on this JDK: at least %.1f ×; measured: %.2f ×: %s",
                required,
                measured,
                measured >= required ? "met" : "missed");
    }

    private static String cell(List<Call> calls, ToDoubleFunction<Call> figure) {
        double[] sorted = calls.stream().mapToDouble(figure).sorted().toArray();
        return String.format(
                Locale.ROOT, "%.2f [%.2f–%.2f]", median(calls, figure), sorted[0], sorted[sorted.length - 1]);
    }

    private String ratio(ToDoubleFunction<Call> figure) {
        return String.format(Locale.ROOT, "%.2f ×", median(without, figure) / median(with, figure));
    }

    private static double median(List<Call> calls, ToDoubleFunction<Call> figure) {
        double[] sorted = calls.stream().mapToDouble(figure).sorted().toArray();
        return (sorted[(sorted.length - 1) / 2] + sorted[sorted.length / 2]) / 2;
    }

    private static long megabytes(Path file) throws IOException {
        return Files.size(file) / 1_000_000;
    }

    private static long archiveMegabytes(Path cache) throws IOException {
        try (Stream<Path> files = Files.walk(cache)) {
            Path archive = files.filter(file -> file.getFileName().toString().matches("classes-.*\\.(jsa|aot)"))
                    .findFirst()
                    .orElseThrow(() -> new IOException("there is no archive"));
            return megabytes(archive);
        }
    }
}
