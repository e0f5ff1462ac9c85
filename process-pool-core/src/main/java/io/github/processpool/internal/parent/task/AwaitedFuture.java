package io.github.processpool.internal.parent.task;

import io.github.processpool.ProcessFuture;
import java.lang.invoke.VarHandle;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * A future with a {@link WaitList} of its own, which is made when the first one waits: of a million tasks in a queue nobody waits for
 * most. It knows nothing of an outcome; the {@link OutcomeFuture} says when there is one.
 *
 * <p><b>Thread safety:</b> any thread. Who waits makes the list before the last look whether it is done; who makes it done looks for the
 * list after that.
 */
abstract class AwaitedFuture<T extends @Nullable Object> extends ProcessFuture<T> {

    private static final VarHandle WAITERS = FieldHandle.of(AwaitedFuture.class, "waiters", WaitList.class);

    /** Set once by compare-and-set. */
    private volatile @Nullable WaitList waiters;

    /** Returns whether everybody can see that it is done. */
    abstract boolean isShownDone();

    private WaitList waiters() {
        WaitList known = waiters;
        if (known == null) {
            WAITERS.compareAndSet(this, null, new WaitList());
            known = Objects.requireNonNull(waiters); // Set once.
        }
        return known;
    }

    void releaseWaiters() {
        WaitList waiting = waiters;
        if (waiting != null) {
            waiting.releaseAll();
        }
    }

    void awaitDone() throws InterruptedException {
        waiters().await(this::isDone, true);
    }

    boolean awaitDone(long timeout, TimeUnit unit) throws InterruptedException {
        return waiters().await(this::isDone, unit.toNanos(timeout));
    }

    void awaitDoneUninterruptibly() {
        waiters().awaitUninterruptibly(this::isDone);
    }

    @Override
    protected boolean tellWhenDone(Runnable listener) {
        waiters().add(listener);
        if (isShownDone()) {
            waiters().remove(listener);
            listener.run();
        }
        return true;
    }

    @Override
    protected void tellNoMore(Runnable listener) {
        waiters().remove(listener);
    }
}
