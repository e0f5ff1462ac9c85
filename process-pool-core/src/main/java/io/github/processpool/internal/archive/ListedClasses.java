package io.github.processpool.internal.archive;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Function;
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

    /**
     * Loads the classes that the JDK has in the archive it comes with: an AOT cache is used in the place of that, and a worker that
     * needs them later would start slower than without any.
     */
    static void loadThoseOfTheJdk(Path home, ClassLoader loader) {
        load(home.resolve(Path.of("lib", "classlist")), ListedClasses::nameInListOfTheJdk, loader);
    }

    private static void load(Path file, ClassLoader loader) {
        load(file, ListedClasses::nameIn, loader);
    }

    private static void load(Path file, Function<String, @Nullable String> names, ClassLoader loader) {
        try (BufferedReader lines = Files.newBufferedReader(file)) {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                String name = names.apply(line);
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

    /** The name in "{@code java/lang/Object id: 0}"; null for comments, and for what is said of lambdas. */
    private static @Nullable String nameInListOfTheJdk(String line) {
        return line.startsWith("#") || line.startsWith("@") ? null : line.split(" ", 2)[0].replace('/', '.');
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
