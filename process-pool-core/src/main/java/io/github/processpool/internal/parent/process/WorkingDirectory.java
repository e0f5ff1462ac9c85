package io.github.processpool.internal.parent.process;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/** Finds out whether a process can start in a folder. Stateless. */
final class WorkingDirectory {

    /** Linux says there what has become of a folder whose name may be somebody else's now. */
    private static final Path OWN = Path.of("/proc/self/cwd");

    private WorkingDirectory() {}

    /** Returns whether it was deleted; null stands for that of this JVM. */
    static boolean isGone(@Nullable Path directory) {
        return directory != null
                ? !Files.isDirectory(directory)
                : isGone(OWN, Path.of("").toAbsolutePath());
    }

    static boolean isGone(Path link, Path name) {
        try {
            return Files.readSymbolicLink(link).toString().endsWith(" (deleted)");
        } catch (IOException | UnsupportedOperationException e) {
            return !Files.isDirectory(name);
        }
    }
}
