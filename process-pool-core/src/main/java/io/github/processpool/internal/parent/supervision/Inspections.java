package io.github.processpool.internal.parent.supervision;

import io.github.processpool.WorkerInspectionException;
import io.github.processpool.internal.parent.crew.Crew;
import io.github.processpool.internal.parent.crew.WorkerHandle;
import io.github.processpool.internal.parent.dispatch.Dispatcher;
import io.github.processpool.internal.parent.life.InspectionEvents;
import io.github.processpool.internal.parent.pool.PoolContext;
import io.github.processpool.internal.parent.pool.PoolLock;
import io.github.processpool.internal.parent.pool.Timer;
import io.github.processpool.internal.parent.process.WorkerProcess;
import io.github.processpool.internal.parent.task.Callbacks;
import io.github.processpool.internal.wire.message.InspectionKind;
import io.github.processpool.internal.wire.message.Message.Inspect;
import io.github.processpool.internal.wire.message.Message.Inspected;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Asks single workers, named by their pids, what they do, and completes the futures of those who want to know when it
 * hears an answer, or from the {@link Supervision} of the worker's end. It writes nothing and reads no file: the worker does.
 *
 * <pre>{@code
 * asked -> answered | worker ended | given up      the first one counts; what comes later is dropped
 * }</pre>
 *
 * <p>A worker is asked one question of a kind at a time: those who want a thread dump while one is on its way get the same one.
 * One that writes its heap takes no task meanwhile.
 *
 * <p><b>Thread safety:</b> everything is guarded by the {@link PoolLock}, which callers of the futures' methods need not have.
 * Futures are completed without it.
 */
public final class Inspections implements InspectionEvents {

    static final long THREADS_PATIENCE_NANOS = TimeUnit.SECONDS.toNanos(10);
    static final long HEAP_PATIENCE_NANOS = TimeUnit.MINUTES.toNanos(5);

    private final PoolLock lock;
    private final Crew crew;
    private final Dispatcher dispatcher;
    private final Timer timer;
    private final String poolName;
    private final long heartbeatNanos;
    private final Callbacks callbacks;

    private final Map<Long, Question> open = new HashMap<>();
    private long lastId;

    private record Question(WorkerHandle worker, InspectionKind kind, CompletableFuture<String> answer) {}

    /** Asks workers of this crew. */
    public Inspections(PoolContext pool, Crew crew, Dispatcher dispatcher, Callbacks callbacks) {
        this.lock = pool.lock();
        this.crew = crew;
        this.dispatcher = dispatcher;
        this.timer = pool.timer();
        this.poolName = pool.name();
        this.heartbeatNanos = pool.settings().clocks().heartbeat().toNanos();
        this.callbacks = callbacks;
    }

    // -- Asked by the engine --

    /** Asks for the stacks of a worker's threads. A copy for everybody, so that nobody can complete that of another. */
    public CompletableFuture<String> threadDump(long pid) {
        try (var held = lock.hold()) {
            WorkerHandle worker = worker(pid);
            Question earlier = openQuestion(worker, InspectionKind.THREADS);
            return (earlier == null
                            ? ask(worker, InspectionKind.THREADS, "", THREADS_PATIENCE_NANOS)
                            : earlier.answer())
                    .copy();
        }
    }

    /** Completes when the worker has written its heap; it stands still until then, which is not to be held against it. */
    public CompletableFuture<Path> heapDump(long pid, Path file) {
        try (var held = lock.hold()) {
            WorkerHandle worker = worker(pid);
            if (openQuestion(worker, InspectionKind.HEAP) != null) {
                return CompletableFuture.failedFuture(problem(worker, "writes a heap dump already; wait for that one"));
            }
            CompletableFuture<Path> written = ask(worker, InspectionKind.HEAP, file.toString(), HEAP_PATIENCE_NANOS)
                    .thenApply(nothing -> file);
            if (worker.link().isConnected()) { // Marked when it was asked, so that the mark is taken away again.
                worker.pulse().excuseUntil(timer.now() + HEAP_PATIENCE_NANOS);
                worker.markWritingHeap(true);
            }
            return written;
        }
    }

    /** Returns the worker with a pid; throws as the API says if there is none. Needs the lock. */
    public WorkerHandle worker(long pid) {
        List<WorkerHandle> workers = crew.workers();
        for (WorkerHandle worker : workers) {
            if (worker.link().pid() == pid && pid > 0) {
                return worker;
            }
        }
        String known = String.join(
                ", ",
                workers.stream()
                        .map(each -> each.link().pid())
                        .filter(other -> other > 0)
                        .map(String::valueOf)
                        .toList());
        throw new IllegalArgumentException("Process pool '" + poolName + "' has no worker with pid " + pid + "; it has "
                + (known.isEmpty() ? "none" : known));
    }

    private @Nullable Question openQuestion(WorkerHandle worker, InspectionKind kind) {
        for (Question question : open.values()) {
            if (question.worker() == worker && question.kind() == kind) {
                return question;
            }
        }
        return null;
    }

    private CompletableFuture<String> ask(WorkerHandle worker, InspectionKind kind, String file, long patienceNanos) {
        if (!worker.link().isConnected()) {
            return CompletableFuture.failedFuture(problem(worker, "is just starting and has not reported yet"));
        }
        long id = ++lastId;
        CompletableFuture<String> answer = new CompletableFuture<>();
        timer.after(patienceNanos, () -> giveUp(id, patienceNanos)); // First: no question without an end.
        lock.afterwards(worker.link().flushing());
        open.put(id, new Question(worker, kind, answer));
        worker.link().post(new Inspect(id, kind, file));
        return answer;
    }

    // -- Told by the supervision and the timer --

    /** An answer that nobody waits for any more is dropped. */
    @Override
    public void onInspected(WorkerHandle worker, Inspected answer) {
        try (var held = lock.hold()) {
            Question question = open.get(answer.id());
            if (question == null || question.worker() != worker) {
                return;
            }
            if (answer.succeeded()) {
                callbacks.later(() -> question.answer().complete(answer.text()));
            } else {
                fail(question, answer.text());
            }
            open.remove(answer.id()); // Not before its end is under way: nobody else would know of it.
            if (question.kind() == InspectionKind.HEAP) {
                worker.pulse().excuseUntil(timer.now() + heartbeatNanos); // Until it has shown again that it lives.
                onHeapWritten(worker);
            }
        }
    }

    private void onHeapWritten(WorkerHandle worker) {
        worker.markWritingHeap(false);
        crew.onAvailable(worker);
        dispatcher.dispatch();
    }

    /** Under the lock: a worker is gone. */
    void onEnded(WorkerHandle worker) {
        open.values().removeIf(question -> {
            boolean concerned = question.worker() == worker;
            if (concerned) {
                fail(question, "ended before it had answered");
            }
            return concerned;
        });
    }

    private void giveUp(long id, long patienceNanos) {
        try (var held = lock.hold()) {
            Question question = open.get(id);
            if (question != null) {
                fail(
                        question,
                        "has not answered within " + TimeUnit.NANOSECONDS.toSeconds(patienceNanos) + " s; "
                                + lastSign(question.worker()));
                open.remove(id);
                if (question.kind() == InspectionKind.HEAP) {
                    onHeapWritten(question.worker()); // If it never answers, that is for the heartbeat to find out.
                }
            }
        }
    }

    private String lastSign(WorkerHandle worker) {
        WorkerProcess process = worker.link().process();
        long beat = process == null ? 0 : process.scoreboard().vitals().heartbeatNanos();
        return beat == 0
                ? "it has given no sign of life yet"
                : "its last sign of life was "
                        + TimeUnit.NANOSECONDS.toMillis(worker.pulse().silentNanos(timer.now())) / 1000.0
                        + " s ago. It may be stopped, or collect garbage";
    }

    private void fail(Question question, String words) {
        WorkerInspectionException problem = problem(question.worker(), words);
        callbacks.later(() -> question.answer().completeExceptionally(problem));
    }

    private WorkerInspectionException problem(WorkerHandle worker, String words) {
        String who = worker.link().describe();
        return new WorkerInspectionException(
                Character.toUpperCase(who.charAt(0)) + who.substring(1) + " of process pool '" + poolName + "' "
                        + words,
                null);
    }
}
