package io.github.processpool;

import static io.github.processpool.SharedThings.forward;
import static io.github.processpool.SharedThings.get;
import static io.github.processpool.SharedThings.share;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.github.processpool.SharedThings.Watched;
import io.github.processpool.testing.Failures;
import io.github.processpool.testing.Pools;
import io.github.processpool.testing.Signals;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.locks.Lock;
import java.util.concurrent.locks.ReentrantLock;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Nothing is lost that is taken from a shared object for a worker that dies. */
@Timeout(300)
class SharedHandbackIT {

    @RegisterExtension
    final Pools pools = new Pools();

    @Test
    void aWorkerKilledInABlockedTakeSwallowsNoElement() throws Exception {
        ProcessPoolExecutor pool = pools.sharedWorker();
        Watched queue = new Watched();
        BlockingQueue<Integer> shared = share(pool, queue);
        ProcessFuture<Integer> victim = pool.submit(() -> shared.take());
        await().until(() -> queue.takers.get() == 1);

        Signals.send("KILL", victim.workerPid().orElseThrow());
        Failures.failureOf(victim, WorkerCrashedException.class);
        await("the call to be interrupted").until(() -> queue.takers.get() == 0);
        queue.put(7);

        assertThat(get(pool.submit(() -> shared.take()))).isEqualTo(7);
        assertThat(queue).isEmpty();
    }

    /** The answer lies in the socket of a worker that never reads it. */
    @Test
    void anElementThatADyingWorkerHasNotReadGoesBack() throws Exception {
        ProcessPoolExecutor pool = pools.sharedWorker();
        Watched queue = new Watched();
        BlockingQueue<Integer> shared = share(pool, queue);
        ProcessFuture<Integer> victim = pool.submit(() -> shared.take());
        await().until(() -> queue.takers.get() == 1);
        long pid = victim.workerPid().orElseThrow();
        Signals.stop(pid);
        queue.put(7);
        await("the take to return").until(() -> queue.takers.get() == 0);

        Signals.send("KILL", pid);
        Failures.failureOf(victim, WorkerCrashedException.class);

        await("the element to be back").until(() -> queue.size() == 1);
        assertThat(get(pool.submit(() -> shared.take()))).isEqualTo(7);
    }

    /** A killed task loses the elements that it had received: no more than one each, and nothing comes twice. */
    @Test
    void killsAtRandomMomentsLoseOnlyWhatATaskHadReceivedAndDuplicateNothing() throws Exception {
        ProcessPoolExecutor pool = pools.oneWorker();
        Watched queue = new Watched();
        BlockingQueue<Integer> shared = share(pool, queue);
        BlockingQueue<Integer> received = new LinkedBlockingQueue<>();
        BlockingQueue<Integer> sharedReceived = share(pool, received);
        int rounds = 4;
        int elements = 0;
        for (int round = 0; round < rounds; round++) {
            ProcessFuture<Integer> victim = pool.submit(() -> forward(shared, sharedReceived));
            await().until(() -> queue.takers.get() == 1);
            long pid = victim.workerPid().orElseThrow();
            Process kill = new ProcessBuilder("kill", "-9", String.valueOf(pid)).start();
            // The element comes a little before or after the end of the worker, each round a little later; at last
            // surely after.
            long until = System.nanoTime() + round * 800_000L;
            while (System.nanoTime() < until) {
                Thread.onSpinWait();
            }
            if (round == rounds - 1) {
                await("the worker to be dead").until(() -> !Signals.isRunning(pid));
            }
            queue.put(elements++);
            kill.waitFor();
            Failures.failureOf(victim, WorkerCrashedException.class);
            await("the call to end").until(() -> queue.takers.get() == 0);
        }
        // All that has been given back is in the queue when the threads that call for workers have ended.
        await().until(() -> Thread.getAllStackTraces().keySet().stream()
                .noneMatch(thread -> thread.getName().startsWith("process-pool-it-shared-")));
        List<Integer> left = new ArrayList<>(queue);
        List<Integer> all = new ArrayList<>(received);
        all.addAll(left);

        assertThat(all).doesNotHaveDuplicates();
        // Handed over and confirmed, but the task was killed before it could pass it on.
        int lostWithTheirTask = queue.taken.get() - queue.returned.get() - received.size();
        assertThat(all.size() + lostWithTheirTask).isEqualTo(elements);
        assertThat(lostWithTheirTask).isBetween(0, rounds);
        assertThat(left).as("nobody was there to receive the last one").contains(elements - 1);
    }

    @Test
    void aWorkerThatDiesWhileItWaitsForALockDoesNotGetItLater() throws Exception {
        ProcessPoolExecutor pool = pools.sharedWorker();
        ReentrantLock lock = new ReentrantLock();
        Lock shared = pool.share(Lock.class, lock);
        lock.lock();
        ProcessFuture<Void> victim = pool.submit(() -> shared.lock());
        await().until(lock::hasQueuedThreads);

        Signals.send("KILL", victim.workerPid().orElseThrow());
        Failures.failureOf(victim, WorkerCrashedException.class);
        lock.unlock();

        await("the lock to be free").until(() -> !lock.isLocked() && !lock.hasQueuedThreads());
    }
}
