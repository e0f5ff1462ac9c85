package io.github.processpool.internal.parent.task;

import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * A line of {@link Reading}s, in the order in which they came; each stands in one of the lines of the {@link Readings} at most. It
 * leads through the readings themselves, so that nothing is allocated when one comes or goes. It moves none.
 *
 * <p><b>Thread safety:</b> guarded by the lock of the {@code Readings}.
 */
final class ReadingLine {

    private @Nullable Reading first;
    private @Nullable Reading last;
    private int size;

    /** Returns the first one, from which {@code after} leads to the others. */
    @Nullable
    Reading first() {
        return first;
    }

    int size() {
        return size;
    }

    boolean isEmpty() {
        return first == null;
    }

    /** The reading stands in no line. */
    void append(Reading reading) {
        reading.before = last;
        if (last == null) {
            first = reading;
        } else {
            last.after = reading;
        }
        last = reading;
        reading.line = this; // Now it is one that can be found.
        size++;
    }

    /** Does nothing if the reading is not in this line. */
    void remove(Reading reading) {
        if (reading.line != this) {
            return;
        }
        reading.line = null;
        if (reading.before == null) {
            first = reading.after;
        } else {
            reading.before.after = reading.after;
        }
        if (reading.after == null) {
            last = reading.before;
        } else {
            reading.after.before = reading.before;
        }
        reading.before = null;
        reading.after = null;
        size--;
    }

    /** Takes the first one out; null if there is none. */
    @Nullable
    Reading poll() {
        Reading next = first;
        if (next != null) {
            remove(next);
        }
        return next;
    }

    /** A thread may have been lost in the middle of a change: what leads forward counts, and the rest follows from that. */
    void repair() {
        Reading before = null;
        int found = 0;
        for (Reading reading = first; reading != null; reading = reading.after) {
            reading.line = this;
            reading.before = before;
            before = reading;
            found++;
        }
        last = before;
        size = found;
    }

    void forEach(Consumer<Reading> action) {
        for (Reading reading = first; reading != null; reading = reading.after) {
            action.accept(reading);
        }
    }
}
