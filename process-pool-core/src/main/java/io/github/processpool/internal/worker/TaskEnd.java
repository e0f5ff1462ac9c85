package io.github.processpool.internal.worker;

import io.github.processpool.Progress;
import io.github.processpool.internal.wire.codec.Codec;
import io.github.processpool.internal.wire.codec.Codec.EncodedValue;
import io.github.processpool.internal.wire.codec.TaskReader;
import io.github.processpool.internal.wire.message.FailureKind;
import io.github.processpool.internal.wire.message.Message.Run;
import io.github.processpool.internal.wire.message.Report;
import io.github.processpool.internal.wire.message.Report.Fitness;
import io.github.processpool.internal.wire.page.Vitals;
import java.io.IOException;
import java.lang.reflect.InvocationTargetException;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * How a task ended: with a value that is ready to be sent, or with something thrown.
 *
 * @param beganNanos when it began
 * @param executionNanos how long the user's code took
 * @param serializationNanos how long reading the task and writing the result took
 * @param value the value that it returned; null if something was thrown
 * @param failure where it failed; null if it did not
 * @param thrown the exception; null if there was none. In a chunk with a value: the error that has ended it early
 */
record TaskEnd(
        long beganNanos,
        long executionNanos,
        long serializationNanos,
        @Nullable EncodedValue value,
        @Nullable FailureKind failure,
        @Nullable Throwable thrown) {

    /** Reads and calls a task and writes its result; never throws. */
    static TaskEnd of(Dialect dialect, Run run, long began) {
        Codec codec = dialect.codec();
        TaskReader.Invocation invocation;
        try {
            invocation = dialect.reader().readTask(run);
        } catch (InvocationTargetException e) {
            return thrown(FailureKind.UNREADABLE, e.getCause() == null ? e : e.getCause(), began, 0, 0);
        } catch (Throwable e) {
            return thrown(FailureKind.UNREADABLE, e, began, 0, 0);
        }
        long called = System.nanoTime();
        Object result;
        try {
            result = invocation.call();
        } catch (Throwable e) {
            return thrown(FailureKind.THREW, e, began, System.nanoTime() - called, called - began);
        }
        long returned = System.nanoTime();
        EncodedValue value;
        try {
            value = codec.writeValue(result);
        } catch (Throwable e) {
            FailureKind kind = codec.isTooLarge(e) ? FailureKind.RESULT_TOO_LARGE : FailureKind.UNWRITABLE_RESULT;
            return thrown(kind, explained(codec, e, result), began, returned - called, called - began);
        }
        long reading = called - began;
        return new TaskEnd(began, returned - called, reading + System.nanoTime() - returned, value, null, null);
    }

    private static Throwable explained(Codec codec, Throwable problem, @Nullable Object result) {
        // A stack that is too deep is the value's.
        return problem instanceof VirtualMachineError && !(problem instanceof StackOverflowError)
                ? problem
                : new IOException(codec.explain(result, problem), problem);
    }

    static TaskEnd thrown(
            FailureKind kind, Throwable thrown, long began, long executionNanos, long serializationNanos) {
        return new TaskEnd(began, executionNanos, serializationNanos, null, kind, thrown);
    }

    /** Returns what is told of it in any case. */
    Report report(long ticket, Fitness fitness, boolean printed, Optional<Progress> progress) {
        return new Report(ticket, beganNanos, executionNanos, serializationNanos, fitness, printed, progress);
    }

    /** Returns whether the worker can go on after this. */
    Fitness fitness(Vitals vitals) {
        if (vitals.isHeapExhausted() || isHeapExhausted(thrown)) {
            return Fitness.HEAP_EXHAUSTED;
        }
        return thrown instanceof VirtualMachineError ? Fitness.VIRTUAL_MACHINE_ERROR : Fitness.FIT;
    }

    /** Where the JVM could not run its OnOutOfMemoryError command, its words must do. */
    private static boolean isHeapExhausted(@Nullable Throwable thrown) {
        String message = thrown instanceof OutOfMemoryError ? thrown.getMessage() : null;
        return message != null && (message.contains("heap space") || message.contains("GC overhead"));
    }
}
