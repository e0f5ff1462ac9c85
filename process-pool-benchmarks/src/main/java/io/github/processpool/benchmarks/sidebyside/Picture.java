package io.github.processpool.benchmarks.sidebyside;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Puts the {@link RatioBars} and the {@link WorkerLine} of a run into one file, which the page of the {@link Report} shows. It reads
 * nothing but the {@link Samples}.
 */
final class Picture {

    static final String TITLE = "This pool next to Python’s concurrent.futures, and with more workers";

    private static final int WIDTH = 860;

    private final Samples samples;

    Picture(Samples samples) {
        this.samples = samples;
    }

    /** Where the picture of a page lies. */
    static Path besides(Path page) {
        return page.resolveSibling("images").resolve("performance.svg");
    }

    void write(Path file) throws IOException {
        Path folder = file.getParent();
        if (folder != null) {
            Files.createDirectories(folder);
        }
        Files.writeString(file, svg());
    }

    String svg() {
        Svg svg = new Svg();
        int height = 0;
        RatioBars bars = new RatioBars(samples, WIDTH);
        if (!bars.isEmpty()) {
            bars.draw(svg, height);
            height += bars.height();
        }
        WorkerLine line = new WorkerLine(samples, WIDTH);
        if (!line.isEmpty()) {
            line.draw(svg, height);
            height += line.height();
        }
        return svg.drawing(WIDTH, height, TITLE, "The same figures stand in the tables of the page.");
    }
}
