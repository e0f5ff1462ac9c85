package io.github.processpool.internal.parent.task;

import io.github.processpool.internal.parent.task.Whereabouts.Sending;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What has gone wrong with a task so far, kept for its {@link Whereabouts}, which make it when something does: attempts that were lost
 * with their workers, workers that died before they had begun it, and members of a cluster that could not read it or were lost with it.
 *
 * <p><b>Thread safety:</b> guarded by the pool's lock, but for {@link #orphanedNanos} and {@link #attempts}, which any thread may ask.
 */
final class Setbacks {

    /** Where it may still go. */
    private enum Reach {
        ANYWHERE,
        SAME_CLASSES,
        HERE
    }

    /** Volatile for those who only look. */
    private volatile int attempts;
    /** The sending that was counted last, as long as it counts. */
    private @Nullable Sending counted;
    /** How workers died that had been sent it and had begun nothing, the last one first. */
    private List<String> deathsBefore = List.of();

    private Reach reach = Reach.ANYWHERE;
    /** When the last process ends that nobody can reach; 0: there was none. Volatile for those who wait for that. */
    private volatile long orphanEnd;

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

    void noteMisfit() {
        reach = reach == Reach.ANYWHERE ? Reach.SAME_CLASSES : Reach.HERE;
    }

    boolean keepHere() {
        return reach == Reach.HERE || hasDeaths();
    }

    boolean needSameClasses() {
        return reach == Reach.SAME_CLASSES;
    }

    void noteOrphan(long endNanos) {
        if (orphanEnd == 0 || endNanos - orphanEnd > 0) {
            orphanEnd = endNanos;
        }
    }

    /** Returns how long such a process may still work on it; 0: there is none. */
    long orphanedNanos(long now) {
        long end = orphanEnd;
        return end == 0 ? 0 : Math.max(0, end - now);
    }
}
