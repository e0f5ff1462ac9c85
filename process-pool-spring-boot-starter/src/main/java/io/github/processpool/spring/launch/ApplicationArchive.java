package io.github.processpool.spring.launch;

import java.io.IOException;
import java.net.URI;
import java.net.URL;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.CodeSource;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The executable jar or war that this application runs from.
 *
 * @param file the archive
 * @param war whether it is laid out as a war
 */
record ApplicationArchive(Path file, boolean war) {

    private static final String NESTED = "jar:nested:";

    /** The archive that a class of a library comes from; null if it comes from anything else. */
    static @Nullable ApplicationArchive of(Class<?> type) {
        CodeSource source = type.getProtectionDomain().getCodeSource();
        URL location = source == null ? null : source.getLocation();
        return location == null ? null : at(location.toString());
    }

    /** The archive in a location like {@code jar:nested:/app.jar/!BOOT-INF/lib/core.jar!/}; null if it is none. */
    static @Nullable ApplicationArchive at(String location) {
        int end = location.indexOf("/!");
        if (!location.startsWith(NESTED) || end < 0) {
            return null;
        }
        // As Boot's loader reads it: the path is percent-encoded like that of a file.
        Path file = Path.of(URI.create("file:" + location.substring(NESTED.length(), end)));
        return new ApplicationArchive(file, location.startsWith("/!WEB-INF/", end));
    }

    /** Whether a class path is nothing but this archive, and not one that was set on purpose. */
    boolean isOnlyEntryOf(List<String> classPath) {
        return classPath.size() == 1 && (isOfThisJvm(classPath.get(0)) || isThis(Path.of(classPath.get(0))));
    }

    /** What this JVM was started from led to the archive then; it may be a link that leads to the next version by now. */
    private static boolean isOfThisJvm(String entry) {
        return Path.of(System.getProperty("java.class.path", ""))
                .toAbsolutePath()
                .equals(Path.of(entry));
    }

    private boolean isThis(Path entry) {
        try {
            return Files.isSameFile(entry, file);
        } catch (IOException e) {
            return false;
        }
    }
}
