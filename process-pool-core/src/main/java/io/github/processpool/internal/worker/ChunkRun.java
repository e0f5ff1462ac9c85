package io.github.processpool.internal.worker;

import io.github.processpool.internal.wire.codec.ChunkAnswer;
import io.github.processpool.internal.wire.codec.ChunkAnswer.ElementFailure;
import io.github.processpool.internal.wire.codec.ChunkCall;
import io.github.processpool.internal.wire.codec.Codec;
import io.github.processpool.internal.wire.codec.Codec.EncodedValue;
import io.github.processpool.internal.wire.codec.TaskReader;
import io.github.processpool.internal.wire.message.FailureKind;
import io.github.processpool.internal.wire.message.Message.Run;
import io.github.processpool.internal.wire.message.Payload;
import io.github.processpool.internal.wire.message.RemoteProblem;
import io.github.processpool.internal.wire.page.Scoreboard;
import java.io.IOException;
import java.lang.reflect.InvocationTargetException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Runs the elements of one chunk for the {@link TaskRunner}, one after the other, and makes one {@link TaskEnd} of their ends. An
 * element that throws is the failure of its place only. It claims each element on the {@link Scoreboard} before it begins it, so
 * the parent can take the rest away at any time, and knows after a crash how far it came.
 *
 * <p>It ends between two elements when the parent has taken the rest, when the task is cancelled, when the virtual machine is in
 * trouble, and, if the chunk is limited, when it has taken its time. Elements that never began are the parent's.
 *
 * <p>Used by the runner's thread, once.
 */
final class ChunkRun {

    /** Far longer than a chunk should take whose elements are as quick as those before. */
    private static final long TIME_NANOS = TimeUnit.MILLISECONDS.toNanos(25);
    /** Looking at the clock after each element would be felt if they are so short. */
    private static final long QUICK_NANOS = 2_000;

    private static final int MOST_BETWEEN_LOOKS = 16;

    private final TaskReader reader;
    private final Codec codec;
    private final Run run;
    private final long began;
    private final Scoreboard scoreboard;
    private final TaskContext context;
    private final List<ElementFailure> failures = new ArrayList<>();
    /** The error that ended the chunk early and makes the worker unfit. */
    private @Nullable Throwable trouble;

    private long lookedAt;
    private int untilLook = 1;
    private int betweenLooks = 1;

    ChunkRun(Dialect dialect, Run run, long began, Scoreboard scoreboard, TaskContext context) {
        this.reader = dialect.reader();
        this.codec = dialect.codec();
        this.run = run;
        this.began = began;
        this.scoreboard = scoreboard;
        this.context = context;
    }

    /** Runs them, with an action after each; never throws. */
    TaskEnd toEnd(Runnable afterElement) {
        ChunkCall chunk;
        try {
            chunk = reader.readChunk(run);
        } catch (InvocationTargetException e) {
            return TaskEnd.thrown(FailureKind.UNREADABLE, e.getCause() == null ? e : e.getCause(), began, 0, 0);
        } catch (Throwable e) {
            return TaskEnd.thrown(FailureKind.UNREADABLE, e, began, 0, 0);
        }
        long called = System.nanoTime();
        try {
            @Nullable Object[] values = runElements(chunk, called, afterElement);
            long returned = System.nanoTime();
            EncodedValue answer = codec.writeAnswer(new ChunkAnswer(values, failures), this::unwritable);
            long writing = System.nanoTime() - returned;
            return new TaskEnd(began, returned - called, called - began + writing, answer, null, trouble);
        } catch (Throwable e) {
            long took = System.nanoTime() - called;
            return codec.isTooLarge(e)
                    ? TaskEnd.thrown(FailureKind.RESULT_TOO_LARGE, tooLarge(e), began, took, called - began)
                    : TaskEnd.thrown(FailureKind.UNWRITABLE_RESULT, e, began, took, called - began);
        }
    }

    private Throwable tooLarge(Throwable problem) {
        return new IOException(codec.explain(null, problem) + ", or choose smaller chunks", problem);
    }

    private @Nullable Object[] runElements(ChunkCall chunk, long start, Runnable afterElement) {
        @Nullable Object[] values = new @Nullable Object[chunk.count()];
        long ticket = run.ticket();
        lookedAt = start;
        int next = 0;
        boolean more = true;
        while (more && next < values.length && scoreboard.chunk().beginElement(ticket, next)) {
            more = runElement(chunk, next, values) && !isStopped() && !(chunk.isLimited() && isTimeUp(start));
            afterElement.run();
            next++;
        }
        return next == values.length ? values : Arrays.copyOf(values, next);
    }

    /** Returns false if no other element can be run after it. */
    private boolean runElement(ChunkCall chunk, int index, @Nullable Object[] values) {
        try {
            chunk.readNext();
        } catch (Throwable e) { // Reading runs code of the user's.
            noteFailure(index, FailureKind.UNREADABLE, e);
            return trouble == null;
        }
        try {
            values[index] = chunk.call();
            return true;
        } catch (Throwable e) {
            noteFailure(index, FailureKind.THREW, e);
            return trouble == null;
        }
    }

    private void noteFailure(int index, FailureKind kind, Throwable thrown) {
        if (thrown instanceof VirtualMachineError) {
            trouble = thrown;
        }
        ElementFailure failure;
        try {
            failure = failure(index, kind, thrown);
        } catch (Throwable e) { // No memory for its words: the elements before it need not pay for that.
            trouble = e instanceof VirtualMachineError ? e : trouble;
            failure = briefly(index, kind, thrown);
        }
        failures.add(failure);
    }

    private static ElementFailure briefly(int index, FailureKind kind, Throwable thrown) {
        RemoteProblem name = new RemoteProblem(thrown.getClass().getName(), null, "");
        return new ElementFailure(index, kind, name, Payload.NONE, new int[0]);
    }

    private ElementFailure failure(int index, FailureKind kind, Throwable thrown) {
        Payload payload = Payload.NONE;
        int[] definitions = new int[0];
        try {
            EncodedValue encoded = codec.writeThrowable(thrown);
            payload = encoded.payload();
            definitions = encoded.definitions();
        } catch (Throwable e) {
            // The words must do.
        }
        return new ElementFailure(index, kind, RemoteProblem.of(thrown), payload, definitions);
    }

    private ElementFailure unwritable(int index, @Nullable Object value, Throwable problem) {
        FailureKind kind = codec.isTooLarge(problem) ? FailureKind.RESULT_TOO_LARGE : FailureKind.UNWRITABLE_RESULT;
        if (problem instanceof VirtualMachineError
                && !(problem instanceof StackOverflowError)) { // That is the value's.
            trouble = problem;
        }
        return failure(index, kind, new IOException(Objects.requireNonNull(codec.explain(value, problem)), problem));
    }

    /** An interrupt that an element has left behind is not for the next one; one that cancels the task is seen by its flag. */
    private boolean isStopped() {
        Thread.interrupted();
        return context.isCancelled();
    }

    /** Looks at the clock after each element, or after a few if they are quick. */
    private boolean isTimeUp(long start) {
        if (--untilLook > 0) {
            return false;
        }
        long now = System.nanoTime();
        boolean quick = now - lookedAt < QUICK_NANOS * betweenLooks;
        betweenLooks = quick ? Math.min(MOST_BETWEEN_LOOKS, betweenLooks * 2) : 1;
        untilLook = betweenLooks;
        lookedAt = now;
        return now - start > TIME_NANOS;
    }
}
