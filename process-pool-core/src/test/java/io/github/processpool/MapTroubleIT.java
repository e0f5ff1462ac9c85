package io.github.processpool;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.github.processpool.TaskTimeoutException.Clock;
import io.github.processpool.testing.Flag;
import io.github.processpool.testing.Journal;
import io.github.processpool.testing.Pools;
import io.github.processpool.testing.Tasks;
import io.github.processpool.testing.UnknownClass;
import io.github.processpool.testing.Values;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeSet;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.IntConsumer;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a map gives its consumer when elements, workers, the pool, the inputs or the consumer itself fail. */
@Timeout(120)
class MapTroubleIT {

    @RegisterExtension
    final Pools pools = new Pools();

    /** All that an iterator gives, failures in words. */
    private static List<String> outcomes(Stream<?> results) {
        List<String> outcomes = new ArrayList<>();
        Iterator<?> iterator = results.iterator();
        while (true) {
            try {
                if (!iterator.hasNext()) {
                    return outcomes;
                }
                outcomes.add(String.valueOf(iterator.next()));
            } catch (CompletionException e) {
                outcomes.add(Objects.requireNonNull(e.getCause()).getClass().getSimpleName());
            } catch (RuntimeException e) {
                outcomes.add("END " + e.getClass().getSimpleName());
            }
        }
    }

    // -- Elements --

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 4, 50})
    void anElementThatThrowsFailsInItsPlaceAndTheNextIsDelivered(int chunk) {
        Stream<Integer> results = pools.open()
                .map(
                        (Integer x) -> {
                            if (x == 2) {
                                throw new IOException("not the third");
                            }
                            return x;
                        },
                        MapIT.numbers(5),
                        MapIT.chunksOf(chunk));

        assertThat(outcomes(results)).containsExactly("0", "1", "IOException", "3", "4");
    }

    @Test
    void theExceptionOfAnElementIsTheOneItThrew() {
        assertThatThrownBy(() -> pools.open()
                        .map(
                                (Integer x) -> {
                                    throw new IOException("this one");
                                },
                                List.of(1, 2, 3),
                                MapIT.chunksOf(3))
                        .toList())
                .isInstanceOf(CompletionException.class)
                .cause()
                .isInstanceOf(IOException.class)
                .hasMessage("this one");
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 3})
    void aTimeoutExceptionOfTheTasksOwnIsItsResult(int chunk) {
        Stream<Integer> results = pools.open()
                .map(
                        (Integer x) -> {
                            if (x == 1) {
                                throw new TimeoutException("my own");
                            }
                            return x;
                        },
                        MapIT.numbers(3),
                        MapIT.chunksOf(chunk));

        assertThat(outcomes(results)).containsExactly("0", "TimeoutException", "2");
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 5})
    void aResultThatCantBeWrittenFailsInItsPlaceOnly(int chunk) {
        Stream<Object> results = pools.open()
                .map(
                        (Integer x) -> x == 1 ? new Values.NotSerializableValue() : (Object) List.of(x),
                        MapIT.numbers(4),
                        MapIT.chunksOf(chunk));

        assertThat(outcomes(results)).containsExactly("[0]", "ResultSerializationException", "[2]", "[3]");
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 5})
    void anInputThatCantBeWrittenFailsInItsPlaceOnly(int chunk) {
        List<Object> inputs = List.of("a", new Values.NotSerializableValue(), "c", "d");

        assertThat(outcomes(pools.open().map((Object x) -> x, inputs, MapIT.chunksOf(chunk))))
                .containsExactly("a", "TaskSerializationException", "c", "d");
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 5})
    void anInputThatCantBeReadFailsInItsPlaceOnly(int chunk) {
        List<Object> inputs = List.of("a", new Values.Unreadable(), "c", "d");

        assertThat(outcomes(pools.open().map((Object x) -> x.toString(), inputs, MapIT.chunksOf(chunk))))
                .containsExactly("a", "TaskSerializationException", "c", "d");
    }

    @Test
    void aResultThatCantBeReadFailsInItsPlaceOnly() {
        assertThat(outcomes(pools.open()
                        .map(
                                (Integer x) -> x == 1 ? UnknownClass.makeException() : (Object) List.of(x),
                                MapIT.numbers(4),
                                MapIT.chunksOf(4))))
                .containsExactly("[0]", "ResultSerializationException", "[2]", "[3]");
    }

    @Test
    void aFilterRefusesASingleElementOfAChunk() {
        ProcessPoolExecutor pool = pools.open(builder -> builder.parameterFilter("!java.math.**"));
        List<Object> inputs = List.of(List.of(1), java.math.BigInteger.ONE, List.of(3));

        assertThat(outcomes(pool.map((Object x) -> x.toString(), inputs, MapIT.chunksOf(3))))
                .containsExactly("[1]", "TaskSerializationException", "[3]");
    }

    @Test
    void anExceptionUnknownToTheParentFailsItsElementWithItsName() {
        Iterator<Integer> results = pools.open()
                .map(
                        (Integer x) -> {
                            if (x == 0) {
                                throw UnknownClass.makeException();
                            }
                            return x;
                        },
                        MapIT.numbers(3),
                        MapIT.chunksOf(3))
                .iterator();

        assertThatThrownBy(results::next)
                .cause()
                .isInstanceOf(RemoteTaskException.class)
                .hasMessageContaining(UnknownClass.NAME);
        assertThat(results.next()).isEqualTo(1);
        assertThat(results.next()).isEqualTo(2);
    }

    @Test
    void aFunctionThatCantBeWrittenEndsTheMap() {
        Object captured = new Values.NotSerializableValue();

        assertThatThrownBy(() -> pools.open()
                        .map((Integer x) -> captured.toString(), List.of(1, 2), MapIT.chunksOf(2))
                        .toList())
                .isInstanceOf(TaskSerializationException.class)
                .hasMessageContaining("NotSerializableValue");
    }

    @Test
    void resultsThatTogetherAreTooLargeAreToldOneByOne() {
        ProcessPoolExecutor pool = pools.open(builder -> builder.maxPayload(100_000));

        assertThat(outcomes(pool.map((Integer x) -> "x".repeat(40_000), MapIT.numbers(3), MapIT.chunksOf(3))
                        .map(String::length)))
                .containsExactly("40000", "40000", "PayloadTooLargeException");
    }

    @Test
    void inputsThatTogetherAreTooLargeAreSentInSmallerChunks() {
        ProcessPoolExecutor pool = pools.open(builder -> builder.maxPayload(100_000));

        assertThat(pool.map(
                                (String x) -> x.length(),
                                List.of("x".repeat(60_000), "y".repeat(60_000), "z"),
                                MapIT.chunksOf(3))
                        .toList())
                .containsExactly(60_000, 60_000, 1);
    }

    // -- Workers --

    @Test
    void aWorkerThatDiesInAChunkLosesOnlyWhatItHadBegun() {
        Journal journal = pools.journal();
        String path = journal.path();
        Stream<Integer> results = pools.open()
                .map(
                        (Integer x) -> {
                            new Journal(path).write(String.valueOf(x));
                            if (x == 12) {
                                Tasks.halt(3);
                            }
                            return x;
                        },
                        MapIT.numbers(40),
                        MapIT.chunksOf(10));

        List<String> expected = new ArrayList<>();
        for (int i = 0; i < 40; i++) {
            expected.add(i >= 10 && i <= 12 ? "WorkerCrashedException" : String.valueOf(i));
        }
        assertThat(outcomes(results)).isEqualTo(expected);
        assertThat(journal.lines())
                .as("each began once")
                .containsExactlyInAnyOrderElementsOf(
                        IntStream.range(0, 40).mapToObj(String::valueOf).toList());
    }

    @Test
    void aChunkThatMayRunAgainDoes() {
        Flag once = pools.flag();
        TaskSubmitter view =
                pools.open().with(TaskOptions.builder().maxAttempts(2).build());

        assertThat(outcomes(view.map(
                        (Integer x) -> {
                            if (x == 2 && !once.isRaised()) {
                                once.raise();
                                Tasks.halt(3);
                            }
                            return x;
                        },
                        MapIT.numbers(5),
                        MapIT.chunksOf(5))))
                .containsExactly("0", "1", "2", "3", "4");
    }

    @Test
    void attemptsAreCountedForTheElementThatCameFurthest() {
        Flag first = pools.flag();
        Flag second = pools.flag();
        Journal journal = pools.journal();
        TaskSubmitter view =
                pools.open().with(TaskOptions.builder().maxAttempts(2).build());
        List<String> outcomes = outcomes(view.map(
                (Integer x) -> {
                    journal.write(String.valueOf(x));
                    if (x == 5 && !first.isRaised()) {
                        first.raise();
                        Tasks.halt(3);
                    } else if (x == 0 && first.isRaised() && !second.isRaised()) {
                        second.raise();
                        Tasks.halt(3);
                    }
                    return x;
                },
                MapIT.numbers(10),
                MapIT.chunksOf(10)));

        assertThat(outcomes.subList(0, 6)).containsOnly("WorkerCrashedException");
        assertThat(outcomes.subList(6, 10)).containsExactly("6", "7", "8", "9");
        assertThat(journal.lines()).containsExactly("0", "1", "2", "3", "4", "5", "0", "6", "7", "8", "9");
    }

    @Test
    void elementsThatAreLostTogetherHaveTheirOwnExceptions() {
        List<Throwable> failures = pools.open()
                .mapUnordered(
                        (Integer x) -> {
                            if (x == 2) {
                                Tasks.halt(3);
                            }
                            return x;
                        },
                        MapIT.numbers(3),
                        MapIT.chunksOf(3))
                .map(MapResult::error)
                .map(Optional::orElseThrow)
                .toList();

        assertThat(failures).hasSize(3).doesNotHaveDuplicates();
        assertThat(failures)
                .allSatisfy(failure -> assertThat(failure)
                        .isInstanceOf(WorkerCrashedException.class)
                        .hasMessage(failures.get(0).getMessage()));
    }

    @Test
    void anElementThatExhaustsTheHeapFailsAndTheRestRunsElsewhere() {
        List<String> outcomes = outcomes(pools.open()
                .map(
                        (Integer x) -> {
                            if (x == 1) {
                                Tasks.eatHeap();
                            }
                            return x;
                        },
                        MapIT.numbers(5),
                        MapIT.chunksOf(5)));

        assertThat(outcomes).containsExactly("0", "WorkerCrashedException", "2", "3", "4");
    }

    @Test
    void theTimeoutOfTheOptionsIsThatOfTheChunk() {
        TaskSubmitter view = pools.open()
                .with(TaskOptions.builder().timeout(Duration.ofSeconds(2)).build());
        Flag started = pools.flag();

        assertThat(outcomes(view.map(
                        (Integer x) -> x == 4 ? Tasks.sleepForever(started) : String.valueOf(x),
                        MapIT.numbers(8),
                        MapIT.chunksOf(3))))
                .containsExactly(
                        "0",
                        "1",
                        "2",
                        "TaskTimeoutException",
                        "TaskTimeoutException",
                        "TaskTimeoutException",
                        "6",
                        "7");
    }

    @Test
    void inAnAutomaticChunkATimeoutCostsNothingThatHadNotBegun() {
        TaskSubmitter view = pools.open()
                .with(TaskOptions.builder().timeout(Duration.ofSeconds(1)).build());
        Flag started = pools.flag();
        List<String> outcomes = outcomes(view.map(
                (Integer x) -> x == 20_000 ? Tasks.sleepForever(started) : String.valueOf(x),
                MapIT.numbers(40_000),
                MapIT.AUTO));

        assertThat(outcomes).hasSize(40_000);
        assertThat(outcomes.get(20_000)).isEqualTo("TaskTimeoutException");
        assertThat(outcomes.subList(20_001, 40_000))
                .isEqualTo(IntStream.range(20_001, 40_000)
                        .mapToObj(String::valueOf)
                        .toList());
    }

    // -- The map's own time --

    @ParameterizedTest
    @ValueSource(ints = {1, 4})
    void theMapsOwnDeadlineIsOneExceptionAndNothingMoreIsStarted(int chunk) {
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
                                .chunkSize(chunk)
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

    // -- Inputs --

    @ParameterizedTest
    @ValueSource(ints = {1, 4, 100})
    void whatTheIteratorThrowsComesAfterTheResultsBefore(int chunk) {
        AtomicInteger next = new AtomicInteger();
        IllegalStateException own = new IllegalStateException("the source is dry");
        Iterable<Integer> inputs = () -> Stream.generate(() -> {
                    if (next.get() == 6) {
                        throw own;
                    }
                    return next.getAndIncrement();
                })
                .iterator();
        Iterator<Integer> results = pools.open()
                .map((Integer x) -> x, inputs, MapIT.chunksOf(chunk))
                .iterator();

        for (int i = 0; i < 6; i++) {
            assertThat(results.next()).isEqualTo(i);
        }
        assertThatThrownBy(results::next).isSameAs(own);
        assertThat(results.hasNext()).isFalse();
        assertThat(next).hasValue(6);
    }

    @Test
    void anIterableThatThrowsAtOnceIsALocalError() {
        IllegalStateException own = new IllegalStateException("no inputs at all");
        Iterable<Integer> inputs = () -> {
            throw own;
        };

        assertThatThrownBy(() -> pools.open().map((Integer x) -> x, inputs).toList())
                .isSameAs(own);
    }

    // -- The pool --

    @ParameterizedTest
    @ValueSource(ints = {1, 4})
    void afterAShutdownMidwayWhatIsDoneIsDeliveredAndThenTheReason(int chunk) {
        ProcessPoolExecutor pool = pools.open();
        AtomicInteger taken = new AtomicInteger();
        List<String> outcomes = outcomes(pool.map(
                        (Integer x) -> x,
                        MapIT.endless(taken),
                        MapOptions.builder().chunkSize(chunk).bufferSize(8).build())
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

    @ParameterizedTest
    @ValueSource(ints = {1, 3})
    void aFullQueueIsNoFailure(int chunk) throws Exception {
        ProcessPoolExecutor pool = pools.open(builder -> builder.maxWorkers(1).queueCapacity(2));
        Flag started = pools.flag();
        Flag released = pools.flag();
        pool.submit(() -> Tasks.runUntil(started, released));
        started.await();
        pool.submit(() -> Tasks.add(1, 1));
        pool.submit(() -> Tasks.add(1, 1)); // Now there is no room, and nothing of the map's is under way.
        AtomicReference<List<Integer>> results = new AtomicReference<>();
        Thread consumer =
                new Thread(() -> results.set(pool.map((Integer x) -> x, MapIT.numbers(50), MapIT.chunksOf(chunk))
                        .toList()));
        consumer.start();
        await().until(() -> consumer.getState() == Thread.State.TIMED_WAITING);
        released.raise();
        consumer.join(TimeUnit.SECONDS.toMillis(60));

        assertThat(results.get()).isEqualTo(MapIT.numbers(50));
    }

    @Test
    void anAutomaticMapGoesOnWhenItsListIsFullAndItsHeadEndedEarly() {
        ProcessPoolExecutor pool = pools.open();
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
    void theMapsDeadlineHoldsWhileOthersKeepTheQueueFull() {
        ProcessPoolExecutor pool = pools.open(builder -> builder.maxWorkers(1).queueCapacity(1));
        Flag released = pools.flag();
        occupy(pool, released);
        Iterator<Integer> results = pool.map(
                        (Integer x) -> x,
                        MapIT.numbers(3),
                        MapOptions.builder().timeout(Duration.ofMillis(200)).build())
                .iterator();

        assertThatThrownBy(results::next)
                .isInstanceOfSatisfying(
                        TaskTimeoutException.class, e -> assertThat(e.clock()).isEqualTo(Clock.DEADLINE));
        released.raise();
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

    /** 0, 1, 2, … as far as wanted; before it gives one, the action is told which. */
    private static Iterable<Integer> inputs(int count, IntConsumer before) {
        return () -> IntStream.range(0, count).peek(before).boxed().iterator();
    }

    @Test
    void aResultIsDeliveredWhileOthersKeepTheQueueFull() {
        ProcessPoolExecutor pool = pools.open(builder -> builder.maxWorkers(1).queueCapacity(1));
        Flag released = pools.flag();
        Flag first = pools.flag();
        Iterator<Integer> results = pool.map(
                        (Integer x) -> {
                            first.raise();
                            return x;
                        },
                        inputs(2, x -> {
                            if (x == 1) {
                                first.await();
                                occupy(pool, released); // In the same worker, so the first is over.
                            }
                        }))
                .iterator();

        assertThat(results.next()).isZero();
        assertThat(released.isRaised()).isFalse();
        released.raise();
        assertThat(results.next()).isEqualTo(1);
    }

    @Test
    void aSlowIteratorHoldsUpNoResultThatIsThere() {
        ProcessPoolExecutor pool = pools.open(builder -> builder.maxWorkers(1));
        List<String> order = new ArrayList<>();
        pool.map((Integer x) -> x, inputs(4, x -> {
                    order.add("take " + x);
                    pool.submit(() -> {
                                TimeUnit.MILLISECONDS.sleep(5);
                                return x;
                            })
                            .join(); // In the same worker: those before it are over.
                }))
                .forEach(x -> order.add("got " + x));

        assertThat(order).hasSize(8).containsSubsequence("got 0", "take 2").containsSubsequence("got 1", "take 3");
    }

    @Test
    void whatFoundNoRoomIsSentWhenTheTasksOfOthersMakeSome() throws Exception {
        ProcessPoolExecutor pool = pools.open(builder -> builder.maxWorkers(2).queueCapacity(1));
        Flag released = pools.flag();
        Flag first = pools.flag();
        Flag second = pools.flag();
        CountDownLatch full = new CountDownLatch(1);
        AtomicReference<List<Integer>> results = new AtomicReference<>();
        Thread consumer = new Thread(() -> results.set(pool.map(
                        (Integer x) -> {
                            if (x == 0) {
                                first.raise();
                                second.awaitInTask();
                            } else {
                                second.raise();
                            }
                            return x;
                        },
                        inputs(2, x -> {
                            if (x == 1) {
                                first.await();
                                occupy(pool, released);
                                full.countDown();
                            }
                        }))
                .toList()));
        consumer.start();
        full.await();
        await().until(() -> consumer.getState() == Thread.State.TIMED_WAITING);
        released.raise();
        consumer.join(TimeUnit.SECONDS.toMillis(60));

        assertThat(results.get()).containsExactly(0, 1);
    }

    // -- The consumer --

    @ParameterizedTest
    @ValueSource(ints = {1, 3})
    void anInterruptOfTheConsumerEndsTheStreamAndCancelsTheRest(int chunk) throws Exception {
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
                                MapIT.chunksOf(chunk))
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

    @Test
    void anInterruptWhileWaitingForRoomEndsTheStream() throws Exception {
        ProcessPoolExecutor pool = pools.open(builder -> builder.maxWorkers(1).queueCapacity(1));
        Flag started = pools.flag();
        Flag released = pools.flag();
        pool.submit(() -> Tasks.runUntil(started, released));
        started.await();
        pool.submit(() -> Tasks.add(1, 1));
        AtomicReference<Throwable> thrown = new AtomicReference<>();
        Thread consumer = new Thread(() -> {
            try {
                pool.map((Integer x) -> x, List.of(1)).forEach(x -> {});
            } catch (Throwable e) {
                thrown.set(e);
            }
        });
        consumer.start();
        await().until(() -> consumer.getState() == Thread.State.TIMED_WAITING);
        consumer.interrupt();
        consumer.join(TimeUnit.SECONDS.toMillis(60));

        assertThat(thrown.get()).isInstanceOf(CancellationException.class);
        released.raise();
    }

    @Test
    void anErrorOfTheConsumerCancelsTheRestOfAShortCircuitingOperation() {
        AssertionError failure = new AssertionError("no more of this");

        MapIT.assertFailureCancelsTheRest(
                pools,
                results -> results.peek(x -> {
                            throw failure;
                        })
                        .limit(10)
                        .forEach(x -> {}),
                failure);
    }

    @Test
    void largeResultsBehindASlowElementAreLimited() throws Exception {
        ProcessPoolExecutor pool = pools.open();
        Flag released = pools.flag();
        AtomicInteger taken = new AtomicInteger();
        AtomicReference<Long> count = new AtomicReference<>();
        Thread consumer = new Thread(() -> count.set(pool.map(
                        (Integer x) -> {
                            if (x == 0) {
                                released.awaitInTask();
                            }
                            return new byte[100_000];
                        },
                        inputs(2000, taken::set),
                        MapIT.AUTO)
                .filter(bytes -> bytes.length == 100_000)
                .count()));
        consumer.start();
        await().until(() -> taken.get() > 300);

        await("32 MiB, and what was under way").during(Duration.ofSeconds(1)).until(() -> taken.get() < 400);
        released.raise();
        consumer.join(TimeUnit.SECONDS.toMillis(60));
        assertThat(count.get()).isEqualTo(2000);
    }

    // -- Shares --

    @Test
    void aChunkCountsItsElementsForRecycling() {
        ProcessPoolExecutor pool = pools.open(builder -> builder.maxWorkers(1).maxTasksPerWorker(10));
        List<Long> pids = pool.map((Integer x) -> Tasks.pid(), MapIT.numbers(40), MapIT.chunksOf(10))
                .toList();

        assertThat(new TreeSet<>(pids)).hasSize(4);
        for (int i = 0; i < 40; i += 10) {
            assertThat(pids.subList(i, i + 10)).containsOnly(pids.get(i));
        }
    }

    /** Each waits for the other, so they can only end if they run at the same time. */
    private static int meet(int x, int first, Flag one, Flag two) throws InterruptedException {
        if (x == first) {
            one.raise();
            two.awaitInTask();
        } else if (x == first + 1) {
            two.raise();
            one.awaitInTask();
        }
        return x;
    }

    @ParameterizedTest
    @ValueSource(ints = {29_998, 15_000, 0})
    void slowElementsBesideEachOtherRunOnBothWorkersWhereverTheyAre(int first) {
        ProcessPoolExecutor pool = pools.open();
        for (boolean sized : new boolean[] {true, false}) {
            Flag one = pools.flag();
            Flag two = pools.flag();
            List<Integer> numbers = MapIT.numbers(30_000);
            Iterable<Integer> inputs = sized ? numbers : () -> numbers.iterator();

            assertThat(pool.map((Integer x) -> meet(x, first, one, two), inputs, MapIT.AUTO)
                            .toList())
                    .isEqualTo(numbers);
        }
    }

    @Test
    void unorderedSlowElementsBesideEachOtherRunOnBothWorkers() {
        Flag one = pools.flag();
        Flag two = pools.flag();

        assertThat(pools.open()
                        .mapUnordered((Integer x) -> meet(x, 20_000, one, two), MapIT.numbers(30_000), MapIT.AUTO)
                        .map(MapResult::value)
                        .sorted()
                        .toList())
                .isEqualTo(MapIT.numbers(30_000));
    }

    @Test
    void noElementOfAnAutomaticChunkBeginsTwiceHoweverOftenChunksEndEarly() {
        Journal journal = pools.journal();
        String path = journal.path();
        List<Integer> results = pools.open()
                .map(
                        (Integer x) -> {
                            if (x >= 5000) {
                                TimeUnit.MILLISECONDS.sleep(2);
                                new Journal(path).write(String.valueOf(x));
                            }
                            return x;
                        },
                        MapIT.numbers(5400),
                        MapIT.AUTO)
                .toList();

        assertThat(results).isEqualTo(MapIT.numbers(5400));
        assertThat(journal.lines()).hasSize(400).doesNotHaveDuplicates();
    }
}
