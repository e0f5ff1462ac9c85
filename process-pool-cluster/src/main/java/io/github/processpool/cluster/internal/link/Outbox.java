package io.github.processpool.cluster.internal.link;

import io.github.processpool.cluster.ClusterTransport;
import io.github.processpool.cluster.MemberAddress;
import io.github.processpool.cluster.internal.protocol.ClusterMessage;
import io.github.processpool.cluster.internal.protocol.ClusterMessage.Hello;
import io.github.processpool.cluster.internal.session.Together;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.LongAdder;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Takes messages to one member from any thread, and hands them to the transport on a thread of its own, which puts together what is there
 * when it gets to it and waits for nothing more. {@link Sending} has the rules of their order.
 *
 * <p>If the transport throws, the same is tried again for as long as the member is in view. If it does not return, nothing of this member
 * is lost and none of others waits; what is posted meanwhile is counted in {@link #queuedBytes}.
 *
 * <p><b>Thread safety:</b> any thread; {@code this} is held for moments, never while anything is written or sent.
 */
final class Outbox {

    private static final Logger log = LoggerFactory.getLogger(Outbox.class);

    /** It is told when so many tries have failed: one may have met a member that is just leaving the view. */
    private static final int FAILURES = 2;

    private static final long RETRY_NANOS = TimeUnit.MILLISECONDS.toNanos(100);

    private final ClusterTransport transport;
    private final MemberAddress to;
    private final Inbox inbox;
    private final LongAdder sentBytes;
    private final Sending sending;
    private final Thread thread;
    private final Runnable wake = this::wake;

    /** Guarded by this. */
    private final Deque<Posted> line = new ArrayDeque<>();
    /** Held by all that was posted and has not left; guarded by this. */
    private long queuedBytes;
    /** The session that the last hello begins; guarded by this. */
    private long hello;
    /** How often everything was forgotten; guarded by this. */
    private int epoch;
    /** Whether something was posted that the thread has not sent; guarded by this. */
    private boolean busy;
    /** Whether the thread waits for something, and was not told that it is there; guarded by this. */
    private boolean asleep;
    /** Guarded by this. */
    private boolean started;
    /** Guarded by this. */
    private boolean closed;

    /** What the thread has forgotten; its own. */
    private int seen;
    /** How often nothing could be sent since something was; the thread's own. */
    private int failures;

    /** Starts no thread before the first message. Streams are counted by all outboxes together, so that no number comes twice. */
    Outbox(ClusterTransport transport, MemberAddress to, Inbox inbox, AtomicLong streams, LongAdder sentBytes) {
        this.transport = transport;
        this.to = to;
        this.inbox = inbox;
        this.sentBytes = sentBytes;
        this.sending = new Sending(streams, this::unwritable);
        this.thread = new Thread(null, this::run, "process-pool-cluster-to-" + to.name(), 0, false);
        thread.setDaemon(true);
        thread.setContextClassLoader(Outbox.class.getClassLoader());
    }

    /**
     * Takes a message; drops it if the member is gone. Never waits. A hello that begins another session has everything dropped that was
     * posted before it, be it half sent: it would be of no use any more.
     */
    synchronized void post(long session, ClusterMessage message) {
        if (closed) {
            return;
        }
        if (message instanceof Hello own && own.session() != hello) {
            forget();
            hello = own.session();
        }
        Posted posted = new Posted(session, message);
        line.add(posted);
        queuedBytes += posted.bytes();
        if (!started) {
            thread.start(); // If there is no memory for that, the next message tries it again.
            started = true;
        } else if (asleep && !Together.putOff(wake)) {
            wake();
        }
        busy = true;
    }

    private synchronized void wake() {
        asleep = false;
        notifyAll();
    }

    /** Returns how much is held by what has not left. */
    synchronized long queuedBytes() {
        return queuedBytes;
    }

    private synchronized void forget() {
        epoch++;
        line.clear();
        queuedBytes = 0;
        notifyAll();
    }

    /** Drops everything, and has the thread end as soon as the transport lets it go. */
    synchronized void close() {
        closed = true;
        forget();
        thread.interrupt();
    }

    /** Waits until the thread has ended, which it does unless the transport holds it. */
    void awaitEnd(long nanos) throws InterruptedException {
        if (thread != Thread.currentThread()) {
            TimeUnit.NANOSECONDS.timedJoin(thread, nanos);
        }
    }

    /** Waits until everything was handed to the transport; returns false if that takes longer. */
    synchronized boolean awaitSent(long nanos) throws InterruptedException {
        long deadline = System.nanoTime() + nanos;
        long left = nanos;
        while (busy && !closed && left > 0) {
            TimeUnit.NANOSECONDS.timedWait(this, left);
            left = deadline - System.nanoTime();
        }
        return !busy;
    }

    // -- The thread --

    private void run() {
        while (true) {
            try {
                if (!take()) {
                    return;
                } else if (sending.fill() > 0) {
                    send();
                }
                release(sending.sent());
            } catch (Throwable e) { // Want of memory, say; nobody else would go on, and nothing was lost.
                tell(e);
                pause();
            }
        }
    }

    /** Takes what was posted, if need be when it is posted; returns false at the end. */
    private synchronized boolean take() {
        while (!closed) {
            forgetIfTold();
            sending.add(line);
            line.clear();
            if (!sending.isEmpty()) {
                return true;
            }
            busy = false;
            notifyAll();
            asleep = true;
            waitFor(0);
            asleep = false;
        }
        return false;
    }

    private void forgetIfTold() {
        if (seen != epoch) {
            sending.clear();
            seen = epoch;
        }
    }

    private void send() {
        while (isWanted()) {
            try {
                transport.send(to, sending.toBuffers());
                sentBytes.add(sending.size());
                failures = 0;
                return;
            } catch (Throwable e) {
                if (isWanted()) {
                    tell(e);
                }
                pause();
            }
        }
    }

    private synchronized boolean isWanted() {
        return !closed && seen == epoch;
    }

    private synchronized void release(long bytes) {
        if (seen == epoch) {
            queuedBytes -= bytes;
        }
    }

    private synchronized void pause() {
        long end = System.nanoTime() + RETRY_NANOS;
        long left = RETRY_NANOS;
        while (!closed && seen == epoch && left > 0) {
            waitFor(left);
            left = end - System.nanoTime();
        }
    }

    /** The caller looks why it was woken. */
    private synchronized void waitFor(long nanos) {
        try {
            if (nanos == 0) {
                wait();
            } else {
                TimeUnit.NANOSECONDS.timedWait(this, nanos);
            }
        } catch (InterruptedException e) {
            // Only close interrupts this thread, and says so.
        }
    }

    private void tell(Throwable problem) {
        failures++;
        if (failures != FAILURES) {
            return;
        }
        try {
            inbox.onTrouble(to, problem);
        } catch (Throwable e) {
            log.warn("Nobody could be told that nothing can be sent to {}: {}", to, problem, e);
        }
    }

    private void unwritable(Posted posted, Throwable problem) {
        try {
            inbox.onUnwritable(to, posted.session(), posted.message(), problem);
        } catch (Throwable e) {
            log.warn("Nobody could be told that a message to {} was lost: {}", to, problem, e);
        }
    }
}
