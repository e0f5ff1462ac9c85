package io.github.processpool.testing;

import io.github.processpool.WorkerContext;
import java.util.UUID;

/** Tasks for workers that are threads of this JVM, where a process has no number of its own and no interrupt can be forced. */
public final class Threads {

    private Threads() {}

    /** A number that is the same for all tasks of one worker, and for no other. */
    public static String worker() {
        return (String) WorkerContext.current()
                .attributes()
                .computeIfAbsent("worker", key -> UUID.randomUUID().toString());
    }

    public static String workerAfter(Flag started, Flag released) throws InterruptedException {
        started.raise();
        released.awaitInTask();
        return worker();
    }

    /** Ignores every interrupt, until a flag is raised. */
    public static String ignoreInterruptsUntil(Flag started, Flag released) {
        started.raise();
        while (!released.isRaised()) {
            Thread.interrupted();
            Thread.onSpinWait();
        }
        return "ended at last";
    }
}
