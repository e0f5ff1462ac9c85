package io.github.processpool.internal.parent.map;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.processpool.MapOptions;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class ChunkPlannerTest {

    private static final int WORKERS = 2;
    private static final long UNKNOWN = -1;
    private static final MapOptions AUTO = MapOptions.builder().autoChunk().build();

    private final ChunkPlanner planner = planner(AUTO);

    private static ChunkPlanner planner(MapOptions options) {
        return new ChunkPlanner(options, WORKERS, Integer.MAX_VALUE);
    }

    private static MapOptions chunksOf(int size) {
        return MapOptions.builder().chunkSize(size).build();
    }

    /** Elements of so many nanoseconds, as often as chunks may grow. */
    private void growWith(long nanosPerElement, int bytesPerElement) {
        for (int i = 0; i < 20; i++) {
            int size = planner.next(UNKNOWN);
            planner.measured(size, size * nanosPerElement, (long) size * bytesPerElement);
        }
    }

    // -- How many elements --

    @Test
    void aFixedSizeIsAsAsked() {
        ChunkPlanner fixed = planner(chunksOf(40));
        fixed.measured(40, TimeUnit.SECONDS.toNanos(1), 1);

        assertThat(fixed.isAutomatic()).isFalse();
        assertThat(fixed.next(3)).isEqualTo(40);
        assertThat(fixed.next(UNKNOWN)).isEqualTo(40);
    }

    @Test
    void anAutomaticSizeBeginsWithOne() {
        assertThat(planner.isAutomatic()).isTrue();
        assertThat(planner.next(1_000_000)).isEqualTo(1);
    }

    @Test
    void chunksGrowStepByStep() {
        planner.measured(1, 10, 4);
        assertThat(planner.next(UNKNOWN)).isEqualTo(8);
        planner.measured(8, 80, 32);
        assertThat(planner.next(UNKNOWN)).isEqualTo(64);
    }

    @Test
    void chunksOfShortElementsGrowUpToALimit() {
        growWith(10, 4);

        assertThat(planner.next(UNKNOWN)).isEqualTo(ChunkPlanner.LARGEST);
    }

    @Test
    void chunksOfElementsOfMillisecondsStaySmall() {
        growWith(TimeUnit.MILLISECONDS.toNanos(10), 4);

        assertThat(planner.next(UNKNOWN)).isEqualTo(1);
    }

    @Test
    void oneSlowChunkShrinksTheNextAtOnce() {
        growWith(10, 4);
        planner.measured(1000, TimeUnit.SECONDS.toNanos(1), 4000);

        assertThat(planner.next(UNKNOWN)).isLessThanOrEqualTo(4);
    }

    @Test
    void chunksOfLargeElementsAreBoundedInBytes() {
        growWith(10, 10_000);

        assertThat(planner.next(UNKNOWN) * 10_000L).isBetween(10_000L, 256L * 1024);
    }

    @Test
    void theEndIsSharedAmongTheWorkers() {
        growWith(10_000, 4);
        int size = planner.next(UNKNOWN);

        assertThat(size).isGreaterThan(100);
        assertThat(planner.next(200)).isEqualTo(50);
        assertThat(planner.next(0)).as("worth the way").isBetween(1, 10);
    }

    @Test
    void aChunkThatNeverBeganSaysNothing() {
        growWith(10, 4);
        planner.measured(0, TimeUnit.SECONDS.toNanos(1), 0);

        assertThat(planner.next(UNKNOWN)).isEqualTo(ChunkPlanner.LARGEST);
    }

    @Test
    void noAutomaticChunkHasMoreElementsThanAWorkerMayRun() {
        ChunkPlanner recycling = new ChunkPlanner(AUTO, WORKERS, 3);
        recycling.measured(3, 3, 3);

        assertThat(recycling.next(UNKNOWN)).isEqualTo(3);
    }

    // -- How far ahead --

    @Test
    void theBufferIsAsAskedAndLimitsTheChunk() {
        ChunkPlanner fixed =
                planner(MapOptions.builder().chunkSize(50).bufferSize(8).build());
        ChunkPlanner automatic =
                planner(MapOptions.builder().autoChunk().bufferSize(20).build());
        automatic.measured(5, 50, 20);
        automatic.measured(5, 50, 20);

        assertThat(fixed.buffer()).isEqualTo(8);
        assertThat(fixed.next(UNKNOWN)).isEqualTo(8);
        assertThat(automatic.next(UNKNOWN)).as("two for each worker").isEqualTo(5);
    }

    @Test
    void theDefaultBufferHoldsTwoChunksForEachWorkerAndIsBounded() {
        ChunkPlanner huge = planner(chunksOf(Integer.MAX_VALUE));

        assertThat(planner(chunksOf(100)).buffer()).isEqualTo(400);
        assertThat(planner(MapOptions.defaults()).buffer()).isBetween(4, 1000);
        assertThat(new ChunkPlanner(chunksOf(Integer.MAX_VALUE), 1000, 1).buffer())
                .isLessThanOrEqualTo(1 << 24);
        assertThat(huge.next(UNKNOWN)).as("the most that a page can count").isEqualTo(1 << 20);
        assertThat(planner.buffer()).isEqualTo(4 * ChunkPlanner.LARGEST);
    }

    @Test
    void onlyAutomaticChunksAreLimitedInNumberAndInBytes() {
        ChunkPlanner fixed = planner(chunksOf(10));

        assertThat(planner.mostInFlight()).isEqualTo(6);
        assertThat(planner.isRoomBehind(1023, 0)).isTrue();
        assertThat(planner.isRoomBehind(1024, 0)).isFalse();
        assertThat(planner.isRoomBehind(1, 32L << 20)).isFalse();
        assertThat(fixed.mostInFlight()).isEqualTo(Integer.MAX_VALUE);
        assertThat(fixed.isRoomBehind(1_000_000, Long.MAX_VALUE)).isTrue();
    }
}
