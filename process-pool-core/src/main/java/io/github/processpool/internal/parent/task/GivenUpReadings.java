package io.github.processpool.internal.parent.task;

import java.util.ArrayList;
import java.util.List;

/**
 * The readings whose futures have ended otherwise while threads were still in them: counts and names them for the {@link Readings}, and
 * says which of these threads are replaced. It ends none.
 *
 * <p><b>Thread safety:</b> guarded by the lock of the {@code Readings}.
 */
final class GivenUpReadings {

    /** How many threads are replaced. */
    private static final int MOST_REPLACED = 64;

    private final ReadingLine line = new ReadingLine();
    private int replaced;

    /** Its thread is to be replaced if not too many are. */
    void add(Reading reading) {
        reading.replaced = replaced < MOST_REPLACED;
        replaced += reading.replaced ? 1 : 0;
        line.append(reading);
    }

    /** Its thread is out of it; returns whether that was replaced. */
    boolean remove(Reading reading) {
        line.remove(reading);
        replaced -= reading.replaced ? 1 : 0;
        return reading.replaced;
    }

    /** Returns words for each of them. */
    List<String> describe(long nowNanos) {
        List<String> words = new ArrayList<>(line.size());
        line.forEach(reading -> words.add(reading.describe(nowNanos)));
        return words;
    }
}
