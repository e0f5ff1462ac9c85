package io.github.processpool.testing;

import java.io.IOException;
import java.io.Serializable;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import org.awaitility.Awaitility;

/** A file to which processes append lines, to be read by the test. Given to tasks as an argument. */
public record Journal(String path) implements Serializable {
    private static final long serialVersionUID = 1L;

    public void write(String line) {
        try {
            Files.writeString(Path.of(path), line + "\n", StandardOpenOption.CREATE, StandardOpenOption.APPEND);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    public List<String> lines() {
        try {
            return Files.exists(Path.of(path)) ? Files.readAllLines(Path.of(path)) : List.of();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** In a test: waits for so many lines. */
    public List<String> awaitLines(int count) {
        Awaitility.await(count + " lines in " + path).until(() -> lines().size() >= count);
        return lines();
    }
}
