package io.github.processpool;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/** What a test does to processes from outside, and what anybody on the machine can see of them. Linux only. */
final class Signals {

    private Signals() {}

    /** Sends a signal by its name without SIG; a process that is gone already is no error. */
    static void send(String signal, long pid) throws IOException, InterruptedException {
        new ProcessBuilder("kill", "-" + signal, "--", String.valueOf(pid))
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .start()
                .waitFor();
    }

    /** Sends a signal to every process of a group. */
    static void sendToGroup(String signal, long group) throws IOException, InterruptedException {
        send(signal, -group);
    }

    /** Whether a process can still do anything; one that is dead and waits to be reaped can't. */
    static boolean isRunning(long pid) {
        try {
            String stat = Files.readString(Path.of("/proc", String.valueOf(pid), "stat"), StandardCharsets.ISO_8859_1);
            char state = stat.charAt(stat.lastIndexOf(')') + 2);
            return state != 'Z' && state != 'X';
        } catch (IOException e) {
            return false;
        }
    }

    /** The bytes of the arguments of a process. */
    static byte[] argumentsOf(long pid) throws IOException {
        return Files.readAllBytes(Path.of("/proc", String.valueOf(pid), "cmdline"));
    }

    /** The bytes of the environment of a process. */
    static byte[] environmentOf(long pid) throws IOException {
        return Files.readAllBytes(Path.of("/proc", String.valueOf(pid), "environ"));
    }
}
