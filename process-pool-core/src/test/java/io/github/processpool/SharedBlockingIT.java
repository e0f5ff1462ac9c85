package io.github.processpool;

import static io.github.processpool.SharedThings.failureOf;
import static io.github.processpool.SharedThings.get;
import static io.github.processpool.SharedThings.share;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.github.processpool.SharedThings.Counter;
import io.github.processpool.SharedThings.CountingCounter;
import io.github.processpool.SharedThings.Event;
import io.github.processpool.SharedThings.LatchEvent;
import io.github.processpool.SharedThings.Watched;
import io.github.processpool.testing.Flag;
import io.github.processpool.testing.Journal;
import io.github.processpool.testing.Pools;
import io.github.processpool.testing.Tasks;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Calls of shared objects that block: what they hold up, and what ends them. */
@Timeout(120)
class SharedBlockingIT {

    @RegisterExtension
    final Pools pools = new Pools();

    @Test
    void aCallThatBlocksHoldsUpNothingElse() throws Exception {
        ProcessPoolExecutor pool = pools.shared();
        Event event = pool.share(Event.class, new LatchEvent());
        Counter counter = pool.share(Counter.class, new CountingCounter());
        ProcessFuture<Integer> blocked = pool.submit(() -> {
            Thread inner = new Thread(() -> counter.add(1));
            inner.start();
            inner.join();
            event.await();
            return 1;
        });

        for (int i = 0; i < 20; i++) {
            assertThat(get(pool.submit(() -> Tasks.add(1, 2)))).isEqualTo(3);
        }
        await().until(() -> counter.add(0) == 1);
        assertThat(blocked).isNotDone();
        event.set();
        assertThat(get(blocked)).isEqualTo(1);
    }

    /** Long enough for any task to give way. */
    private static TaskOptions patient() {
        return TaskOptions.builder().gracePeriod(Pools.LIMIT).build();
    }

    @Test
    void cancelInterruptsATaskThatBlocksInTake() throws Exception {
        ProcessPoolExecutor pool = pools.shared();
        Watched queue = new Watched();
        BlockingQueue<Integer> shared = share(pool, queue);
        Journal journal = pools.journal();
        ProcessFuture<Integer> task = pool.with(patient()).submit(() -> takeAndTell(shared, journal));
        await().until(() -> queue.takers.get() == 1);
        long pid = task.workerPid().orElseThrow();

        task.cancel(true);

        assertThatThrownBy(task::get).isInstanceOf(CancellationException.class);
        assertThat(journal.awaitLines(1)).containsExactly("InterruptedException false");
        queue.put(1);
        assertThat(get(pool.submit(() -> shared.take()))).isEqualTo(1);
        assertThat(Pools.isAlive(pid)).as("the worker lives").isTrue();
    }

    private static int takeAndTell(BlockingQueue<Integer> queue, Journal journal) throws InterruptedException {
        try {
            int taken = queue.take();
            journal.write("took " + taken + " " + Thread.currentThread().isInterrupted());
            return taken;
        } catch (InterruptedException e) {
            journal.write("InterruptedException " + Thread.currentThread().isInterrupted());
            throw e;
        }
    }

    @Test
    void anInterruptIsUsedByACallThatKnowsItAndLeftPendingByOthers() throws Exception {
        ProcessPoolExecutor pool = pools.shared();
        BlockingQueue<Integer> shared = share(pool, new LinkedBlockingQueue<>());

        Throwable failure = failureOf(pool.submit(() -> interruptSelfAndTake(shared)));

        assertThat(failure).isInstanceOf(InterruptedException.class);
        assertThat(get(pool.submit(() -> interruptSelfAndCount(shared)))).isEqualTo("0 true");
    }

    /** The interrupt meets a take that has an element already. */
    @Test
    void whatATakeReturnsInSpiteOfAnInterruptIsNotLost() throws Exception {
        ProcessPoolExecutor pool = pools.shared();
        Watched queue = new Watched();
        queue.hold = new CountDownLatch(1);
        BlockingQueue<Integer> shared = share(pool, queue);
        Journal journal = pools.journal();
        ProcessFuture<Integer> task = pool.with(patient()).submit(() -> takeAndTell(shared, journal));
        queue.put(5);
        await().until(() -> queue.taken.get() == 1);

        task.cancel(true);
        await("the call to be interrupted").until(() -> queue.interrupts.get() == 1);
        queue.hold.countDown();

        assertThat(journal.awaitLines(1)).containsExactly("took 5 true");
    }

    private static int interruptSelfAndTake(BlockingQueue<Integer> queue) throws InterruptedException {
        Thread.currentThread().interrupt();
        return queue.take();
    }

    /** A method that knows no interrupts leaves them pending. */
    private static String interruptSelfAndCount(BlockingQueue<Integer> queue) {
        Thread.currentThread().interrupt();
        int size = queue.size();
        return size + " " + Thread.interrupted();
    }

    @Test
    void shutdownLetsATaskThatBlocksInACallFinish() throws Exception {
        ProcessPoolExecutor pool = pools.oneWorker();
        BlockingQueue<Integer> queue = share(pool, new LinkedBlockingQueue<>());
        Flag started = pools.flag();
        ProcessFuture<Integer> task = pool.submit(() -> {
            started.raise();
            return queue.take();
        });
        started.await();

        pool.shutdown();
        queue.put(5);

        assertThat(get(task)).isEqualTo(5);
        assertThat(pool.awaitTermination(30, TimeUnit.SECONDS)).isTrue();
    }

    @Test
    void everyMethodOfACollectionCanBeCalled() throws Exception {
        ProcessPoolExecutor pool = pools.shared();
        Collection<Integer> target = Collections.synchronizedList(new ArrayList<>(List.of(3, 1, 2)));
        Collection<Integer> shared = pool.<Collection<Integer>>share(collectionType(), target);

        List<Integer> copy = get(pool.submit(() -> new ArrayList<>(shared)));

        assertThat(copy).containsExactly(3, 1, 2);
    }

    @SuppressWarnings("unchecked")
    private static Class<Collection<Integer>> collectionType() {
        return (Class<Collection<Integer>>) (Class<?>) Collection.class;
    }
}
