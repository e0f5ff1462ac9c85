package io.github.processpool.spring.worker;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;

/**
 * Where applications under test note what they do, and in which process: a file, since workers take part. Its place is in the
 * system property that the test sets, which workers get on their command line or as a property of the environment.
 */
final class Trace {

    static final String PROPERTY = "test.trace";

    private final Path file;

    Trace(Path file) {
        this.file = file;
    }

    void note(String what) {
        try {
            Files.writeString(
                    file,
                    ProcessHandle.current().pid() + " " + what + "\n",
                    StandardOpenOption.CREATE,
                    StandardOpenOption.APPEND);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** What this process noted. */
    List<String> here() throws IOException {
        return of(true);
    }

    /** What all other processes noted. */
    List<String> elsewhere() throws IOException {
        return of(false);
    }

    private List<String> of(boolean here) throws IOException {
        String me = ProcessHandle.current().pid() + " ";
        List<String> notes = new ArrayList<>();
        if (Files.exists(file)) {
            for (String line : Files.readAllLines(file)) {
                if (line.startsWith(me) == here) {
                    notes.add(line.substring(line.indexOf(' ') + 1));
                }
            }
        }
        return notes;
    }
}
