package io.github.processpool.spring.launch;

import java.io.IOException;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A process of the {@link GeneratedShop} with at most one worker, and what it prints. Used by one thread. */
final class MeasuredShop implements AutoCloseable {

    private static final Pattern RESULT = Pattern.compile("(?m)^RESULT (\\S+) (\\S+) (\\S+)$");

    private final Path output;
    private final Process process;
    private final Writer input;
    private final long deadline;
    private int calls;

    /**
     * What the first call of a bean in a fresh worker has taken.
     *
     * @param wallSeconds from the call, for which the worker was started, to its answer
     * @param cpuSeconds that the worker's process had used by then
     * @param archive "with" or "without"; "unknown" where it can't be seen
     */
    record Call(double wallSeconds, double cpuSeconds, String archive) {}

    private MeasuredShop(Process process, Path output, long deadline) {
        this.process = process;
        this.output = output;
        this.input = process.outputWriter(StandardCharsets.UTF_8);
        this.deadline = deadline;
    }

    /**
     * Starts the application with a database of its own.
     *
     * @param jar in extracted form
     * @param folder for what it writes
     * @param deadline until when it may be waited for, by the nano clock
     * @param arguments for the application
     */
    static MeasuredShop start(Path jar, Path folder, long deadline, String... arguments) throws IOException {
        Files.createDirectory(folder);
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(List.of("-Dh2.bindAddress=127.0.0.1", "-jar", jar.toString()));
        command.addAll(List.of(
                "--server.address=127.0.0.1",
                "--server.port=0",
                "--spring.datasource.url=jdbc:h2:file:" + folder.resolve("shop") + ";AUTO_SERVER=TRUE",
                "--spring.jpa.hibernate.ddl-auto=create",
                "--spring.jpa.open-in-view=false",
                "--process-pool.max-workers=1",
                "--process-pool.idle-timeout=200ms",
                "--process-pool.start-timeout=3m",
                "--logging.level.io.github.processpool.spring.launch=debug"));
        command.addAll(List.of(arguments));
        Path output = folder.resolve("output.txt");
        ProcessBuilder builder =
                new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(output.toFile());
        builder.environment().keySet().removeAll(List.of("JAVA_TOOL_OPTIONS", "JDK_JAVA_OPTIONS", "_JAVA_OPTIONS"));
        return new MeasuredShop(builder.start(), output, deadline);
    }

    /** Has a bean called in a worker that is started for it, and waits for the end of that worker. */
    Call call() throws IOException, InterruptedException {
        calls++;
        input.write("call\n");
        input.flush();
        await("call " + calls, () -> results().size() == calls);
        return results().get(calls - 1);
    }

    private List<Call> results() {
        return RESULT.matcher(text())
                .results()
                .map(result -> new Call(
                        Double.parseDouble(result.group(1)), Double.parseDouble(result.group(2)), result.group(3)))
                .toList();
    }

    /** Waits for a line with something in it, and returns what that is. */
    String awaitLine(Pattern wanted) throws IOException, InterruptedException {
        await(wanted.toString(), () -> wanted.matcher(text()).find());
        Matcher found = wanted.matcher(text());
        return found.find() ? found.group(1) : "";
    }

    private void await(String what, BooleanSupplier done) throws IOException, InterruptedException {
        while (!done.getAsBoolean()) {
            if (!process.isAlive()) {
                throw new IOException("the application ended before " + what + ":\n" + text());
            }
            if (System.nanoTime() - deadline > 0) {
                throw new IOException("no time is left for " + what + ":\n" + text());
            }
            process.waitFor(100, TimeUnit.MILLISECONDS);
        }
    }

    private String text() {
        try {
            return Files.readString(output);
        } catch (IOException e) {
            return e.toString();
        }
    }

    /** Ends it and, by that, its workers; waits for it. */
    @Override
    public void close() {
        process.destroyForcibly().onExit().join();
    }
}
