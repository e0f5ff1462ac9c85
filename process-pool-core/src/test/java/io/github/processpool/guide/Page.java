package io.github.processpool.guide;

import java.io.IOException;
import java.io.Serializable;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** What a file consists of. */
record Page(int number, String text) implements Serializable {

    static List<Page> read(Path file) throws IOException {
        List<Page> pages = new ArrayList<>();
        for (String line : Files.readAllLines(file)) {
            pages.add(new Page(pages.size() + 1, line));
        }
        return pages;
    }
}
