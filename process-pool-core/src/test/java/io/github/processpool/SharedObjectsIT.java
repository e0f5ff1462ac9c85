package io.github.processpool;

import static io.github.processpool.SharedThings.END;
import static io.github.processpool.SharedThings.forward;
import static io.github.processpool.SharedThings.get;
import static io.github.processpool.SharedThings.share;
import static io.github.processpool.SharedThings.sharedThreads;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.github.processpool.SharedThings.Counter;
import io.github.processpool.SharedThings.CountingCounter;
import io.github.processpool.SharedThings.Event;
import io.github.processpool.SharedThings.LatchEvent;
import io.github.processpool.testing.Flag;
import io.github.processpool.testing.Pools;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Lock;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.BinaryOperator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;

/** The promise: an object of the parent can be called by tasks, by its interface. */
@Timeout(120)
class SharedObjectsIT {

    @RegisterExtension
    final Pools pools = new Pools();

    // -- Queues --

    @Test
    void aQueueBetweenParentAndTwoWorkersLosesAndDuplicatesNothing() throws Exception {
        ProcessPoolExecutor pool = pools.shared();
        BlockingQueue<Integer> toWorkers = share(pool, new ArrayBlockingQueue<>(100));
        BlockingQueue<Integer> toParent = share(pool, new ArrayBlockingQueue<>(100));
        List<ProcessFuture<Integer>> tasks = List.of(
                pool.submit(() -> produce(toParent, 1_000, 1_000)), pool.submit(() -> forward(toWorkers, toParent)));
        Thread producer = new Thread(() -> produceInParent(toWorkers));
        producer.start();

        Set<Integer> seen = new HashSet<>();
        for (int i = 0; i < 2_000; i++) {
            Integer element = toParent.poll(Pools.LIMIT.toSeconds(), TimeUnit.SECONDS);
            assertThat(seen.add(element)).as("%s comes once", element).isTrue();
        }

        producer.join();
        int forwarded = 0;
        for (ProcessFuture<Integer> task : tasks) {
            forwarded += get(task);
        }
        assertThat(forwarded).isEqualTo(2_000);
        assertThat(toParent).isEmpty();
        assertThat(toWorkers).isEmpty();
        assertThat(Collections.max(seen)).isEqualTo(1_999);
    }

    private static int produce(BlockingQueue<Integer> queue, int first, int count) throws InterruptedException {
        for (int i = first; i < first + count; i++) {
            queue.put(i);
        }
        return count;
    }

    private static void produceInParent(BlockingQueue<Integer> queue) {
        try {
            produce(queue, 0, 1_000);
            queue.put(END);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    @Test
    void partialResultsComeThroughASharedQueue() throws Exception {
        ProcessPoolExecutor pool = pools.shared();
        BlockingQueue<String> results = share(pool, new LinkedBlockingQueue<>());
        Flag goOn = pools.flag();

        ProcessFuture<Integer> task = pool.submit(() -> {
            results.put("first");
            goOn.awaitInTask();
            results.put("second");
            return 2;
        });

        assertThat(results.poll(30, TimeUnit.SECONDS)).isEqualTo("first");
        assertThat(task).isNotDone();
        goOn.raise();
        assertThat(results.poll(30, TimeUnit.SECONDS)).isEqualTo("second");
        assertThat(get(task)).isEqualTo(2);
    }

    @Test
    void drainToInATaskFillsTheTasksOwnCollection() throws Exception {
        ProcessPoolExecutor pool = pools.shared();
        BlockingQueue<Integer> queue = share(pool, new LinkedBlockingQueue<>(List.of(1, 2, 3)));

        assertThat(get(pool.submit(() -> drain(queue, 2)))).containsExactly(1, 2);
        assertThat(queue).containsExactly(3);
    }

    private static List<Integer> drain(BlockingQueue<Integer> queue, int most) {
        List<Integer> drained = new ArrayList<>();
        queue.drainTo(drained, most);
        return drained;
    }

    // -- Other interfaces --

    @Test
    void aMapIsOneForAllTasks() throws Exception {
        ProcessPoolExecutor pool = pools.shared();
        Map<String, Integer> map = new ConcurrentHashMap<>();
        Map<String, Integer> shared = pool.<Map<String, Integer>>share(mapType(), map);
        List<ProcessFuture<Integer>> tasks = new ArrayList<>();
        for (int i = 0; i < 100; i++) {
            tasks.add(pool.submit(() -> shared.merge("sum", 1, (SerializableSum) Integer::sum)));
        }
        for (ProcessFuture<Integer> task : tasks) {
            get(task);
        }

        assertThat(map).containsExactly(Map.entry("sum", 100));
        assertThat(get(pool.submit(() -> new HashMap<>(Map.of("size", shared.size())))))
                .containsEntry("size", 1);
    }

    @SuppressWarnings("unchecked")
    private static Class<Map<String, Integer>> mapType() {
        return (Class<Map<String, Integer>>) (Class<?>) Map.class;
    }

    interface SerializableSum extends BinaryOperator<Integer>, Serializable {}

    @Test
    void aLockIsHeldAndReleasedByThreadsOfWorkers() throws Exception {
        ProcessPoolExecutor pool = pools.shared();
        ReentrantLock lock = new ReentrantLock();
        Lock shared = pool.share(Lock.class, lock);
        int[] unguarded = new int[1];
        Counter counter = pool.share(Counter.class, amount -> unguarded[0] += amount);
        List<ProcessFuture<Integer>> tasks = new ArrayList<>();
        for (int i = 0; i < 4; i++) {
            tasks.add(pool.submit(() -> addUnderLock(shared, counter, 50)));
        }
        for (ProcessFuture<Integer> task : tasks) {
            get(task);
        }

        assertThat(unguarded[0]).isEqualTo(200);
        assertThat(lock.isLocked()).isFalse();
    }

    private static int addUnderLock(Lock lock, Counter counter, int times) {
        for (int i = 0; i < times; i++) {
            lock.lock();
            try {
                counter.add(1);
            } finally {
                lock.unlock();
            }
        }
        return times;
    }

    @Test
    void anEventAndACounterOfTheUsersOwnWork() throws Exception {
        ProcessPoolExecutor pool = pools.shared();
        Event event = pool.share(Event.class, new LatchEvent());
        Counter counter = pool.share(Counter.class, new CountingCounter());
        ProcessFuture<Integer> waiting = pool.submit(() -> {
            event.await();
            return counter.addTwice(5);
        });

        assertThat(get(pool.submit(() -> counter.add(100)))).isEqualTo(100);
        assertThat(waiting).isNotDone();
        event.set();

        assertThat(get(waiting)).isEqualTo(110);
    }

    @Test
    void callsOfThreadsThatATaskLeavesBehindGoOn() throws Exception {
        ProcessPoolExecutor pool = pools.oneWorker();
        BlockingQueue<Integer> queue = share(pool, new LinkedBlockingQueue<>());
        Flag goOn = pools.flag();

        get(pool.submit(() -> leaveThreadsBehind(queue, goOn, 3)));
        goOn.raise();

        assertThat(List.of(queue.take(), queue.take(), queue.take())).containsExactlyInAnyOrder(0, 1, 2);
        await("their threads in the parent to end").until(() -> sharedThreads() == 0);
    }

    private static int leaveThreadsBehind(BlockingQueue<Integer> queue, Flag goOn, int count) {
        for (int i = 0; i < count; i++) {
            int number = i;
            new Thread(() -> {
                        try {
                            goOn.awaitInTask();
                            queue.put(number);
                        } catch (InterruptedException e) {
                            throw new IllegalStateException(e);
                        }
                    })
                    .start();
        }
        return count;
    }

    @Test
    void refusesTheCallWhoseArgumentIsTooMuchBesideThoseOfOthers() throws Exception {
        ProcessPoolExecutor pool = pools.open(builder -> builder.maxWorkers(1).maxPayload(1 << 20));
        BlockingQueue<byte[]> full = share(pool, new ArrayBlockingQueue<>(1));
        full.put(new byte[0]);

        String refusal = get(pool.submit(() -> putFromTwoThreads(full, 600_000)));

        assertThat(refusal).contains("SharedCallRefusedException").contains("maxPayload, 1048576, together");
        assertThat(full.take()).isEmpty();
        assertThat(full.take()).hasSize(600_000);
    }

    /** Both wait for room; returns what the call says that fails. */
    private static String putFromTwoThreads(BlockingQueue<byte[]> full, int length) throws InterruptedException {
        BlockingQueue<String> failures = new LinkedBlockingQueue<>();
        for (int i = 0; i < 2; i++) {
            Thread thread = new Thread(() -> {
                try {
                    full.put(new byte[length]);
                } catch (Exception e) {
                    failures.add(e.toString());
                }
            });
            thread.setDaemon(true);
            thread.start();
        }
        return Objects.requireNonNull(failures.poll(60, TimeUnit.SECONDS));
    }

    @Test
    void threadsThatHaveEndedDoNotCount() throws Exception {
        ProcessPoolExecutor pool = pools.shared();
        BlockingQueue<Integer> queue = share(pool, new LinkedBlockingQueue<>());

        assertThat(get(pool.submit(() -> addFromThreadsInTurn(queue, 100)))).isEqualTo(100);
        assertThat(queue).hasSize(100);
    }

    private static int addFromThreadsInTurn(BlockingQueue<Integer> queue, int count) throws InterruptedException {
        for (int i = 0; i < count; i++) {
            int number = i;
            Thread thread = new Thread(() -> queue.add(number));
            thread.start();
            thread.join();
        }
        return count;
    }

    // -- Proxies on their way --

    @Test
    void aProxyIsItselfInTheParentAgain() throws Exception {
        ProcessPoolExecutor pool = pools.shared();
        Counter counter = pool.share(Counter.class, new CountingCounter());
        BlockingQueue<Object> queue = share(pool, new LinkedBlockingQueue<>());

        Object back = get(pool.submit(() -> counter));
        assertThat(back).isSameAs(counter);
        get(pool.submit(() -> queue.add(List.of(counter))));
        assertThat((List<?>) queue.take()).first().isSameAs(counter);
    }

    @Test
    void proxiesInsideAGraphWorkAndAreEqualByWhatTheyStandFor() throws Exception {
        ProcessPoolExecutor pool = pools.shared();
        CountingCounter target = new CountingCounter();
        Counter counter = pool.share(Counter.class, target);
        Counter other = pool.share(Counter.class, new CountingCounter());
        List<Counter> list = new ArrayList<>(List.of(counter, other, counter));

        String words = get(pool.submit(SharedObjectsIT::addToAll, list));

        assertThat(target.add(0)).isEqualTo(2);
        assertThat(words).contains("2 different").contains("shared SharedThings$Counter #1 of the parent");
        assertThat(counter).isNotEqualTo(other).hasToString("shared SharedThings$Counter #1 of pool 'shared'");
    }

    private static String addToAll(List<Counter> counters) {
        counters.forEach(counter -> counter.add(1));
        return new HashSet<>(counters).size() + " different, the first is " + counters.get(0);
    }
}
