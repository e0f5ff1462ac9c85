package io.github.processpool.benchmarks.soak;

import java.util.List;
import java.util.SplittableRandom;

/** A piece of work that {@link Traffic} does again and again: uses the pool, and checks everything that comes of it. */
interface Round {

    /**
     * Does it once. Every wait in it has a limit.
     *
     * @param random decides everything that is decided; the same for the same seed and round
     * @return what was wrong, in words; nothing if all was as it must be
     */
    List<String> run(SplittableRandom random) throws Exception;

    /** What was done so far, in a few words; called by any thread. */
    String summary();
}
