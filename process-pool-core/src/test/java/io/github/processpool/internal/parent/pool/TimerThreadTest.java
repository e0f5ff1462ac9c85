package io.github.processpool.internal.parent.pool;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class TimerThreadTest {

    private final AtomicInteger threads = new AtomicInteger();
    private boolean noThread;
    private final TimerThread timer = new TimerThread(action -> {
        if (noThread) {
            throw new OutOfMemoryError("unable to create native thread");
        }
        threads.incrementAndGet();
        return daemon(action);
    });

    private static Thread daemon(Runnable action) {
        Thread thread = new Thread(action);
        thread.setDaemon(true);
        return thread;
    }

    @AfterEach
    void close() {
        timer.close();
    }

    @Test
    void aPeriodicActionGoesOnWhateverItThrows() throws InterruptedException {
        CountDownLatch often = new CountDownLatch(4);
        timer.every(1_000_000, () -> {
            often.countDown();
            if (often.getCount() == 3) {
                throw new OutOfMemoryError("here");
            } else if (often.getCount() == 2) {
                throw new IllegalStateException("here");
            }
            throw new StackOverflowError("here");
        });

        assertThat(often.await(30, TimeUnit.SECONDS)).isTrue();
        assertThat(threads).hasValue(1);
    }

    @Test
    void anActionThatRanOutOfMemoryRunsAgain() throws InterruptedException {
        CountDownLatch twice = new CountDownLatch(2);
        timer.after(0, () -> {
            twice.countDown();
            if (twice.getCount() > 0) {
                throw new OutOfMemoryError("here");
            }
        });

        assertThat(twice.await(30, TimeUnit.SECONDS)).isTrue();
    }

    /** In a real pool that is a thread of the callbacks: a log may hold up whoever speaks to it. */
    @Test
    void aFailureIsToldToWhoeverWantsToHearOfIt() throws InterruptedException {
        CountDownLatch told = new CountDownLatch(1);
        IllegalStateException problem = new IllegalStateException("of this test");
        timer.onFailure(failure -> {
            if (failure == problem) {
                told.countDown();
            }
            throw new OutOfMemoryError("of this test");
        });
        timer.after(0, () -> {
            throw problem;
        });
        CountDownLatch later = new CountDownLatch(1);
        timer.after(1_000_000, later::countDown);

        assertThat(told.await(30, TimeUnit.SECONDS)).isTrue();
        assertThat(later.await(30, TimeUnit.SECONDS)).isTrue();
    }

    @Test
    void anActionWaitsForTheTimeOfThePoolWhichStandsStillWhileTheProcessDoes() throws InterruptedException {
        AtomicLong jvmClock = new AtomicLong(1);
        AtomicInteger looks = new AtomicInteger();
        AwakeClock clock = new AwakeClock(() -> {
            looks.incrementAndGet();
            return jvmClock.get();
        });
        TimerThread late = new TimerThread(TimerThreadTest::daemon, clock);
        CountDownLatch ran = new CountDownLatch(1);
        late.after(1_000_000, ran::countDown);
        int before = looks.get();

        await().until(() -> looks.get() > before + 3); // Its thread has come too early, and again.
        assertThat(ran.getCount()).isEqualTo(1);
        jvmClock.addAndGet(1_000_000);

        assertThat(ran.await(30, TimeUnit.SECONDS)).isTrue();
        late.close();
    }

    @Test
    void actionsRunInTheOrderOfTheirTimesAndNotIfTheyAreCancelled() throws InterruptedException {
        StringBuffer order = new StringBuffer();
        CountDownLatch last = new CountDownLatch(1);
        Future<?> cancelled = timer.after(TimeUnit.SECONDS.toNanos(20), () -> order.append("never"));
        timer.after(TimeUnit.MILLISECONDS.toNanos(60), () -> {
            order.append("b");
            last.countDown();
        });
        timer.after(TimeUnit.MILLISECONDS.toNanos(20), () -> order.append("a"));

        assertThat(cancelled.cancel(false)).isTrue();
        assertThat(cancelled.isCancelled()).isTrue();
        assertThat(last.await(30, TimeUnit.SECONDS)).isTrue();
        assertThat(order).hasToString("ab");
    }

    @Test
    void whereThereCanBeNoThreadNothingIsScheduledAndTheNextCallTriesAgain() throws InterruptedException {
        noThread = true;
        assertThatThrownBy(() -> timer.after(0, () -> {})).isInstanceOf(OutOfMemoryError.class);
        noThread = false;
        CountDownLatch ran = new CountDownLatch(1);
        timer.after(0, ran::countDown);

        assertThat(ran.await(30, TimeUnit.SECONDS)).isTrue();
    }
}
