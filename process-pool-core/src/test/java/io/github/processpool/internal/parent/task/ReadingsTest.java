package io.github.processpool.internal.parent.task;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.processpool.ResultSerializationException;
import io.github.processpool.TaskOptions;
import io.github.processpool.testing.LoneTasks;
import io.github.processpool.testing.ManualTimer;
import io.github.processpool.testing.Pools;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The threads that read, and readings that break on the way. */
@Timeout(60)
class ReadingsTest {

    private static final int LONG = 1 << 20;

    private final ManualTimer timer = new ManualTimer();
    private final List<Thread> threads = new ArrayList<>();
    private final Readings readings = new Readings(timer, this::newThread, 2);
    private final AtomicInteger left = new AtomicInteger();
    private long lastTask;

    private synchronized Thread newThread(Runnable action) {
        Thread thread = new Thread(action, "reader");
        thread.setDaemon(true);
        thread.setUncaughtExceptionHandler((dead, error) -> {}); // A test has thrown it.
        threads.add(thread);
        return thread;
    }

    @AfterEach
    void close() {
        readings.close();
    }

    private PendingTask<Object> task() {
        return LoneTasks.task(++lastTask, TaskOptions.defaults());
    }

    private Reading reading(PendingTask<Object> task) {
        return new Reading(task, LONG, () -> Outcome.value("read"), task::finish, left::incrementAndGet);
    }

    private static Object valueOf(PendingTask<Object> task) throws Exception {
        return task.get(Pools.LIMIT.toSeconds(), TimeUnit.SECONDS);
    }

    @Test
    void idleThreadsEndAtTheEndOfThePoolAndNotSooner() throws Exception {
        PendingTask<Object> task = task();
        readings.add(reading(task));
        assertThat(valueOf(task)).isEqualTo("read");
        Awaitility.await().until(() -> threads.get(0).getState() == Thread.State.TIMED_WAITING);

        readings.close();

        threads.get(0).join(Pools.LIMIT.toMillis());
        assertThat(threads.get(0).isAlive()).isFalse();
    }

    @Test
    void anAnswerThatComesAfterTheEndIsReadAllTheSame() throws Exception {
        readings.close();
        PendingTask<Object> task = task();

        readings.add(reading(task));

        assertThat(valueOf(task)).isEqualTo("read");
    }

    @Test
    void aFutureThatCouldNotBeEndedIsEndedLaterWithWhatWasRead() throws Exception {
        PendingTask<Object> task = task();
        AtomicBoolean full = new AtomicBoolean(true);
        readings.add(new Reading(
                task,
                LONG,
                () -> Outcome.value("read"),
                outcome -> {
                    if (full.getAndSet(false)) {
                        throw new OutOfMemoryError("of this test");
                    }
                    task.finish(outcome);
                },
                left::incrementAndGet));
        threads.get(0).join(Pools.LIMIT.toMillis());
        assertThat(task.isDone()).isFalse();
        assertThat(readings.isBusy()).isTrue();

        readings.rescue();

        assertThat(valueOf(task)).isEqualTo("read");
        assertThat(readings.isBusy()).isFalse();
        assertThat(left).hasValue(1);
        PendingTask<Object> next = task();
        readings.add(reading(next));
        assertThat(valueOf(next)).isEqualTo("read");
    }

    @Test
    void aFutureThatIsCancelledMeanwhileIsNotKept() throws Exception {
        PendingTask<Object> task = task();
        readings.add(new Reading(
                task,
                LONG,
                () -> Outcome.value("read"),
                outcome -> {
                    throw new OutOfMemoryError("of this test");
                },
                left::incrementAndGet));
        threads.get(0).join(Pools.LIMIT.toMillis());

        task.cancel(false);
        assertThatThrownBy(readings::rescue).isInstanceOf(OutOfMemoryError.class);

        assertThat(readings.isBusy()).isFalse();
        assertThat(left).hasValue(1);
    }

    @Test
    void whereNoThreadCanBeMadeTheAnswerIsReadAsSoonAsOneCan() throws Exception {
        AtomicBoolean full = new AtomicBoolean(true);
        Readings starved = new Readings(
                timer,
                action -> {
                    if (full.getAndSet(false)) {
                        throw new OutOfMemoryError("of this test");
                    }
                    return newThread(action);
                },
                1);
        PendingTask<Object> task = task();
        starved.add(reading(task));
        assertThat(task.isDone()).isFalse();

        starved.rescue();

        assertThat(valueOf(task)).isEqualTo("read");
        starved.close();
    }

    @Test
    void aReadingThatThrowsFailsItsFuture() {
        PendingTask<Object> task = task();
        readings.add(new Reading(
                task,
                LONG,
                () -> {
                    throw new StackOverflowError("of this test");
                },
                task::finish,
                left::incrementAndGet));

        assertThatThrownBy(() -> valueOf(task)).hasCauseInstanceOf(StackOverflowError.class);
    }

    @Test
    void thoseThatWaitInTheMiddleLeaveTheLineToTheOthers() throws Exception {
        CountDownLatch released = new CountDownLatch(1);
        for (int i = 0; i < 2; i++) {
            PendingTask<Object> stuck = task();
            readings.add(new Reading(
                    stuck,
                    LONG,
                    () -> {
                        awaitUninterruptibly(released);
                        return Outcome.value("late");
                    },
                    stuck::finish,
                    left::incrementAndGet));
        }
        Awaitility.await().until(() -> readings.readFor(0).size() == 2);
        List<PendingTask<Object>> waiting = List.of(task(), task(), task());
        waiting.forEach(task -> readings.add(reading(task)));
        assertThat(readings.count()).isEqualTo(5);

        waiting.get(1).cancel(false);
        assertThat(readings.count()).isEqualTo(4);
        released.countDown();

        assertThat(valueOf(waiting.get(0))).isEqualTo("read");
        assertThat(valueOf(waiting.get(2))).isEqualTo("read");
        Awaitility.await().untilAsserted(() -> assertThat(readings.isBusy()).isFalse());
        assertThat(left).hasValue(5);
    }

    @Test
    void aRefusalOfThoseThatWaitNamesThoseThatDoNotEnd() {
        CountDownLatch released = new CountDownLatch(1);
        Readings one = new Readings(timer, this::newThread, 1);
        PendingTask<Object> stuck = task();
        one.add(new Reading(
                stuck,
                LONG,
                () -> {
                    awaitUninterruptibly(released);
                    return Outcome.value("late");
                },
                stuck::finish,
                left::incrementAndGet));
        Awaitility.await().until(() -> one.readFor(0).size() == 1);
        PendingTask<Object> waiting = task();
        one.add(reading(waiting));

        timer.advanceNanos(Readings.STANDSTILL_NANOS + 1);
        one.rescue();

        assertThatThrownBy(() -> valueOf(waiting))
                .hasCauseInstanceOf(ResultSerializationException.class)
                .hasMessageContaining(stuck.describe() + " for 10 s");
        released.countDown();
        one.close();
    }

    private static void awaitUninterruptibly(CountDownLatch latch) {
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
}
