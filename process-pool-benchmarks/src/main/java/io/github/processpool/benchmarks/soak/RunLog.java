package io.github.processpool.benchmarks.soak;

import java.io.FileOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * Who ran, and how often: every worker appends the number of each task it begins to a file of its own, and the parent
 * counts them at the end. What a worker has appended survives its death.
 *
 * <p><b>Thread safety:</b> a worker runs one task at a time; the lock is for a task that was given up and is still going.
 */
final class RunLog {

    /** The variable that tells workers the folder; it also marks every process that comes from the soak. */
    static final String FOLDER_VARIABLE = "PROCESS_POOL_SOAK_FOLDER";

    private static @Nullable OutputStream file;

    private RunLog() {}

    /** In a worker: this task begins. A stream and not a channel, because an interrupt would close a channel. */
    static synchronized void begin(long number) {
        try {
            if (file == null) {
                Path folder = Path.of(System.getenv(FOLDER_VARIABLE));
                Path log = folder.resolve("runs-" + ProcessHandle.current().pid());
                file = new FileOutputStream(log.toFile(), true);
            }
            file.write(ByteBuffer.allocate(Long.BYTES).putLong(number).array());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** In the parent: how often each of the tasks, numbered from zero, was begun. */
    static int[] count(Path folder, int tasks) throws IOException {
        int[] runs = new int[tasks];
        try (DirectoryStream<Path> logs = Files.newDirectoryStream(folder, "runs-*")) {
            for (Path log : logs) {
                ByteBuffer numbers = ByteBuffer.wrap(Files.readAllBytes(log));
                while (numbers.remaining() >= Long.BYTES) {
                    runs[(int) numbers.getLong()]++;
                }
            }
        }
        return runs;
    }
}
