package io.github.processpool.internal.parent.map;

import io.github.processpool.TaskOptions;
import io.github.processpool.internal.parent.dispatch.Intake;
import io.github.processpool.internal.parent.task.PendingTask;
import io.github.processpool.internal.parent.task.WaitList;
import java.lang.ref.Reference;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Hands the batches of a {@link MapWindow} to the {@link Intake} of a pool, with the options of the caller.
 *
 * <p>It does not know how many there are or when they end.
 *
 * <p><b>Thread safety:</b> the map's consumer submits and waits; any thread may cut.
 */
public final class MapSubmitter implements MapHost {

    private final Intake intake;
    /** Kept reachable while the map submits, so that the pool is not taken for forgotten. */
    private final Object owner;

    private final TaskOptions options;
    private final Object function;

    /** The owner is the pool that users hold, or whatever keeps it reachable. */
    public MapSubmitter(Intake intake, Object owner, TaskOptions options, Object function) {
        this.intake = intake;
        this.owner = owner;
        this.options = options;
        this.function = function;
    }

    @Override
    public String name() {
        return options.name().orElseGet(() -> function.getClass().getSimpleName());
    }

    @Override
    public long now() {
        return intake.now();
    }

    @Override
    public int workers() {
        return intake.slots();
    }

    @Override
    public int mostElements() {
        return intake.maxTasksPerWorker();
    }

    @Override
    public @Nullable PendingTask<?> submit(MapBatch batch, Runnable onDone, long patienceNanos) {
        try {
            return intake.submitWritten(batch.work(), function, options, onDone, patienceNanos);
        } finally {
            Reference.reachabilityFence(owner);
        }
    }

    @Override
    public int cut(PendingTask<?> task, int least) {
        return intake.cut(task, least);
    }

    @Override
    public void await(WaitList waiters, BooleanSupplier condition, long nanos) throws InterruptedException {
        waiters.await(condition, nanos);
    }
}
