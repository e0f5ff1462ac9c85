package io.github.processpool.internal.inprocess;

import io.github.processpool.internal.parent.pool.SentTasks;
import io.github.processpool.internal.wire.codec.ChunkCall;
import io.github.processpool.internal.wire.codec.TaskReader;
import io.github.processpool.internal.wire.message.Message.Run;
import io.github.processpool.internal.worker.ThreadWorker;
import java.io.IOException;
import java.lang.reflect.InvocationTargetException;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Reads the tasks of a worker: asks the {@link FaultSource} about each, and gives the runner an accident to call in place of the
 * task if there is to be one. From there on everything happens as in earnest.
 *
 * <p><b>Thread safety:</b> used by the runner's thread; everything that it was made with is safe for any.
 */
final class FaultyReader implements TaskReader {

    /** An accident is waited for by the thread that has brought it about; should it not come, the thread must not stay. */
    private static final long LONGEST_WAIT_MILLIS = TimeUnit.MINUTES.toMillis(5);

    private final TaskReader tasks;
    private final FaultSource faults;
    private final SentTasks sent;
    private final ThreadWorker worker;

    FaultyReader(TaskReader tasks, FaultSource faults, SentTasks sent, ThreadWorker worker) {
        this.tasks = tasks;
        this.faults = faults;
        this.sent = sent;
        this.worker = worker;
    }

    @Override
    public Invocation readTask(Run run) throws IOException, ClassNotFoundException, InvocationTargetException {
        TaskFault fault = sent.nameOf(run.taskId()).map(faults::nextFor).orElse(null);
        return fault == null ? tasks.readTask(run) : () -> happen(fault, run.taskId());
    }

    /** As for any other task, but in its first element. */
    @Override
    public ChunkCall readChunk(Run run) throws IOException, ClassNotFoundException, InvocationTargetException {
        TaskFault fault = sent.nameOf(run.taskId()).map(faults::nextFor).orElse(null);
        ChunkCall chunk = tasks.readChunk(run);
        return fault == null ? chunk : chunk.calling(arguments -> happen(fault, run.taskId()));
    }

    private @Nullable Object happen(TaskFault fault, long taskId) throws InterruptedException {
        switch (fault.kind()) {
            case CRASH -> {
                worker.die(fault.exitCode());
                Thread.sleep(LONGEST_WAIT_MILLIS); // The dead are interrupted.
            }
            case TIME_OUT -> {
                if (sent.timeOut(taskId)) {
                    Thread.sleep(LONGEST_WAIT_MILLIS); // Until it is interrupted, or the worker killed.
                }
            }
            // By these words a worker is known to have no heap left.
            case OUT_OF_MEMORY -> throw new OutOfMemoryError("Java heap space (said by PoolFaults)");
        }
        return null;
    }
}
