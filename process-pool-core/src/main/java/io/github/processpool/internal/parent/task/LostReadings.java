package io.github.processpool.internal.parent.task;

import io.github.processpool.internal.parent.pool.Round;
import io.github.processpool.internal.parent.pool.Timer;
import org.jspecify.annotations.Nullable;

/**
 * Finds, for the {@link Readings}, the readings that nobody else would end, and has them end: those whose threads have died or got
 * lost, those whose futures could not be ended, and those that wait for a thread while none gets anywhere. It reads nothing.
 *
 * <p><b>Thread safety:</b> the timer's thread; takes the lock of the {@code Readings}, under which it ends nothing.
 */
final class LostReadings {

    private final Readings readings;
    private final Timer timer;
    private final ReadingPlaces places;
    private final ReadingThreads threads;
    private final Standstill standstill;

    LostReadings(Readings readings, Timer timer, ReadingPlaces places, ReadingThreads threads, Standstill standstill) {
        this.readings = readings;
        this.timer = timer;
        this.places = places;
        this.threads = threads;
        this.standstill = standstill;
    }

    /** No more than there are: one that can't be delivered now either is found again. */
    void finishOrphans() {
        Throwable problem = null;
        for (int left = readings.count(); left > 0; left--) {
            Reading lost = orphan();
            if (lost == null) {
                break;
            }
            try {
                readings.finish(lost, lost.salvage());
            } catch (RuntimeException | Error e) {
                problem = e;
            }
        }
        Round.throwIfAny(problem);
    }

    private @Nullable Reading orphan() {
        synchronized (readings) {
            return places.orphan(threads);
        }
    }

    /** Refuses those that wait for a thread now, if there is no hope; none that comes meanwhile. */
    void endStandstill() {
        String words = wordsOfStandstill();
        if (words == null) {
            return;
        }
        for (int left = places.waitingCount(); left > 0; left--) {
            Reading refused = refuse();
            if (refused == null) {
                return;
            }
            readings.finish(refused, refused.unreadable(words));
        }
    }

    private @Nullable String wordsOfStandstill() {
        synchronized (readings) {
            return standstill.words(timer.now());
        }
    }

    private @Nullable Reading refuse() {
        synchronized (readings) {
            Reading refused = places.next();
            if (refused != null) {
                refused.refuse();
            }
            return refused;
        }
    }
}
