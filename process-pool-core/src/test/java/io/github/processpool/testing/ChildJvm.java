package io.github.processpool.testing;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.awaitility.core.ConditionTimeoutException;
import org.jspecify.annotations.Nullable;

/**
 * A JVM that a test starts as the parent of workers, because it has to end badly, or to be configured otherwise. It leads a
 * process group of its own, so that a signal can be sent to all of it.
 */
public final class ChildJvm implements AutoCloseable {

    private final Process process;
    private final List<String> lines = new CopyOnWriteArrayList<>();
    private final Thread reader;

    private ChildJvm(Process process) {
        this.process = process;
        reader = new Thread(this::read, "child-jvm-output");
        reader.setDaemon(true);
        reader.start();
    }

    /** How to start it. */
    public static final class Builder {

        private final String mainClass;
        private final List<String> arguments = new ArrayList<>();
        private final List<String> jvmArguments = new ArrayList<>();
        private final Map<String, String> environment = new LinkedHashMap<>();
        private String classPath = System.getProperty("java.class.path");
        private Path directory = Path.of("").toAbsolutePath();
        private @Nullable Path errors;

        private Builder(Class<?> mainClass) {
            this.mainClass = mainClass.getName();
        }

        public Builder arguments(String... more) {
            arguments.addAll(List.of(more));
            return this;
        }

        public Builder jvmArguments(String... more) {
            jvmArguments.addAll(List.of(more));
            return this;
        }

        public Builder environment(String name, String value) {
            environment.put(name, value);
            return this;
        }

        public Builder classPath(String entries) {
            classPath = entries;
            return this;
        }

        public Builder directory(Path path) {
            directory = path;
            return this;
        }

        /** Its error output goes there, not among its lines. */
        public Builder errors(Path file) {
            errors = file;
            return this;
        }

        public ChildJvm start() throws IOException {
            // Each word execs the next: the process that is started is the JVM itself. A shell that runs the tests in
            // the
            // background has made them ignore signals, and would make it.
            List<String> command = new ArrayList<>(List.of("env", "--default-signal=INT,HUP,TERM", "setsid"));
            command.add(System.getProperty("java.home") + "/bin/java");
            command.addAll(List.of("-Xmx128m", "-XX:TieredStopAtLevel=1", "-XX:-UsePerfData"));
            command.addAll(jvmArguments);
            command.addAll(List.of("-cp", classPath, mainClass));
            command.addAll(arguments);
            ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(errors == null);
            if (errors != null) {
                builder.redirectError(errors.toFile());
            }
            builder.directory(directory.toFile());
            builder.environment().putAll(environment);
            return new ChildJvm(builder.start());
        }
    }

    public static Builder of(Class<?> mainClass) {
        return new Builder(mainClass);
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

    public long pid() {
        return process.pid();
    }

    public List<String> lines() {
        return List.copyOf(lines);
    }

    /** Waits for a line that begins so, and returns the rest of it. */
    public String awaitLine(String beginning) {
        try {
            return Awaitility.await()
                    .until(() -> find(beginning), Optional::isPresent)
                    .orElseThrow()
                    .substring(beginning.length());
        } catch (ConditionTimeoutException e) {
            throw new AssertionError("no line '" + beginning + "' in " + lines, e);
        }
    }

    private Optional<String> find(String beginning) {
        return lines.stream().filter(line -> line.startsWith(beginning)).findFirst();
    }

    /** Waits for the end, and returns the exit code. */
    public int awaitEnd() throws InterruptedException {
        if (!process.waitFor(Pools.LIMIT.toSeconds(), TimeUnit.SECONDS)) {
            throw new AssertionError("still running, after " + lines);
        }
        // Its last lines may still be on their way; what it has started may hold its output open for longer.
        reader.join(Pools.LIMIT.toMillis());
        return process.exitValue();
    }

    public boolean isAlive() {
        return process.isAlive();
    }

    /** As if by the kernel: nothing of it runs any more. */
    public void kill() throws InterruptedException {
        process.destroyForcibly().waitFor();
    }

    @Override
    public void close() {
        process.descendants().forEach(ProcessHandle::destroyForcibly);
        process.destroyForcibly();
    }
}
