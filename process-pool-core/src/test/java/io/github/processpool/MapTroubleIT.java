package io.github.processpool;

import static io.github.processpool.MapElementsIT.outcomes;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.github.processpool.TaskTimeoutException.Clock;
import io.github.processpool.testing.Flag;
import io.github.processpool.testing.Journal;
import io.github.processpool.testing.Pools;
import java.time.Duration;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.IntStream;
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
        ProcessPoolExecutor pool = pools.sharedWorker();
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
        ProcessPoolExecutor pool = pools.oneWorker();
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

    // -- The consumer --

    @Test
    void anInterruptOfTheConsumerEndsTheStreamAndCancelsTheRest() throws Exception {
        ProcessPoolExecutor pool = pools.sharedWorker();
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
