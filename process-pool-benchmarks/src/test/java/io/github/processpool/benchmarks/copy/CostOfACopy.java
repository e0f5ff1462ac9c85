package io.github.processpool.benchmarks.copy;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * Runs {@link CopiedApplication} several times, each in a JVM of its own, and prints a table for {@code docs/what-a-copy-costs.md}.
 * Its only argument is the number of runs; ends by itself.
 */
final class CostOfACopy {

    private static final int LIMIT_MINUTES = 3;

    private final Map<String, List<Double>> figures = new LinkedHashMap<>();

    private CostOfACopy() {}

    public static void main(String[] arguments) throws Exception {
        int runs = arguments.length == 0 ? 5 : Integer.parseInt(arguments[0]);
        CostOfACopy cost = new CostOfACopy();
        for (int i = 0; i < runs; i++) {
            cost.run();
        }
        cost.print();
    }

    private void run() throws IOException, InterruptedException {
        Process application = new ProcessBuilder(
                        System.getProperty("java.home") + "/bin/java",
                        "-cp",
                        System.getProperty("java.class.path"),
                        CopiedApplication.class.getName(),
                        "--server.port=0",
                        "--server.address=127.0.0.1",
                        "--spring.main.banner-mode=off",
                        "--logging.level.root=warn",
                        "--spring.datasource.url=jdbc:h2:mem:copied",
                        "--process-pool.max-workers=1",
                        "--process-pool.queue-capacity=100000",
                        "--process-pool.worker.cache.enabled=false")
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        try (BufferedReader lines =
                new BufferedReader(new InputStreamReader(application.getInputStream(), StandardCharsets.UTF_8))) {
            lines.lines().forEach(this::take);
        }
        if (!application.waitFor(LIMIT_MINUTES, TimeUnit.MINUTES) || application.exitValue() != 0) {
            application.destroyForcibly();
            throw new IllegalStateException("The application failed; see above");
        }
    }

    private void take(String line) {
        String[] parts = line.split("=", 2);
        if (parts.length == 2 && parts[0].matches("[a-z0-9-]+")) {
            figures.computeIfAbsent(parts[0], name -> new ArrayList<>()).add(Double.valueOf(parts[1]));
        } else {
            System.err.println(line);
        }
    }

    private void print() {
        System.out.println(
                "| JDK " + System.getProperty("java.version") + " | of the copy | to compare with | ratio | aim |");
        System.out.println("|---|---|---|---|---|");
        row(
                "first call in a fresh worker, beside the application's own start, ms",
                "first-call",
                "own-start",
                "at most 0.55");
        row("call of a bean beside a task without one, p50, µs", "call-p50", "task-p50", "at most 1.2");
        row("the same, many at once, thousands per second", "call-rate", "task-rate", "at least 0.85");
        row(
                "memory (PSS) after the first call, beside the application's own, MB",
                "worker-memory",
                "own-memory",
                "at most 0.5");
    }

    private void row(String name, String copy, String other, String aim) {
        List<Double> ratios = new ArrayList<>();
        for (int i = 0; i < figures.get(copy).size(); i++) {
            ratios.add(figures.get(copy).get(i) / figures.get(other).get(i));
        }
        System.out.printf(
                Locale.ROOT,
                "| %s | %s | %s | %s | %s |%n",
                name,
                spread(figures.get(copy), "%.1f"),
                spread(figures.get(other), "%.1f"),
                spread(ratios, "%.2f"),
                aim);
    }

    private static String spread(List<Double> values, String format) {
        List<Double> sorted = values.stream().sorted().toList();
        return String.format(
                Locale.ROOT,
                format + " [" + format + "–" + format + "]",
                sorted.get(sorted.size() / 2),
                sorted.get(0),
                sorted.get(sorted.size() - 1));
    }
}
