package io.github.processpool.internal.parent.process;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A class path or module path as it was when the pool was made: workers that start later are to run the classes that this JVM
 * runs. Links are resolved once; files that are replaced can only be noticed.
 *
 * <p><b>Thread safety:</b> immutable; the files are looked at each time.
 */
final class PinnedPath {

    private final List<Entry> entries;

    /**
     * An entry.
     *
     * @param given as the user has written it, made absolute
     * @param target where it led to; null if there was nothing
     * @param pinned what workers get
     * @param stamp tells a file from one that replaces it; null if there was nothing
     */
    private record Entry(
            Path given,
            @Nullable Path target,
            Path pinned,
            @Nullable List<Object> stamp) {

        static Entry of(Path given) {
            Path absolute = given.toAbsolutePath();
            Path target = real(absolute);
            Path pinned = target == null ? absolute : pinned(absolute, target);
            return new Entry(absolute, target, pinned, stamp(pinned));
        }

        /** A jar names others beside itself, so it stays where it lay; the folder that it lay in is the real one. */
        private static Path pinned(Path given, Path target) {
            Path folder = given.getParent() == null ? null : real(given.getParent());
            return Files.isDirectory(target) || folder == null || folder.equals(target.getParent())
                    ? target
                    : folder.resolve(given.getFileName());
        }

        private static @Nullable Path real(Path path) {
            try {
                return path.toRealPath();
            } catch (IOException e) {
                return null;
            }
        }

        private static @Nullable List<Object> stamp(Path path) {
            try {
                BasicFileAttributes file = Files.readAttributes(path, BasicFileAttributes.class);
                Object key = Objects.requireNonNullElse(file.fileKey(), "");
                return file.isDirectory() ? List.of(key) : List.of(key, file.size(), file.lastModifiedTime());
            } catch (IOException e) {
                return null;
            }
        }

        /** Returns words if it is not what it was. */
        @Nullable
        String change() {
            if (stamp == null) {
                return null;
            }
            List<Object> now = stamp(pinned);
            Path leads = real(given);
            if (now == null) {
                return pinned + " is gone";
            } else if (!now.equals(stamp)) {
                return pinned + " was replaced";
            }
            return Objects.equals(leads, target) ? null : given + " leads to " + leads + " and not to " + target;
        }
    }

    private PinnedPath(List<Entry> entries) {
        this.entries = List.copyOf(entries);
    }

    static PinnedPath of(List<Path> paths) {
        return new PinnedPath(paths.stream().map(Entry::of).toList());
    }

    /** Takes a path as a JVM is given it: an empty entry is the current directory. Relative ones are of this JVM's directory. */
    static PinnedPath parse(String path) {
        return of(Arrays.stream(path.split(File.pathSeparator, -1))
                .map(PinnedPath::toPath)
                .toList());
    }

    private static Path toPath(String entry) {
        try {
            return Path.of(entry);
        } catch (InvalidPathException e) {
            throw new IllegalStateException(
                    "The class path has an entry that this JVM itself can't name in its charset, " + entry
                            + ". Start it in an environment with LC_ALL=C.UTF-8",
                    e);
        }
    }

    /** Returns the class path of this JVM. */
    static PinnedPath ofThisJvm() {
        String path = System.getProperty("java.class.path", "");
        // Without any class path it is the current directory, unless a module was started.
        return path.isEmpty() && System.getProperty("jdk.module.main") != null ? of(List.of()) : parse(path);
    }

    /** Returns the entries for a worker. */
    List<String> entries() {
        return entries.stream().map(entry -> entry.pinned().toString()).toList();
    }

    /** Returns in words what is not any more what it was. */
    List<String> changes() {
        List<String> changes = new ArrayList<>();
        for (Entry entry : entries) {
            String change = entry.change();
            if (change != null) {
                changes.add(change);
            }
        }
        return changes;
    }
}
