package io.github.processpool.cluster.internal.jgroups;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CopyOnWriteArrayList;
import org.awaitility.Awaitility;
import org.awaitility.core.ConditionTimeoutException;

/** A member in a JVM of its own, or whatever else a test starts as one. */
final class MemberJvm implements AutoCloseable {

    private final Process process;
    private final List<String> lines = new CopyOnWriteArrayList<>();

    private MemberJvm(Process process) {
        this.process = process;
        Thread reader = new Thread(this::read, "member-jvm-output");
        reader.setDaemon(true);
        reader.start();
    }

    static MemberJvm start(Path javaHome, List<String> before, Class<?> mainClass, String... arguments)
            throws IOException {
        List<String> command = new ArrayList<>(before);
        command.add(javaHome.resolve("bin/java").toString());
        command.addAll(List.of("-Xmx128m", "-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC"));
        command.addAll(List.of("-cp", System.getProperty("java.class.path"), mainClass.getName()));
        command.addAll(List.of(arguments));
        return new MemberJvm(
                new ProcessBuilder(command).redirectErrorStream(true).start());
    }

    /** One that knows where the others are. */
    static MemberJvm member(int port, long failureTimeoutMillis, int... ports) throws IOException {
        return member(Path.of(System.getProperty("java.home")), port, failureTimeoutMillis, ports);
    }

    static MemberJvm member(Path javaHome, int port, long failureTimeoutMillis, int... ports) throws IOException {
        List<String> hosts = new ArrayList<>();
        for (int other : ports) {
            hosts.add("127.0.0.1:" + other);
        }
        return start(
                javaHome,
                List.of(),
                MemberMain.class,
                "127.0.0.1",
                String.valueOf(port),
                String.valueOf(failureTimeoutMillis),
                String.join(",", hosts));
    }

    private void read() {
        try (BufferedReader reader =
                new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8))) {
            for (String line = reader.readLine(); line != null; line = reader.readLine()) {
                lines.add(line);
            }
        } catch (IOException e) {
            // It is gone.
        }
    }

    long pid() {
        return process.pid();
    }

    /** Lines so far; what is awaited may be wanted to come after them. */
    int count() {
        return lines.size();
    }

    void tell(String line) throws IOException {
        Writer writer = process.outputWriter(StandardCharsets.UTF_8);
        writer.write(line + "\n");
        writer.flush();
    }

    /** Waits for a line that says so, after the first ones, and returns when it was printed, in milliseconds. */
    long awaitLine(int after, String text) {
        try {
            String line = Awaitility.await()
                    .atMost(TestMember.LIMIT)
                    .until(
                            () -> lines.stream()
                                    .skip(after)
                                    .filter(printed -> rest(printed).equals(text))
                                    .findFirst()
                                    .orElse(null),
                            Objects::nonNull);
            return Long.parseLong(line.substring(0, line.indexOf(' ')));
        } catch (ConditionTimeoutException e) {
            throw new AssertionError("no line '" + text + "' in " + lines, e);
        }
    }

    private static String rest(String line) {
        return line.substring(line.indexOf(' ') + 1);
    }

    long awaitView(int after, int... ports) {
        List<String> names = new ArrayList<>();
        for (int port : ports) {
            names.add("127.0.0.1:" + port);
        }
        names.sort(null);
        return awaitLine(after, "view " + String.join(" ", names));
    }

    void signal(String name) throws IOException, InterruptedException {
        new ProcessBuilder("kill", "-" + name, String.valueOf(process.pid()))
                .inheritIO()
                .start()
                .waitFor();
    }

    void awaitEnd() throws InterruptedException {
        process.waitFor();
    }

    List<String> lines() {
        return List.copyOf(lines);
    }

    @Override
    public void close() {
        process.descendants().forEach(ProcessHandle::destroyForcibly);
        process.destroyForcibly();
    }
}
