package io.github.processpool.internal.parent.map;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.processpool.MapOptions;
import io.github.processpool.PoolShutdownException;
import io.github.processpool.SerializableFunction;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** The batches of a map that are under way: their places, how many are with the pool, and how long one waits for room. */
class MapWindowTest {

    private static final MapOptions AUTO = MapOptions.builder().autoChunk().build();
    private static final SerializableFunction<Integer, Integer> SAME = x -> x;

    private final ScriptedMapHost host = new ScriptedMapHost();
    private MapPlaces places;
    private MapEnding ending;
    private MapWindow window;
    private MapWriter writer;

    /** Chunks of automatic sizes, because those can be cut. */
    MapWindowTest() {
        make(AUTO, true);
    }

    private void make(MapOptions options, boolean ordered) {
        ChunkPlanner planner = new ChunkPlanner(options, host.workers, Integer.MAX_VALUE);
        places = new MapPlaces(ordered, planner);
        ending = new MapEnding();
        window = new MapWindow(host, planner, places, ending, new MapDeadline(host, options));
        writer = new MapWriter(host.codec(), SAME, 1, options, ordered);
    }

    private void append(int first, int count) {
        writer.write(
                new ArrayList<>(IntStream.range(first, first + count).boxed().toList()), places::append);
    }

    private void sendAll() throws InterruptedException {
        while (places.hasUnsent()) {
            window.send(places.firstUnsent(MapBatch::count));
        }
    }

    private List<Object> take() {
        List<Object> values = new ArrayList<>();
        for (MapElements taken = places.take(); taken != null; taken = places.take()) {
            for (; taken.hasNext(); taken.advance()) {
                values.add(taken.currentFailure() == null ? taken.currentValue() : taken.currentFailure());
            }
        }
        return values;
    }

    @Test
    void onlyABatchWithNothingBeforeItWaitsForRoom() throws InterruptedException {
        append(0, 1);
        append(1, 1);

        sendAll();

        assertThat(host.patiences).containsExactly(Duration.ofMillis(10).toNanos(), 0L);
    }

    @Test
    void noWaitForRoomGoesBeyondTheMapsOwnTime() throws InterruptedException {
        make(MapOptions.builder().timeout(Duration.ofMillis(4)).build(), true);
        append(0, 1);
        host.timer.advance(Duration.ofMillis(1));

        sendAll();

        assertThat(host.patiences).containsExactly(Duration.ofMillis(3).toNanos());
    }

    @Test
    void aBatchWithoutRoomStaysUnsentAndIsTheNextOne() throws InterruptedException {
        host.room = 0;
        host.whenIdle(() -> {});
        append(0, 1);
        MapBatch first = places.firstUnsent(MapBatch::count);

        assertThat(window.send(first)).isFalse();

        assertThat(window.isEmpty()).isTrue();
        assertThat(places.firstUnsent(MapBatch::count)).isSameAs(first);
    }

    @Test
    void theWindowIsFullWhenEachWorkerHasItsShare() throws InterruptedException {
        for (int i = 0; i < 6; i++) {
            assertThat(window.isFull()).isFalse();
            append(i, 1);
            sendAll();
        }
        assertThat(window.isFull()).isTrue();

        host.runLast();

        assertThat(window.isFull()).isFalse();
        assertThat(window.ends()).isEqualTo(1);
    }

    @Test
    void theFirstUnsentIsTheOneWhoseInputsComeFirst() throws InterruptedException {
        for (int i = 0; i < 4; i++) {
            append(10 * i, 10);
        }
        sendAll();
        host.tasks.get(1).run(4);
        host.tasks.get(0).run(7);
        assertThat(take()).containsExactly(0, 1, 2, 3, 4, 5, 6);
        append(40, 10);

        assertThat(places.firstUnsent(MapBatch::count).count()).isEqualTo(3);
        sendAll();
        host.open().forEach(ScriptedMapHost.Task::run);

        assertThat(take()).containsExactly(7, 8, 9, 10, 11, 12, 13);
        sendAll();
        host.open().forEach(ScriptedMapHost.Task::run);
        assertThat(take())
                .containsExactlyElementsOf(IntStream.range(14, 50).boxed().toList());
        assertThat(places.isEmpty()).isTrue();
    }

    @Test
    void whereTheOrderIsFreeARestStandsInThePlaceOfItsBatch() throws InterruptedException {
        make(AUTO, false);
        append(0, 10);
        append(10, 10);
        sendAll();
        host.tasks.get(1).run();
        host.tasks.get(0).run(2);

        assertThat(take()).hasSize(12).startsWith(10, 11).endsWith(0, 1);
        assertThat(places.size()).isEqualTo(1);
        assertThat(places.firstUnsent(MapBatch::count).count()).isEqualTo(8);
    }

    @Test
    void afterARefusalBatchesAtTheEndAreForgottenAndOneBeforeOthersFails() throws InterruptedException {
        append(0, 2);
        append(2, 2);
        sendAll();
        host.tasks.get(0).run(1);
        assertThat(take()).containsExactly(0);
        append(4, 2);
        host.refusal = new PoolShutdownException("no more");

        sendAll();

        assertThat(ending.isOpen()).isFalse();
        assertThat(places.size()).as("the rest, and the batch behind it").isEqualTo(2);
        host.tasks.get(1).run();
        assertThat(take()).containsExactly(host.refusal, 2, 3);
    }

    @Test
    void aBatchThatIsSentAfterTheCloseIsEndedAtOnce() throws InterruptedException {
        append(0, 1);
        window.close();

        sendAll();

        assertThat(host.tasks.get(0).future).isCancelled();
    }

    @Test
    void aClosedMapIsNotOpenedAgainByTheEndOfItsInputs() {
        ending.close();
        ending.end();

        assertThat(ending.isClosed()).isTrue();
        assertThat(ending.isOpen()).isFalse();
    }

    /** An error has come, or its thread got lost, before it was noted that the map knows. */
    @Test
    void aBatchWhoseEndIsToldTwiceIsTakenAndCountedOnce() throws InterruptedException {
        make(AUTO, false);
        append(0, 1);
        MapBatch batch = places.firstUnsent(MapBatch::count);
        sendAll();
        host.runLast();

        window.onDone(batch);

        assertThat(window.isEmpty()).isTrue();
        assertThat(window.ends()).isEqualTo(1);
        assertThat(take()).hasSize(1);
        assertThat(places.isEmpty()).isTrue();
    }
}
