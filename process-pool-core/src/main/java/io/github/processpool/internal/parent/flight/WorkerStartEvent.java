package io.github.processpool.internal.parent.flight;

import jdk.jfr.Category;
import jdk.jfr.Description;
import jdk.jfr.Event;
import jdk.jfr.Label;
import jdk.jfr.Name;
import jdk.jfr.StackTrace;
import jdk.jfr.Timespan;
import org.jspecify.annotations.Nullable;

/** A worker is ready. */
@Name("io.github.processpool.WorkerStart")
@Label("Worker Start")
@Category("Process Pool")
@Description("A worker of a process pool is ready for tasks")
@StackTrace(false)
final class WorkerStartEvent extends Event {

    @Label("Pool")
    @Nullable
    String pool;

    @Label("Slot")
    @Description("Number below the pool's maximum; -1: a spare worker, or none any more")
    int slot;

    @Label("Process")
    @Description("Number of the worker's process; -1: there was none")
    long pid;

    @Label("Start Took")
    @Description("From the decision to start it until it was ready")
    @Timespan
    long startTook;
}
