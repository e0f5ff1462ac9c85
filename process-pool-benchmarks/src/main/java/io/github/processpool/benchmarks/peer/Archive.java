package io.github.processpool.benchmarks.peer;

import io.github.processpool.ProcessPoolExecutor;
import io.github.processpool.ProcessPoolExecutorBuilder;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.stream.Stream;

/** Has pools make an archive of the classes of their workers in a folder of its own, which is deleted when it is closed. */
final class Archive implements AutoCloseable {

    private static final long LIMIT_NANOS = 60_000_000_000L;
    private static final long POLL_MILLIS = 100;

    private final Path folder;

    private Archive(Path folder) {
        this.folder = folder;
    }

    /** Waits until it is there. */
    static Archive of(ProcessPoolExecutorBuilder builder) throws Exception {
        Archive archive = new Archive(Files.createTempDirectory("archive"));
        try (ProcessPoolExecutor pool = archive.addTo(builder).build()) {
            pool.submit(PoolTasks::identity, 1).get();
            long begin = System.nanoTime();
            while (!archive.isThere()) {
                if (System.nanoTime() - begin > LIMIT_NANOS) {
                    throw new IllegalStateException("There is no archive after a minute");
                }
                Thread.sleep(POLL_MILLIS);
            }
        }
        return archive;
    }

    ProcessPoolExecutorBuilder addTo(ProcessPoolExecutorBuilder builder) {
        return builder.startUpCache(true).startUpCacheFolder(folder);
    }

    /** A checksum is written last. */
    private boolean isThere() throws IOException {
        try (Stream<Path> files = Files.walk(folder)) {
            return files.anyMatch(file -> file.toString().endsWith(".check"));
        } catch (UncheckedIOException e) {
            return false; // A file went that was not complete.
        }
    }

    @Override
    public void close() throws IOException {
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path file : (Iterable<Path>) files.sorted(Comparator.reverseOrder())::iterator) {
                Files.delete(file);
            }
        }
    }
}
