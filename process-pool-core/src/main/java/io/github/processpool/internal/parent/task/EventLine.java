package io.github.processpool.internal.parent.task;

import io.github.processpool.ProcessPoolListener;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Events that wait to be told to listeners, in the order in which they came. There is a bound to their number and to the bytes that
 * the tasks in them hold: beyond it the oldest are dropped, for the sake of bytes only such as hold many. The newest of these stays in
 * any case, since a listener that is quick is only about to hear it.
 *
 * <p>It tells nobody, and allocates nothing but the event that comes.
 *
 * <p><b>Thread safety:</b> any thread; guarded by its own lock, under which nothing is called.
 */
final class EventLine {

    /** A listener that is not stuck never has so many to hear. */
    private static final int MOST_EVENTS = 10_000;

    private static final long MOST_BYTES = 8L << 20;

    private @Nullable WaitingEvent first;
    private @Nullable WaitingEvent last;
    /** The oldest that holds many bytes; from it {@code nextHeavy} leads to the others. */
    private @Nullable WaitingEvent firstHeavy;

    private @Nullable WaitingEvent lastHeavy;
    /** Of all, those that were dropped and are still in line among them. */
    private int size;
    /** Of the heavy ones. */
    private long bytes;

    /** Takes one whose task holds so many bytes; returns how many were dropped for it. */
    synchronized int add(Consumer<ProcessPoolListener> call, long held) {
        append(new WaitingEvent(call, held));
        int dropped = 0;
        while (bytes > MOST_BYTES && firstHeavy != lastHeavy) {
            WaitingEvent oldest = removeHeavy();
            if (oldest != null) {
                oldest.call = null;
            }
            dropped++;
        }
        while (size > MOST_EVENTS) {
            dropped += poll() == null ? 0 : 1;
        }
        return dropped;
    }

    /** Takes out the oldest that is to be told; null: there is none. */
    synchronized @Nullable Consumer<ProcessPoolListener> next() {
        Consumer<ProcessPoolListener> call = null;
        while (first != null && call == null) {
            call = poll();
        }
        return call;
    }

    synchronized boolean isEmpty() {
        return first == null;
    }

    private void append(WaitingEvent event) {
        if (last == null) {
            first = event;
        } else {
            last.next = event;
        }
        last = event;
        size++;
        if (event.isHeavy()) {
            if (lastHeavy == null) {
                firstHeavy = event;
            } else {
                lastHeavy.nextHeavy = event;
            }
            lastHeavy = event;
            bytes += event.bytes;
        }
    }

    /** Takes out the first; null: there is none, or it was dropped. */
    private @Nullable Consumer<ProcessPoolListener> poll() {
        WaitingEvent event = first;
        if (event == null) {
            return null;
        }
        first = event.next;
        last = first == null ? null : last;
        size--;
        if (event == firstHeavy) {
            removeHeavy();
        }
        return event.call;
    }

    private @Nullable WaitingEvent removeHeavy() {
        WaitingEvent event = firstHeavy;
        if (event != null) {
            firstHeavy = event.nextHeavy;
            lastHeavy = firstHeavy == null ? null : lastHeavy;
            bytes -= event.bytes;
        }
        return event;
    }
}
