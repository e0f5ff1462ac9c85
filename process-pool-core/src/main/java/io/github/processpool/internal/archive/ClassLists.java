package io.github.processpool.internal.archive;

import io.github.processpool.WorkerCommand;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Has the last few workers of a pool list the classes that they load, in a file each, so that a training worker, in which no method
 * of the application is called, can load what calls load; it reads them with {@link ListedClasses}. The files are in the folder of
 * the pool, which is gone when the pool is.
 *
 * <p><b>Thread safety:</b> threads that start workers add, the background thread of the {@code StartUpCache} looks.
 */
final class ClassLists {

    /** One tells nearly all; others may have other tasks. */
    private static final int MOST_FILES = 4;
    /** About 70 000 classes with the full one; applications that make new ones all the time fill no disk with it. */
    private static final String LIMIT = "filecount=1,filesize=4m";

    private static final String ERROR_FILE = "-XX:ErrorFile=";
    private static final String POOL_FOLDER =
            "process-pool-" + ProcessHandle.current().pid() + "-";
    private static final Duration MOST_PATIENCE = Duration.ofSeconds(30);
    private static final int LOOKS_IN_CALM = 2;

    // -- Guarded by this --
    private final Deque<Path> files = new ArrayDeque<>();
    private @Nullable Path folder;
    private int added;
    private @Nullable Long begin;
    private long size;
    private int unchanged;

    /** Has a worker's classes listed. */
    synchronized void add(WorkerCommand command) {
        Path current = folderOf(command);
        if (current == null) {
            return;
        }
        if (!current.equals(folder)) { // The pool was started again.
            folder = current;
            files.clear();
            begin = null;
            size = 0;
            unchanged = 0;
        }
        if (files.size() == MOST_FILES) {
            remove(files.removeFirst());
        }
        Path file = current.resolve("classes-" + added++ + ".log");
        files.addLast(file);
        command.jvmArguments().add("-Xlog:class+load=info:file=\"" + file + "\":none:" + LIMIT);
    }

    /**
     * The pool's own folder. A JVM does not start when it can't write such a file, so what is not certain is left alone. On Windows
     * an argument with quotes does not arrive as it is.
     */
    private static @Nullable Path folderOf(WorkerCommand command) {
        for (String argument : command.jvmArguments()) {
            if (argument.startsWith(ERROR_FILE)) {
                Path found = Path.of(argument.substring(ERROR_FILE.length())).getParent();
                if (found != null
                        && found.getFileName() != null
                        && found.getFileName().toString().startsWith(POOL_FOLDER)
                        && !found.toString().matches(".*[\"%\\\\].*")
                        && Files.isWritable(found)) {
                    return found;
                }
            }
        }
        return null;
    }

    private static void remove(Path file) {
        try {
            Files.deleteIfExists(file);
            Files.deleteIfExists(ListedClasses.fullFileOf(file));
        } catch (IOException e) {
            // It goes with the folder.
        }
    }

    synchronized List<Path> files() {
        return List.copyOf(files);
    }

    /** To be asked once a second: whether workers have come to load no more, or have done so for long enough. */
    synchronized boolean isCalm() {
        if (files.isEmpty()) {
            return true;
        }
        long now = System.nanoTime();
        if (begin == null) {
            begin = now;
        }
        long before = size;
        size = files.stream().mapToLong(ClassLists::sizeOf).sum();
        unchanged = size > 0 && size == before ? unchanged + 1 : 0;
        return unchanged >= LOOKS_IN_CALM || now - begin > MOST_PATIENCE.toNanos();
    }

    private static long sizeOf(Path file) {
        try {
            return Files.size(file);
        } catch (IOException e) {
            return 0; // That worker has not been started yet.
        }
    }
}
