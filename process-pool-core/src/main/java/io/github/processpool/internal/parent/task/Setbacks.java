package io.github.processpool.internal.parent.task;

import io.github.processpool.internal.parent.task.Whereabouts.Sending;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What has gone wrong with a task so far, kept for its {@link Whereabouts}, which make it when something does: attempts that were lost
 * with their workers, and workers that died before they had begun it.
 *
 * <p><b>Thread safety:</b> guarded by the pool's lock, but that anybody may look at the number of attempts.
 */
final class Setbacks {

    /** Volatile for those who only look; changed under the lock. */
    private volatile int attempts;
    /** The sending that was counted last, as long as it counts. */
    private @Nullable Sending counted;
    /** How workers died that had been sent it and had begun nothing, the last one first. */
    private List<String> deathsBefore = List.of();

    int attempts() {
        return attempts;
    }

    /** One more attempt was lost, which may be found out twice. */
    @SuppressWarnings("NonAtomicVolatileUpdate") // Changed under the lock only.
    void countAttempt(@Nullable Sending current) {
        if (current == null || current != counted) {
            attempts++;
            counted = current;
        }
    }

    /** A future may be kept for long; the worker that it came from need not be. */
    void forgetCounted() {
        counted = null;
    }

    List<String> noteDeath(String words) {
        if (!deathsBefore.isEmpty() && deathsBefore.get(0).equals(words)) {
            return deathsBefore; // An error has come after it had been noted, and all of it is done again.
        }
        List<String> deaths = new ArrayList<>(deathsBefore);
        deaths.add(0, words);
        deathsBefore = List.copyOf(deaths);
        return deathsBefore;
    }

    boolean hasDeaths() {
        return !deathsBefore.isEmpty();
    }
}
