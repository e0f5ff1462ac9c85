package io.github.processpool.sample;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import java.util.function.ToDoubleFunction;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * How soon the workers of the sample are ready after its web server, for {@code docs/performance-method.md}: runs the executable jar
 * until it has an archive of classes, then some times anew, and prints one row. Needs nothing but a JDK, whose own it measures: {@code
 * java StartFigures.java JAR [ROUNDS]}. Not a test.
 */
final class StartFigures {

    private static final Pattern WEB = Pattern.compile("Tomcat started");
    private static final Pattern OWN = Pattern.compile("Started \\S+ in ([\\d.]+) seconds");
    private static final Pattern READY = Pattern.compile("of pool 'documents' is ready after (\\d+) ms");
    private static final Pattern TRAINED = Pattern.compile("Trained the start of workers in (\\d+) ms");
    private static final long LIMIT_NANOS = TimeUnit.MINUTES.toNanos(3);

    private final Path jar;
    private final Path folder;

    /** What one run took, in seconds: its own start as its log says, and from the web server on. */
    private record Run(double own, double first, double both) {

        double ratio() {
            return both / own;
        }
    }

    private StartFigures(Path jar, Path folder) {
        this.jar = jar;
        this.folder = folder;
    }

    public static void main(String[] arguments) throws Exception {
        int rounds = arguments.length < 2 ? 5 : Integer.parseInt(arguments[1]);
        Path folder = Files.createTempDirectory("start-figures-");
        try {
            new StartFigures(Path.of(arguments[0]).toAbsolutePath(), folder).run(rounds);
        } finally {
            try (Stream<Path> files = Files.walk(folder)) {
                files.sorted(Comparator.reverseOrder())
                        .forEach(file -> file.toFile().delete());
            }
        }
    }

    private void run(int rounds) throws IOException, InterruptedException {
        String trained = watch(log -> log.has(TRAINED, 1), log -> log.group(TRAINED));
        List<Run> runs = new ArrayList<>();
        for (int round = 0; round < rounds; round++) {
            runs.add(watch(log -> log.has(READY, 2) && log.has(OWN, 1), StartFigures::runOf));
        }
        System.out.printf(
                "JDK %s, %d cores, archive made in %s ms; medians of %d runs [lowest–highest]%n",
                System.getProperty("java.runtime.version"),
                Runtime.getRuntime().availableProcessors(),
                trained,
                rounds);
        System.out.println(
                "| own start, s | web up to the first worker ready, s | to both, s | both beside the own start |");
        System.out.println("|---|---|---|---|");
        System.out.printf(
                "| %s | %s | %s | %s |%n",
                cell(runs, Run::own), cell(runs, Run::first), cell(runs, Run::both), cell(runs, Run::ratio));
    }

    private static Run runOf(Log log) {
        double web = log.seconds(WEB, 1);
        return new Run(Double.parseDouble(log.group(OWN)), log.seconds(READY, 1) - web, log.seconds(READY, 2) - web);
    }

    private static String cell(List<Run> runs, ToDoubleFunction<Run> figure) {
        double[] sorted = runs.stream().mapToDouble(figure).sorted().toArray();
        double median = (sorted[(sorted.length - 1) / 2] + sorted[sorted.length / 2]) / 2;
        return String.format(Locale.ROOT, "%.2f [%.2f–%.2f]", median, sorted[0], sorted[sorted.length - 1]);
    }

    private interface Check {
        boolean isDone(Log log);
    }

    private interface Result<T> {
        T of(Log log);
    }

    /** Runs the application until its log says what is waited for. */
    private <T> T watch(Check check, Result<T> result) throws IOException, InterruptedException {
        Path output = folder.resolve("output.txt");
        Process process = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-jar",
                        jar.toString(),
                        "--server.port=0",
                        "--logging.pattern.console=%d{HH:mm:ss.SSS} %msg%n",
                        "--process-pool.worker.cache.folder=" + folder.resolve("cache"),
                        "--logging.level.io.github.processpool.spring.launch=debug",
                        "--logging.level.io.github.processpool.internal.parent.supervision=debug")
                .redirectErrorStream(true)
                .redirectOutput(output.toFile())
                .start();
        try {
            long begin = System.nanoTime();
            Log log = new Log(output);
            while (!check.isDone(log)) {
                if (System.nanoTime() - begin > LIMIT_NANOS || process.waitFor(100, TimeUnit.MILLISECONDS)) {
                    throw new IOException("it did not come to that:\n" + Files.readString(output));
                }
            }
            return result.of(log);
        } finally {
            process.destroyForcibly().waitFor();
        }
    }

    /** The times that the log itself says are exact, however seldom somebody looks. */
    private record Log(Path file) {

        boolean has(Pattern wanted, int times) {
            return !Double.isNaN(seconds(wanted, times));
        }

        /** When a line like that came for the nth time; not a number if it has not. */
        double seconds(Pattern wanted, int nth) {
            Matcher line = matcher("(?m)^(\\d+):(\\d+):([\\d.]+) .*" + wanted);
            for (int i = 0; i < nth; i++) {
                if (!line.find()) {
                    return Double.NaN;
                }
            }
            return Integer.parseInt(line.group(1)) * 3600
                    + Integer.parseInt(line.group(2)) * 60
                    + Double.parseDouble(line.group(3));
        }

        String group(Pattern wanted) {
            Matcher found = matcher(wanted.pattern());
            return found.find() ? found.group(1) : "";
        }

        private Matcher matcher(String pattern) {
            try {
                return Pattern.compile(pattern).matcher(Files.readString(file));
            } catch (IOException e) {
                return Pattern.compile(pattern).matcher("");
            }
        }
    }
}
