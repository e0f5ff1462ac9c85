package io.github.processpool.benchmarks.soak;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/** The temporary files of the soak, all of which are the pool's. */
final class TemporaryFiles {

    private TemporaryFiles() {}

    /** Deletes all, as a cleaner does who takes them for forgotten; what comes or goes meanwhile does not matter. */
    static void clean() throws IOException {
        Path temporary = Path.of(System.getProperty("java.io.tmpdir"));
        List<Path> found;
        try (Stream<Path> files = Files.walk(temporary)) {
            found = files.filter(file -> !file.equals(temporary))
                    .sorted(Comparator.reverseOrder())
                    .toList();
        } catch (UncheckedIOException e) {
            return; // A folder went while it was read: there is always a next time.
        }
        for (Path file : found) {
            delete(file);
        }
    }

    private static void delete(Path file) throws IOException {
        try {
            Files.deleteIfExists(file);
        } catch (DirectoryNotEmptyException e) {
            // Somebody was faster.
        }
    }
}
