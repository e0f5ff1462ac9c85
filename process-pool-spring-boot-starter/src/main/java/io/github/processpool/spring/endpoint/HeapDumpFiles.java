package io.github.processpool.spring.endpoint;

import io.github.processpool.ProcessPoolExecutor;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * Gives the heap dump of a worker a file in a new folder of its own, below the one for temporary files, that only its owner can
 * enter. No caller of the endpoint names a path. A dump that failed is deleted; one that is complete stays until somebody
 * deletes it.
 *
 * <p>Stateless; used by any thread.
 */
final class HeapDumpFiles {

    private static final long PATIENCE_SECONDS = 30;

    /** Waits for the file, for a while: a large heap is written on while the answer says so. */
    Done write(ProcessPoolExecutor pool, String poolName, long pid) throws ExecutionException, InterruptedException {
        Path file = newFile(pid);
        CompletableFuture<Path> dump = begin(pool, pid, file);
        try {
            dump.get(PATIENCE_SECONDS, TimeUnit.SECONDS);
            return new Done(poolName, pid, "its heap is written", file.toString(), Files.size(file));
        } catch (TimeoutException e) {
            return new Done(
                    poolName,
                    pid,
                    "its heap is still being written, which may take up to 5 min; what fails is deleted",
                    file.toString(),
                    null);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static CompletableFuture<Path> begin(ProcessPoolExecutor pool, long pid, Path file) {
        try {
            CompletableFuture<Path> dump = pool.heapDump(pid, file);
            return dump.whenComplete((written, failure) -> {
                if (failure != null) {
                    delete(file);
                }
            });
        } catch (RuntimeException e) {
            delete(file);
            throw e;
        }
    }

    private static Path newFile(long pid) {
        try {
            return Files.createTempDirectory("heap-dump-of-worker-").resolve(pid + ".hprof");
        } catch (IOException e) {
            throw new UncheckedIOException("There is no room for a heap dump: " + e.getMessage(), e);
        }
    }

    private static void delete(Path file) {
        try {
            Files.deleteIfExists(file);
            Files.deleteIfExists(file.getParent());
        } catch (IOException e) {
            // Nothing of it can be read by others.
        }
    }
}
