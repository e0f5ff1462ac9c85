package io.github.processpool.internal.parent.map;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.processpool.MapOptions;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class ChunkPlannerTest {

    private static final int WORKERS = 2;
    private static final long UNKNOWN = -1;

    private final ChunkPlanner planner = ChunkPlanner.automatic(ChunkPlanner.LARGEST);

    /** Elements of so many nanoseconds, as often as chunks may grow. */
    private void growWith(long nanosPerElement, int bytesPerElement) {
        for (int i = 0; i < 20; i++) {
            int size = planner.next(UNKNOWN, WORKERS);
            planner.measured(size, size * nanosPerElement, (long) size * bytesPerElement);
        }
    }

    @Test
    void aFixedSizeIsAsAsked() {
        ChunkPlanner fixed = ChunkPlanner.fixed(40);
        fixed.measured(40, TimeUnit.SECONDS.toNanos(1), 1);

        assertThat(fixed.next(3, WORKERS)).isEqualTo(40);
        assertThat(fixed.next(UNKNOWN, WORKERS)).isEqualTo(40);
    }

    @Test
    void anAutomaticSizeBeginsWithOne() {
        assertThat(planner.next(1_000_000, WORKERS)).isEqualTo(1);
    }

    @Test
    void chunksOfShortElementsGrowUpToALimit() {
        growWith(10, 4);

        assertThat(planner.next(UNKNOWN, WORKERS)).isEqualTo(ChunkPlanner.LARGEST);
    }

    @Test
    void chunksOfElementsOfMillisecondsStaySmall() {
        growWith(TimeUnit.MILLISECONDS.toNanos(10), 4);

        assertThat(planner.next(UNKNOWN, WORKERS)).isEqualTo(1);
    }

    @Test
    void oneSlowChunkShrinksTheNextAtOnce() {
        growWith(10, 4);
        planner.measured(1000, TimeUnit.SECONDS.toNanos(1), 4000);

        assertThat(planner.next(UNKNOWN, WORKERS)).isLessThanOrEqualTo(4);
    }

    @Test
    void chunksOfLargeElementsAreBoundedInBytes() {
        growWith(10, 10_000);

        assertThat(planner.next(UNKNOWN, WORKERS) * 10_000L).isBetween(10_000L, 256L * 1024);
    }

    @Test
    void theEndIsSharedAmongTheWorkers() {
        growWith(10_000, 4);
        int size = planner.next(UNKNOWN, WORKERS);

        assertThat(size).isGreaterThan(100);
        assertThat(planner.next(200, WORKERS)).isEqualTo(50);
        assertThat(planner.next(0, WORKERS)).as("worth the way").isBetween(1, 10);
    }

    @Test
    void aSmallBufferLimitsTheChunk() {
        ChunkPlanner small = ChunkPlanner.automatic(5);
        small.measured(5, 50, 20);
        small.measured(5, 50, 20);

        assertThat(small.next(UNKNOWN, WORKERS)).isEqualTo(5);
        MapOptions options = MapOptions.builder().chunkSize(50).bufferSize(8).build();
        assertThat(MapBuffer.chunk(options, MapBuffer.size(options, WORKERS))).isEqualTo(8);
    }

    @Test
    void theDefaultBufferHoldsTwoChunksForEachWorkerAndIsBounded() {
        MapOptions chunks = MapOptions.builder().chunkSize(100).build();
        MapOptions huge = MapOptions.builder().chunkSize(Integer.MAX_VALUE).build();

        assertThat(MapBuffer.size(chunks, WORKERS)).isEqualTo(400);
        assertThat(MapBuffer.size(MapOptions.defaults(), WORKERS)).isBetween(4, 1000);
        assertThat(MapBuffer.size(huge, 1000)).isLessThanOrEqualTo(1 << 24);
        assertThat(MapBuffer.chunk(huge, MapBuffer.size(huge, 1))).isEqualTo(1 << 20);
    }
}
