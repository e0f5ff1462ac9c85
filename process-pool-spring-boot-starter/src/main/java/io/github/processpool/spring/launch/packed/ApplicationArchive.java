package io.github.processpool.spring.launch.packed;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * The executable jar or war that this application runs from.
 *
 * @param file the archive
 * @param war whether it is laid out as a war
 */
public record ApplicationArchive(Path file, boolean war) {

    private static final String NESTED = "jar:nested:";

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

    /** Whether a path leads to this archive. */
    boolean isAt(Path entry) {
        try {
            return Files.isSameFile(entry, file);
        } catch (IOException e) {
            return false;
        }
    }
}
