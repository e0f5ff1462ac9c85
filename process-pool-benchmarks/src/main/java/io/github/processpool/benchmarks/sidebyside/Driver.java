package io.github.processpool.benchmarks.sidebyside;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/**
 * A peer's driver process, and the conversation with it: one command, one line of answer.
 *
 * <p><b>Thread safety:</b> the runner's thread asks; a daemon thread of this class reads the answers into a queue, so
 * that a peer that hangs costs a time limit and not the run.
 */
public final class Driver implements AutoCloseable {

    private static final Duration PATIENCE = Duration.ofMinutes(6);
    private static final Duration END_PATIENCE = Duration.ofSeconds(15);
    private static final String END = "end of output";

    private final Process process;
    private final BlockingQueue<String> answers = new LinkedBlockingQueue<>();

    private Driver(Process process) {
        this.process = process;
    }

    /** Starts it. */
    public static Driver start(List<String> command) throws IOException {
        Process process = new ProcessBuilder(command)
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        Driver driver = new Driver(process);
        Thread reader = new Thread(driver::readAnswers, "answers of " + process.pid());
        reader.setDaemon(true);
        reader.start();
        return driver;
    }

    /**
     * Has the driver do one thing.
     *
     * @return the values of its answer by name
     * @throws UnsupportedOperationException if the peer can't do that
     * @throws IOException if it failed, ended, or did not answer in time
     */
    public Map<String, String> ask(String command) throws IOException, InterruptedException {
        try {
            process.getOutputStream().write((command + "\n").getBytes(StandardCharsets.UTF_8));
            process.getOutputStream().flush();
        } catch (IOException e) {
            throw new IOException("driver has ended", e);
        }
        String answer = answers.poll(PATIENCE.toSeconds(), TimeUnit.SECONDS);
        if (answer == null) {
            throw new IOException("no answer in " + PATIENCE.toSeconds() + " s");
        }
        if (answer.equals("unsupported")) {
            throw new UnsupportedOperationException(command);
        }
        if (!answer.startsWith("ok ")) {
            throw new IOException(answer);
        }
        return values(answer.substring("ok ".length()));
    }

    /** The pid of the driver. */
    public long pid() {
        return process.pid();
    }

    List<Long> workers() throws IOException, InterruptedException {
        String pids = ask("workers").getOrDefault("pids", "");
        return Arrays.stream(pids.split(",", -1)).map(Long::valueOf).toList();
    }

    /** Ends the driver by end of file, and whatever is left of it and its workers by force. */
    @Override
    public void close() {
        List<ProcessHandle> workers = process.descendants().toList();
        try {
            process.getOutputStream().close();
            process.waitFor(END_PATIENCE.toSeconds(), TimeUnit.SECONDS);
        } catch (IOException e) {
            // It has ended already.
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        process.destroyForcibly();
        workers.forEach(ProcessHandle::destroyForcibly);
    }

    private void readAnswers() {
        try (BufferedReader reader = process.inputReader(StandardCharsets.UTF_8)) {
            reader.lines().forEach(answers::add);
        } catch (IOException | UncheckedIOException e) {
            // The process was killed.
        }
        answers.add(END);
    }

    private static Map<String, String> values(String text) {
        Map<String, String> values = new HashMap<>();
        for (String pair : text.split(" ", -1)) {
            int equals = pair.indexOf('=');
            values.put(pair.substring(0, equals), pair.substring(equals + 1));
        }
        return values;
    }
}
