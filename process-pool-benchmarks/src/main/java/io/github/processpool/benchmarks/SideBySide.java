package io.github.processpool.benchmarks;

import io.github.processpool.benchmarks.sidebyside.Comparison;
import java.io.IOException;

/** Measures this pool beside Python's pools and a raw socket, in one go, and prints one table. */
public final class SideBySide {

    private SideBySide() {}

    /** Arguments: see {@code --help}. */
    public static void main(String[] args) throws IOException, InterruptedException {
        if (args.length == 1 && args[0].equals("--help")) {
            System.out.print(Comparison.usage());
            return;
        }
        try {
            Comparison.run(args);
        } catch (IllegalArgumentException e) {
            System.err.println(e.getMessage());
            System.err.print(Comparison.usage());
            System.exit(2);
        }
    }
}
