package io.github.processpool.benchmarks.peer;

import io.github.processpool.ProcessFuture;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.zip.CRC32;

/** What the workers of this pool do; {@code pool_driver.py} has the same functions. */
final class PoolTasks {

    private static final long HOLD_MILLIS = 60_000;

    private PoolTasks() {}

    static Integer identity(Integer value) {
        return value;
    }

    /** The same after so much work. */
    static Integer work(Integer value, long nanos) {
        CpuBurner.burn(nanos);
        return value;
    }

    /** Collects and checks the results of as many calls of {@link #identity}, on the side that submitted them. */
    static void collect(List<ProcessFuture<Integer>> futures) throws InterruptedException, ExecutionException {
        for (int i = 0; i < futures.size(); i++) {
            if (futures.get(i).get() != i) {
                throw new IllegalStateException("Another task's result");
            }
        }
    }

    static byte[] echo(byte[] payload) {
        return payload;
    }

    /** How many bytes of heap this worker has taken. */
    static Long heapTaken() {
        return HeapTaken.here();
    }

    static Long burn(Long nanos) {
        return CpuBurner.burn(nanos);
    }

    static Long checksum(ByteBuffer bytes) {
        CRC32 checksum = new CRC32();
        checksum.update(bytes);
        return checksum.getValue();
    }

    /** Keeps the worker busy until it is killed or interrupted. */
    static boolean rest(Long millis) throws InterruptedException {
        Thread.sleep(millis);
        return true;
    }

    /** Writes this worker's pid into a file, as a whole, and keeps the worker busy. */
    static boolean hold(String file) throws IOException, InterruptedException {
        Path written = Files.writeString(
                Path.of(file + ".part"), String.valueOf(ProcessHandle.current().pid()));
        Files.move(written, Path.of(file), StandardCopyOption.ATOMIC_MOVE);
        Thread.sleep(HOLD_MILLIS);
        return true;
    }
}
