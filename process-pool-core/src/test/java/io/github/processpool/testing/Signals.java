package io.github.processpool.testing;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.awaitility.Awaitility;

/** The things that a test does to processes from outside, and what anybody on the machine can see of them. Linux only. */
public final class Signals {

    private Signals() {}

    /** Sends a signal by its name without SIG; a process that is gone already is no error. */
    public static void send(String signal, long pid) throws IOException, InterruptedException {
        new ProcessBuilder("kill", "-" + signal, "--", String.valueOf(pid))
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .start()
                .waitFor();
    }

    /** Stops a process, and waits until every thread of it stands still: the signal takes its time to reach them all. */
    public static void stop(long pid) throws IOException, InterruptedException {
        send("STOP", pid);
        Awaitility.await("process " + pid + " to stand still").until(() -> !hasMovingThread(pid));
    }

    private static boolean hasMovingThread(long pid) {
        try (Stream<Path> threads = Files.list(Path.of("/proc", String.valueOf(pid), "task"))) {
            return threads.map(thread -> stateOf(thread.resolve("stat"))).anyMatch(state -> "TtZX".indexOf(state) < 0);
        } catch (IOException e) {
            return false; // It is gone.
        }
    }

    private static char stateOf(Path file) {
        try {
            String stat = Files.readString(file, StandardCharsets.ISO_8859_1);
            return stat.charAt(stat.lastIndexOf(')') + 2);
        } catch (IOException e) {
            return 'X';
        }
    }

    /** Sends a signal to every process of a group. */
    public static void sendToGroup(String signal, long group) throws IOException, InterruptedException {
        send(signal, -group);
    }

    /** Whether a process can still do anything; one that is dead and waits to be reaped can't. */
    public static boolean isRunning(long pid) {
        char state = stateOf(Path.of("/proc", String.valueOf(pid), "stat"));
        return state != 'Z' && state != 'X';
    }

    /** The bytes of the arguments of a process. */
    public static byte[] argumentsOf(long pid) throws IOException {
        return Files.readAllBytes(Path.of("/proc", String.valueOf(pid), "cmdline"));
    }

    /** The bytes of the environment of a process. */
    public static byte[] environmentOf(long pid) throws IOException {
        return Files.readAllBytes(Path.of("/proc", String.valueOf(pid), "environ"));
    }
}
