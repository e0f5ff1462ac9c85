package io.github.processpool.internal.parent.task;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Knows for the {@link Readings} which {@link Reading} waits, is under way or is given up. A reading is in exactly one of these places
 * until its future has ended, and changes it without any allocation: should a thread have no heap left, it is found here.
 *
 * <pre>{@code
 * waiting -> under way -> (gone)
 *    |           '------> given up -> (gone)
 *    '------------------------------> (gone)
 * }</pre>
 *
 * <p><b>Thread safety:</b> guarded by the lock of the {@code Readings}, but for {@link #waitingCount}.
 */
final class ReadingPlaces {

    private static final int MOST_NAMED = 20;

    private final ReadingLine waiting = new ReadingLine();
    /** Those that are being read, and those that are read and whose futures are about to end. */
    private final ReadingLine underWay = new ReadingLine();

    private final ReadingLine givenUp = new ReadingLine();
    private final ReplacedThreads replaced;
    /** Volatile for the thread that spins. */
    private volatile int waitingCount;

    /** Has room for those that so many threads are in, and others besides. */
    ReadingPlaces(int mostThreads) {
        this.replaced = new ReplacedThreads(mostThreads);
    }

    /** Any thread: returns how many wait. */
    int waitingCount() {
        return waitingCount;
    }

    void add(Reading reading) {
        waiting.append(reading);
        waitingCount = waiting.size();
    }

    /** The first one that waits is under way now; null if none waits. */
    @Nullable
    Reading next() {
        Reading next = waiting.poll();
        if (next != null) {
            underWay.append(next);
            waitingCount = waiting.size();
        }
        return next;
    }

    /** Its future has ended otherwise; returns false if it has just been read, and is over by itself. */
    boolean giveUp(Reading reading) {
        if (reading.giveUp()) {
            underWay.remove(reading);
            givenUp.append(reading);
            return true;
        }
        boolean waited = reading.refuse();
        waiting.remove(reading);
        waitingCount = waiting.size();
        return waited;
    }

    /** One that was under way and whose future has ended. */
    void remove(Reading reading) {
        underWay.remove(reading);
        replaced.remove(reading);
    }

    /** What was read of one could not be delivered: it is found again, after all others. */
    void keep(Reading reading, Outcome outcome) {
        reading.keep(outcome);
        underWay.remove(reading);
        underWay.append(reading);
    }

    /** The thread of one that was given up has come back. */
    void removeGivenUp(Reading reading) {
        givenUp.remove(reading);
        replaced.remove(reading);
    }

    // -- Threads that don't count any more --

    /** Returns whether the thread in a reading is to be replaced, and was not before. */
    boolean replace(Reading reading) {
        return reading.thread() != null && replaced.add(reading);
    }

    /** Those threads don't count any more that have been in their readings for so long, as many as are needed; returns whether any. */
    boolean replaceSlow(long nanos, long now, ReadingThreads threads) {
        int count = 0;
        for (Reading reading = underWay.first(); reading != null && count < waitingCount; reading = reading.after) {
            if (reading.nanosSoFar(now) >= nanos && replace(reading)) {
                threads.leave(reading.thread());
                count++;
            }
        }
        return count > 0;
    }

    // -- After an error --

    /** A thread may have been lost in the middle of a move, without a handler: its reading waits again, or nothing waits for it. */
    void repair(ReadingThreads threads) {
        waiting.repair();
        underWay.repair();
        givenUp.repair();
        for (Reading reading = underWay.first(); reading != null; ) {
            Reading next = reading.after;
            if (reading.isUnbegun()) {
                underWay.remove(reading);
                waiting.append(reading);
            }
            reading = next;
        }
        waitingCount = waiting.size();
        for (Reading reading = givenUp.first(); reading != null; ) {
            Reading next = reading.after;
            if (isLeft(reading, threads)) {
                removeGivenUp(reading);
            }
            reading = next;
        }
    }

    /** Returns whether the thread that has read one is dead, rests, or is in a later one. */
    private boolean isLeft(Reading reading, ReadingThreads threads) {
        Thread reader = reading.reader();
        return reader == null
                || !reader.isAlive()
                || threads.isResting(reader)
                || isInLater(reader, reading.after)
                || (reading.line == givenUp && isInLater(reader, underWay.first()));
    }

    private static boolean isInLater(Thread reader, @Nullable Reading from) {
        for (Reading later = from; later != null; later = later.after) {
            if (later.reader() == reader) {
                return true;
            }
        }
        return false;
    }

    // -- Looks --

    /** Returns whether there is one whose future has not ended. */
    boolean isBusy() {
        return !waiting.isEmpty() || !underWay.isEmpty();
    }

    /** Returns how many there are whose futures have not ended. */
    int count() {
        return waiting.size() + underWay.size();
    }

    /** Returns one whose thread has got lost in it, or that could not be delivered, which the caller has to do; null if there is none. */
    @Nullable
    Reading orphan(ReadingThreads threads) {
        for (Reading reading = underWay.first(); reading != null; reading = reading.after) {
            if (reading.endIfOrphaned(isLeft(reading, threads))) {
                return reading;
            }
        }
        return null;
    }

    /** Returns the tasks whose answers have been read for so long or longer. */
    List<PendingTask<?>> readFor(long nanos, long now) {
        List<PendingTask<?>> tasks = new ArrayList<>();
        underWay.forEach(reading -> {
            if (reading.nanosSoFar(now) >= nanos) {
                tasks.add(reading.task());
            }
        });
        return tasks;
    }

    /** Names those that are given up. */
    List<String> givenUp(long now) {
        List<String> words = new ArrayList<>(givenUp.size());
        givenUp.forEach(reading -> words.add(reading.describe(now)));
        return words;
    }

    /** Names those that threads are in. */
    String names(long now) {
        List<String> names = givenUp(now);
        underWay.forEach(reading -> names.add(reading.describe(now)));
        return String.join(", ", names.subList(0, Math.min(MOST_NAMED, names.size())));
    }
}
