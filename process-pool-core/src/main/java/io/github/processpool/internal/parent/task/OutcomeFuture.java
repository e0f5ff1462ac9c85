package io.github.processpool.internal.parent.task;

import io.github.processpool.TaskState;
import io.github.processpool.internal.system.Frames;
import java.lang.invoke.VarHandle;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * A CompletableFuture whose outcome is set once, by whoever is first — a result, a timeout, a crash, a caller — and whose waiters
 * never depend on callbacks.
 *
 * <p>A {@link CompletableFuture} runs its callbacks in the middle of its completion, last come first served, and the wake-up of
 * waiting threads is one of them. Therefore waiters are kept here and released first, and the completion of the superclass, which
 * runs callbacks, happens later on a thread of {@link Callbacks}. Where there are none, a thread that waits completes it as soon as it is
 * released, and no other one needs to be woken for that.
 *
 * <pre>{@code
 * outcome known -> counted -> done: waiters are released -> settled: callbacks run
 * }</pre>
 *
 * <p>It knows nothing of the work; what has to happen at these moments is up to the {@link PendingTask}.
 *
 * <p><b>Thread safety:</b> any thread may end it or wait for it; the first end wins by compare-and-set.
 */
abstract class OutcomeFuture<T extends @Nullable Object> extends AwaitedFuture<T> {

    private static final VarHandle OUTCOME = FieldHandle.of(OutcomeFuture.class, "outcome", Outcome.class);
    private static final VarHandle SETTLER = FieldHandle.of(OutcomeFuture.class, "settler", Object.class);
    /** In place of a thread that has settled. */
    private static final Object NOBODY = new Object();

    /** Set once by compare-and-set. */
    private volatile @Nullable Outcome outcome;
    /** Set after the outcome, when the pool has counted it: only then the future is done for everybody. */
    private volatile boolean done;
    /** The thread that completes the superclass, or {@code NOBODY} after that; set by compare-and-set, null before. */
    private volatile @Nullable Object settler;

    /** Returns what an outcome is to those who hold the future. */
    abstract Outcome asSeen(Outcome given);

    /** The outcome is known; called once, before anybody can see it. */
    abstract void beforeDone(TaskState end);

    /** Waiters have been released; {@link #settle} has to be called, on another thread. */
    abstract void afterDone();

    /** Somebody outside the pool was first: the work is to be dropped, or stopped. */
    abstract void endedFromOutside(boolean interrupt);

    /** The callbacks that were there have run. */
    abstract void afterSettled();

    // -- Ending --

    /** Ends the future unless it has ended; says whether this call did it. Never runs a callback. */
    public boolean finish(Outcome result) {
        return setOutcome(asSeen(result));
    }

    private boolean setOutcome(Outcome result) {
        if (!OUTCOME.compareAndSet(this, null, result)) {
            return false;
        }
        try {
            beforeDone(result.state());
        } finally {
            showDone();
        }
        return true;
    }

    /** The outcome is set: waiters are released, and the pool learns of it, whatever fails on the way. May be done twice. */
    void showDone() {
        done = true;
        try {
            releaseWaiters();
        } finally {
            afterDone();
        }
    }

    /** Returns whether some thread completes the superclass, or has done so. */
    boolean isSettling() {
        return settler != null;
    }

    /** Returns whether the outcome is set, though perhaps not yet to be seen. */
    public boolean hasOutcome() {
        return outcome != null;
    }

    /** Completes the superclass, which runs the callbacks; does nothing if that has been done. */
    public void settle() {
        if (!SETTLER.compareAndSet(this, null, Thread.currentThread())) {
            return;
        }
        try {
            completeSuper();
        } catch (RuntimeException | Error e) {
            settler = null; // There was no memory for that; it is tried again.
            throw e;
        }
        afterSettled();
        settler = NOBODY; // A future may be kept for long, and is not to keep a thread.
    }

    /** A thread that settles may lose its frames without a handler of ours being run; then another one is to do it again. */
    void takeFromSettler() {
        if (settler instanceof Thread thread && Frames.areGone(thread, OutcomeFuture.class)) {
            SETTLER.compareAndSet(this, thread, null);
        }
    }

    /** Of several threads the first sets the value. */
    private void completeSuper() {
        Outcome result = known();
        Throwable failure = result.failure();
        if (failure == null) {
            super.complete(typed(result.value()));
        } else {
            super.completeExceptionally(failure);
        }
    }

    /**
     * Settles on the thread of somebody who has seen that this is done, if nobody has added a callback: since JDK 19 there is a
     * {@code state()} that asks the superclass, and it must not contradict us. Sets the value in any case: a thread that is settling
     * it just now may be before its first step.
     */
    private void settleIfAlone() {
        if (super.isDone() || getNumberOfDependents() > 0) {
            return;
        }
        settle();
        completeSuper();
    }

    private boolean finishFromOutside(Outcome given, boolean interrupt) {
        Outcome result = asSeen(given);
        boolean first = false;
        try {
            first = setOutcome(result);
        } finally {
            if (first || outcome == result) { // Even if an error came after that: the work is not wanted any more.
                endedFromOutside(interrupt);
            }
        }
        while (!done) {
            Thread.yield(); // The first one is about to say so; a future that can't be completed any more must be done.
        }
        return first;
    }

    @Override
    public boolean complete(T value) {
        return finishFromOutside(Outcome.value(value), true);
    }

    @Override
    public boolean completeExceptionally(Throwable failure) {
        return finishFromOutside(Outcome.failure(Objects.requireNonNull(failure)), true);
    }

    @Override
    public boolean cancel(boolean mayInterruptIfRunning) {
        return finishFromOutside(Outcome.cancelled("Task '" + name() + "' was cancelled"), mayInterruptIfRunning)
                || isCancelled();
    }

    /** Cancels it and stops the work, with a message of somebody else's than its owner; says whether this call ended it. */
    public boolean cancel(String message) {
        return finishFromOutside(Outcome.cancelled(message), true);
    }

    @Override
    public CompletableFuture<T> completeAsync(Supplier<? extends T> supplier, Executor executor) {
        Objects.requireNonNull(supplier, "supplier");
        executor.execute(() -> {
            if (!isDone()) {
                try {
                    complete(supplier.get());
                } catch (Throwable e) {
                    completeExceptionally(e);
                }
            }
        });
        return this;
    }

    @Override
    public CompletableFuture<T> completeAsync(Supplier<? extends T> supplier) {
        return completeAsync(supplier, defaultExecutor());
    }

    @Override
    public void obtrudeValue(T value) {
        obtrude(Outcome.value(value));
        super.obtrudeValue(value);
    }

    @Override
    public void obtrudeException(Throwable failure) {
        obtrude(Outcome.failure(Objects.requireNonNull(failure)));
        super.obtrudeException(failure);
    }

    private void obtrude(Outcome result) {
        if (!finishFromOutside(result, true)) {
            outcome = result;
        }
    }

    // -- Waiting --

    @Override
    boolean isShownDone() {
        return done;
    }

    @Override
    public boolean isDone() {
        if (!done) {
            return false;
        }
        settleIfAlone();
        return true;
    }

    @Override
    public boolean isCancelled() {
        Outcome result = outcomeIfDone();
        return result != null && result.state() == TaskState.CANCELLED;
    }

    @Override
    public boolean isCompletedExceptionally() {
        Outcome result = outcomeIfDone();
        return result != null && result.failure() != null;
    }

    /** Returns what the future is worth, once everybody can see it; null before. */
    @Nullable
    public Outcome outcomeIfDone() {
        return done ? outcome : null;
    }

    @Override
    public T get() throws InterruptedException, ExecutionException {
        awaitDone();
        return typed(known().get());
    }

    @Override
    public T get(long timeout, TimeUnit unit) throws InterruptedException, ExecutionException, TimeoutException {
        if (!awaitDone(timeout, unit)) {
            throw new TimeoutException("task '" + name() + "' is " + taskState() + " after " + timeout + " " + unit);
        }
        return typed(known().get());
    }

    @Override
    public T join() {
        awaitDoneUninterruptibly();
        return typed(known().join());
    }

    @Override
    public T getNow(T valueIfAbsent) {
        return done ? typed(known().join()) : valueIfAbsent;
    }

    /** Overrides the method of JDK 19 and later. */
    @SuppressWarnings("MissingOverride")
    public T resultNow() {
        return typed(Outcome.resultNow(outcomeIfDone()));
    }

    /** Overrides the method of JDK 19 and later. */
    @SuppressWarnings("MissingOverride")
    public Throwable exceptionNow() {
        return Outcome.exceptionNow(outcomeIfDone());
    }

    private Outcome known() {
        return Objects.requireNonNull(outcome);
    }

    @SuppressWarnings({"unchecked", "NullAway"
    }) // The compiler saw that the task returns a T; a null is one only if T allows it.
    private T typed(@Nullable Object value) {
        return (T) value;
    }
}
