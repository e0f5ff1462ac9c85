package io.github.processpool;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.processpool.testing.Flag;
import io.github.processpool.testing.Pools;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;

/** The progress that a task tells is seen in order, cut to size, and never in the name of another task. */
@Timeout(300)
class ProgressIT {

    @RegisterExtension
    final Pools pools = new Pools();

    @Test
    void progressIsSeenWhileTheTaskRunsAndStaysAfterTheEnd() throws Exception {
        ProcessPoolExecutor pool = pools.sharedWorker();
        Flag halfway = pools.flag();
        Flag released = pools.flag();
        ProcessFuture<String> future = pool.submit(() -> {
            WorkerContext context = WorkerContext.current();
            context.reportProgress(1, 2, "half wäy");
            halfway.raise();
            released.awaitInTask();
            context.reportProgress(2, 2, "done");
            return "done";
        });
        halfway.await();

        assertThat(future.progress()).contains(new Progress(1, 2, "half wäy"));
        released.raise();
        future.get();
        assertThat(future.progress()).contains(new Progress(2, 2, "done"));
    }

    @Test
    void progressReportedAfterTheEndIsNeverSeen() throws Exception {
        ProcessPoolExecutor pool = pools.sharedWorker();
        Flag released = pools.flag();
        Flag reported = pools.flag();
        ProcessFuture<Void> first = pool.submit(() -> {
            WorkerContext context = WorkerContext.current();
            context.reportProgress(1, 1, "mine");
            new Thread(() -> {
                        try {
                            released.awaitInTask();
                        } catch (InterruptedException e) {
                            return;
                        }
                        context.reportProgress(99, 99, "too late");
                        reported.raise();
                    })
                    .start();
        });
        first.get();
        ProcessFuture<String> second = pool.submit(() -> {
            released.raise();
            reported.awaitInTask();
            return "done";
        });
        second.get();

        assertThat(first.progress()).contains(new Progress(1, 1, "mine"));
        assertThat(second.progress()).isEmpty();
    }

    @Test
    void aProgressMessageOfAnyLengthIsCutAndHarmsNothing() throws Exception {
        ProcessPoolExecutor pool = pools.sharedWorker();
        ProcessFuture<Integer> future = pool.submit(() -> {
            WorkerContext.current().reportProgress(1, 2, "\u20AC".repeat(1 << 20));
            return 42;
        });

        assertThat(future.get()).isEqualTo(42);
        assertThat(future.progress()).contains(new Progress(1, 2, "\u20AC".repeat(333)));
    }

    @Test
    void aProgressWithoutAMessageIsRefusedInTheTask() throws Exception {
        ProcessPoolExecutor pool = pools.sharedWorker();
        ProcessFuture<String> future = pool.submit(() -> {
            try {
                WorkerContext.current().reportProgress(1, 2, null);
                return "taken";
            } catch (NullPointerException e) {
                return "refused";
            }
        });

        assertThat(future.get()).isEqualTo("refused");
        assertThat(future.progress()).isEmpty();
    }

    @Test
    void progressComesInOrder() throws Exception {
        ProcessPoolExecutor pool = pools.sharedWorker();
        ProcessFuture<Void> future = pool.submit(() -> {
            for (int i = 1; i <= 20_000; i++) {
                WorkerContext.current().reportProgress(i, 20_000, "step " + i);
            }
        });
        long last = 0;
        while (!future.isDone()) {
            if (future.progress().isPresent()) {
                Progress progress = future.progress().get();
                assertThat(progress.done()).isGreaterThanOrEqualTo(last);
                assertThat(progress.message()).isEqualTo("step " + progress.done());
                last = progress.done();
            }
        }
        assertThat(future.progress()).contains(new Progress(20_000, 20_000, "step 20000"));
    }
}
