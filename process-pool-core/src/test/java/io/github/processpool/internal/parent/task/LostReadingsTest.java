package io.github.processpool.internal.parent.task;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.processpool.TaskOptions;
import io.github.processpool.testing.LoneTasks;
import io.github.processpool.testing.ManualTimer;
import io.github.processpool.testing.Pools;
import io.github.processpool.testing.ReaderThreads;
import io.github.processpool.testing.Threads;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Readings whose threads have died in their delivery, or got lost. */
@Timeout(60)
class LostReadingsTest {

    private final ReaderThreads readers = new ReaderThreads();
    private final List<Thread> threads = readers.made();
    private final Readings readings = new Readings(new ManualTimer(), readers, 2);
    /** For those that no thread of their own reads. */
    private final AtomicBoolean full = new AtomicBoolean(true);

    private final Readings starved = new Readings(
            new ManualTimer(),
            action -> {
                if (full.get()) {
                    throw new OutOfMemoryError("of this test");
                }
                return readers.newThread(action);
            },
            1);
    private long lastTask;

    @AfterEach
    void close() {
        readings.close();
    }

    private PendingTask<Object> lost(Consumer<Outcome> receiver) throws InterruptedException {
        PendingTask<Object> task = LoneTasks.task(++lastTask, TaskOptions.defaults());
        readings.add(new Reading(
                task,
                1 << 20,
                () -> Outcome.value("read"),
                outcome -> {
                    receiver.accept(outcome);
                    task.finish(outcome);
                },
                () -> {}));
        threads.get(threads.size() - 1).join(Pools.LIMIT.toMillis());
        assertThat(task.isDone()).isFalse();
        return task;
    }

    @Test
    void oneThatCanNeverBeDeliveredKeepsNoOtherFromItsEnd() throws Exception {
        lost(outcome -> {
            throw new IllegalStateException("of this test");
        });
        PendingTask<Object> other = lost(outcome -> {
            if (full.get()) {
                throw new OutOfMemoryError("of this test");
            }
        });

        full.set(false);
        assertThatThrownBy(readings::rescue).isInstanceOf(IllegalStateException.class);

        assertThat(other).isCompletedWithValue("read");
        assertThat(readings.count()).isEqualTo(1);
    }

    // -- Threads that were lost without a handler of ours being run --

    /** Dies between two steps. */
    private void onALostThread(Runnable action) throws InterruptedException {
        Thread thread = new Thread(action);
        thread.start();
        thread.join(Pools.LIMIT.toMillis());
    }

    /** Waits for a thread, and gets none. */
    private PendingTask<Object> waitingTask(Readings of, List<Object> read) {
        PendingTask<Object> task = LoneTasks.task(++lastTask, TaskOptions.defaults());
        of.add(new Reading(
                task,
                1,
                () -> {
                    read.add(task);
                    return Outcome.value("read");
                },
                task::finish,
                () -> {}));
        return task;
    }

    @Test
    void aReadingWhoseThreadWasLostInItOrBehindItIsEnded() throws Exception {
        List<Object> read = new CopyOnWriteArrayList<>();
        PendingTask<Object> inIt = waitingTask(starved, read);
        PendingTask<Object> behindIt = waitingTask(starved, read);
        onALostThread(starved::take);
        onALostThread(() -> starved.end(starved.take()));

        starved.rescue();

        assertThat(inIt).isCompletedExceptionally();
        assertThat(behindIt).isCompletedExceptionally();
        assertThat(starved.isBusy()).isFalse();
        assertThat(read).isEmpty();
    }

    @Test
    void aReadingWhoseThreadIsInALaterOneIsEnded() {
        PendingTask<Object> earlier = waitingTask(starved, new CopyOnWriteArrayList<>());
        PendingTask<Object> later = waitingTask(starved, new CopyOnWriteArrayList<>());
        starved.take();
        Reading current = starved.take();

        starved.rescue();

        assertThat(earlier).isCompletedExceptionally();
        assertThat(later.isDone()).isFalse();
        assertThat(starved.end(current)).isTrue();
        starved.finish(current, Outcome.value("read"));
        assertThat(later).isCompletedWithValue("read");
    }

    @Test
    void aReadingThatWasGivenUpAndWhoseThreadWasLostIsForgotten() throws Exception {
        PendingTask<Object> task = waitingTask(starved, new CopyOnWriteArrayList<>());
        CountDownLatch taken = new CountDownLatch(1);
        CountDownLatch end = new CountDownLatch(1);
        Thread reader = new Thread(() -> {
            starved.take();
            taken.countDown();
            Threads.awaitUninterruptibly(end);
        });
        reader.start();
        taken.await();
        task.cancel(false);
        starved.rescue();
        assertThat(starved.givenUp()).hasSize(1);

        end.countDown();
        reader.join();
        starved.rescue();

        assertThat(starved.givenUp()).isEmpty();
    }

    @Test
    void threadsThatHaveEndedWithoutAWordDoNotCount() throws Exception {
        Readings one = new Readings(new ManualTimer(), action -> readers.newThread(() -> {}), 1);
        waitingTask(one, new CopyOnWriteArrayList<>());
        threads.get(0).join();
        assertThat(threads).hasSize(1);

        one.rescue();

        assertThat(threads).hasSize(2);
    }
}
