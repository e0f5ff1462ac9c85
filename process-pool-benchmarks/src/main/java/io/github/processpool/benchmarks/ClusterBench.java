package io.github.processpool.benchmarks;

import io.github.processpool.benchmarks.clustered.ClusterComparison;
import java.io.IOException;

/** Measures a federated pool beside a local one, JGroups alone and Hazelcast's executor, in one go, and prints what it found. */
public final class ClusterBench {

    private ClusterBench() {}

    /** Arguments: see {@code --help}. */
    public static void main(String[] args) throws IOException, InterruptedException {
        if (args.length == 1 && args[0].equals("--help")) {
            System.out.print(ClusterComparison.usage());
            return;
        }
        try {
            ClusterComparison.run(args);
        } catch (IllegalArgumentException e) {
            System.err.println(e.getMessage());
            System.err.print(ClusterComparison.usage());
            System.exit(2);
        }
    }
}
