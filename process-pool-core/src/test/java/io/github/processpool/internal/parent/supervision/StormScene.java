package io.github.processpool.internal.parent.supervision;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.github.processpool.ExitReason;
import io.github.processpool.SerializableCallable;
import io.github.processpool.TaskOptions;
import io.github.processpool.internal.parent.process.WorkerLink;
import io.github.processpool.internal.parent.task.Absence;
import io.github.processpool.internal.parent.task.PendingTask;
import io.github.processpool.internal.parent.task.Whereabouts.Place;
import io.github.processpool.internal.parent.task.Whereabouts.Sending;
import io.github.processpool.internal.wire.codec.Overload;
import io.github.processpool.internal.wire.message.Report.Fitness;
import io.github.processpool.testing.FakeWorker;
import io.github.processpool.testing.ScriptedFederation;
import io.github.processpool.testing.TestSettings;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/** A pool in which something fails, which then has a while to recover, and what has to hold after that. */
final class StormScene {

    private static final SerializableCallable<Object> FUNCTION = () -> 1;
    private static final Duration LIMIT = Duration.ofSeconds(30);

    final PlayedPool pool;
    /** Other members of a cluster, if there are any. */
    final ScriptedFederation others = new ScriptedFederation();

    final List<PendingTask<?>> tasks = new ArrayList<>();

    StormScene(Path folder, boolean members) {
        TestSettings settings = new TestSettings();
        settings.minWorkers = 1;
        settings.maxWorkers = 2;
        pool = new PlayedPool(settings, folder, members ? others : null);
        others.beforeSend = pool.timer::mayFail;
        pool.start(1);
    }

    PendingTask<Object> submit(TaskOptions options) {
        PendingTask<Object> task = pool.intake.submit(Overload.CALLABLE, FUNCTION, options, null);
        tasks.add(task);
        return task;
    }

    PendingTask<Object> submit() {
        return submit(TaskOptions.defaults());
    }

    /** Every worker that is there has something to do of which nobody knows how long it takes. */
    void occupyAll() {
        while (pool.crew.idleWorker() != null) {
            PendingTask<Object> task = submit();
            Objects.requireNonNull(workerOf(task)).begin(task, pool.timer);
        }
    }

    /** What a caller or a thread of the pool does; an error is what it learns. */
    void tryTo(Runnable action) {
        try {
            action.run();
        } catch (VirtualMachineError e) {
            // As it would be thrown to a caller of the pool.
        }
    }

    void answer(PendingTask<?> task) {
        FakeWorker worker = workerOf(task);
        if (worker != null) {
            pool.succeed(worker, task, 1);
        }
    }

    /** The member that has a task runs it. */
    private void answerElsewhere(PendingTask<?> task) {
        Absence absence = task.where().absence();
        if (absence != null && pool.news != null) {
            pool.news.onAnswer(absence.ticket(), MemberPayloads.result(1));
        }
    }

    /** The thread of a worker hears what the worker says of a task. An error ends that thread, and so the worker. */
    void hear(PendingTask<?> task, Consumer<FakeWorker> words) {
        FakeWorker worker = workerOf(task);
        try {
            words.accept(worker);
        } catch (VirtualMachineError e) {
            die(worker, ExitReason.MEMORY_PRESSURE);
        }
    }

    void runOutOfHeap(FakeWorker worker, PendingTask<?> task) {
        pool.answers.onFailure(
                worker.handle(),
                pool.session(worker, () -> null),
                Replies.failure(worker.run(task, pool.timer), Fitness.HEAP_EXHAUSTED, OutOfMemoryError.class));
    }

    /** The thread of a worker tells of its end until that has been heard. */
    void die(FakeWorker worker, ExitReason reason) {
        boolean told = false;
        for (int i = 0; i < 3 && !told; i++) {
            try {
                pool.die(worker, reason);
                told = true;
            } catch (VirtualMachineError e) {
                // Once more.
            }
        }
    }

    FakeWorker workerOf(PendingTask<?> task) {
        Sending sending = task.where().sending();
        WorkerLink link = sending == null ? null : sending.worker();
        return pool.workers.stream()
                .filter(worker -> worker.link() == link)
                .findFirst()
                .orElse(null);
    }

    /** Time passes, workers start, run what they have and end when they are told to. */
    void recover() {
        for (int i = 0; i < 12; i++) {
            pool.timer.advance(Duration.ofSeconds(1));
            pool.callbacks.rescue();
            pool.readings.rescue();
            pool.mender.tick();
            pool.patrol.tick();
            pool.buryLeavers();
            List.copyOf(pool.workers).forEach(worker -> pool.supervision.onReady(worker.handle()));
            for (PendingTask<?> task : pool.unfinished.list()) {
                if (task.where().place() == Place.SENT) {
                    answer(task);
                } else if (task.where().place() == Place.AWAY) {
                    answerElsewhere(task);
                }
            }
        }
    }

    void requireThatAllHasEnded(String when) {
        assertThat(tasks).as(when).allMatch(PendingTask::isDone);
        await().dontCatchUncaughtExceptions()
                .pollInterval(Duration.ofMillis(1))
                .atMost(LIMIT)
                .untilAsserted(() -> {
                    pool.timer.advance(Duration.ofSeconds(1));
                    pool.callbacks.rescue();
                    pool.mender.tick();
                    assertThat(pool.unfinished.list()).as(when).isEmpty();
                });
    }

    void requireThatItWorks(String when) {
        PendingTask<Object> next = submit();
        recover();
        assertThat(next.isDone()).as(when + ": a new task").isTrue();
        assertThat(next.isCompletedExceptionally()).as(when + ": " + next).isFalse();
    }

    void requireThatTheLockIsFree(String when) throws Exception {
        FutureTask<Boolean> look = new FutureTask<>(() -> {
            try (var held = pool.pool.lock().hold()) {
                return true;
            }
        });
        Thread thread = new Thread(look);
        thread.setDaemon(true);
        thread.start();
        assertThat(look.get(LIMIT.toSeconds(), TimeUnit.SECONDS)).as(when).isTrue();
    }
}
