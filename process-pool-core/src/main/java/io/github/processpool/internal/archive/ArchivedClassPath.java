package io.github.processpool.internal.archive;

import io.github.processpool.internal.cache.ContentHash;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The part of a class path that can be archived, as it was when it was looked at: its jars, up to the first entry that is none. A
 * JVM looks by itself whether they are still the same, so their times and sizes will do.
 *
 * <p><b>Thread safety:</b> immutable.
 *
 * @param name goes with these jars and this engine
 * @param own how many entries of the class path were put before it for the parent of this JVM, itself a worker
 * @param jars the entries
 */
record ArchivedClassPath(String name, int own, List<String> jars) {

    ArchivedClassPath {
        jars = List.copyOf(jars);
    }

    /** Empty if the engine is not what a worker would find there. */
    static Optional<ArchivedClassPath> of(List<String> classPath, EngineClasses engine) {
        int own = !classPath.isEmpty() && EngineClasses.isCopy(Path.of(classPath.get(0))) ? 1 : 0;
        if (classPath.stream().noneMatch(engine::isAt)) {
            return Optional.empty();
        }
        StringBuilder words = new StringBuilder("class path ").append(engine.identity());
        List<String> jars = new ArrayList<>();
        for (String entry : classPath.subList(own, classPath.size())) {
            String stamp = stampOf(Path.of(entry));
            if (stamp.isEmpty()) {
                break;
            }
            jars.add(entry);
            words.append('\n').append(entry).append(' ').append(stamp);
        }
        return Optional.of(new ArchivedClassPath(ContentHash.of(words.toString()), own, jars));
    }

    /** Empty for what a JVM takes no classes for an archive from. */
    private static String stampOf(Path entry) {
        try {
            BasicFileAttributes file = Files.readAttributes(entry, BasicFileAttributes.class);
            return file.isRegularFile() ? file.size() + " " + file.lastModifiedTime() : "";
        } catch (IOException e) {
            return "";
        }
    }

    /** Puts the beginning before a class path. */
    void begin(List<String> classPath, List<String> beginning) {
        classPath.subList(0, own).clear();
        classPath.addAll(0, beginning);
    }
}
