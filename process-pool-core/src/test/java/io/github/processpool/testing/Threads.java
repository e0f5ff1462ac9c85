package io.github.processpool.testing;

import io.github.processpool.WorkerContext;
import java.util.UUID;
import java.util.concurrent.CountDownLatch;

/** Tasks and readers on threads of this JVM, where a process has no number of its own and no interrupt can be forced. */
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

    /** Waits for a latch and heeds no interrupt, which is forgotten. */
    public static void awaitUninterruptibly(CountDownLatch latch) {
        boolean over = false;
        while (!over) {
            try {
                latch.await();
                over = true;
            } catch (InterruptedException e) {
                // It heeds none.
            }
        }
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
