package io.github.processpool.internal.cache;

import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Finds the folder, one for each user of the machine and open to nobody else, that a {@link CacheFolder} keeps things in: makes it,
 * or sees that it is nobody else's. Knows nothing of what is in it. Stateless.
 */
public final class CachePlace {

    /** How the names begin of what is not to last. */
    static final String TEMPORARY = ".tmp-";

    private CachePlace() {}

    /**
     * Opens the folder of this user in the first place that will do.
     *
     * @param places folders that may be shared with others; they need not exist
     * @return its path without links
     * @throws IOException if none will do, with the reasons
     */
    static Path in(List<Path> places) throws IOException {
        List<String> refusals = new ArrayList<>();
        for (Path place : places) {
            Path folder = place.toAbsolutePath().resolve("process-pool-" + user());
            try {
                Files.createDirectories(place);
                makePrivate(folder);
                return folder.toRealPath();
            } catch (IOException | RuntimeException e) {
                refusals.add(folder + ": " + e);
            }
        }
        throw new IOException(String.join("; ", refusals));
    }

    /** Where such a folder may be if nothing is said: it should last, but a user may have no home. */
    public static List<Path> defaultPlaces() {
        List<Path> places = new ArrayList<>();
        String cacheHome = System.getenv("XDG_CACHE_HOME");
        if (cacheHome != null && Path.of(cacheHome).isAbsolute()) {
            places.add(Path.of(cacheHome));
        }
        Path home = Path.of(System.getProperty("user.home", ""));
        if (home.isAbsolute() && Files.isWritable(home)) {
            places.add(home.resolve(".cache"));
        }
        places.add(Path.of(System.getProperty("java.io.tmpdir", "/tmp")));
        return places;
    }

    private static String user() {
        return System.getProperty("user.name", "").replaceAll("[^A-Za-z0-9._-]", "_");
    }

    private static void makePrivate(Path folder) throws IOException {
        if (!Files.exists(folder, LinkOption.NOFOLLOW_LINKS)) {
            try {
                Files.createDirectory(folder, onlyMine(folder));
            } catch (IOException e) {
                if (!Files.isDirectory(folder, LinkOption.NOFOLLOW_LINKS)) {
                    throw e; // Otherwise somebody else was faster.
                }
            }
        }
        if (!Files.isDirectory(folder, LinkOption.NOFOLLOW_LINKS)) {
            throw new IOException("it is not a folder");
        }
        if (isPosix(folder)) {
            Set<PosixFilePermission> permissions = Files.getPosixFilePermissions(folder, LinkOption.NOFOLLOW_LINKS);
            if (permissions.contains(PosixFilePermission.GROUP_WRITE)
                    || permissions.contains(PosixFilePermission.OTHERS_WRITE)) {
                throw new IOException("others may write to it");
            }
        }
        Path mine = Files.createTempFile(folder, TEMPORARY, "");
        try {
            if (!Files.getOwner(mine).equals(Files.getOwner(folder, LinkOption.NOFOLLOW_LINKS))) {
                throw new IOException("it belongs to somebody else");
            }
        } finally {
            Files.delete(mine);
        }
    }

    private static boolean isPosix(Path path) {
        return path.getFileSystem().supportedFileAttributeViews().contains("posix");
    }

    private static FileAttribute<?>[] onlyMine(Path path) {
        return isPosix(path)
                ? new FileAttribute<?>[] {
                    PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------"))
                }
                : new FileAttribute<?>[0];
    }

    /**
     * Deletes a folder and all that is in it; links are deleted, not followed.
     *
     * @param folder need not exist
     * @throws IOException if something stays
     */
    static void delete(Path folder) throws IOException {
        if (!Files.exists(folder, LinkOption.NOFOLLOW_LINKS)) {
            return;
        }
        Files.walkFileTree(folder, new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
                Files.delete(file);
                return FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult postVisitDirectory(Path visited, @Nullable IOException problem) throws IOException {
                if (problem != null) {
                    throw problem;
                }
                Files.delete(visited);
                return FileVisitResult.CONTINUE;
            }
        });
    }

    /** Makes a folder in one, open to nobody else either. */
    static Path temporaryIn(Path folder) throws IOException {
        return Files.createTempDirectory(folder, TEMPORARY, onlyMine(folder));
    }
}
