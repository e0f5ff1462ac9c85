package io.github.processpool.internal.parent.map;

import static io.github.processpool.internal.parent.map.MapSamples.chunksOf;
import static io.github.processpool.internal.parent.map.MapSamples.iterable;
import static io.github.processpool.internal.parent.map.MapSamples.numbers;
import static io.github.processpool.internal.parent.map.MapSamples.outcomes;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.processpool.MapOptions;
import io.github.processpool.MapProgress;
import io.github.processpool.MapProgressListener;
import io.github.processpool.testing.CapturedLog;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** What the listener of a map hears, and on whose thread. */
class ProgressReportsTest {

    private final ScriptedMapHost host = new ScriptedMapHost();
    private final List<MapProgress> heard = new ArrayList<>();
    private final MapOptions options = MapOptions.builder().progress(heard::add).build();

    @Test
    void aMapTellsOfItsBeginningAndOfItsEndWithAllItsElements() {
        assertThat(host.map((Integer x) -> x, numbers(40), options)).hasSize(40);

        assertThat(heard.get(0)).isEqualTo(new MapProgress(0, 0, OptionalLong.of(40), Duration.ZERO, false));
        MapProgress last = heard.get(heard.size() - 1);
        assertThat(last.done()).isEqualTo(40);
        assertThat(last.failed()).isZero();
        assertThat(last.total()).hasValue(40);
        assertThat(heard.stream().filter(MapProgress::ended)).containsExactly(last);
    }

    @Test
    void reportsAreATenthOfASecondApart() {
        AtomicLong nanos = new AtomicLong();
        ProgressReports reports = new ProgressReports(heard::add, "map", nanos::get);
        reports.begin(100);
        for (int i = 0; i < 100; i++) {
            nanos.addAndGet(TimeUnit.MILLISECONDS.toNanos(10));
            reports.received(i % 10 == 0);
        }
        reports.end();

        assertThat(heard.stream().map(MapProgress::done))
                .containsExactly(0L, 10L, 20L, 30L, 40L, 50L, 60L, 70L, 80L, 90L, 100L, 100L);
        assertThat(heard.get(5).failed()).isEqualTo(5);
        assertThat(heard.get(5).elapsed()).isEqualTo(Duration.ofMillis(500));
    }

    @Test
    void failedElementsAreCountedWhereTheyDoNotEndTheMap() {
        assertThat(host.mapUnordered((Integer x) -> 10 / (x % 2), numbers(10), optionsInChunks(3)))
                .hasSize(10);

        assertThat(heard.get(heard.size() - 1).done()).isEqualTo(10);
        assertThat(heard.get(heard.size() - 1).failed()).isEqualTo(5);
    }

    @Test
    void anIteratorThatGoesOnBehindFailuresCountsThemToo() {
        assertThat(outcomes(host.map((Integer x) -> 10 / (x % 2), numbers(4), options)))
                .containsExactly("ArithmeticException", "10", "ArithmeticException", "10");

        assertThat(heard.get(heard.size() - 1))
                .isEqualTo(new MapProgress(4, 2, OptionalLong.of(4), Duration.ZERO, true));
    }

    @Test
    void aMapThatEndsWithAFailureTellsSo() {
        assertThatThrownBy(() ->
                        host.map((Integer x) -> 10 / x, numbers(4), options).forEach(x -> {}))
                .isInstanceOf(CompletionException.class);

        assertThat(heard.get(heard.size() - 1).ended()).isTrue();
        assertThat(heard.get(heard.size() - 1).done()).isEqualTo(1);
    }

    @Test
    void aStreamThatIsClosedBeforeItsEndTellsOfItsEndOnce() {
        try (Stream<Integer> stream = host.map((Integer x) -> x, numbers(1000), options)) {
            assertThat(stream.findFirst()).hasValue(0);
            stream.close();
        }

        assertThat(heard.stream().filter(MapProgress::ended)).hasSize(1);
    }

    @Test
    void aStreamThatWasNeverReadHasNothingToTell() {
        host.map((Integer x) -> x, numbers(4), options).close();

        assertThat(heard).isEmpty();
    }

    @Test
    void onlyACollectionKnowsHowManyThereAre() {
        assertThat(host.map((Integer x) -> x, iterable(numbers(4).stream()), options))
                .hasSize(4);

        assertThat(heard).extracting(MapProgress::total).containsOnly(OptionalLong.empty());
    }

    @Test
    void aStreamOverACollectionKnowsHowManyThereAreAndIsCountedByRunningThem() {
        assertThat(host.map((Integer x) -> x, numbers(7), options).spliterator().estimateSize())
                .isEqualTo(7);
        assertThat(host.map((Integer x) -> x, iterable(numbers(7).stream()), options)
                        .spliterator()
                        .estimateSize())
                .isEqualTo(Long.MAX_VALUE);

        assertThat(host.map((Integer x) -> x, numbers(7), options).count()).isEqualTo(7);
        assertThat(host.tasks).hasSize(7);
    }

    @Test
    void aListenerThatFailsHearsNothingMoreAndTheMapGoesOn() {
        AtomicLong calls = new AtomicLong();
        MapProgressListener broken = progress -> {
            calls.incrementAndGet();
            throw new LinkageError("broken on purpose");
        };
        try (CapturedLog log = CapturedLog.of(ProgressReports.class.getName())) {
            assertThat(host.map(
                            (Integer x) -> x,
                            numbers(40),
                            MapOptions.builder().progress(broken).build()))
                    .hasSize(40);

            assertThat(log.messages()).singleElement().asString().contains("hears nothing more");
        }
        assertThat(calls).hasValue(1);
    }

    @Test
    void whoeverClosesWhileTheConsumerTellsWaitsForNobody() throws Exception {
        CountDownLatch telling = new CountDownLatch(1);
        CountDownLatch goOn = new CountDownLatch(1);
        List<String> threads = new ArrayList<>();
        ProgressReports reports = new ProgressReports(
                progress -> {
                    threads.add(Thread.currentThread().getName());
                    heard.add(progress);
                    telling.countDown();
                    await(goOn);
                },
                "map",
                () -> 0);
        Thread consumer = new Thread(() -> reports.begin(1), "consumer");
        consumer.start();
        await(telling);

        reports.end(); // Comes back although the listener does not.
        reports.end();
        goOn.countDown();
        consumer.join(TimeUnit.SECONDS.toMillis(30));

        assertThat(heard).extracting(MapProgress::ended).containsExactly(false, true);
        assertThat(threads).containsExactly("consumer", "consumer");
    }

    private MapOptions optionsInChunks(int size) {
        return MapOptions.builder()
                .chunkSize(chunksOf(size).chunkSize())
                .progress(heard::add)
                .build();
    }

    private static void await(CountDownLatch latch) {
        try {
            assertThat(latch.await(30, TimeUnit.SECONDS)).isTrue();
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }
}
