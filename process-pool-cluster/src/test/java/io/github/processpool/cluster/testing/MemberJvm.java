package io.github.processpool.cluster.testing;

import io.github.processpool.Placement;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.BooleanSupplier;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.awaitility.core.ConditionFactory;
import org.awaitility.core.ConditionTimeoutException;
import org.jspecify.annotations.Nullable;

/** A member in a JVM of its own, as the test sees it: commands go in as lambdas, and answers come back. */
public final class MemberJvm {

    /** For whatever takes as long as the machine needs. */
    public static final Duration LIMIT = Duration.ofSeconds(90);

    static final Duration POLL = Duration.ofMillis(5);

    private final Process process;
    private final String host;
    private final int port;
    private final List<String> lines = new CopyOnWriteArrayList<>();
    private final Map<Long, CompletableFuture<@Nullable Object>> answers = new ConcurrentHashMap<>();
    private final AtomicLong numbers = new AtomicLong();
    private final Thread reader;
    private boolean killed;

    MemberJvm(Process process, String host, int port) {
        this.process = process;
        this.host = host;
        this.port = port;
        this.reader = new Thread(this::read, "member-jvm-output");
        reader.setDaemon(true);
        reader.start();
    }

    private void read() {
        try (BufferedReader in =
                new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8))) {
            for (String line = in.readLine(); line != null; line = in.readLine()) {
                if (line.startsWith(Lines.ANSWER)) {
                    answer(line.split(" ", 4));
                } else {
                    lines.add(line);
                }
            }
        } catch (IOException e) {
            // It is gone.
        } finally {
            answers.values()
                    .forEach(answer -> answer.completeExceptionally(
                            new IllegalStateException(name() + " has ended; it printed " + lines)));
        }
    }

    private void answer(String[] words) {
        CompletableFuture<@Nullable Object> answer = answers.remove(Long.parseLong(words[1]));
        if (answer != null && words[2].equals("+")) {
            answer.complete(Lines.read(words[3]));
        } else if (answer != null) {
            answer.completeExceptionally(new AssertionError(name() + ": " + Lines.read(words[3])));
        }
    }

    /** Its name in the cluster. */
    public String name() {
        return host + ":" + port;
    }

    String host() {
        return host;
    }

    public int port() {
        return port;
    }

    public long pid() {
        return process.pid();
    }

    // -- Commands --

    /** Lets it do something, and waits for the answer. */
    public <R extends @Nullable Object> R ask(Command<R> command) {
        return begin(command).orTimeout(2 * LIMIT.toSeconds(), TimeUnit.SECONDS).join();
    }

    /** Lets it do something, and waits for the end. */
    public void tell(Command.Order order) {
        ask(member -> {
            order.on(member);
            return null;
        });
    }

    /** Lets it do something that may take its time. */
    @SuppressWarnings("unchecked")
    public <R extends @Nullable Object> CompletableFuture<R> begin(Command<R> command) {
        long number = numbers.incrementAndGet();
        CompletableFuture<@Nullable Object> answer = new CompletableFuture<>();
        answers.put(number, answer);
        try {
            Writer writer = process.outputWriter(StandardCharsets.UTF_8);
            synchronized (this) {
                writer.write(number + " " + Lines.write(command) + "\n");
                writer.flush();
            }
        } catch (IOException e) {
            answer.completeExceptionally(e);
        }
        return (CompletableFuture<R>) answer;
    }

    /** Keeps so many of its own workers busy with tasks {@code occupied0}, … until the mark is raised. */
    public void occupy(int workers, Mark started, Mark released) {
        tell(member -> {
            for (int i = 0; i < workers; i++) {
                member.submit(
                        "occupied" + i,
                        options -> options.placement(Placement.HERE),
                        () -> Work.runUntil(started, released));
            }
        });
        started.await(workers);
    }

    /** The pids of its pool's workers. */
    public List<Long> workers() {
        return ask(member -> new ArrayList<>(member.workerPids()));
    }

    public Outcome outcome(String task) {
        return ask(member -> member.outcome(task));
    }

    // -- Blows --

    /** {@code kill -9}; returns when it was sent. */
    public long kill() {
        killed = true;
        long now = System.nanoTime();
        signal("KILL");
        return now;
    }

    public void signal(String name) {
        try {
            new ProcessBuilder("kill", "-" + name, String.valueOf(process.pid()))
                    .inheritIO()
                    .start()
                    .waitFor();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    public boolean isAlive() {
        return process.isAlive();
    }

    boolean wasKilled() {
        return killed;
    }

    /** Waits for the end of the JVM, and returns its exit code. */
    public int awaitEnd() throws InterruptedException {
        if (!process.waitFor(LIMIT.toSeconds(), TimeUnit.SECONDS)) {
            throw new AssertionError(name() + " does not end");
        }
        reader.join(LIMIT.toMillis());
        return process.exitValue();
    }

    void endInput() throws IOException {
        process.outputWriter(StandardCharsets.UTF_8).close();
    }

    void destroy() {
        process.descendants().forEach(ProcessHandle::destroyForcibly);
        process.destroyForcibly();
    }

    /** What it has printed. */
    public List<String> lines() {
        return List.copyOf(lines);
    }

    /** Its workers and theirs, whoever their parent is now: by the mark in their environment. */
    public List<Long> processes() {
        String mark = "PROCESS_POOL_MARK=<process-pool-" + process.pid() + "-";
        try (Stream<ProcessHandle> all = ProcessHandle.allProcesses()) {
            return all.map(ProcessHandle::pid)
                    .filter(pid -> environment(pid).contains(mark))
                    .toList();
        }
    }

    private static String environment(long pid) {
        try {
            return Files.readString(Path.of("/proc", String.valueOf(pid), "environ"), StandardCharsets.ISO_8859_1);
        } catch (IOException e) {
            return ""; // Gone, or somebody else's.
        }
    }

    // -- Waiting --

    public static ConditionFactory await(String what) {
        return Awaitility.await(what).atMost(LIMIT).pollInterval(POLL);
    }

    /** Waits until a process has ended, and returns when that was seen. */
    public static long awaitDeath(long pid) {
        await("end of process " + pid)
                .until(() ->
                        ProcessHandle.of(pid).map(process -> !process.isAlive()).orElse(true));
        return System.nanoTime();
    }

    /** Waits for what should come soon, and returns in any case. */
    static void settle(BooleanSupplier condition) {
        try {
            Awaitility.await().atMost(Duration.ofSeconds(15)).pollInterval(POLL).until(condition::getAsBoolean);
        } catch (ConditionTimeoutException e) {
            // The caller looks at what is left.
        }
    }

    static List<String> command(Path javaHome, List<Path> before) {
        List<String> classPath = new ArrayList<>();
        before.forEach(path -> classPath.add(path.toString()));
        classPath.add(System.getProperty("java.class.path"));
        return new ArrayList<>(List.of(
                javaHome.resolve("bin/java").toString(),
                "-Xmx96m",
                "-XX:TieredStopAtLevel=1",
                "-XX:+UseSerialGC",
                "-Dio.github.processpool.startUpCache=false",
                "-cp",
                String.join(java.io.File.pathSeparator, classPath)));
    }
}
