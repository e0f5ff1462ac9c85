package io.github.processpool.internal.parent.task;

import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * The half of {@link Whereabouts} that is not about the place: what has gone wrong with the work so far, and who waits for the end of the
 * last process that may work on it, be it one on a machine that can't be reached any more.
 *
 * <p><b>Thread safety:</b> setbacks are noted under the pool's lock, any thread may wait for the end.
 */
abstract class WorkHistory {

    /** For few tasks there is any; written under the pool's lock, volatile for those who wait for the end. */
    private volatile @Nullable Setbacks setbacks;
    /** Written under this; made when somebody asks. Volatile, so that a task of which nobody asks need not take it. */
    private volatile @Nullable CompletableFuture<@Nullable Void> stopped;

    abstract TaskHost host();

    abstract boolean hasLeftProcess();

    // -- What has gone wrong; under the pool's lock --

    final Setbacks setbacks() {
        Setbacks known = setbacks;
        if (known == null) {
            known = new Setbacks();
            setbacks = known;
        }
        return known;
    }

    final void forgetCounted() {
        Setbacks known = setbacks;
        if (known != null) {
            known.forgetCounted();
        }
    }

    /** Returns how many attempts were lost with their workers. */
    public final int attempts() {
        Setbacks known = setbacks;
        return known == null ? 0 : known.attempts();
    }

    /** A worker that had begun nothing died with it. Returns how all of those died, the last one first. */
    public final List<String> noteDeathBeforeBegin(String words) {
        return setbacks().noteDeath(words);
    }

    /** Returns whether it may be what a worker has died of, so that no other task should be with it. */
    public final boolean isSuspect() {
        Setbacks known = setbacks;
        return known != null && known.hasDeaths();
    }

    /** Another member could not read it: from now on one with exactly the same classes may, and after the second time none. */
    public final void noteMisfit() {
        setbacks().noteMisfit();
    }

    /** Returns whether it is not to be sent to other members: it is suspect, or they can't read it. */
    public final boolean isKeptHere() {
        Setbacks known = setbacks;
        return known != null && known.keepHere();
    }

    /** Returns whether it may only go to a member with exactly the same classes. */
    public final boolean needsSameClasses() {
        Setbacks known = setbacks;
        return known != null && known.needSameClasses();
    }

    /** A member that can't be reached any more has it, and nothing works on it there after a time of the pool's clock. */
    public final void noteOrphan(long endNanos) {
        setbacks().noteOrphan(endNanos);
    }

    // -- The end of the last process; any thread --

    private long orphanedNanos() {
        Setbacks known = setbacks;
        return known == null ? 0 : known.orphanedNanos(host().now());
    }

    /** Returns the future that somebody waits for; null: nobody does. */
    final @Nullable CompletableFuture<@Nullable Void> awaitedEnd() {
        return stopped;
    }

    final void tellStopped(@Nullable CompletableFuture<@Nullable Void> future) {
        if (future == null) {
            return;
        }
        long left = orphanedNanos();
        if (left == 0) {
            host().runCallback(() -> future.complete(null));
        } else {
            host().runCallbackAfter(left, () -> future.complete(null));
        }
    }

    final CompletableFuture<@Nullable Void> stopped() {
        CompletableFuture<@Nullable Void> future;
        boolean late = false;
        synchronized (this) {
            future = stopped;
            if (future == null) {
                future = new CompletableFuture<>();
                late = hasLeftProcess() && orphanedNanos() > 0;
                if (!late && hasLeftProcess()) {
                    future.complete(null);
                }
                stopped = future;
            }
        }
        if (late) {
            tellStopped(future);
        }
        return future;
    }
}
