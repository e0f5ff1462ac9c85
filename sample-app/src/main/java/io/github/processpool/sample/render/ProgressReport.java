package io.github.processpool.sample.render;

/** Where a renderer tells how far it is: in a worker {@code WorkerContext.reportProgress}. */
@FunctionalInterface
interface ProgressReport {
    void pages(long done, long total, String message);
}
