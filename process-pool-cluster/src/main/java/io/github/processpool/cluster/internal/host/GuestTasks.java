package io.github.processpool.cluster.internal.host;

import io.github.processpool.TaskOptions;
import io.github.processpool.cluster.MemberAddress;
import io.github.processpool.cluster.internal.protocol.ClusterMessage;
import io.github.processpool.cluster.internal.protocol.ClusterMessage.Task;
import io.github.processpool.internal.federation.GuestSpace;
import io.github.processpool.internal.federation.GuestTask;
import io.github.processpool.internal.wire.message.ProtocolException;
import java.time.Duration;

/** Makes of a message what the pool runs, and refuses one that no submitter sends. */
final class GuestTasks {

    private GuestTasks() {}

    static GuestTask of(Task task, GuestSpace space, MemberAddress submitter) throws ProtocolException {
        for (int number : task.work().definitions()) {
            if (space.definition(number) == null) {
                throw new ProtocolException("a task that needs a definition that was not sent: " + number);
            }
        }
        if (task.attempt() < 1) {
            throw new ProtocolException("a task without an attempt");
        }
        return new GuestTask(space, task.work(), options(task), task.key(), task.attempt(), submitter.name());
    }

    private static TaskOptions options(Task task) {
        TaskOptions.Builder options = TaskOptions.builder().priority(task.priority());
        if (!task.name().isBlank()) {
            options.name(task.name());
        }
        ClusterMessage.TimeLimits limits = task.limits();
        if (limits.timeoutNanos() != ClusterMessage.UNLIMITED) {
            options.timeout(positive(limits.timeoutNanos()));
        }
        if (limits.queueNanos() != ClusterMessage.UNLIMITED) {
            options.queueTimeout(positive(limits.queueNanos()));
        }
        if (limits.deadlineNanos() != ClusterMessage.UNLIMITED) {
            options.deadline(positive(limits.deadlineNanos()));
        }
        if (limits.graceNanos() != ClusterMessage.UNLIMITED) {
            options.gracePeriod(Duration.ofNanos(Math.max(0, limits.graceNanos())));
        }
        task.affinityKey().filter(key -> !key.isBlank()).ifPresent(options::affinityKey);
        task.quarantineKey().filter(key -> !key.isBlank()).ifPresent(options::quarantineKey);
        return options.build();
    }

    /** What has just run out is over at once. */
    private static Duration positive(long nanos) {
        return Duration.ofNanos(Math.max(1, nanos));
    }
}
