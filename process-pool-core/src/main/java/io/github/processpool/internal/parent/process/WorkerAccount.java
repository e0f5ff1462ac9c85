package io.github.processpool.internal.parent.process;

import io.github.processpool.ExitReason;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLongArray;

/**
 * What this process keeps for one worker because of what that sends, in bytes: told by those who keep it, and the end of a worker
 * for which it is too much. It keeps nothing itself.
 *
 * <p>Values of tasks are not in it: they belong to their futures, and there are no more of them than tasks were sent. Neither are log
 * events, output and the arguments of calls, each of which has a bound of its own where it waits.
 *
 * <p><b>Thread safety:</b> any thread.
 */
public final class WorkerAccount {

    /** What comes on top of the largest payload in each direction. */
    private static final long ALLOWANCE = 64L << 20;

    private static final long KILOBYTE = 1024;

    private final WorkerLink worker;
    private final long limit;
    private final AtomicLongArray held = new AtomicLongArray(Item.values().length);

    /** That for which there is an entry. */
    public enum Item {
        /** Definitions, for as long as the worker lives. */
        DEFINITIONS("of definitions"),
        /** Answers to its calls that it has not taken from the socket. */
        ANSWERS("of answers to its calls that it does not read"),
        /** The part of a message whose rest has not come. */
        INCOMPLETE("of a message that is not complete");

        private final String words;

        Item(String words) {
            this.words = words;
        }
    }

    private WorkerAccount(WorkerLink worker, long limit) {
        this.worker = worker;
        this.limit = limit;
    }

    /** The account of a worker whose messages have payloads of at most so many bytes. */
    public static WorkerAccount of(WorkerLink worker, long maxPayload) {
        return withLimit(worker, 2 * maxPayload + ALLOWANCE);
    }

    static WorkerAccount withLimit(WorkerLink worker, long limit) {
        return new WorkerAccount(worker, limit);
    }

    /** So much more is kept; false if it is too much now, and the worker was killed for it. */
    public boolean add(Item item, long bytes) {
        held.addAndGet(item.ordinal(), bytes);
        return check();
    }

    /** So much is kept now; false if it is too much, and the worker was killed for it. */
    public boolean set(Item item, long bytes) {
        held.set(item.ordinal(), bytes);
        return check();
    }

    private boolean check() {
        long total = total();
        if (total <= limit) {
            return true;
        }
        worker.kill(ExitReason.PROTOCOL_ERROR, words());
        return false;
    }

    /** Returns whether there is less room left than is taken: what can wait does so. */
    public boolean isTight() {
        return total() > limit / 2;
    }

    /** Returns how much is kept in all. */
    long total() {
        long total = 0;
        for (Item item : Item.values()) {
            total += held.get(item.ordinal());
        }
        return total;
    }

    /** Returns the end of a sentence about a worker that was killed for it. */
    public String words() {
        List<String> parts = new ArrayList<>();
        for (Item item : Item.values()) {
            long bytes = held.get(item.ordinal());
            if (bytes > 0) {
                parts.add(bytes / KILOBYTE + " KB " + item.words);
            }
        }
        return "made its parent keep " + total() / KILOBYTE + " KB for it, of at most " + limit / KILOBYTE + ", and was"
                + " killed: " + String.join(", ", parts);
    }
}
