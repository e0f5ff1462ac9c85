package io.github.processpool.spring;

import java.io.IOException;
import java.io.Serializable;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/**
 * A file that tells a task to go on, across processes.
 *
 * @param path where it is, or will be
 */
public record Flag(String path) implements Serializable {
    private static final long serialVersionUID = 1L;

    /** Far longer than anything takes: a task that waits in vain must not wait for ever. */
    private static final long LIMIT_NANOS = TimeUnit.MINUTES.toNanos(2);

    public static Flag in(Path folder) {
        return new Flag(folder.resolve("flag").toString());
    }

    public void raise() throws IOException {
        Files.createFile(Path.of(path));
    }

    /** In a task: waits until the test raises it; ends early when interrupted. */
    public void awaitInTask() throws InterruptedException {
        long deadline = System.nanoTime() + LIMIT_NANOS;
        while (!Files.exists(Path.of(path))) {
            if (Thread.interrupted()) {
                throw new InterruptedException("interrupted while waiting for " + path);
            }
            if (System.nanoTime() - deadline > 0) {
                throw new IllegalStateException(path + " was never raised");
            }
            LockSupport.parkNanos(2_000_000);
        }
    }
}
