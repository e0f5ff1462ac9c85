package io.github.processpool.internal.parent.flight;

import jdk.jfr.Category;
import jdk.jfr.Description;
import jdk.jfr.Label;
import jdk.jfr.Name;
import jdk.jfr.StackTrace;
import jdk.jfr.Timespan;

/** A worker is ready. */
@Name("io.github.processpool.WorkerStart")
@Label("Worker Start")
@Category("Process Pool")
@Description("A worker of a process pool is ready for tasks")
@StackTrace(false)
final class WorkerStartEvent extends WorkerEvent {

    @Label("Start Took")
    @Description("From the decision to start it until it was ready")
    @Timespan
    long startTook;
}
