package io.github.processpool.internal.system;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * Marks a worker, and every process that it starts, by a variable in their environment, and finds them by it: the descendants
 * of a dead process can't be asked for any more. Works where there is a {@code /proc}; elsewhere it finds nothing. Immutable.
 */
public final class ProcessMark {

    private static final String VARIABLE = "PROCESS_POOL_MARK";
    private static final Path PROC = Path.of("/proc");

    private final String value;

    private ProcessMark(String value) {
        this.value = value;
    }

    /**
     * Names a worker.
     *
     * @param unique different from every other mark on this machine
     * @return the mark
     */
    public static ProcessMark of(String unique) {
        return new ProcessMark("<" + unique + ">");
    }

    /**
     * Returns the mark that this process was started with.
     *
     * @return the innermost one, if workers have started workers
     */
    public static ProcessMark ofThisProcess() {
        String inherited = System.getenv(VARIABLE);
        if (inherited == null) {
            return of("none");
        }
        return new ProcessMark(inherited.substring(Math.max(0, inherited.lastIndexOf('<'))));
    }

    /**
     * Adds this mark to the environment of a process to be started. Marks of outer pools stay, so that they find it too.
     *
     * @param environment what the process will inherit
     */
    public void addTo(Map<String, String> environment) {
        environment.merge(VARIABLE, value, String::concat);
    }

    /**
     * Kills every other process that has this mark, whoever its parent is now.
     *
     * @return the numbers of the processes that were killed
     */
    public List<Long> killAll() {
        List<Long> killed = new ArrayList<>();
        byte[] needle = value.getBytes(StandardCharsets.UTF_8);
        long self = ProcessHandle.current().pid();
        try (DirectoryStream<Path> processes = Files.newDirectoryStream(PROC, "[0-9]*")) {
            for (Path process : processes) {
                long pid = Long.parseLong(process.getFileName().toString());
                if (pid != self && contains(environmentOf(process), needle)) {
                    ProcessHandle.of(pid).ifPresent(handle -> {
                        if (handle.destroyForcibly()) {
                            killed.add(pid);
                        }
                    });
                }
            }
        } catch (IOException | RuntimeException e) {
            // No /proc here, or it changed under our eyes: nothing can be found this way.
        }
        return killed;
    }

    private static byte[] environmentOf(Path process) {
        try {
            return Files.readAllBytes(process.resolve("environ"));
        } catch (IOException e) {
            return new byte[0]; // Gone, or somebody else's.
        }
    }

    private static boolean contains(byte[] bytes, byte[] needle) {
        for (int start = 0; start <= bytes.length - needle.length; start++) {
            int matched = 0;
            while (matched < needle.length && bytes[start + matched] == needle[matched]) {
                matched++;
            }
            if (matched == needle.length) {
                return true;
            }
        }
        return false;
    }

    @Override
    public String toString() {
        return value;
    }
}
