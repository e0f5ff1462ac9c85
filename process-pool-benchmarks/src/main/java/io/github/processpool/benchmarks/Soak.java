package io.github.processpool.benchmarks;

import io.github.processpool.benchmarks.soak.SoakLauncher;
import java.io.IOException;

/** Random work, random harm, every outcome checked; exit code 0 if all was as it must be and nothing is left over. */
public final class Soak {

    private static final long DEFAULT_SECONDS = 20 * 60;

    private Soak() {}

    /** Arguments: seconds (default 1200), seed (default: the clock's). */
    public static void main(String[] args) throws IOException, InterruptedException {
        long seconds = args.length > 0 ? Long.parseLong(args[0]) : DEFAULT_SECONDS;
        long seed = args.length > 1 ? Long.parseLong(args[1]) : System.currentTimeMillis() % 1_000_000;
        System.exit(SoakLauncher.launch(seconds, seed) ? 0 : 1);
    }
}
