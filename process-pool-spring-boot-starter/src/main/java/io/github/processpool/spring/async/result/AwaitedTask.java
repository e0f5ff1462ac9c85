package io.github.processpool.spring.async.result;

import io.github.processpool.ProcessFuture;
import java.lang.reflect.Method;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Waits, on the thread of the caller, for the task of a method that returns its value: takes the future from {@code BeanMethod},
 * and returns or throws what the method would. Stateless.
 */
public final class AwaitedTask {

    private AwaitedTask() {}

    /**
     * Does nothing, unless this thread is one of those that serve many at once and must not wait.
     *
     * @throws IllegalStateException if it is
     */
    public static void refuseWhereNobodyMayWait(String taskName) {
        if (WaitingThreads.isForbidden()) {
            throw new IllegalStateException(
                    taskName + " returns its value, so the call waits for it, and must not on the thread '"
                            + Thread.currentThread().getName() + "', which serves others meanwhile. Let " + taskName
                            + " return a Mono or a CompletableFuture, or call it on another thread");
        }
    }

    /**
     * Submits the task, and waits for its end. The interrupt of this thread ends the wait for room in the queue, too.
     *
     * @throws Throwable of the submission, and as {@link #await} says
     */
    public static @Nullable Object call(Supplier<? extends ProcessFuture<?>> submission, String taskName, Method method)
            throws Throwable {
        ProcessFuture<?> task;
        try {
            task = submission.get();
        } catch (RejectedExecutionException e) {
            if (!Thread.interrupted()) {
                throw e;
            }
            InterruptedException interrupt = new InterruptedException(e.getMessage());
            interrupt.initCause(e);
            throw interrupted(interrupt, taskName, method);
        }
        return await(task, taskName, method);
    }

    /**
     * Waits for the end. The interrupt of this thread ends the wait and the work.
     *
     * @throws InterruptedException at an interrupt, if the method declares it
     * @throws CancellationException at an interrupt otherwise, with the flag set again; and if the task was cancelled
     * @throws Throwable that the task has failed with
     */
    public static @Nullable Object await(ProcessFuture<?> task, String taskName, Method method) throws Throwable {
        try {
            return checked(task.get(), taskName, method);
        } catch (InterruptedException e) {
            task.cancel(true);
            throw interrupted(e, taskName, method);
        } catch (Error e) {
            task.cancel(true);
            throw e;
        } catch (ExecutionException e) {
            Throwable failure = e.getCause() == null ? e : e.getCause();
            showCaller(failure, task);
            throw failure;
        }
    }

    /** From the method itself there is none, but the pool may be a mock and the serializer the user's. */
    private static @Nullable Object checked(@Nullable Object value, String taskName, Method method) {
        if (value == null && method.getReturnType().isPrimitive()) {
            throw new IllegalStateException(
                    taskName + " returns " + method.getReturnType().getName()
                            + ", but null came back: from the pool's PayloadSerializer, or from a mock of the pool");
        }
        return value;
    }

    private static Exception interrupted(InterruptedException interrupt, String taskName, Method method) {
        if (Stream.of(method.getExceptionTypes()).anyMatch(type -> type.isInstance(interrupt))) {
            return interrupt;
        }
        Thread.currentThread().interrupt();
        CancellationException ended = new CancellationException(
                taskName + " was cancelled, because the thread that waited for it was interrupted");
        ended.initCause(interrupt);
        return ended;
    }

    /** The stack of what was made elsewhere tells nothing of this call; the exception is this caller's alone. */
    private static void showCaller(Throwable failure, ProcessFuture<?> task) {
        String place = task.workerPid().isPresent()
                ? "in worker process " + task.workerPid().getAsLong() + ", called by"
                : "called by";
        StackTraceElement boundary = new StackTraceElement("PROCESS_BOUNDARY", task.name(), place, -1);
        try {
            failure.setStackTrace(Stream.of(
                            Stream.of(failure.getStackTrace()),
                            Stream.of(boundary),
                            Stream.of(new Throwable().getStackTrace()).skip(2))
                    .flatMap(frames -> frames)
                    .toArray(StackTraceElement[]::new));
        } catch (RuntimeException | Error e) {
            // Of a class that has a way of its own with stacks, or for want of memory; it is thrown as it is.
        }
    }
}
