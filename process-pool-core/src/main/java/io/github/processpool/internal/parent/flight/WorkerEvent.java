package io.github.processpool.internal.parent.flight;

import jdk.jfr.Description;
import jdk.jfr.Event;
import jdk.jfr.Label;
import org.jspecify.annotations.Nullable;

/** Which worker an event is about: the fields that all of them have. */
abstract class WorkerEvent extends Event {

    @Label("Pool")
    @Nullable
    String pool;

    @Label("Slot")
    @Description("Number below the pool's maximum; -1: a spare worker, or none any more")
    int slot;

    @Label("Process")
    @Description("Number of the worker's process; -1: there was none")
    long pid;

    /** Fills them in. */
    final void isAbout(String name, int number, long process) {
        pool = name;
        slot = number;
        pid = process;
    }
}
