package io.github.processpool.cluster.internal.jgroups;

import io.github.processpool.cluster.ClusterTls;
import java.io.ByteArrayInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.SequenceInputStream;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketAddress;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLSocket;
import org.jgroups.util.Util;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Takes connections from the network, and hands on to the engine those whose other side has proved that it belongs to the cluster. The
 * engine itself reads nothing of a stranger, and a stranger that says nothing, or one byte a second, keeps nobody waiting: handshakes
 * run beside each other, each for a limited time; and if there are too many, the oldest is given up, for a member needs milliseconds.
 *
 * <p><b>Thread safety:</b> {@link #accept()} is the engine's one thread, connections are taken by one thread of the gate, each handshake
 * has its own. {@code pending} is guarded by itself.
 */
final class Gate extends ServerSocket {

    /** How many handshakes may run at a time. */
    static final int PENDING = 64;

    private static final int RECORD_HEADER = 5;
    private static final int HANDSHAKE = 22;

    private static final Logger LOG = LoggerFactory.getLogger(Gate.class);
    private static final long LIMIT = TimeUnit.MILLISECONDS.toNanos(Sockets.HANDSHAKE_MILLIS);
    private static final long BETWEEN_WARNINGS = TimeUnit.MINUTES.toNanos(1);

    private final ClusterTls tls;
    private final TransportThreads threads;
    private final ExecutorService handshakes;
    private final Map<Socket, Long> pending = new LinkedHashMap<>();
    private final BlockingQueue<Socket> proved = new LinkedBlockingQueue<>();
    private final Socket end = new Socket();

    private long refused;
    private long warned = System.nanoTime() - BETWEEN_WARNINGS;

    Gate(ClusterTls tls, TransportThreads threads) throws IOException {
        this.tls = tls;
        this.threads = threads;
        // Those that were given up may need a moment to notice.
        handshakes = new ThreadPoolExecutor(
                0,
                2 * PENDING,
                5,
                TimeUnit.SECONDS,
                new SynchronousQueue<>(),
                work -> threads.newThread(work, "handshake"));
    }

    @Override
    public void bind(SocketAddress address, int backlog) throws IOException {
        super.bind(address, backlog);
        threads.newThread(this::takeAll, "gate").start();
    }

    @Override
    public Socket accept() throws IOException {
        try {
            Socket socket = proved.take();
            if (socket != end) {
                return socket;
            }
            proved.add(end);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        throw new SocketException("closed");
    }

    private void takeAll() {
        while (!isClosed()) {
            try {
                take();
            } catch (SocketTimeoutException e) {
                // Some handshake may be overdue.
            } catch (IOException | RuntimeException | Error e) {
                if (!isClosed()) {
                    LOG.debug("A connection could not be taken", e);
                    // There may be no file left to open, or no thread; trying at once again would only burn the
                    // processor.
                    LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(100));
                }
            }
        }
    }

    private void take() throws IOException {
        setSoTimeout(giveUpOverdue() ? 1000 : 0);
        Socket socket = super.accept();
        try {
            Socket oldest = null;
            synchronized (pending) {
                if (pending.size() >= PENDING) {
                    oldest = pending.keySet().iterator().next();
                    pending.remove(oldest);
                }
                pending.put(socket, System.nanoTime());
            }
            Util.close(oldest);
            handshakes.execute(() -> shakeHands(socket));
        } catch (RuntimeException | Error e) {
            synchronized (pending) {
                pending.remove(socket);
            }
            Util.close(socket);
            throw e;
        }
    }

    /** Returns whether others are left. A limit for each read is not enough: one byte a second would last for ever. */
    private boolean giveUpOverdue() {
        synchronized (pending) {
            long now = System.nanoTime();
            pending.entrySet().removeIf(entry -> {
                boolean overdue = now - entry.getValue() > LIMIT;
                if (overdue) {
                    Util.close(entry.getKey());
                }
                return overdue;
            });
            return !pending.isEmpty();
        }
    }

    private void shakeHands(Socket socket) {
        SSLSocket secure = null;
        try {
            socket.setSoTimeout(Sockets.HANDSHAKE_MILLIS);
            InputStream hello = firstRecord(socket.getInputStream());
            secure = (SSLSocket) tls.context().getSocketFactory().createSocket(socket, hello, true);
            secure.setUseClientMode(false);
            Sockets.configure(secure);
            secure.startHandshake();
            secure.setSoTimeout(0);
        } catch (SSLException | RuntimeException e) {
            // Whoever only looks whether something listens goes without a word.
            if (!(e.getCause() instanceof EOFException)) {
                refuse(socket, e);
            }
            secure = null;
        } catch (IOException e) {
            LOG.debug("The other side of a handshake has gone, or said nothing", e);
            secure = null;
        }
        boolean waitedFor;
        synchronized (pending) {
            waitedFor = pending.remove(socket) != null;
        }
        if (secure != null && waitedFor && !isClosed()) {
            proved.add(secure);
        } else {
            Util.close(socket);
        }
        if (isClosed()) {
            closeProved();
        }
    }

    /** Waits for a stranger's first words before anything is made for them: so one who says none costs next to nothing. */
    private static InputStream firstRecord(InputStream in) throws IOException {
        byte[] head = in.readNBytes(RECORD_HEADER);
        if (head.length < RECORD_HEADER || head[0] != HANDSHAKE) {
            throw new SSLException("no handshake", head.length == 0 ? new EOFException() : null);
        }
        byte[] body = in.readNBytes(Byte.toUnsignedInt(head[3]) << 8 | Byte.toUnsignedInt(head[4]));
        return new SequenceInputStream(new ByteArrayInputStream(head), new ByteArrayInputStream(body));
    }

    /** One line a minute: whoever has forgotten to change a secret must find it, and strangers must not fill the log. */
    private void refuse(Socket socket, Exception reason) {
        long others;
        synchronized (pending) {
            refused++;
            if (System.nanoTime() - warned < BETWEEN_WARNINGS) {
                return;
            }
            warned = System.nanoTime();
            others = refused - 1;
            refused = 0;
        }
        LOG.warn(
                "A connection from {} was refused, for it did not prove that it belongs to the cluster: {} ({} more since the last such line)",
                socket.getRemoteSocketAddress(),
                reason.toString(),
                others);
    }

    private void closeProved() {
        for (Socket socket = proved.poll(); socket != null; socket = proved.poll()) {
            Util.close(socket);
        }
        proved.add(end);
    }

    @Override
    public void close() throws IOException {
        try {
            super.close();
        } finally {
            handshakes.shutdownNow();
            synchronized (pending) {
                pending.keySet().forEach(Util::close);
                pending.clear();
            }
            closeProved();
        }
    }
}
