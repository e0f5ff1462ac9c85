package io.github.processpool.internal.parent.map;

import static io.github.processpool.internal.parent.map.MapSamples.AUTO;
import static io.github.processpool.internal.parent.map.MapSamples.chunksOf;
import static io.github.processpool.internal.parent.map.MapSamples.crash;
import static io.github.processpool.internal.parent.map.MapSamples.inputs;
import static io.github.processpool.internal.parent.map.MapSamples.iterable;
import static io.github.processpool.internal.parent.map.MapSamples.numbers;
import static io.github.processpool.internal.parent.map.MapSamples.outcomes;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.processpool.MapResult;
import io.github.processpool.PoolShutdownException;
import io.github.processpool.TaskSerializationException;
import io.github.processpool.TaskTimeoutException;
import io.github.processpool.TaskTimeoutException.Clock;
import io.github.processpool.internal.parent.map.ScriptedMapHost.Task;
import java.io.IOException;
import java.time.Duration;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.CompletionException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A map whose elements, inputs or pool fail. */
class MapTroubleTest {

    private final ScriptedMapHost host = new ScriptedMapHost();

    // -- Failures --

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 4, 50})
    void anElementThatFailsDoesSoInItsPlaceAndTheMapGoesOnBehindIt(int chunk) {
        assertThat(outcomes(host.map(
                        (Integer x) -> {
                            if (x == 2) {
                                throw new IOException("not the third");
                            }
                            return x;
                        },
                        numbers(5),
                        chunksOf(chunk))))
                .containsExactly("0", "1", "IOException", "3", "4");
    }

    @Test
    void unorderedFailuresAreResultsToo() {
        List<MapResult<Integer, Integer>> results = host.mapUnordered(
                        (Integer x) -> {
                            if (x == 1) {
                                throw new IOException("not the second");
                            }
                            return x;
                        },
                        numbers(3),
                        chunksOf(1))
                .toList();

        assertThat(results.get(1).input()).isEqualTo(1);
        assertThat(results.get(1).error()).containsInstanceOf(IOException.class);
        assertThat(results.get(2).value()).isEqualTo(2);
    }

    @Test
    void aFailureEndsATerminalOperationAndCancelsTheRest() {
        assertThatThrownBy(() -> host.map(
                                (Integer x) -> {
                                    throw new IOException("this one");
                                },
                                numbers(5),
                                chunksOf(1))
                        .toList())
                .isInstanceOf(CompletionException.class)
                .cause()
                .isInstanceOf(IOException.class);

        assertThat(host.tasks.subList(1, 5)).allMatch(task -> task.future.isCancelled());
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 4})
    void anInputThatCantBeWrittenFailsInItsPlaceOnly(int chunk) {
        List<Object> inputs = List.of("a", new Object(), "c", "d");

        assertThat(outcomes(host.map((Object x) -> x, inputs, chunksOf(chunk))))
                .containsExactly("a", "TaskSerializationException", "c", "d");
        assertThat(outcomes(host.mapUnordered((Object x) -> x, inputs, chunksOf(chunk))))
                .hasSize(4)
                .filteredOn(result -> result.contains("TaskSerializationException"))
                .hasSize(1);
    }

    @Test
    void aFunctionThatCantBeWrittenEndsTheMap() {
        Object captured = new Object();

        assertThat(outcomes(host.map((Integer x) -> captured.toString(), numbers(3), chunksOf(2))))
                .containsExactly("END TaskSerializationException");
        assertThatThrownBy(() -> host.map((Integer x) -> captured.toString(), numbers(3), chunksOf(1))
                        .toList())
                .isInstanceOf(TaskSerializationException.class);
        assertThat(host.tasks).isEmpty();
    }

    @Test
    void elementsThatHadNotBegunWhenTheirWorkerWasLostAreSentAgain() {
        host.then(() -> host.tasks.get(0).lose(3, crash()));

        assertThat(outcomes(host.map((Integer x) -> x, numbers(5), chunksOf(5))))
                .containsExactly(
                        "WorkerCrashedException", "WorkerCrashedException", "WorkerCrashedException", "3", "4");
        assertThat(host.tasks).extracting(Task::elements).containsExactly(5, 2);
    }

    @Test
    void aWorkerThatCouldNotNoteItsFirstElementHadBegunIt() {
        host.then(() -> host.tasks.get(0).lose(0, crash()));

        assertThat(outcomes(host.map((Integer x) -> x, numbers(3), chunksOf(3))))
                .containsExactly("WorkerCrashedException", "1", "2");
    }

    @Test
    void elementsThatAreLostTogetherHaveTheirOwnExceptions() {
        host.then(() -> host.tasks.get(0).lose(3, crash()));

        List<@Nullable Throwable> failures = host.mapUnordered((Integer x) -> x, numbers(3), chunksOf(3))
                .map(result -> result.error().orElseThrow())
                .toList();

        assertThat(failures).hasSize(3).doesNotHaveDuplicates();
        assertThat(failures).extracting(Throwable::getMessage).containsOnly("worker 0 has crashed");
    }

    @Test
    void aTimeoutIsThatOfTheWholeChunkUnlessItsSizeIsAutomatic() {
        TaskTimeoutException late = new TaskTimeoutException("late", Clock.EXECUTION, null);
        host.then(() -> host.tasks.get(0).lose(1, late));
        assertThat(outcomes(host.map((Integer x) -> x, numbers(3), chunksOf(3))))
                .containsExactly("TaskTimeoutException", "TaskTimeoutException", "TaskTimeoutException");

        host.tasks.clear();
        AtomicInteger lost = new AtomicInteger(-1);
        host.whenIdle(() -> {
            Task first = host.open().get(0);
            if (first.elements() > 1 && lost.get() < 0) {
                lost.set(first.elements());
                first.lose(1, late);
            } else {
                first.run();
            }
        });
        assertThat(outcomes(host.map((Integer x) -> x, numbers(100), AUTO)))
                .hasSize(100)
                .filteredOn("TaskTimeoutException"::equals)
                .hasSize(1);
        assertThat(lost).hasValueGreaterThan(1);
    }

    // -- Inputs that fail --

    @ParameterizedTest
    @ValueSource(ints = {1, 4, 100})
    void anExceptionOfTheSourceComesOnceAndAfterTheResultsBefore(int chunk) {
        IllegalStateException own = new IllegalStateException("the source is dry");
        AtomicInteger next = new AtomicInteger();
        Stream<Integer> source = Stream.generate(() -> {
            if (next.get() == 6) {
                throw own;
            }
            return next.getAndIncrement();
        });
        Iterator<Integer> results =
                host.map((Integer x) -> x, iterable(source), chunksOf(chunk)).iterator();

        for (int i = 0; i < 6; i++) {
            assertThat(results.next()).isEqualTo(i);
        }
        assertThatThrownBy(results::next).isSameAs(own);
        assertThat(results.hasNext()).isFalse();
        assertThat(next).hasValue(6);
    }

    @Test
    void aSourceThatThrowsAtOnceGivesThatAlone() {
        IllegalStateException own = new IllegalStateException("no inputs at all");

        assertThatThrownBy(() -> host.map(
                                (Integer x) -> x,
                                inputs(3, x -> {
                                    throw own;
                                }),
                                AUTO)
                        .toList())
                .isSameAs(own);
        assertThatThrownBy(() -> host.map(
                                (Integer x) -> x,
                                () -> {
                                    throw own;
                                },
                                AUTO)
                        .toList())
                .isSameAs(own);
    }

    // -- The pool --

    @Test
    void afterARefusalTheResultsBeforeAreDeliveredAndThenTheReason() {
        Iterable<Integer> source = inputs(100, x -> {
            if (x == 5) {
                host.refusal = new PoolShutdownException("no more");
            }
        });

        assertThat(outcomes(host.map((Integer x) -> x, source, chunksOf(1))))
                .containsExactly("0", "1", "2", "3", "4", "END PoolShutdownException");
    }

    @Test
    void aRestThatIsRefusedFailsInItsPlaceBecauseOthersStandBehindIt() {
        host.then(() -> {
            host.tasks.get(0).lose(1, crash());
            host.refusal = new PoolShutdownException("no more");
        });

        assertThat(outcomes(host.map((Integer x) -> x, numbers(4), chunksOf(2))))
                .containsExactly(
                        "WorkerCrashedException", "PoolShutdownException", "2", "3", "END PoolShutdownException");
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 3})
    void aFullQueueIsWaitedFor(int chunk) {
        host.room = 1;

        assertThat(host.map((Integer x) -> x, numbers(20), chunksOf(chunk))).isEqualTo(numbers(20));
        assertThat(host.waits.subList(0, host.waits.size() - 1))
                .as("while a batch is unsent")
                .containsOnly(Duration.ofMillis(10).toNanos());
    }

    @Test
    void aQueueThatOthersFillIsTriedAgainUntilThereIsRoom() {
        host.room = 0;
        host.whenIdle(() -> {});
        for (int i = 0; i < 9; i++) {
            host.then(() -> {});
        }
        host.then(() -> {
            host.room = 1;
            host.whenIdle(host::runFirst);
        });
        long begun = host.now();

        assertThat(host.map((Integer x) -> x, numbers(2), chunksOf(1))).containsExactly(0, 1);
        assertThat(Duration.ofNanos(host.now() - begun)).isEqualTo(Duration.ofMillis(90));
    }

    @Test
    void aResultIsDeliveredWhileOthersKeepTheQueueFull() {
        Iterator<Integer> results = host.map(
                        (Integer x) -> x,
                        inputs(2, x -> {
                            if (x == 1) {
                                host.runFirst();
                                host.room = 0;
                            }
                        }),
                        chunksOf(1))
                .iterator();

        assertThat(results.next()).isZero();
        assertThat(host.waits).isEmpty();
    }
}
