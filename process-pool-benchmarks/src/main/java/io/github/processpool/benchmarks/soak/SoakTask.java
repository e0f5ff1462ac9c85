package io.github.processpool.benchmarks.soak;

import io.github.processpool.SerializableCallable;
import java.io.Serializable;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * One task: its number, which its result carries back, and what it does.
 *
 * @param number unique in the run
 * @param kind what it does
 * @param size how much of it
 */
record SoakTask(long number, TaskKind kind, int size) implements SerializableCallable<SoakTask.Result> {

    /**
     * What a task that ends well returns.
     *
     * @param number that of the task
     * @param value bytes or a graph made from the number, or nothing
     */
    record Result(long number, @Nullable Serializable value) implements Serializable {}

    @Override
    public Result call() throws Exception {
        RunLog.begin(RunLog.Series.TASKS, number);
        return new Result(number, TaskBody.run(this));
    }

    /** The form of {@link TaskKind#ECHO}: its argument comes back. */
    Result echo(byte[] payload) {
        RunLog.begin(RunLog.Series.TASKS, number);
        return new Result(number, payload);
    }

    /** Whether this is the result of this task and of no other, with the value it must have. */
    boolean isResult(Result result) {
        if (result.number() != number) {
            return false;
        }
        return switch (kind) {
            case BYTES, ECHO ->
                result.value() instanceof byte[] bytes && Arrays.equals(bytes, Payloads.bytes(number, size));
            case GRAPH -> result.value() instanceof Payloads.Node root && Payloads.isGraph(root, number, size);
            case SLOW_READING -> result.value() instanceof Payloads.Slow slow && slow.is(number, size);
            default -> result.value() == null;
        };
    }
}
