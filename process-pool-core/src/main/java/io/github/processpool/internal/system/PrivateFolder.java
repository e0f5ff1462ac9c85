package io.github.processpool.internal.system;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;

/** Removes the folder in which a pool keeps its socket and pages. Stateless. */
public final class PrivateFolder {

    private PrivateFolder() {}

    /**
     * Deletes a folder and the files in it; does nothing if it is none, or a link to one. Files that can't be deleted are left for
     * the next sweep.
     *
     * @param folder a flat folder; it need not exist
     */
    public static void delete(Path folder) {
        if (!Files.isDirectory(folder, LinkOption.NOFOLLOW_LINKS)) {
            return; // Gone already; or a link, which somebody else has made: what it leads to is not ours.
        }
        try (DirectoryStream<Path> files = Files.newDirectoryStream(folder)) {
            for (Path file : files) {
                Files.deleteIfExists(file);
            }
        } catch (IOException e) {
            // Gone already, or not ours to delete.
        }
        try {
            Files.deleteIfExists(folder);
        } catch (IOException e) {
            // A file came in between; the next sweep finds it.
        }
    }
}
