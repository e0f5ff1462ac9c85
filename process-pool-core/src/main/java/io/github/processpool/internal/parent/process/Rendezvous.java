package io.github.processpool.internal.parent.process;

import io.github.processpool.internal.parent.pool.PoolLoggers;
import io.github.processpool.internal.parent.pool.Shortage;
import io.github.processpool.internal.parent.pool.Timer;
import io.github.processpool.internal.wire.message.Introduction;
import java.io.IOException;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.slf4j.Logger;

/**
 * Meets the workers: accepts connections and hands on those that bring a token which was given to a worker. It parses not one byte
 * of anybody else, and of a worker no more than the token; until that is there, they are {@link Strangers}.
 *
 * <p><b>Thread safety:</b> any thread may expect a worker; connections are handled on a thread of its own, which blocks for none
 * of them.
 */
public final class Rendezvous {

    private static final Logger log = PoolLoggers.of(Rendezvous.class);
    /** How often those who take too long are looked for, if there is anybody. */
    private static final long LOOK_MILLIS = 1000;

    private static final long ACCEPT_PAUSE_NANOS = TimeUnit.MILLISECONDS.toNanos(100);

    /** Many times what the JDK needs to accept a connection. */
    private static final int ROOM = 256 * 1024;

    private static final byte[] NO_ROOM = {};

    private final Selector selector;
    private final PoolFolder folder;
    private final Strangers strangers;
    private final SecureRandom random = new SecureRandom();
    private final List<Expected> expected = new CopyOnWriteArrayList<>();
    /** Set once; volatile for the accepting thread. */
    private volatile boolean closed;
    /** Another one if the socket has vanished; guarded by this. */
    private ServerSocketChannel server;
    /** Keeps it from being logged again; used by the accepting thread only. */
    private boolean acceptFails;
    /** Written so that no compiler leaves its allocation out; used by the accepting thread only. */
    private byte[] room = NO_ROOM;

    /** A worker that was given a token and has not come yet. */
    public record Expected(byte[] token, CompletableFuture<SocketChannel> arrival) {}

    private Rendezvous(Selector selector, PoolFolder folder, Timer timer) {
        this.selector = selector;
        this.folder = folder;
        this.server = folder.server();
        this.strangers = new Strangers(selector, timer, this::letInOrRefuse);
    }

    /** Takes over the socket of a folder and starts the thread that accepts connections. */
    public static Rendezvous open(PoolFolder folder, ThreadFactory threads, Timer timer) throws IOException {
        Selector selector = Selector.open();
        try {
            folder.server().configureBlocking(false);
            folder.server().register(selector, SelectionKey.OP_ACCEPT);
            Rendezvous rendezvous = new Rendezvous(selector, folder, timer);
            threads.newThread(rendezvous::run).start();
            return rendezvous;
        } catch (IOException | RuntimeException | Error e) {
            selector.close();
            throw e;
        }
    }

    /** Before a worker is told to come: makes folder and socket anew if somebody has removed them. */
    public synchronized void restore() throws IOException {
        ServerSocketChannel next = closed ? null : folder.restore();
        if (next == null) {
            return;
        }
        try {
            next.configureBlocking(false);
            next.register(selector, SelectionKey.OP_ACCEPT);
        } catch (IOException | RuntimeException | Error e) {
            next.close();
            throw e;
        }
        ServerSocketChannel last = server;
        server = next;
        selector.wakeup();
        last.close();
        log.warn("The socket of a process pool, {}, has vanished and was made anew", socket());
    }

    /** Makes a token for one worker; its connection completes the arrival. */
    public Expected expect() {
        byte[] token = new byte[Introduction.TOKEN_LENGTH];
        random.nextBytes(token);
        Expected worker = new Expected(token, new CompletableFuture<>());
        expected.add(worker);
        return worker;
    }

    /** The worker has come, or is not waited for any more. */
    public void forget(Expected worker) {
        expected.remove(worker);
    }

    /** Returns where to connect to. */
    public Path socket() {
        return folder.socket();
    }

    /** Turns away everybody from now on. */
    public synchronized void close() {
        closed = true;
        selector.wakeup();
    }

    private void run() {
        try {
            while (!closed) {
                serveSafely();
            }
        } finally {
            List.copyOf(selector.keys()).forEach(Strangers::closeQuietly); // The server's, and those of strangers.
            closeSelector();
        }
    }

    /** A moment without memory, or one selection that fails, must not close the door for the workers to come. */
    private void serveSafely() {
        try {
            serveSelected();
        } catch (IOException | RuntimeException | Error e) {
            standStill(e);
        }
    }

    /** Even the words may find no memory, and the door has to stay open all the same. */
    private void standStill(Throwable problem) {
        try {
            LockSupport.parkNanos(ACCEPT_PAUSE_NANOS);
            if (!closed) {
                complain("No worker can connect for the time being at {}", problem);
            }
        } catch (RuntimeException | Error e) {
            // The next look has its turn.
        }
    }

    private void serveSelected() throws IOException {
        selector.select(strangers.areThere() ? LOOK_MILLIS : 0);
        // A copy, because letting a worker in selects again.
        List<SelectionKey> selected = List.copyOf(selector.selectedKeys());
        selector.selectedKeys().clear();
        for (SelectionKey key : selected) {
            serveSafely(key);
        }
        strangers.dismissTheSlow();
    }

    private void complain(String words, Throwable problem) {
        try {
            log.error(words, socket(), problem);
        } catch (RuntimeException | Error e) {
            // There may be no memory for words either.
        }
    }

    private void closeSelector() {
        try {
            selector.close();
        } catch (IOException e) {
            // Nobody uses it any more.
        }
    }

    /** One stranger, or a moment without memory, must not close the door for the workers to come. */
    private void serveSafely(SelectionKey key) {
        try {
            serve(key);
        } catch (RuntimeException | Error e) {
            if (Shortage.is(e)) {
                throw e; // All of it has to wait.
            }
            complain("A connection to {} could not be handled", e);
        }
    }

    private void serve(SelectionKey key) {
        if (key.isValid() && key.isAcceptable()) {
            accept((ServerSocketChannel) key.channel());
        } else if (key.isValid() && key.isReadable()) {
            strangers.listenTo(key);
        }
    }

    private void accept(ServerSocketChannel server) {
        try {
            boolean more;
            do {
                more = acceptNext(server);
            } while (more);
            acceptFails = false;
        } catch (IOException e) {
            pause(e);
        }
    }

    private boolean acceptNext(ServerSocketChannel server) throws IOException {
        requireMemory();
        SocketChannel newcomer = server.accept();
        if (newcomer == null) {
            return false;
        }
        boolean admitted = false;
        try {
            strangers.admit(newcomer);
            admitted = true;
        } finally {
            if (!admitted) {
                newcomer.close();
            }
        }
        return true;
    }

    /** Throws an OutOfMemoryError rather than let the JDK do without: its native code for local sockets crashes the JVM then. */
    private void requireMemory() {
        room = new byte[ROOM];
        room = NO_ROOM;
    }

    /** Memory or file descriptors are short, most likely. Newcomers wait in the socket's queue until there are some. */
    private void pause(Throwable problem) {
        if (!acceptFails) {
            complain("No worker can connect to {} for the time being", problem);
        }
        acceptFails = true;
        LockSupport.parkNanos(ACCEPT_PAUSE_NANOS);
    }

    private void letInOrRefuse(SelectionKey key, SocketChannel channel, byte[] token) throws IOException {
        Expected match = null;
        for (Expected worker : expected) {
            if (MessageDigest.isEqual(worker.token(), token)) {
                match = worker;
            }
        }
        Arrays.fill(token, (byte) 0);
        if (match == null || !expected.remove(match)) {
            log.warn("Refused a connection to {} that did not bring the token of a worker", socket());
            Strangers.closeQuietly(key);
            return;
        }
        key.cancel();
        selector.selectNow(); // Lets go of the channel, so that it can be registered elsewhere.
        if (!match.arrival().complete(channel)) {
            channel.close();
        }
    }
}
