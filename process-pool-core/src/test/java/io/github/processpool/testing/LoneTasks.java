package io.github.processpool.testing;

import io.github.processpool.TaskOptions;
import io.github.processpool.TaskState;
import io.github.processpool.internal.parent.task.FunctionProfile;
import io.github.processpool.internal.parent.task.PendingTask;
import io.github.processpool.internal.parent.task.TaskHost;
import io.github.processpool.internal.parent.task.TaskOrigin;
import io.github.processpool.internal.wire.codec.Codec.EncodedTask;
import io.github.processpool.internal.wire.message.Payload;

/** Tasks for unit tests, made without a pool: they can be queued, sent and ended, and run nowhere. */
public final class LoneTasks {

    private LoneTasks() {}

    /** A host that settles at once and hears of nothing else. */
    public static TaskHost host(ManualTimer timer) {
        return new TaskHost() {
            @Override
            public long now() {
                return timer.now();
            }

            @Override
            public void onOutcome(PendingTask<?> task, TaskState state) {}

            @Override
            public void settle(PendingTask<?> task) {
                task.settle();
            }

            @Override
            public void abandon(PendingTask<?> task, boolean interrupt) {}

            @Override
            public void onMaybeOver(PendingTask<?> task) {}

            @Override
            public void runCallback(Runnable action) {
                action.run();
            }
        };
    }

    /** A task with options. */
    public static PendingTask<Object> task(long id, TaskOptions options) {
        return task(id, options, 1, new FunctionProfile(), host(new ManualTimer()));
    }

    /** A task of so many bytes whose like take as long as the profile says. */
    public static PendingTask<Object> task(
            long id, TaskOptions options, int bytes, FunctionProfile profile, TaskHost host) {
        Payload payload = new Payload(Payload.Form.RAW, new byte[bytes], bytes);
        return new PendingTask<>(
                new TaskOrigin(
                        id, new EncodedTask("task", -1, 0, payload, new int[0]), options, profile, 0, null, null),
                host);
    }
}
