package io.github.processpool.internal.parent.process;

import io.github.processpool.ExitReason;
import io.github.processpool.internal.wire.codec.DefinitionTable;
import io.github.processpool.internal.wire.message.Message;
import io.github.processpool.internal.wire.message.MessageChannel;
import io.github.processpool.internal.wire.page.Scoreboard;
import java.util.BitSet;
import java.util.EnumMap;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * The side of a worker that is open to any thread: says who it is and what its page says, sends it something, kills it. It outlives
 * the worker, because futures keep it.
 *
 * <p>It knows neither tasks nor whether the worker is busy or about to leave.
 *
 * <p><b>Thread safety:</b> any thread; process and channel are set once each by the thread of the worker's life.
 */
public final class WorkerLink implements NamedWorker {

    private static final int MOST_LOOKS = 10;

    private final long id;
    private final DefinitionTable definitions;
    /** Which of the definitions it has been told; guarded by the pool's lock. */
    private final BitSet defined = new BitSet();

    private final Runnable flushing = this::flush;
    /** -1 until a spare worker takes over; changed under the pool's lock, volatile for those who only name it. */
    private volatile int slot;

    // -- Set once by the worker's own thread when there is a process; volatile for everybody else --
    private volatile @Nullable WorkerProcess process;
    private volatile @Nullable MessageChannel channel;
    /** Set with the channel; null as long as the worker has told no time. */
    private volatile @Nullable WorkerClock clock;

    /** Wakes who waits for its process, for which it is too late; volatile: set by the thread of its life. */
    private volatile Runnable onEarlyEnd = () -> {};
    /** Volatile: set before it is started, looked at by the mender. */
    private volatile @Nullable Thread thread;
    /** Of the mender: how often it was seen without anybody who leads its life. */
    private int looksBeforeLife;
    /** Guarded by the pool's lock. */
    private boolean endCounted;
    /** Why it ends; the first counts. */
    private final AtomicReference<@Nullable End> end = new AtomicReference<>();

    /** Why it ends, with the rest of a sentence about it if the reason does not say it all. */
    private record End(ExitReason reason, @Nullable String words) {

        /** Made beforehand: a worker can be killed when there is no memory. */
        private static final Map<ExitReason, End> WITHOUT_WORDS = withoutWords();

        private static Map<ExitReason, End> withoutWords() {
            Map<ExitReason, End> ends = new EnumMap<>(ExitReason.class);
            for (ExitReason reason : ExitReason.values()) {
                ends.put(reason, new End(reason, null));
            }
            return ends;
        }

        private static @Nullable End of(ExitReason reason) {
            return WITHOUT_WORDS.get(reason);
        }

        private static @Nullable End of(ExitReason reason, String words) {
            try {
                return new End(reason, words);
            } catch (OutOfMemoryError e) {
                return of(reason);
            }
        }
    }

    /** A worker that has no process yet; its slot is negative as long as it has none. */
    public WorkerLink(long id, int slot, DefinitionTable definitions) {
        this.id = id;
        this.definitions = definitions;
        this.slot = slot;
    }

    // -- Its identity --

    /** Returns its number, which no other worker of the pool ever has. */
    public long id() {
        return id;
    }

    /** Returns its slot; negative while it is a spare worker. */
    public int slot() {
        return slot;
    }

    /** A spare worker gets its place; needs the pool's lock. */
    public void takeSlot(int free) {
        slot = free;
    }

    /** Returns its pid; -1 while there is no process. */
    @Override
    public long pid() {
        WorkerProcess current = process;
        return current == null ? -1 : current.pid();
    }

    /** Returns words for messages: "worker 1 (pid 4711)". */
    @Override
    public String describe() {
        int current = slot;
        return (current < 0 ? "spare worker" : "worker " + current) + " (pid " + pid() + ")";
    }

    // -- The way to it --

    /** There is a process. */
    public void attach(WorkerProcess started) {
        process = started;
        if (end.get() != null) {
            started.kill(); // Somebody has asked for that while it was being started.
        }
    }

    /** It has come to the rendezvous and has told its time. */
    public void attach(MessageChannel connected, WorkerClock workerClock) {
        clock = workerClock;
        channel = connected;
    }

    /** It has ended: its channel's buffers go, even if somebody keeps a future of this worker's. */
    public void detach() {
        channel = null;
    }

    /** Returns its process; null before there is one. */
    public @Nullable WorkerProcess process() {
        return process;
    }

    /** Returns its page; only once a process exists. */
    public Scoreboard scoreboard() {
        return Objects.requireNonNull(process, "no process").scoreboard();
    }

    /** Returns whether it can be sent anything: it has reported and has not ended. */
    public boolean isConnected() {
        return channel != null;
    }

    /** Tells it what numbers stand for that it does not know yet, before they are used in what is posted next; under the lock. */
    public void define(int[] numbers) {
        for (int number : numbers) {
            if (!defined.get(number)) {
                tell(number);
            }
        }
    }

    /** Neither told twice, which it would take for an attack, nor taken for told though there was no memory for that. */
    private void tell(int number) {
        boolean told = false;
        defined.set(number);
        try {
            post(definitions.definition(number));
            told = true;
        } finally {
            if (!told) {
                defined.clear(number);
            }
        }
    }

    /** Puts a message down for it, which {@link #flush} sends; does nothing if it is not connected. */
    public void post(Message message) {
        MessageChannel connected = channel;
        if (connected != null) {
            connected.post(message);
        }
    }

    /** Returns {@link #flush} as an action, one for all times, so that having it run allocates nothing. */
    public Runnable flushing() {
        return flushing;
    }

    /** Returns how many bytes of answers to its calls it has not taken from the socket. */
    public long unreadBytes() {
        MessageChannel connected = channel;
        return connected == null ? 0 : connected.waitingBytes();
    }

    /** Sends what was posted; without the pool's lock. */
    public void flush() {
        MessageChannel connected = channel;
        if (connected != null) {
            connected.flush();
        }
    }

    /** Returns whether a thread of this JVM has got lost while it was sending something, so that nothing more can be sent. */
    public boolean isCutOff() {
        MessageChannel connected = channel;
        return connected != null && connected.isLost();
    }

    // -- Its clock --

    /** Translates a time of the worker's clock. */
    public long toOurs(long workerNanos) {
        WorkerClock current = clock;
        return current == null ? workerNanos : current.toOurs(workerNanos);
    }

    /** Returns when a ticket began, on this JVM's clock. */
    public long beganNanos(long ticket) {
        return toOurs(scoreboard().beganNanos(ticket));
    }

    // -- Its end --

    /** Its life is led by this thread, which is about to be started. */
    public void livesOn(Thread own) {
        thread = own;
    }

    /** Returns whether nobody leads its life any more, or nobody has begun to, as is seen at several looks from time to time. */
    public boolean isDeserted() {
        Thread own = thread;
        if (process == null && (own == null || own.getState() == Thread.State.NEW)) {
            return ++looksBeforeLife > MOST_LOOKS;
        }
        return own != null && own.getState() == Thread.State.TERMINATED;
    }

    /** Runs an action that counts its end, once; needs the pool's lock. */
    public void countEnd(Runnable action) {
        if (!endCounted) {
            action.run();
            endCounted = true;
        }
    }

    /** Returns why it ends; null as long as it does not. */
    public @Nullable ExitReason exitReason() {
        End known = end.get();
        return known == null ? null : known.reason();
    }

    /** Has an action run when it is killed before it has a process; it may run more than once. */
    public void onEarlyEnd(Runnable wake) {
        onEarlyEnd = wake;
        if (end.get() != null) {
            wake.run();
        }
    }

    /** Records why it ends, unless a reason is known already. */
    public void endBecauseOf(@Nullable ExitReason reason) {
        if (reason != null) {
            end.compareAndSet(null, End.of(reason));
        }
    }

    /** Records as {@link #endBecauseOf(ExitReason)}, with words of its own about it. */
    public void endBecauseOf(ExitReason reason, String words) {
        end.compareAndSet(null, End.of(reason, words));
    }

    /** Returns the rest of a sentence that begins with this worker; null if its reason says enough. */
    public @Nullable String endWords() {
        End known = end.get();
        return known == null ? null : known.words();
    }

    /** Kills as {@link #kill(ExitReason)}, with words of its own about it. */
    public void kill(ExitReason reason, String words) {
        endBecauseOf(reason, words);
        kill(reason);
    }

    /** Kills the process and all that it has started. */
    public void kill(ExitReason reason) {
        end.compareAndSet(null, End.of(reason));
        WorkerProcess current = process;
        if (current != null) {
            current.kill();
        } else {
            onEarlyEnd.run();
        }
    }

    @Override
    public String toString() {
        return describe();
    }
}
