package io.github.processpool.guide;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** As an application may have it. */
final class Text {

    private Text() {}

    static long countWords(Path file) throws IOException {
        return Files.readString(file).split("\\s+").length;
    }
}
