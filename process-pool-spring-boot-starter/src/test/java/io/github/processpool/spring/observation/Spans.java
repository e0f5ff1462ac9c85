package io.github.processpool.spring.observation;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Where both processes export their spans to: a file, a line for each. */
record Spans(Path file) {

    static final String PROPERTY = "test.spans";

    /** A span that has ended. */
    record Line(long pid, String trace, String id, String parent, boolean failed, String name) {

        static Line of(String text) {
            String[] parts = text.split(" ", 6);
            return new Line(
                    Long.parseLong(parts[0]), parts[1], parts[2], parts[3], Boolean.parseBoolean(parts[4]), parts[5]);
        }

        boolean isHere() {
            return pid == ProcessHandle.current().pid();
        }
    }

    void export(String trace, String id, @Nullable String parent, boolean failed, String name) {
        String line = String.join(
                " ",
                Long.toString(ProcessHandle.current().pid()),
                trace,
                id,
                parent == null ? "none" : parent,
                Boolean.toString(failed),
                name);
        try {
            Files.writeString(file, line + "\n", StandardOpenOption.CREATE, StandardOpenOption.APPEND);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    List<Line> all() throws IOException {
        return Files.readAllLines(file).stream().map(Line::of).toList();
    }
}
