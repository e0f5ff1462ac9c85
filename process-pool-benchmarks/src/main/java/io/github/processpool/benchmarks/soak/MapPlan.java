package io.github.processpool.benchmarks.soak;

import io.github.processpool.MapOptions;
import java.time.Duration;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.LongStream;

/**
 * Everything that is decided about a map before it begins.
 *
 * @param first the number of its first element; the others follow
 * @param size how many elements it has
 * @param attempts how often an element may be run
 * @param options how the elements are divided
 * @param isOrdered whether it is {@code map}, or {@code mapUnordered}
 * @param most how many results are taken before the stream is closed; more than there are if it is read to its end
 */
record MapPlan(long first, int size, int attempts, MapOptions options, boolean isOrdered, int most) {

    private static final int LARGEST = 600;
    private static final int LARGEST_CHUNK = 40;
    private static final Duration LIMIT = Duration.ofSeconds(60);

    static MapPlan of(SplittableRandom random, long first) {
        int size = random.nextInt(LARGEST);
        int attempts = random.nextInt(3) == 0 ? random.nextInt(2, 4) : 1;
        boolean isOrdered = random.nextBoolean();
        MapOptions options = options(random);
        int most = random.nextInt(4) == 0 ? random.nextInt(LARGEST) : Integer.MAX_VALUE;
        return new MapPlan(first, size, attempts, options, isOrdered, most);
    }

    private static MapOptions options(SplittableRandom random) {
        MapOptions.Builder options = MapOptions.builder().timeout(LIMIT);
        switch (random.nextInt(3)) {
            case 0 -> options.autoChunk();
            case 1 -> options.chunkSize(random.nextInt(1, LARGEST_CHUNK));
            default -> {}
        }
        if (random.nextInt(3) == 0) {
            options.bufferSize(random.nextInt(1, LARGEST));
        }
        return options.build();
    }

    List<Long> inputs() {
        return LongStream.range(first, first + size).boxed().toList();
    }
}
