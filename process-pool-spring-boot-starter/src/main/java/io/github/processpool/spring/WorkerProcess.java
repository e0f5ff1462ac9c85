package io.github.processpool.spring;

import java.util.UUID;

/**
 * Tells whether this JVM is a worker of a pool that a Spring application started.
 *
 * <p><b>Thread safety:</b> any thread.
 */
public final class WorkerProcess {

    /** Different in every JVM; what comes from a parent with the same one has not left that JVM. */
    public static final String THIS_JVM = UUID.randomUUID().toString();

    /** Volatile: written once, by the thread that starts the worker; read by any. */
    private static volatile boolean worker;

    private WorkerProcess() {}

    /**
     * Tells whether this JVM is a worker process. With {@code process-pool.mode=in-process} it never is.
     *
     * @return true in a worker process of a pool from {@code process-pool.*} properties
     */
    public static boolean isWorker() {
        return worker;
    }

    /** Called once, by the start of a worker; not for applications. */
    public static void becomeWorker() {
        worker = true;
    }
}
