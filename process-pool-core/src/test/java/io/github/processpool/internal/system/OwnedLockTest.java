package io.github.processpool.internal.system;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.Queue;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class OwnedLockTest {

    private static final Duration PATIENCE = Duration.ofMillis(20);
    private static final long LONGER_THAN_ALL_LOOKS_MILLIS = 20 * PATIENCE.toMillis();

    private final Queue<Throwable> told = new ConcurrentLinkedQueue<>();
    private final OwnedLock lock = new OwnedLock(OwnedLockTest::isOutside, told::add, PATIENCE);

    private static boolean isOutside(Thread owner) {
        Thread.State state = owner.getState();
        return state == Thread.State.WAITING
                || state == Thread.State.TIMED_WAITING
                || Frames.areGone(owner, OwnedLockTest.class);
    }

    private static <T> FutureTask<T> start(String name, Callable<T> action) {
        FutureTask<T> task = new FutureTask<>(action);
        Thread thread = new Thread(task, name);
        thread.setDaemon(true);
        thread.start();
        return task;
    }

    private boolean lockAndUnlock() {
        lock.lock();
        try {
            return lock.isHeld();
        } finally {
            lock.unlock();
        }
    }

    /** Its future is done before the thread is dead: for a moment nobody could tell where it is. */
    private void lockByAThreadThatEnds() throws InterruptedException {
        Thread thread = new Thread(lock::lock, "dead");
        thread.start();
        thread.join();
    }

    private void assertSomebodyElseGetsIt() throws Exception {
        assertThat(start("another", this::lockAndUnlock).get(30, TimeUnit.SECONDS))
                .isTrue();
    }

    private void assertWasTakenOnceFrom(String thread) {
        assertThat(told)
                .singleElement()
                .satisfies(problem -> assertThat(problem).hasMessageContaining("'" + thread + "'"));
    }

    @Test
    void isTakenFromAThreadThatHasEndedWithoutReleasingIt() throws Exception {
        lockByAThreadThatEnds();

        assertSomebodyElseGetsIt();
        assertSomebodyElseGetsIt();
        assertWasTakenOnceFrom("dead");
    }

    @Test
    void isTakenFromAThreadThatWaitsOutsideHoweverOftenItHadIt() throws Exception {
        CountDownLatch end = new CountDownLatch(1);
        CountDownLatch lost = new CountDownLatch(1);
        FutureTask<Integer> loser = start("loser", () -> {
            lock.lock();
            lock.lock();
            lost.countDown();
            end.await();
            return lock.holds();
        });
        lost.await();

        assertSomebodyElseGetsIt();
        assertWasTakenOnceFrom("loser");
        end.countDown();
        assertThat(loser.get()).isZero();
    }

    @Test
    void isTakenFromAThreadThatWasSeenOutsideThoughItComesBackAgainAndAgain() throws Exception {
        CountDownLatch lost = new CountDownLatch(1);
        FutureTask<Boolean> loser = start("busy", () -> {
            lock.lock();
            lost.countDown();
            while (told.isEmpty()) {
                LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(1));
                lockAndUnlock();
            }
            return lock.isHeld();
        });
        lost.await();

        assertSomebodyElseGetsIt();
        assertThat(loser.get()).isFalse();
        assertWasTakenOnceFrom("busy");
        assertThat(lockAndUnlock()).isTrue();
    }

    /** Threads are inside while they are in this class and do not wait. */
    @Test
    void isNotTakenFromAThreadThatIsInTheLockedRegionForLong() throws Exception {
        CountDownLatch locked = new CountDownLatch(1);
        boolean[] end = {false};
        FutureTask<Boolean> owner = start("slow", () -> {
            lock.lock();
            locked.countDown();
            while (!endOf(end)) {
                Thread.onSpinWait();
            }
            boolean stillHeld = lock.isHeld();
            lock.unlock();
            return stillHeld;
        });
        locked.await();
        FutureTask<Boolean> waiter = start("another", this::lockAndUnlock);

        assertThatThrownBy(() -> waiter.get(LONGER_THAN_ALL_LOOKS_MILLIS, TimeUnit.MILLISECONDS))
                .isInstanceOf(TimeoutException.class);
        synchronized (end) {
            end[0] = true;
        }
        assertThat(owner.get(30, TimeUnit.SECONDS)).isTrue();
        assertThat(waiter.get(30, TimeUnit.SECONDS)).isTrue();
        assertThat(told).isEmpty();
    }

    private static boolean endOf(boolean[] end) {
        synchronized (end) {
            return end[0];
        }
    }

    @Test
    void manyWaitersTakeItOnce() throws Exception {
        lockByAThreadThatEnds();
        int[] counter = {0};
        FutureTask<?>[] waiters = new FutureTask<?>[8];
        for (int i = 0; i < waiters.length; i++) {
            waiters[i] = start("waiter", () -> {
                for (int k = 0; k < 1_000; k++) {
                    lock.lock();
                    counter[0]++;
                    lock.unlock();
                }
                return null;
            });
        }
        for (FutureTask<?> waiter : waiters) {
            waiter.get(30, TimeUnit.SECONDS);
        }

        assertThat(counter[0]).isEqualTo(8_000);
        assertWasTakenOnceFrom("dead");
    }

    @Test
    void whoeverLooksFromTimeToTimeTakesItFromOneThatHasLostItAndOfNoOther() throws Exception {
        lockByAThreadThatEnds();
        assertThat(lock.tryLock()).isFalse();

        for (int i = 0; i < 10; i++) {
            lock.lookAtOwner();
        }

        assertWasTakenOnceFrom("dead");
        assertThat(lock.tryLock()).isTrue();
        for (int i = 0; i < 10; i++) {
            lock.lookAtOwner();
        }
        assertThat(lock.isHeld()).isTrue();
        lock.unlock();
        assertThat(told).hasSize(1);
    }

    @Test
    void aConditionGivesItBackAsOftenAsItWasHeld() throws Exception {
        Condition condition = lock.newCondition();
        boolean[] ready = {false};
        CountDownLatch waiting = new CountDownLatch(1);
        FutureTask<Integer> waiter = start("waiter", () -> {
            lock.lock();
            lock.lock();
            waiting.countDown();
            while (!ready[0]) {
                condition.await();
            }
            int holds = lock.holds();
            lock.unlock();
            lock.unlock();
            return holds;
        });
        waiting.await();
        lock.lock();
        ready[0] = true;
        condition.signalAll();
        assertThat(lock.holds()).isEqualTo(1);
        lock.unlock();

        assertThat(waiter.get(30, TimeUnit.SECONDS)).isEqualTo(2);
        assertThat(lockAndUnlock()).isTrue();
    }

    @Test
    void anInterruptNeitherGivesTheLockNorGetsLost() throws Exception {
        lock.lock();
        FutureTask<Boolean> interrupted = start("interrupted", () -> {
            Thread.currentThread().interrupt();
            lockAndUnlock();
            return Thread.interrupted();
        });
        while (!lock.hasQueuedThreads()) {
            Thread.onSpinWait(); // The owner must not be seen waiting.
        }
        assertThat(interrupted).isNotDone();
        lock.unlock();

        assertThat(interrupted.get(30, TimeUnit.SECONDS)).isTrue();
        assertThat(told).isEmpty();
    }

    @Test
    void nobodyReleasesTheLockOfAnother() throws Exception {
        lock.lock();
        FutureTask<Object> thief = start("thief", () -> {
            lock.unlock();
            return null;
        });

        assertThatThrownBy(thief::get)
                .isInstanceOf(ExecutionException.class)
                .hasCauseInstanceOf(IllegalMonitorStateException.class);
        assertThat(lock.holds()).isEqualTo(1);
        lock.unlock();
        assertThatThrownBy(lock::unlock).isInstanceOf(IllegalMonitorStateException.class);
        assertThat(lockAndUnlock()).isTrue();
    }
}
