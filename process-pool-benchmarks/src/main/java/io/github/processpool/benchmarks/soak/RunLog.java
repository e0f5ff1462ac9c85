package io.github.processpool.benchmarks.soak;

import java.io.FileOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.EnumMap;
import java.util.Map;

/**
 * Who ran, and how often: every worker appends the number of each task it begins to a file of its own, those of elements
 * of maps to another one, and the parent counts them at the end. What a worker has appended survives its death.
 *
 * <p><b>Thread safety:</b> a worker runs one task at a time; the lock is for a task that was given up and is still going.
 */
final class RunLog {

    /** The variable that tells workers the folder; it also marks every process that comes from the soak. */
    static final String FOLDER_VARIABLE = "PROCESS_POOL_SOAK_FOLDER";

    /** What is numbered from zero on. */
    enum Series {
        TASKS("runs-"),
        ELEMENTS("elements-");

        private final String prefix;

        Series(String prefix) {
            this.prefix = prefix;
        }
    }

    private static final Map<Series, OutputStream> FILES = new EnumMap<>(Series.class);

    private RunLog() {}

    /** In a worker: this task, or element, begins. A stream and not a channel, because an interrupt would close a channel. */
    static synchronized void begin(Series series, long number) {
        try {
            OutputStream file = FILES.get(series);
            if (file == null) {
                Path folder = Path.of(System.getenv(FOLDER_VARIABLE));
                Path log =
                        folder.resolve(series.prefix + ProcessHandle.current().pid());
                file = new FileOutputStream(log.toFile(), true);
                FILES.put(series, file);
            }
            file.write(ByteBuffer.allocate(Long.BYTES).putLong(number).array());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** In the parent: how often each of so many was begun. */
    static int[] count(Path folder, Series series, int numbers) throws IOException {
        int[] runs = new int[numbers];
        try (DirectoryStream<Path> logs = Files.newDirectoryStream(folder, series.prefix + "*")) {
            for (Path log : logs) {
                ByteBuffer begun = ByteBuffer.wrap(Files.readAllBytes(log));
                while (begun.remaining() >= Long.BYTES) {
                    runs[(int) begun.getLong()]++;
                }
            }
        }
        return runs;
    }
}
