package io.github.processpool.cluster.testing;

import java.io.IOException;
import java.io.Serializable;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.awaitility.Awaitility;

/** A file to which tasks of all members append lines; that it is there says, across processes, that something has happened. */
public record Mark(String path) implements Serializable {
    private static final long serialVersionUID = 1L;

    /** Far longer than anything takes: a task that waits in vain must not wait for ever. */
    private static final long LIMIT_NANOS = TimeUnit.MINUTES.toNanos(3);

    public void raise() {
        write("");
    }

    public void write(String line) {
        try {
            Files.writeString(Path.of(path), line + "\n", StandardOpenOption.CREATE, StandardOpenOption.APPEND);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    public boolean isRaised() {
        return Files.exists(Path.of(path));
    }

    public List<String> lines() {
        try {
            return isRaised() ? Files.readAllLines(Path.of(path)) : List.of();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** In a task: waits until it is raised; ends early when interrupted. */
    public void awaitInTask() throws InterruptedException {
        long start = System.nanoTime();
        while (!isRaised()) {
            if (Thread.interrupted()) {
                throw new InterruptedException("interrupted while waiting for " + path);
            }
            if (System.nanoTime() - start > LIMIT_NANOS) {
                throw new IllegalStateException(path + " was never raised");
            }
            LockSupport.parkNanos(2_000_000);
        }
    }

    /** In a test: waits for so many lines. */
    public List<String> await(int count) {
        Awaitility.await(count + " lines in " + path)
                .atMost(MemberJvm.LIMIT)
                .pollInterval(MemberJvm.POLL)
                .until(() -> lines().size() >= count);
        return lines();
    }
}
