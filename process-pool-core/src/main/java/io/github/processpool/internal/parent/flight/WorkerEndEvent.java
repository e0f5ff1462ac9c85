package io.github.processpool.internal.parent.flight;

import jdk.jfr.Category;
import jdk.jfr.Description;
import jdk.jfr.Label;
import jdk.jfr.Name;
import jdk.jfr.StackTrace;
import jdk.jfr.Timespan;
import org.jspecify.annotations.Nullable;

/** A worker is gone. */
@Name("io.github.processpool.WorkerEnd")
@Label("Worker End")
@Category("Process Pool")
@Description("A worker of a process pool is gone, or has not become ready")
@StackTrace(false)
final class WorkerEndEvent extends WorkerEvent {

    @Label("Reason")
    @Description("An ExitReason")
    @Nullable
    String reason;

    @Label("Description")
    @Description("The reason in words, as in the log")
    @Nullable
    String description;

    @Label("Age")
    @Description("Since its start began")
    @Timespan
    long age;

    @Label("Tasks")
    @Description("Tasks that it has finished, failed ones included")
    long tasksCompleted;
}
