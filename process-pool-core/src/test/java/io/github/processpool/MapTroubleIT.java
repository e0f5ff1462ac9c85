package io.github.processpool;

import static io.github.processpool.MapElementsIT.outcomes;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.github.processpool.TaskTimeoutException.Clock;
import io.github.processpool.testing.Flag;
import io.github.processpool.testing.Journal;
import io.github.processpool.testing.Pools;
import io.github.processpool.testing.Tasks;
import java.time.Duration;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;

/** A map whose own time, whose pool or whose consumer comes to its end. */
@Timeout(120)
class MapTroubleIT {

    @RegisterExtension
    final Pools pools = new Pools();

    // -- The map's own time --

    @Test
    void theMapsOwnDeadlineIsOneExceptionAndNothingMoreIsStarted() {
        ProcessPoolExecutor pool = pools.open(builder -> builder.maxWorkers(1));
        Journal journal = pools.journal();
        Flag released = pools.flag();
        Iterator<Integer> results = pool.map(
                        (Integer x) -> {
                            journal.write("began " + x);
                            released.awaitInTask();
                            return x;
                        },
                        MapIT.numbers(100),
                        MapOptions.builder()
                                .chunkSize(4)
                                .timeout(Duration.ofSeconds(1))
                                .build())
                .iterator();

        assertThatThrownBy(results::next)
                .isInstanceOfSatisfying(
                        TaskTimeoutException.class, e -> assertThat(e.clock()).isEqualTo(Clock.DEADLINE))
                .hasMessageContaining("1.0 s");
        assertThat(results.hasNext()).isFalse();
        released.raise();
        await().until(() -> pool.snapshot().runningTasks() == 0);
        assertThat(journal.lines()).hasSizeLessThanOrEqualTo(1);
    }

    // -- The pool --

    @Test
    void afterAShutdownMidwayWhatIsDoneIsDeliveredAndThenTheReason() {
        ProcessPoolExecutor pool = pools.open();
        AtomicInteger taken = new AtomicInteger();
        List<String> outcomes = outcomes(pool.map(
                        (Integer x) -> x,
                        MapIT.endless(taken),
                        MapOptions.builder().chunkSize(4).bufferSize(8).build())
                .peek(x -> {
                    if (x == 5) {
                        pool.shutdown();
                    }
                }));

        assertThat(outcomes).hasSizeGreaterThan(6).endsWith("END PoolShutdownException");
        assertThat(outcomes.subList(0, outcomes.size() - 1))
                .isEqualTo(IntStream.range(0, outcomes.size() - 1)
                        .mapToObj(String::valueOf)
                        .toList());
    }

    @Test
    void whenThePoolBreaksMidwayTheStreamEndsWithErrors() {
        Flag cured = pools.flag();
        cured.raise();
        ProcessPoolExecutor pool =
                pools.open(builder -> builder.maxWorkers(1).initializer(new CrashLoopIT.Doomed(cured, "halt")));
        String path = cured.path();
        List<String> outcomes = outcomes(pool.map(
                (Integer x) -> {
                    if (x == 5) {
                        java.nio.file.Files.delete(java.nio.file.Path.of(path));
                        Tasks.halt(1);
                    }
                    return x;
                },
                MapIT.endless(new AtomicInteger())));

        assertThat(outcomes.subList(0, 6)).containsExactly("0", "1", "2", "3", "4", "WorkerCrashedException");
        assertThat(outcomes.subList(6, outcomes.size() - 1)).containsOnly("PoolBrokenException");
        assertThat(outcomes).endsWith("END PoolBrokenException");
    }

    @Test
    void aFullQueueIsNoFailure() throws Exception {
        ProcessPoolExecutor pool = pools.open(builder -> builder.maxWorkers(1).queueCapacity(2));
        Flag started = pools.flag();
        Flag released = pools.flag();
        pool.submit(() -> Tasks.runUntil(started, released));
        started.await();
        pool.submit(() -> Tasks.add(1, 1));
        pool.submit(() -> Tasks.add(1, 1)); // Now there is no room, and nothing of the map's is under way.
        AtomicReference<List<Integer>> results = new AtomicReference<>();
        Thread consumer = new Thread(() -> results.set(
                pool.map((Integer x) -> x, MapIT.numbers(50), MapIT.chunksOf(3)).toList()));
        consumer.start();
        await().until(() -> consumer.getState() == Thread.State.TIMED_WAITING);
        released.raise();
        consumer.join(TimeUnit.SECONDS.toMillis(60));

        assertThat(results.get()).isEqualTo(MapIT.numbers(50));
    }

    @Test
    void anAutomaticMapGoesOnWhenItsListIsFullAndItsHeadEndedEarly() {
        ProcessPoolExecutor pool = pools.shared();
        List<Integer> inputs = MapIT.numbers(6000);
        AtomicInteger received = new AtomicInteger();
        List<Integer> results = pool.map(
                        (Integer x) -> {
                            TimeUnit.MILLISECONDS.sleep(x % 25 == 24 ? 30 : 1);
                            return x;
                        },
                        inputs,
                        MapIT.AUTO)
                .peek(x -> {
                    if (received.incrementAndGet() < 700) { // Slower than the workers: what is done piles up behind it.
                        await().pollDelay(Duration.ZERO)
                                .pollInterval(Duration.ofMillis(1))
                                .until(() -> pool.snapshot().runningTasks() == 0);
                    }
                })
                .toList();

        assertThat(results).isEqualTo(inputs);
    }

    /** Keeps a worker busy until the flag is raised, and fills a queue of one. */
    private void occupy(ProcessPoolExecutor pool, Flag released) {
        Flag started = pools.flag();
        pool.submit(() -> Tasks.runUntil(started, released));
        started.await();
        pool.submit(() -> Tasks.add(1, 1));
    }

    @Test
    void closingEndsAMapThatWaitsForRoomAndNothingOfItBegins() throws Exception {
        ProcessPoolExecutor pool = pools.open(builder -> builder.maxWorkers(1).queueCapacity(1));
        Flag released = pools.flag();
        Journal journal = pools.journal();
        occupy(pool, released);
        AtomicReference<Throwable> thrown = new AtomicReference<>();
        Stream<Integer> results = pool.map(
                (Integer x) -> {
                    journal.write("began " + x);
                    return x;
                },
                MapIT.numbers(3));
        Thread consumer = new Thread(() -> {
            try {
                results.forEach(x -> {});
            } catch (Throwable e) {
                thrown.set(e);
            }
        });
        consumer.start();
        await().until(() -> consumer.getState() == Thread.State.TIMED_WAITING);
        results.close();
        consumer.join(TimeUnit.SECONDS.toMillis(60));

        assertThat(thrown.get()).isInstanceOf(CancellationException.class).hasMessageContaining("closed");
        released.raise();
        await().until(() ->
                pool.snapshot().runningTasks() == 0 && pool.snapshot().queuedTasks() == 0);
        assertThat(journal.lines()).isEmpty();
    }

    // -- The consumer --

    @Test
    void anInterruptOfTheConsumerEndsTheStreamAndCancelsTheRest() throws Exception {
        ProcessPoolExecutor pool = pools.open(builder -> builder.maxWorkers(1));
        Journal journal = pools.journal();
        Flag released = pools.flag();
        AtomicReference<Throwable> thrown = new AtomicReference<>();
        AtomicReference<Boolean> flag = new AtomicReference<>();
        Thread consumer = new Thread(() -> {
            try {
                pool.map(
                                (Integer x) -> {
                                    journal.write("began " + x);
                                    released.awaitInTask();
                                    return x;
                                },
                                MapIT.numbers(20),
                                MapIT.chunksOf(3))
                        .forEach(x -> {});
            } catch (Throwable e) {
                thrown.set(e);
                flag.set(Thread.currentThread().isInterrupted());
            }
        });
        consumer.start();
        journal.awaitLines(1);
        consumer.interrupt();
        consumer.join(TimeUnit.SECONDS.toMillis(60));

        assertThat(thrown.get())
                .isInstanceOf(CancellationException.class)
                .hasMessageContaining("Interrupted")
                .hasCauseInstanceOf(InterruptedException.class);
        assertThat(flag.get()).as("interrupt flag").isTrue();
        assertThat(pool.snapshot().queuedTasks()).isZero();
        released.raise();
        await().until(() -> pool.snapshot().runningTasks() == 0);
        assertThat(journal.lines()).containsExactly("began 0");
    }
}
