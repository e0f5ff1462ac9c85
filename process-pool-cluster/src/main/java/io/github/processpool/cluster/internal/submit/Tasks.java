package io.github.processpool.cluster.internal.submit;

import io.github.processpool.TaskOptions;
import io.github.processpool.cluster.internal.protocol.ClusterMessage;
import io.github.processpool.cluster.internal.protocol.ClusterMessage.Task;
import io.github.processpool.cluster.internal.protocol.ClusterMessage.TimeLimits;
import io.github.processpool.internal.federation.AwayTask;
import java.time.Duration;
import java.util.Optional;

/** Turns a task of the pool into the message that takes it to a host. */
final class Tasks {

    private Tasks() {}

    static Task message(String pool, Sent sent) {
        AwayTask task = sent.task;
        TaskOptions options = task.options();
        return new Task(
                pool,
                sent.number,
                task.key(),
                task.attempt(),
                new TimeLimits(
                        nanos(options.timeout()),
                        task.queueLeftNanos(),
                        task.deadlineLeftNanos(),
                        nanos(options.gracePeriod())),
                options.priority(),
                task.name(),
                options.affinityKey(),
                options.quarantineKey(),
                task.work());
    }

    private static long nanos(Optional<Duration> limit) {
        return limit.map(Tasks::saturated).orElse(ClusterMessage.UNLIMITED);
    }

    private static long saturated(Duration limit) {
        try {
            return limit.toNanos();
        } catch (ArithmeticException e) {
            return ClusterMessage.UNLIMITED;
        }
    }
}
