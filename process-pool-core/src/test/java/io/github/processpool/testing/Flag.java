package io.github.processpool.testing;

import java.io.IOException;
import java.io.Serializable;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.awaitility.Awaitility;

/** A file that says, across processes, that something has happened. Given to tasks as an argument. */
public record Flag(String path) implements Serializable {
    private static final long serialVersionUID = 1L;

    /** Far longer than anything takes: a task that waits in vain must not wait for ever. */
    private static final long LIMIT_NANOS = TimeUnit.MINUTES.toNanos(2);

    public void raise() {
        try {
            Files.write(Path.of(path), new byte[0]);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    public boolean isRaised() {
        return Files.exists(Path.of(path));
    }

    /** In a task: waits until the test, or another task, raises it; ends early when interrupted. */
    public void awaitInTask() throws InterruptedException {
        long deadline = System.nanoTime() + LIMIT_NANOS;
        while (!isRaised()) {
            if (Thread.interrupted()) {
                throw new InterruptedException("interrupted while waiting for " + path);
            }
            if (System.nanoTime() - deadline > 0) {
                throw new IllegalStateException(path + " was never raised");
            }
            LockSupport.parkNanos(2_000_000);
        }
    }

    /** In a test: waits until a task raises it. */
    public void await() {
        Awaitility.await("flag " + path).until(this::isRaised);
    }
}
