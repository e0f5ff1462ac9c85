package io.github.processpool.internal.archive;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Reads in a training worker the files that {@link ClassLists} has had written by other workers, and loads the classes in them. */
final class ListedClasses {

    private ListedClasses() {}

    /** The JVM's name for a full file while it writes the next one. */
    static Path fullFileOf(Path file) {
        return Path.of(file + ".0");
    }

    /** Loads the classes that files tell of, as far as they can be had here; nothing is initialized. */
    static void load(List<String> files, ClassLoader loader) {
        for (String file : files) {
            load(fullFileOf(Path.of(file)), loader);
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
