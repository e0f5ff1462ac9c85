package io.github.processpool.internal.parent.task;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.processpool.ResultSerializationException;
import io.github.processpool.TaskOptions;
import io.github.processpool.internal.parent.task.Whereabouts.Place;
import io.github.processpool.testing.LoneTasks;
import io.github.processpool.testing.ManualTimer;
import io.github.processpool.testing.Pools;
import io.github.processpool.testing.ReaderThreads;
import io.github.processpool.testing.Threads;
import java.lang.ref.WeakReference;
import java.nio.channels.spi.AbstractInterruptibleChannel;
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
    private final ReaderThreads readers = new ReaderThreads();
    private final List<Thread> threads = readers.made();
    private final Readings readings = new Readings(timer, readers, 2);
    private final AtomicInteger left = new AtomicInteger();
    private long lastTask;

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

        assertThat(task.where().place()).isEqualTo(Place.ENDED);
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
                    return readers.newThread(action);
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
            readings.add(stuckIn(released, LONG));
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
    void whereNoneEndsForASecondOthersGetThreadsOfTheirOwnAndTheSlowOnesGoOn() throws Exception {
        CountDownLatch released = new CountDownLatch(1);
        Readings one = new Readings(timer, readers, 1);
        PendingTask<Object> slow = task();
        one.add(stuckIn(released, LONG, slow));
        Awaitility.await().until(() -> one.readFor(0).size() == 1);
        List<PendingTask<Object>> waiting = List.of(task(), task());
        waiting.forEach(task -> one.add(reading(task)));
        one.rescue();
        assertThat(threads).hasSize(1);

        passSlow(one);

        assertThat(valueOf(waiting.get(0))).isEqualTo("read");
        assertThat(valueOf(waiting.get(1))).isEqualTo("read");
        assertThat(slow.isDone()).isFalse();
        released.countDown();
        assertThat(valueOf(slow)).isEqualTo("late");
        threads.get(0).join(Pools.LIMIT.toMillis());
        assertThat(threads.get(0).isAlive()).isFalse();
        one.close();
    }

    /** So much time that a reading counts as slow, and the looks that follow. */
    private void passSlow(Readings stuck) {
        timer.advanceNanos(Standstill.SLOW_NANOS + 1);
        stuck.rescue();
        timer.advanceNanos(QuickReader.PATIENCE_NANOS);
    }

    @Test
    void aRefusalOfThoseThatWaitNamesThoseThatDoNotEnd() {
        CountDownLatch released = new CountDownLatch(1);
        Readings one = new Readings(timer, readers, 1);
        PendingTask<Object> first = task();
        one.add(stuckIn(released, LONG, first));
        Awaitility.await().until(() -> one.readFor(0).size() == 1);
        for (int stuck = 2; stuck <= 5; stuck++) { // One and four that replace it and each other.
            int count = stuck;
            one.add(stuckIn(released, LONG, task()));
            passSlow(one);
            Awaitility.await().until(() -> one.readFor(0).size() == count);
        }
        PendingTask<Object> waiting = task();
        one.add(reading(waiting));
        passSlow(one);
        assertThat(waiting.isDone()).isFalse();

        timer.advanceNanos(Standstill.PATIENCE_NANOS);
        one.rescue();

        assertThatThrownBy(() -> valueOf(waiting))
                .hasCauseInstanceOf(ResultSerializationException.class)
                .hasMessageContaining(first.describe() + " for 12 s");
        assertThat(threads).hasSize(5);
        released.countDown();
        one.close();
    }

    @Test
    void thoseThatWaitBehindAShortOneThatIsStuckSoonHaveAThreadEach() {
        CountDownLatch released = new CountDownLatch(1);
        Readings many = new Readings(timer, readers, 8);
        many.add(stuckIn(released, 1));
        Awaitility.await().until(() -> many.readFor(0).size() == 1);
        for (int i = 0; i < 7; i++) {
            many.add(stuckIn(released, 1));
        }

        for (int looks = 0; looks < 8; looks++) {
            timer.advanceNanos(QuickReader.PATIENCE_NANOS);
        }

        Awaitility.await().until(() -> many.readFor(0).size() == 8);
        released.countDown();
        many.close();
    }

    private Reading stuckIn(CountDownLatch released, int bytes) {
        return stuckIn(released, bytes, task());
    }

    private Reading stuckIn(CountDownLatch released, int bytes, PendingTask<Object> task) {
        return new Reading(
                task,
                bytes,
                () -> {
                    Threads.awaitUninterruptibly(released);
                    return Outcome.value("late");
                },
                task::finish,
                left::incrementAndGet);
    }

    @Test
    void anIdleThreadKeepsNothingOfWhatItHasRead() {
        WeakReference<Object> result = readOne();
        Awaitility.await().until(() -> threads.get(0).getState() == Thread.State.TIMED_WAITING);

        Awaitility.await().until(() -> {
            System.gc();
            return result.refersTo(null);
        });
        assertThat(threads.get(0).isAlive()).isTrue();
    }

    private WeakReference<Object> readOne() {
        Object result = new byte[LONG];
        PendingTask<Object> task = task();
        readings.add(new Reading(task, 1, () -> Outcome.value(result), task::finish, left::incrementAndGet));
        assertThat(task.join()).isSameAs(result);
        return new WeakReference<>(result);
    }

    @Test
    void anErrorOnTheArrivalOfAnAnswerThatNobodyWantsCostsNoThread() throws Exception {
        Readings one = new Readings(timer, readers, 1);
        PendingTask<Object> cancelled = task();
        cancelled.cancel(false);
        Reading unwanted = new Reading(cancelled, LONG, () -> Outcome.value("read"), cancelled::finish, () -> {
            throw new OutOfMemoryError("of this test");
        });
        assertThatThrownBy(() -> one.add(unwanted)).isInstanceOf(OutOfMemoryError.class);
        PendingTask<Object> next = task();

        one.add(reading(next));

        assertThat(valueOf(next)).isEqualTo("read");
        one.close();
    }

    @Test
    void aClassLoaderThatAReadingLeavesBehindIsNotTheNextOnes() throws Exception {
        PendingTask<Object> first = task();
        readings.add(new Reading(
                first,
                LONG,
                () -> {
                    Thread.currentThread().setContextClassLoader(null);
                    return Outcome.value("read");
                },
                first::finish,
                left::incrementAndGet));
        valueOf(first);
        Awaitility.await().until(() -> threads.get(0).getState() == Thread.State.TIMED_WAITING);
        PendingTask<Object> second = task();

        readings.add(new Reading(
                second,
                LONG,
                () -> Outcome.value(Thread.currentThread().getContextClassLoader()),
                second::finish,
                left::incrementAndGet));

        assertThat(valueOf(second)).isSameAs(Thread.currentThread().getContextClassLoader());
        assertThat(threads).hasSize(1);
    }

    /** Blocks whoever is in it, and runs an action on the thread that interrupts that one. */
    private static final class Channel extends AbstractInterruptibleChannel {

        private final Runnable onClose;

        private Channel(Runnable onClose) {
            this.onClose = onClose;
        }

        @Override
        protected void implCloseChannel() {
            onClose.run();
        }

        private void block(CountDownLatch released) {
            begin();
            Threads.awaitUninterruptibly(released);
        }
    }

    private PendingTask<Object> stuckInChannel(CountDownLatch released, Runnable onClose) {
        PendingTask<Object> task = task();
        readings.add(new Reading(
                task,
                LONG,
                () -> {
                    new Channel(onClose).block(released);
                    return Outcome.value("late");
                },
                task::finish,
                left::incrementAndGet));
        Awaitility.await().until(() -> threads.get(0).getState() == Thread.State.WAITING);
        return task;
    }

    @Test
    void aChannelThatBlocksWhoeverInterruptsItsReaderHoldsUpNothing() throws Exception {
        CountDownLatch released = new CountDownLatch(1);
        CountDownLatch interrupted = new CountDownLatch(1);
        PendingTask<Object> stuck = stuckInChannel(released, () -> {
            interrupted.countDown();
            Threads.awaitUninterruptibly(released);
        });

        stuck.cancel(true);

        assertThat(interrupted.await(Pools.LIMIT.toSeconds(), TimeUnit.SECONDS)).isTrue();
        PendingTask<Object> next = task();
        readings.add(reading(next));
        assertThat(valueOf(next)).isEqualTo("read");
        // Whoever waits for the future is told first.
        Awaitility.await().untilAsserted(() -> assertThat(readings.isBusy()).isFalse());
        assertThat(readings.givenUp()).hasSize(1);
        released.countDown();
        Awaitility.await().until(() -> readings.givenUp().isEmpty());
    }

    @Test
    void aChannelThatThrowsAtWhoeverInterruptsItsReaderLeavesNoReadingBehind() {
        CountDownLatch released = new CountDownLatch(1);
        PendingTask<Object> stuck = stuckInChannel(released, () -> {
            throw new IllegalStateException("of this test");
        });

        assertThat(stuck.cancel(true)).isTrue();

        assertThat(stuck.where().place()).isEqualTo(Place.ENDED);
        assertThat(readings.isBusy()).isFalse();
        assertThat(left).hasValue(1);
        released.countDown();
        Awaitility.await().until(() -> readings.givenUp().isEmpty());
    }

    @Test
    void aThreadThatComesBackFromAReadingThatWasGivenUpEnds() throws Exception {
        CountDownLatch released = new CountDownLatch(1);
        PendingTask<Object> stuck = task();
        readings.add(stuckIn(released, LONG, stuck));
        Awaitility.await().until(() -> readings.readFor(0).size() == 1);

        stuck.cancel(true);
        released.countDown();

        threads.get(0).join(Pools.LIMIT.toMillis());
        assertThat(threads.get(0).isAlive()).isFalse();
    }
}
