package io.github.processpool.internal.parent.process;

import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/**
 * The process that the {@link WorkerProcess} has started and its descendants, one of which is the worker if the command has a
 * prefix: told which, and kills them all. It waits for no end.
 *
 * <p><b>Thread safety:</b> any thread may kill; the worker is identified once, by the {@code WorkerLife}.
 */
final class ProcessFamily {

    private static final boolean IS_FIRST = ProcessHandle.current().pid() == 1;
    private static final long REAPING_MILLIS = 200;

    private final Process started;
    /** The worker itself; what we started until the worker has introduced itself. */
    private volatile ProcessHandle worker;

    ProcessFamily(Process started) {
        this.started = started;
        this.worker = started.toHandle();
    }

    long workerPid() {
        return worker.pid();
    }

    /** Believes what the worker says of itself only if that is what we started, or a descendant of it. */
    boolean identify(long pid) {
        if (pid == started.pid()) {
            return true;
        }
        Optional<ProcessHandle> descendant =
                started.descendants().filter(child -> child.pid() == pid).findFirst();
        descendant.ifPresent(handle -> worker = handle);
        return descendant.isPresent();
    }

    void kill() {
        // Looked up before the kill: the descendants of a dead process are not known any more.
        // Of a process that is gone they must not be asked: its number may belong to a stranger by now.
        List<ProcessHandle> descendants =
                started.isAlive() ? started.descendants().toList() : List.of();
        if (IS_FIRST && !descendants.isEmpty()) {
            killInTurn(descendants);
            return;
        }
        killWorker();
        descendants.forEach(ProcessHandle::destroyForcibly);
    }

    /**
     * The first process of a container is given what has lost its parent, and a JVM there does not ask for the ends of those: so
     * the worker has the time to ask for the ends of what it has started. Who waits for its end kills it in any case.
     */
    private void killInTurn(List<ProcessHandle> descendants) {
        List<ProcessHandle> others = descendants.stream()
                .filter(process -> process.pid() != worker.pid())
                .toList();
        others.forEach(ProcessHandle::destroyForcibly);
        CompletableFuture<?>[] ends = others.stream().map(ProcessHandle::onExit).toArray(CompletableFuture<?>[]::new);
        CompletableFuture.allOf(ends)
                .completeOnTimeout(null, REAPING_MILLIS, TimeUnit.MILLISECONDS)
                .whenComplete((nothing, problem) -> killWorkerInTurn());
    }

    private void killWorkerInTurn() {
        ProcessHandle last = started.toHandle();
        worker.destroyForcibly();
        if (worker.pid() == last.pid()) {
            return;
        }
        worker.onExit()
                .completeOnTimeout(worker, REAPING_MILLIS, TimeUnit.MILLISECONDS)
                .whenComplete((ended, problem) -> last.destroyForcibly());
    }

    private void killWorker() {
        worker.destroyForcibly();
        // By its handle: a Process also closes its streams, and its last words are gone if nobody has read them yet.
        started.toHandle().destroyForcibly();
    }
}
