package io.github.processpool.internal.parent.supervision;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.AppenderBase;
import io.github.processpool.ExitReason;
import io.github.processpool.TaskOptions;
import io.github.processpool.internal.parent.task.PendingTask;
import io.github.processpool.testing.FakeWorker;
import io.github.processpool.testing.TestSettings;
import java.nio.file.Path;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.LoggerFactory;

/** The log of the application hangs. */
@Timeout(60)
class HangingLogTest {

    @TempDir
    private Path folder;

    private final CountDownLatch reached = new CountDownLatch(1);
    private final CountDownLatch released = new CountDownLatch(1);
    private final Logger logger = (Logger) LoggerFactory.getLogger(Supervision.class.getPackageName());
    private final AppenderBase<ILoggingEvent> hanging = new AppenderBase<>() {
        @Override
        protected void append(ILoggingEvent event) {
            reached.countDown();
            try {
                released.await();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
    };

    @BeforeEach
    void hang() {
        hanging.start();
        logger.setAdditive(false);
        logger.addAppender(hanging);
    }

    @AfterEach
    void release() {
        released.countDown();
        logger.detachAppender(hanging);
        logger.setAdditive(true);
    }

    @Test
    void outcomesAndStartsOfReplacementsDoNotWaitForIt() throws InterruptedException {
        TestSettings settings = new TestSettings();
        settings.minWorkers = 1;
        settings.maxWorkers = 1;
        settings.quarantineAfter = 1;
        try (PlayedPool pool = new PlayedPool(settings, folder)) {
            pool.start(1);
            FakeWorker worker = pool.worker(0);
            TaskOptions options = TaskOptions.builder().quarantineKey("key").build();
            PendingTask<?> lost = pool.submit(options);
            PendingTask<?> refused = pool.submit(options);
            worker.begin(lost, pool.timer);

            pool.die(worker, ExitReason.CRASHED);

            assertThat(reached.await(30, TimeUnit.SECONDS)).isTrue();
            assertThat(lost.isDone()).isTrue();
            assertThat(refused.isDone()).isTrue();
            assertThat(pool.workers).as("workers started").hasSize(2);
        }
    }

    @Test
    void theEndOfAPoolThatCanNotStartWorkersDoesNotWaitForIt() {
        TestSettings settings = new TestSettings();
        settings.minWorkers = 1;
        settings.maxWorkers = 1;
        try (PlayedPool pool = new PlayedPool(settings, folder)) {
            pool.locked(() -> pool.crew.balance(1));
            PendingTask<?> task = pool.submit();
            for (int i = 0; i < 10 && !task.isDone(); i++) {
                pool.failToStart(pool.lastWorker());
                pool.timer.advance(settings.startTimeout);
            }

            assertThat(task.isDone()).isTrue();
        }
    }
}
