package io.github.processpool.internal.parent.flight;

import jdk.jfr.Category;
import jdk.jfr.Description;
import jdk.jfr.Label;
import jdk.jfr.Name;
import jdk.jfr.StackTrace;
import org.jspecify.annotations.Nullable;

/** A worker is to be replaced. */
@Name("io.github.processpool.WorkerRecycling")
@Label("Worker Recycling")
@Category("Process Pool")
@Description("A worker of a process pool is going to be replaced though it could go on")
@StackTrace(false)
final class WorkerRecyclingEvent extends WorkerEvent {

    @Label("Reason")
    @Description("An ExitReason: AGED, OVER_MEMORY_LIMIT or REQUESTED")
    @Nullable
    String reason;
}
