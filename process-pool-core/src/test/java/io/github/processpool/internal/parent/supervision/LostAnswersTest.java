package io.github.processpool.internal.parent.supervision;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.github.processpool.ResultSerializationException;
import io.github.processpool.internal.parent.life.WorkerSession;
import io.github.processpool.internal.parent.task.PendingTask;
import io.github.processpool.testing.FakeWorker;
import io.github.processpool.testing.Pools;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Large answers that are to be read on another thread, and for whose way there the heap has no room. */
@Timeout(60)
class LostAnswersTest {

    /** More than there are. */
    private static final int PLACES = 20;

    private static final int LARGE = 2 << 20;

    @TempDir
    Path folder;

    /** Two answers that nobody lets go of would hold up their worker for ever. */
    @Test
    void theWorkerIsHeldUpNoMoreWhereverAnErrorComes() throws Exception {
        for (int place = 1; place <= PLACES; place++) {
            try (PlayedPool pool = PlayedPool.ofOne(Files.createDirectory(folder.resolve("pool" + place)))) {
                pool.readsAtOnce = false;
                failToHandOver(pool, place);
                failToHandOver(pool, place);

                await().dontCatchUncaughtExceptions().atMost(Pools.LIMIT).until(() -> {
                    pool.readings.rescue();
                    return !pool.worker(0).handle().workload().unread().isHoldingUp();
                });
            }
        }
    }

    @Test
    void aFutureWhoseAnswerWasLostOnItsWaySaysWhy() throws Exception {
        List<Throwable> failures = new ArrayList<>();
        for (int place = 1; place <= PLACES; place++) {
            try (PlayedPool pool = PlayedPool.ofOne(Files.createDirectory(folder.resolve("pool" + place)))) {
                FakeWorker worker = pool.worker(0);
                PendingTask<Object> task = pool.submit();
                WorkerSession session = pool.session(worker, () -> "value");
                long ticket = worker.run(task, pool.timer);
                pool.timer.failAt(place, () -> new AssertionError("of this test"));
                try {
                    pool.hears(worker, session, Replies.printedResult(ticket));
                } catch (AssertionError e) {
                    // It would end the worker.
                } finally {
                    pool.timer.failNoMore();
                }
                if (task.isCompletedExceptionally()) {
                    failures.add(task.outcomeIfDone().failure());
                }
            }
        }

        assertThat(failures)
                .isNotEmpty()
                .allSatisfy(failure -> assertThat(failure)
                        .isInstanceOf(ResultSerializationException.class)
                        .hasMessageContaining("of this test")
                        .hasMessageContaining("task 1"));
    }

    private static void failToHandOver(PlayedPool pool, int place) {
        FakeWorker worker = pool.worker(0);
        PendingTask<Object> task = pool.submit();
        if (task.where().sending() == null) {
            return; // The error before would have ended the worker.
        }
        WorkerSession session = pool.session(worker, () -> "value");
        long ticket = worker.run(task, pool.timer);
        pool.timer.failAt(place, OutOfMemoryError::new);
        try {
            pool.hears(worker, session, Replies.result(ticket, LARGE));
        } catch (OutOfMemoryError e) {
            // It would end the worker.
        } finally {
            pool.timer.failNoMore();
        }
    }
}
