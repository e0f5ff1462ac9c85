package io.github.processpool.internal.inprocess;

import io.github.processpool.PayloadSerializer;
import io.github.processpool.internal.parent.pool.SentTasks;
import io.github.processpool.internal.wire.codec.ChunkAnswer;
import io.github.processpool.internal.wire.codec.ChunkCall;
import io.github.processpool.internal.wire.codec.Codec;
import io.github.processpool.internal.wire.message.Message;
import io.github.processpool.internal.wire.message.Message.Run;
import io.github.processpool.internal.wire.message.Payload;
import io.github.processpool.internal.worker.ThreadWorker;
import java.io.IOException;
import java.lang.reflect.InvocationTargetException;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * A worker's codec that asks the {@link FaultSource} for each task it is to read, and gives the runner an accident to call in
 * place of the task if there is to be one. From there on everything happens as in earnest.
 *
 * <p><b>Thread safety:</b> used by the runner's thread; what it was made with is safe for any.
 */
final class FaultyCodec implements Codec {

    /** An accident is waited for by who has brought it about; should it not come, the thread must not stay. */
    private static final long LONGEST_WAIT_MILLIS = TimeUnit.MINUTES.toMillis(5);

    private final Codec codec;
    private final FaultSource faults;
    private final SentTasks tasks;
    private final ThreadWorker worker;

    FaultyCodec(Codec codec, FaultSource faults, SentTasks tasks, ThreadWorker worker) {
        this.codec = codec;
        this.faults = faults;
        this.tasks = tasks;
        this.worker = worker;
    }

    @Override
    public Invocation readTask(Run run) throws IOException, ClassNotFoundException, InvocationTargetException {
        TaskFault fault = tasks.nameOf(run.taskId()).map(faults::nextFor).orElse(null);
        return fault == null ? codec.readTask(run) : () -> happen(fault, run.taskId());
    }

    /** As for any other task, but in its first element. */
    @Override
    public ChunkCall readChunk(Run run) throws IOException, ClassNotFoundException, InvocationTargetException {
        TaskFault fault = tasks.nameOf(run.taskId()).map(faults::nextFor).orElse(null);
        ChunkCall chunk = codec.readChunk(run);
        return fault == null ? chunk : chunk.calling(arguments -> happen(fault, run.taskId()));
    }

    private @Nullable Object happen(TaskFault fault, long taskId) throws InterruptedException {
        switch (fault.kind()) {
            case CRASH -> {
                worker.die(fault.exitCode());
                Thread.sleep(LONGEST_WAIT_MILLIS); // The dead are interrupted.
            }
            case TIME_OUT -> {
                if (tasks.timeOut(taskId)) {
                    Thread.sleep(LONGEST_WAIT_MILLIS); // Until it is interrupted, or the worker killed.
                }
            }
            // By these words a worker is known to have no heap left.
            case OUT_OF_MEMORY -> throw new OutOfMemoryError("Java heap space (said by PoolFaults)");
        }
        return null;
    }

    // -- As it is --

    @Override
    public EncodedTask writeTask(Object function, @Nullable Object... arguments) {
        return codec.writeTask(function, arguments);
    }

    @Override
    public EncodedFunction writeFunction(Object function, int arity) {
        return codec.writeFunction(function, arity);
    }

    @Override
    public EncodedTask writeChunk(EncodedFunction function, @Nullable Object[] inputs, boolean limited)
            throws IOException {
        return codec.writeChunk(function, inputs, limited);
    }

    @Override
    public EncodedValue writeAnswer(ChunkAnswer answer, ChunkAnswer.FailureOfValue failures) throws IOException {
        return codec.writeAnswer(answer, failures);
    }

    @Override
    public ChunkAnswer readAnswer(Payload payload, int mostElements) throws IOException {
        return codec.readAnswer(payload, mostElements);
    }

    @Override
    public EncodedValue writeValue(@Nullable Object value) throws IOException {
        return codec.writeValue(value);
    }

    @Override
    public Payload writeAlone(Object value) {
        return codec.writeAlone(value);
    }

    @Override
    public @Nullable Object readValue(Payload payload) throws IOException, ClassNotFoundException {
        return codec.readValue(payload);
    }

    @Override
    public EncodedValue writeValues(@Nullable Object[] values) throws IOException {
        return codec.writeValues(values);
    }

    @Override
    public @Nullable Object[] readValues(Payload payload) throws IOException, ClassNotFoundException {
        return codec.readValues(payload);
    }

    @Override
    public void serializeWith(PayloadSerializer serializer) {
        codec.serializeWith(serializer);
    }

    @Override
    public Message.Define definition(int number) {
        return codec.definition(number);
    }

    @Override
    public boolean isTooLarge(Throwable problem) {
        return codec.isTooLarge(problem);
    }

    @Override
    public String explain(@Nullable Object value, Throwable problem) {
        return codec.explain(value, problem);
    }
}
