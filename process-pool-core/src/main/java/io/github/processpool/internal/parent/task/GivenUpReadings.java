package io.github.processpool.internal.parent.task;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The readings whose futures have ended otherwise while threads were still in them: counts and names them for the {@link Readings}, and
 * says which of these threads are replaced. It ends none.
 *
 * <p><b>Thread safety:</b> guarded by the lock of the {@code Readings}.
 */
final class GivenUpReadings {

    /** How many threads are replaced. */
    private static final int MOST_REPLACED = 64;

    /** With whether their threads were replaced. */
    private final Map<Reading, Boolean> readings = new LinkedHashMap<>();

    private int replaced;

    /** Returns whether its thread is to be replaced. */
    boolean add(Reading reading) {
        boolean replace = replaced < MOST_REPLACED;
        replaced += replace ? 1 : 0;
        readings.put(reading, replace);
        return replace;
    }

    /** Its thread is out of it; returns whether that was replaced. */
    boolean remove(Reading reading) {
        boolean wasReplaced = Boolean.TRUE.equals(readings.remove(reading));
        replaced -= wasReplaced ? 1 : 0;
        return wasReplaced;
    }

    /** Returns words for each of them. */
    List<String> describe(long nowNanos) {
        return readings.keySet().stream()
                .map(reading -> reading.describe(nowNanos))
                .toList();
    }
}
