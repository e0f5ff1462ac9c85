package io.github.processpool.benchmarks.peer;

import java.io.BufferedReader;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** The JVM of the other member, which {@link OtherMember} is in: a child of the driver, and gone with it. */
final class OtherJvm implements AutoCloseable {

    private final Process process;
    private final BufferedReader answers;

    private OtherJvm(Process process) {
        this.process = process;
        this.answers = process.inputReader(StandardCharsets.UTF_8);
    }

    /** Starts it with the heap that this JVM was started with. */
    static OtherJvm start(String... args) throws IOException {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xms" + megabytes(),
                "-Xmx" + megabytes(),
                "-cp",
                System.getProperty("java.class.path"),
                OtherMember.class.getName()));
        command.addAll(List.of(args));
        return new OtherJvm(new ProcessBuilder(command)
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start());
    }

    private static String megabytes() {
        return (Runtime.getRuntime().maxMemory() >> 20) + "m";
    }

    /** Waits until it sees this member and has its workers. */
    void awaitReady() throws IOException {
        String line = answers.readLine();
        if (!"ready".equals(line)) {
            throw new IOException("The other member has ended: " + line);
        }
    }

    long pid() {
        return process.pid();
    }

    /** As {@code kill -9}. */
    void kill() {
        process.destroyForcibly();
    }

    /** Ends it by end of file. */
    @Override
    public void close() throws IOException {
        try {
            process.getOutputStream().close();
            process.waitFor();
        } catch (InterruptedException e) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
        }
    }

    /** One that was free a moment ago. */
    static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }
}
