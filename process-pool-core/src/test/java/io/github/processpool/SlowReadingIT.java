package io.github.processpool;

import static io.github.processpool.testing.Failures.failureOf;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.github.processpool.testing.Pools;
import io.github.processpool.testing.Signals;
import io.github.processpool.testing.Tasks;
import io.github.processpool.testing.Threads;
import java.io.IOException;
import java.io.ObjectInputStream;
import java.io.Serializable;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Results whose reading in the parent takes for ever hold up nothing but themselves. */
@Timeout(300)
class SlowReadingIT {

    /** Raised in the parent: whatever reads for ever ends. */
    private static volatile CountDownLatch released = new CountDownLatch(1);
    /** In the parent: a thread reads nested sets. */
    private static volatile CountDownLatch hashed = new CountDownLatch(1);

    private static final AtomicReference<ProcessPoolExecutor> poolOfReader = new AtomicReference<>();

    @RegisterExtension
    final Pools pools = new Pools();

    @BeforeEach
    void renew() {
        released = new CountDownLatch(1);
        hashed = new CountDownLatch(1);
    }

    @AfterEach
    void release() {
        released.countDown();
    }

    /** Blocks whoever reads it, and heeds no interrupt. */
    static final class Blocking implements Serializable {

        private static final long serialVersionUID = 1L;

        private void readObject(ObjectInputStream in) throws IOException, ClassNotFoundException {
            in.defaultReadObject();
            Threads.awaitUninterruptibly(released);
        }
    }

    /** Ends the exponential work of its sets when the test is over; costs nothing where it is written. */
    static final class Leaf implements Serializable {

        private static final long serialVersionUID = 1L;

        @Override
        public boolean equals(Object other) {
            return this == other;
        }

        @Override
        public int hashCode() {
            hashed.countDown();
            if (released.getCount() == 0) {
                throw new IllegalStateException("the test is over");
            }
            return 1;
        }
    }

    /** A few kilobytes that pass the default filter, and whose reading doubles with each level. */
    static Set<Object> nestedSets() {
        Set<Object> root = new HashSet<>();
        Set<Object> first = root;
        Set<Object> second = new HashSet<>();
        for (int level = 0; level < 60; level++) {
            Set<Object> one = new HashSet<>();
            Set<Object> two = new HashSet<>();
            one.add("different");
            first.add(one);
            first.add(two);
            second.add(one);
            second.add(two);
            first = one;
            second = two;
        }
        second.add(new Leaf());
        return root;
    }

    /** Calls the pool when it is read. */
    record Caller(int value) implements Serializable {

        private static final long serialVersionUID = 1L;
    }

    /** Stands for a {@link Caller} on the way. */
    static final class Asking implements Serializable {

        private static final long serialVersionUID = 1L;

        private Object readResolve() throws Exception {
            ProcessPoolExecutor pool = Objects.requireNonNull(poolOfReader.get());
            return new Caller(pool.submit(() -> new ArrayList<>(List.of(41, 42)))
                    .get(30, TimeUnit.SECONDS)
                    .get(1));
        }
    }

    static Object makeAsking() {
        return new Asking();
    }

    private static TaskOptions limited() {
        return TaskOptions.builder().timeout(Duration.ofSeconds(1)).build();
    }

    private static int beingRead(ProcessPoolExecutor pool) {
        return pool.snapshot().readingTasks();
    }

    /** For a pool that others use as well. */
    private static void releaseIn(ProcessPoolExecutor pool) {
        released.countDown();
        await().until(() ->
                beingRead(pool) == 0 && pool.snapshot().abandonedReadings().isEmpty());
    }

    @Test
    void othersUseTheWorkerAndItsTimeoutEndsIt() throws Exception {
        ProcessPoolExecutor pool = pools.sharedWorker();
        long pid = pool.submit(() -> Tasks.pid()).get();

        ProcessFuture<?> blocked = pool.with(limited()).submit(() -> new Blocking());
        await().until(() -> beingRead(pool) == 1);

        assertThat(pool.submit(() -> Tasks.pid()).get(30, TimeUnit.SECONDS)).isEqualTo(pid);
        assertThat(pool.submit(() -> new ArrayList<>(List.of(1))).get(30, TimeUnit.SECONDS))
                .containsExactly(1);
        assertThat(failureOf(blocked)).isInstanceOf(TaskTimeoutException.class);
        // Whoever waits for the future is told first.
        await().until(() -> pool.snapshot().abandonedReadings().size() == 1);
        assertThat(pool.snapshot().abandonedReadings().get(0)).contains(blocked.name());
        assertThat(pool.snapshot().workers()).hasSize(1);
        releaseIn(pool);
    }

    @Test
    void nestedSetsCostOneThreadAndNothingElse() throws Exception {
        ProcessPoolExecutor pool = pools.sharedWorker();

        ProcessFuture<?> endless = pool.submit(() -> nestedSets());
        hashed.await(); // A thread is in it, and does not only wait for one.
        assertThat(beingRead(pool)).isEqualTo(1);

        assertThat(pool.submit(() -> Tasks.add(1, 2)).get(30, TimeUnit.SECONDS)).isEqualTo(3);
        endless.cancel(true);
        await().until(() -> pool.snapshot().abandonedReadings().size() == 1);
        releaseIn(pool);
    }

    @Test
    void aReaderThatCallsThePoolGetsItsAnswer() throws Exception {
        ProcessPoolExecutor pool = pools.sharedWorker();
        poolOfReader.set(pool);

        assertThat(pool.submit(() -> makeAsking()).get(30, TimeUnit.SECONDS)).isEqualTo(new Caller(42));
    }

    @Test
    void noEndOfTheWorkerWaitsForIt() throws Exception {
        ProcessPoolExecutor pool = pools.sharedWorker();
        ProcessFuture<?> blocked = pool.submit(() -> new Blocking());
        await().until(() -> beingRead(pool) == 1);
        long pid = blocked.workerPid().orElseThrow();

        Signals.send("KILL", pid);

        assertThat(pool.submit(() -> Tasks.pid()).get(30, TimeUnit.SECONDS)).isNotEqualTo(pid);
        assertThat(blocked.isDone()).isFalse();
        released.countDown();
        assertThat(blocked.get(30, TimeUnit.SECONDS)).isInstanceOf(Blocking.class);
    }

    @Test
    void aShutdownWithABudgetListsIt() throws Exception {
        ProcessPoolExecutor pool = pools.oneWorker();
        ProcessFuture<?> blocked = pool.submit(() -> new Blocking());
        await().until(() -> beingRead(pool) == 1);

        List<ProcessFuture<?>> lost = pool.shutdown(Duration.ofSeconds(1));

        assertThat(lost).hasSize(1).first().isSameAs(blocked);
        assertThat(blocked).isCancelled();
        assertThat(pool.isTerminated()).isTrue();
    }

    @Test
    void aChunkWhoseReadingNeverEndsHoldsUpNoOther() throws Exception {
        ProcessPoolExecutor pool = pools.sharedWorker();
        ProcessFuture<?> blocked = pool.submit(() -> new Blocking());
        await().until(() -> beingRead(pool) == 1);

        try (var results = pool.map(
                value -> List.of(value),
                List.of(1, 2, 3),
                MapOptions.builder().chunkSize(2).build())) {
            assertThat(results.toList()).containsExactly(List.of(1), List.of(2), List.of(3));
        }
        blocked.cancel(true);
        releaseIn(pool);
    }
}
