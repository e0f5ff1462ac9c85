package io.github.processpool.internal.parent.task;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.processpool.internal.parent.pool.PoolLock;
import io.github.processpool.testing.ManualTimer;
import java.util.LinkedList;
import java.util.Queue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(120)
class CallbacksTest {

    private static final int MOST = 256;

    private final Callbacks callbacks = new Callbacks(CallbacksTest::daemon, new PoolLock(), new ManualTimer());
    private final CountDownLatch begun = new CountDownLatch(MOST);
    private final CountDownLatch released = new CountDownLatch(1);

    @AfterEach
    void close() {
        released.countDown();
        callbacks.close();
    }

    private static Thread daemon(Runnable action) {
        Thread thread = new Thread(null, action, "callback", 1 << 18);
        thread.setDaemon(true);
        return thread;
    }

    private static void await(CountDownLatch latch) {
        try {
            assertThat(latch.await(60, TimeUnit.SECONDS)).isTrue();
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    private void blockAllThreads() {
        for (int i = 0; i < MOST; i++) {
            callbacks.run(() -> {
                begun.countDown();
                await(released);
            });
        }
        await(begun);
    }

    @Test
    void actionsThatBlockKeepNobodyWaitingUpToABound() {
        blockAllThreads();
    }

    @Test
    void actionsBeyondTheBoundRunAsSoonAsAThreadIsFree() {
        blockAllThreads();
        CountDownLatch more = new CountDownLatch(1000);
        for (int i = 0; i < 1000; i++) {
            callbacks.run(more::countDown);
        }
        assertThat(more.getCount()).isEqualTo(1000);

        released.countDown();

        await(more);
    }

    @Test
    void callbacksThatAllWaitForOneThatHasNoThreadGoOn() {
        blockAllThreads();
        CountDownLatch second = new CountDownLatch(1);
        callbacks.run(() -> await(second));
        callbacks.run(() -> {
            released.countDown();
            second.countDown();
        });

        callbacks.rescue(); // Some may have ended since the last time: none has since this one.
        callbacks.rescue();
        callbacks.rescue();

        await(released);
        await(second);
    }

    /** It would wait for ever, and nobody would know. */
    @Test
    void whoeverBringsAnActionThatCanNotBeKeptLearnsOfIt() {
        Callbacks starved = starved();
        for (int i = 0; i < 1024; i++) {
            starved.run(() -> {});
        }

        assertThatThrownBy(() -> starved.run(() -> {})).isInstanceOf(OutOfMemoryError.class);
    }

    /** There can be no thread, and no room for more than a few actions. */
    private static Callbacks starved() {
        Queue<Runnable> full = new LinkedList<>() {
            private static final long serialVersionUID = 1L;

            @Override
            public boolean add(Runnable action) {
                throw new OutOfMemoryError("of this test");
            }
        };
        return new Callbacks(
                action -> {
                    throw new OutOfMemoryError("unable to create native thread, in this test");
                },
                new PoolLock(),
                new ManualTimer(),
                new Postponed(full));
    }

    /** A log that hangs must not keep all that an action throws which fails again and again. */
    @Test
    void failuresOfThePoolsOwnThatNobodyReadsAreBounded() {
        blockAllThreads();
        for (int i = 0; i < 10_000; i++) {
            callbacks.complain(new IllegalStateException("of this test"));
        }

        assertThat(callbacks.waitingCount()).isLessThan(100);
    }

    @Test
    void anActionThatThrowsTakesNoThreadWithIt() {
        for (int i = 0; i < 2 * MOST; i++) {
            callbacks.run(() -> {
                throw new IllegalStateException("no");
            });
        }
        CountDownLatch ran = new CountDownLatch(1);
        callbacks.run(ran::countDown);

        await(ran);
    }
}
