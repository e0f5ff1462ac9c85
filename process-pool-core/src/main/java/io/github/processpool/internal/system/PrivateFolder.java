package io.github.processpool.internal.system;

import java.io.IOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.SecureDirectoryStream;
import java.nio.file.attribute.BasicFileAttributeView;
import java.nio.file.attribute.FileOwnerAttributeView;
import java.nio.file.attribute.PosixFileAttributeView;
import java.nio.file.attribute.PosixFilePermissions;
import java.nio.file.attribute.UserPrincipal;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Makes and removes the folder in which a pool keeps its socket and pages. Removes through handles of folders, where the system
 * has such: whoever puts a link in the place of a folder meanwhile leads nobody elsewhere. Stateless.
 */
public final class PrivateFolder {

    /** How often it is emptied; who makes a file in it meanwhile is about to end. */
    private static final int MOST_ATTEMPTS = 5;

    private PrivateFolder() {}

    /**
     * Makes a folder that is open to nobody else.
     *
     * @param folder must not exist
     * @throws IOException if there can be none
     */
    public static void create(Path folder) throws IOException {
        if (folder.getFileSystem().supportedFileAttributeViews().contains("posix")) {
            Files.createDirectory(
                    folder, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
        } else {
            Files.createDirectory(folder);
        }
    }

    /**
     * Deletes a folder and the files in it; does nothing if it is none, or a link to one. Files that can't be deleted are left for
     * the next sweep.
     *
     * @param folder a flat folder; it need not exist
     */
    public static void delete(Path folder) {
        delete(folder, null);
    }

    /**
     * Deletes a folder like {@link #delete(Path)} if it has a certain owner.
     *
     * @param folder a flat folder; it need not exist
     * @param owner null: does not matter
     */
    public static void delete(Path folder, @Nullable UserPrincipal owner) {
        Path place = folder.toAbsolutePath().getParent();
        Path name = folder.getFileName();
        if (place == null || name == null) {
            return;
        }
        boolean filled = true;
        for (int attempt = 1; filled && attempt <= MOST_ATTEMPTS; attempt++) {
            filled = isFilledWhileDeleted(place, name, owner);
        }
    }

    /** Returns whether it is still there because of a file that has come since it was emptied. */
    private static boolean isFilledWhileDeleted(Path place, Path name, @Nullable UserPrincipal owner) {
        Path folder = place.resolve(name);
        try (DirectoryStream<Path> stream = Files.newDirectoryStream(place)) {
            if (stream instanceof SecureDirectoryStream<Path> handle) {
                deleteIn(handle, name, owner);
            } else if (Files.isDirectory(folder, LinkOption.NOFOLLOW_LINKS)
                    && (owner == null || owner.equals(ownerOf(folder)))) {
                deleteByPath(folder);
            }
            return false;
        } catch (DirectoryNotEmptyException e) {
            return true;
        } catch (IOException e) {
            return false; // Gone already, or not ours to delete.
        }
    }

    /**
     * Names a folder and the files in it.
     *
     * @param folder a flat folder; it need not exist
     * @return the folder, then its files; nothing if it is no folder
     */
    public static List<Path> filesOf(Path folder) {
        List<Path> files = new ArrayList<>();
        if (!Files.isDirectory(folder, LinkOption.NOFOLLOW_LINKS)) {
            return files;
        }
        files.add(folder);
        try (DirectoryStream<Path> stream = Files.newDirectoryStream(folder)) {
            stream.forEach(files::add);
        } catch (IOException | DirectoryIteratorException e) {
            // It is being deleted.
        }
        return files;
    }

    /** Returns who owns a folder, or a link in its place; null if that is not known. */
    public static @Nullable UserPrincipal ownerOf(Path folder) {
        try {
            return Files.getOwner(folder, LinkOption.NOFOLLOW_LINKS);
        } catch (IOException | UnsupportedOperationException e) {
            return null;
        }
    }

    private static void deleteIn(SecureDirectoryStream<Path> place, Path name, @Nullable UserPrincipal owner)
            throws IOException {
        // Looked at first, because to open a pipe is to wait for who writes to it.
        boolean isFolder = place.getFileAttributeView(name, BasicFileAttributeView.class, LinkOption.NOFOLLOW_LINKS)
                .readAttributes()
                .isDirectory();
        if (!isFolder
                || !isOwner(
                        owner,
                        place.getFileAttributeView(name, PosixFileAttributeView.class, LinkOption.NOFOLLOW_LINKS))) {
            return; // A link or a pipe that somebody else has made, or another user's.
        }
        try (SecureDirectoryStream<Path> inside = place.newDirectoryStream(name, LinkOption.NOFOLLOW_LINKS)) {
            if (!isOwner(owner, inside.getFileAttributeView(PosixFileAttributeView.class))) {
                return;
            }
            for (Path file : inside) {
                deleteFile(inside, file.getFileName());
            }
        }
        place.deleteDirectory(name);
    }

    private static boolean isOwner(@Nullable UserPrincipal owner, FileOwnerAttributeView view) throws IOException {
        return owner == null || owner.equals(view.getOwner());
    }

    private static void deleteFile(SecureDirectoryStream<Path> folder, @Nullable Path name) {
        try {
            if (name != null) {
                folder.deleteFile(name);
            }
        } catch (IOException e) {
            // Gone already, or a folder, which is none of ours; the others go.
        }
    }

    private static void deleteByPath(Path folder) throws IOException {
        try (DirectoryStream<Path> files = Files.newDirectoryStream(folder)) {
            for (Path file : files) {
                Files.deleteIfExists(file);
            }
        }
        Files.deleteIfExists(folder);
    }
}
