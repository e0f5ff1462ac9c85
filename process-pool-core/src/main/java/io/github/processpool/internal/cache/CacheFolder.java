package io.github.processpool.internal.cache;

import io.github.processpool.internal.system.LogProvider;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;

/**
 * The {@link CachePlace} in which applications keep what lets their workers start sooner: one {@link CacheEntry} for each
 * content. Whoever uses an entry holds a lock on a file in it, which the system takes back when that process ends; so what nobody
 * uses any more can be told from what somebody does.
 *
 * <p>An entry is made under a temporary name and renamed when it is complete, and renamed before it is deleted: what has an
 * entry's name is whole.
 *
 * <p><b>Thread safety:</b> any thread, any process.
 */
public final class CacheFolder {

    static final String LOCK = "lock";
    /** Locked by who makes an archive; no entry. */
    static final String TRAINING = ".training";
    /** Was last changed when the entry was last opened. */
    static final String USED = "used";

    private static final Logger log = LogProvider.loggerOf(CacheFolder.class);

    private static final Duration KEPT_FOR = Duration.ofDays(14);
    private static final Duration YOUNG = Duration.ofHours(1);
    private static final int KEPT_UNUSED = 4;

    private final Path folder;

    private CacheFolder(Path folder) {
        this.folder = folder;
    }

    /**
     * Opens the folder of this user in the first place that will do.
     *
     * @param places folders that may be shared with others; they need not exist
     * @throws IOException if none will do, with the reasons
     */
    public static CacheFolder in(List<Path> places) throws IOException {
        return new CacheFolder(CachePlace.in(places));
    }

    /** Returns where it is, without links. */
    public Path path() {
        return folder;
    }

    // -- Entries --

    /** Fills the folder of a new entry; returns the names of its files in the order of the class path. */
    public interface Content {

        List<String> writeTo(Path folder) throws IOException;
    }

    /**
     * Opens an entry, which stays locked until it is closed; makes it first if there is none, or if what there is, is broken.
     *
     * @throws IOException if there is none and none can be made
     */
    public CacheEntry open(String name, Content content) throws IOException {
        Path place = folder.resolve(name);
        CacheEntry found = existing(place);
        if (found != null) {
            return found;
        }
        Path made = CachePlace.temporaryIn(folder);
        SharedLock lock = null;
        try {
            lock = SharedLock.together(Files.createFile(made.resolve(LOCK)));
            if (lock == null) {
                throw new IOException("somebody else has locked what was just made");
            }
            CacheContents.write(made, content.writeTo(made));
            lock.renameFolder(place);
            return new CacheEntry(place, CacheContents.read(place), lock);
        } catch (IOException | RuntimeException e) {
            if (lock != null) {
                lock.close();
            }
            CachePlace.delete(made);
            found = existing(place); // Another application may have been faster.
            if (found != null) {
                return found;
            }
            throw e;
        }
    }

    /** Opens an entry if there is one that is whole; it stays locked until it is closed. */
    public @Nullable CacheEntry find(String name) {
        return existing(folder.resolve(name));
    }

    private @Nullable CacheEntry existing(Path place) {
        if (!Files.isDirectory(place, LinkOption.NOFOLLOW_LINKS)) {
            return null;
        }
        SharedLock lock = null;
        try {
            lock = SharedLock.together(place.resolve(LOCK));
            if (lock == null) {
                return null; // Somebody is about to remove it.
            }
            CacheContents contents = CacheContents.read(place);
            contents.verify();
            noteUse(place);
            return new CacheEntry(place, contents, lock);
        } catch (IOException | RuntimeException e) {
            if (lock != null) {
                lock.close();
            }
            if (Thread.currentThread().isInterrupted()) {
                return null; // The application ends; it has not found out anything.
            }
            log.debug("Removing what is broken in the start-up cache: {}", place, e);
            remove(place);
            return null;
        }
    }

    /** Not by a look at the file that is locked: whoever closes a file gives up all locks that its process has on it. */
    private static void noteUse(Path entry) throws IOException {
        Path used = entry.resolve(USED);
        if (!Files.exists(used)) {
            Files.write(used, new byte[0]);
        }
        Files.setLastModifiedTime(used, FileTime.from(Instant.now()));
    }

    // -- What nobody needs any more --

    /** Removes what killed processes have left unfinished, and entries that have not been used for long or are too many. */
    public void sweep() {
        try {
            removeOld(removeUnfinished());
        } catch (IOException | RuntimeException e) {
            log.debug("Can't sweep {}", folder, e); // That is for the next one to do.
        }
    }

    /** Returns the other entries. */
    private List<Path> removeUnfinished() throws IOException {
        List<Path> unused = new ArrayList<>();
        try (DirectoryStream<Path> entries = Files.newDirectoryStream(folder)) {
            for (Path entry : entries) {
                if (entry.getFileName().toString().startsWith(CachePlace.TEMPORARY)) {
                    remove(entry);
                } else if (!entry.endsWith(TRAINING)) {
                    unused.add(entry);
                }
            }
        }
        return unused;
    }

    private void removeOld(List<Path> unused) {
        unused.sort(Comparator.comparing(CacheFolder::lastUse).reversed());
        Instant limit = Instant.now().minus(KEPT_FOR);
        int kept = 0;
        for (Path entry : unused) {
            if (kept >= KEPT_UNUSED || lastUse(entry).isBefore(limit)) {
                remove(entry);
            } else {
                kept++;
            }
        }
    }

    private static Instant lastUse(Path entry) {
        try {
            Path used = entry.resolve(USED);
            return Files.getLastModifiedTime(Files.exists(used) ? used : entry.resolve(LOCK))
                    .toInstant();
        } catch (IOException e) {
            return Instant.EPOCH;
        }
    }

    /** Removes an entry unless somebody uses it; what can't be removed now stays for the next sweep. */
    private void remove(Path entry) {
        try {
            if (Files.exists(entry.resolve(LOCK))) {
                removeLocked(entry);
                return;
            }
            // Made by somebody who has not come far; not to be pulled away from under one who is about to lock it.
            Instant changed =
                    Files.getLastModifiedTime(entry, LinkOption.NOFOLLOW_LINKS).toInstant();
            if (changed.isBefore(Instant.now().minus(YOUNG))) {
                CachePlace.delete(entry);
            }
        } catch (IOException | RuntimeException e) {
            log.debug("Can't remove {} from the start-up cache", entry, e);
        }
    }

    private void removeLocked(Path entry) throws IOException {
        try (SharedLock lock = SharedLock.alone(entry.resolve(LOCK))) {
            if (lock != null) {
                Path doomed = CachePlace.temporaryIn(folder);
                lock.renameFolder(doomed.resolve("entry"));
                CachePlace.delete(doomed);
            }
        }
    }
}
