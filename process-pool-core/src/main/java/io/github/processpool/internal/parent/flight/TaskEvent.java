package io.github.processpool.internal.parent.flight;

import jdk.jfr.Category;
import jdk.jfr.DataAmount;
import jdk.jfr.Description;
import jdk.jfr.Event;
import jdk.jfr.Label;
import jdk.jfr.Name;
import jdk.jfr.StackTrace;
import jdk.jfr.Timespan;
import org.jspecify.annotations.Nullable;

/** A task has its outcome; made on the thread that has ended it. */
@Name("io.github.processpool.Task")
@Label("Task")
@Category("Process Pool")
@Description("A task of a process pool has its outcome")
@StackTrace(false)
final class TaskEvent extends Event {

    @Label("Pool")
    @Nullable
    String pool;

    @Label("Task Number")
    long taskId;

    @Label("Task Name")
    @Nullable
    String taskName;

    @Label("Outcome")
    @Description("SUCCEEDED, FAILED or CANCELLED")
    @Nullable
    String outcome;

    @Label("Failure")
    @Description("Class of the exception that it ended with")
    @Nullable
    String failure;

    @Label("Waited")
    @Description(
            "From its submission to its beginning, the last one if it was run again, or to its end if it never began")
    @Timespan
    long waited;

    @Label("Executed")
    @Description(
            "Time in the task's own code as its worker told, or from its beginning to its end if that told nothing")
    @Timespan
    long executed;

    @Label("Bytes of Arguments")
    @Description("Size of its function and arguments as they were sent")
    @DataAmount
    long argumentBytes;

    @Label("Bytes of Result")
    @Description("Size of its value, or of what it threw, as it was sent")
    @DataAmount
    long resultBytes;

    @Label("Lost Attempts")
    @Description("Attempts that were lost with their workers")
    int lostAttempts;

    @Label("Worker")
    @Description("Process that worked on it last; -1: none")
    long workerPid;

    @Label("Member")
    @Description("Member of a cluster that has run it; none: this JVM")
    @Nullable
    String member;
}
