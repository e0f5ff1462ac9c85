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
 * list after that. In the same way a thread that waits is counted before it looks, and looks whether something was left to it once it is
 * not counted any more.
 */
abstract class AwaitedFuture<T extends @Nullable Object> extends ProcessFuture<T> {

    private static final VarHandle WAITERS = FieldHandle.of(AwaitedFuture.class, "waiters", WaitList.class);

    /** Set once by compare-and-set. */
    private volatile @Nullable WaitList waiters;

    /** Returns whether everybody can see that it is done. */
    abstract boolean isShownDone();

    /** For tests not private. */
    WaitList waiters() {
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

    /** Returns whether a thread waits that will do what follows, see {@link #afterWait}. */
    boolean isCountedOn() {
        WaitList waiting = waiters;
        return waiting != null && waiting.isCountedOn();
    }

    /** What was left to a thread that waits has not been done for long. */
    void distrustWaiters() {
        WaitList waiting = waiters;
        if (waiting != null) {
            waiting.distrust();
        }
    }

    /** The current thread has waited, in vain or not, and is not counted on any more: does what was left to it. */
    abstract void afterWait();

    void awaitDone() throws InterruptedException {
        if (!isDone()) {
            WaitList list = waiters();
            boolean counted = list.enter();
            try {
                list.await(this::isDone, true);
            } finally {
                leave(list, counted);
            }
        }
    }

    boolean awaitDone(long timeout, TimeUnit unit) throws InterruptedException {
        if (isDone()) {
            return true;
        }
        WaitList list = waiters();
        boolean counted = list.enter();
        try {
            return list.await(this::isDone, unit.toNanos(timeout));
        } finally {
            leave(list, counted);
        }
    }

    void awaitDoneUninterruptibly() {
        if (!isDone()) {
            WaitList list = waiters();
            boolean counted = list.enter();
            try {
                list.awaitUninterruptibly(this::isDone);
            } finally {
                leave(list, counted);
            }
        }
    }

    private void leave(WaitList list, boolean counted) {
        if (counted) {
            list.leave();
            afterWait();
        }
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
