package io.github.processpool.spring.launch;

import io.github.processpool.WorkerCommand;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What the last few workers of a pool have loaded, as their JVMs tell in a file each, so that a training worker, in which no method
 * of the application is called, can load what calls load. The files are in the folder of the pool, which is gone when the pool is.
 *
 * <p><b>Thread safety:</b> threads that start workers add, the background thread of the {@link StartUpCache} looks.
 */
final class ClassLists {

    /** One tells nearly all; others may have other tasks. */
    private static final int MOST_FILES = 4;
    /** About 70 000 classes with the full one; applications that make new ones all the time fill no disk with it. */
    private static final String LIMIT = "filecount=1,filesize=4m";
    /** What a full file is called while the next one is written. */
    private static final String FULL = ".0";

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
            Files.deleteIfExists(Path.of(file + FULL));
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

    // -- In a training worker --

    /** Loads what files tell of, as far as it can be had here; nothing is initialized. */
    static void load(List<String> files, ClassLoader loader) {
        for (String file : files) {
            load(Path.of(file + FULL), loader);
            load(Path.of(file), loader);
        }
    }

    private static void load(Path file, ClassLoader loader) {
        try (BufferedReader lines = Files.newBufferedReader(file)) {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                String name = nameIn(line);
                if (name != null) {
                    load(name, loader);
                }
            }
        } catch (IOException e) {
            // There is none, or it went with its pool.
        }
    }

    private static void load(String name, ClassLoader loader) {
        try {
            Class.forName(name, false, loader);
        } catch (ClassNotFoundException | LinkageError | RuntimeException e) {
            // It was generated there, or can't be had here for another reason.
        }
    }

    /** The name in "{@code com.example.Type source: file:/…}"; null for what the JVM says of one that is made at run time. */
    private static @Nullable String nameIn(String line) {
        int end = line.indexOf(" source: ");
        if (end < 0 || line.startsWith("__", end + " source: ".length())) {
            return null;
        }
        String name = line.substring(0, end);
        return name.indexOf('/') < 0 ? name : null;
    }
}
