package io.github.processpool.servers.work;

import static io.github.processpool.servers.NoProcessIsLeft.LIMIT;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/** Where the work of all nodes says that it has begun, and waits for the test to say how it ends. */
public final class Desk implements AutoCloseable {

    static final String DONE = "done";
    static final String FAIL = "fail";
    static final String CRASH = "crash";

    private final ServerSocket server;
    private final BlockingQueue<Work> begun = new LinkedBlockingQueue<>();

    public Desk() throws IOException {
        server = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        Thread thread = new Thread(this::serve, "desk");
        thread.setDaemon(true);
        thread.start();
    }

    /** Work that has begun in a process. */
    public record Work(String order, long pid, Socket socket) {

        public void finish() throws IOException {
            say(DONE);
        }

        public void fail() throws IOException {
            say(FAIL);
        }

        /** Its process ends. */
        public void crash() throws IOException {
            say(CRASH);
        }

        private void say(String word) throws IOException {
            try (socket) {
                new DataOutputStream(socket.getOutputStream()).writeUTF(word);
                // The other side is heard to its end: what it does next, it does afterwards.
                socket.getInputStream().read();
            }
        }
    }

    public int port() {
        return server.getLocalPort();
    }

    private void serve() {
        try {
            while (true) {
                Socket socket = server.accept();
                DataInputStream in = new DataInputStream(socket.getInputStream());
                begun.add(new Work(in.readUTF(), in.readLong(), socket));
            }
        } catch (IOException e) {
            // Closed, with the test.
        }
    }

    /** The work that has begun next. */
    public Work next() throws InterruptedException {
        Work work = begun.poll(LIMIT.toSeconds(), TimeUnit.SECONDS);
        assertThat(work).as("work that has begun").isNotNull();
        return work;
    }

    /** The work that has begun next, which is of that order. */
    public Work next(String order) throws InterruptedException {
        Work work = next();
        assertThat(work.order()).isEqualTo(order);
        return work;
    }

    public void hasHeardNothingElse() {
        assertThat(begun).isEmpty();
    }

    @Override
    public void close() throws IOException {
        server.close();
    }
}
