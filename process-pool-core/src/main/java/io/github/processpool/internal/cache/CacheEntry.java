package io.github.processpool.internal.cache;

import io.github.processpool.internal.system.LogProvider;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;

/**
 * One content in the {@link CacheFolder}, locked against removal: the class path that was extracted, if any, and archives of
 * classes that a JVM has loaded from it, one for each {@link ArchiveKey}.
 *
 * <p>An archive counts only with the checksum that was written down when it was made: a JVM that maps a truncated one crashes.
 * Checksums are compared once per process, when {@link #look} is called; what happens to the file later shows in its time and size.
 *
 * <p><b>Thread safety:</b> threads that start workers ask; one thread looks and publishes.
 */
public final class CacheEntry implements AutoCloseable {

    private static final Logger log = LogProvider.loggerOf(CacheEntry.class);
    private static final String ARCHIVE = "classes-";
    private static final String CHECK = ".check";
    private static final String UNFINISHED = "unfinished-";
    private static final String FAILED = "failed-";
    private static final Duration NOT_TRIED_FOR = Duration.ofDays(1);
    private static final int KEPT_ARCHIVES = 6;
    /** Of an application with a few dozen libraries; one with more has less than its libraries take. */
    private static final long SMALL_ARCHIVE_BYTES = 32L << 20;

    private final Path folder;
    private final CacheContents contents;
    private final SharedLock lock;
    /** Archives that have been found good. */
    private final Map<ArchiveKey, Archive> archives = new ConcurrentHashMap<>();

    private record Archive(Path file, long size, FileTime time) {

        static Archive of(Path file) throws IOException {
            BasicFileAttributes attributes =
                    Files.readAttributes(file, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
            return new Archive(file, attributes.size(), attributes.lastModifiedTime());
        }

        boolean isIntact() {
            try {
                return of(file).equals(this);
            } catch (IOException e) {
                return false;
            }
        }
    }

    CacheEntry(Path folder, CacheContents contents, SharedLock lock) {
        this.folder = folder;
        this.contents = contents;
        this.lock = lock;
    }

    /** Whether the extracted files are still what they were. */
    public boolean isIntact() {
        return contents.isIntact();
    }

    /** The extracted files, in the order of the class path. */
    public List<String> classPath() {
        return contents.classPath();
    }

    /** An archive that was found good; empty if there is none, or if something has happened to it. Reads no file. */
    public Optional<Path> archive(ArchiveKey key) {
        return Optional.ofNullable(archives.get(key)).filter(Archive::isIntact).map(Archive::file);
    }

    /** Looks for an archive, which may have been made by another process, and reads all of it; says whether it is good. */
    public boolean look(ArchiveKey key) {
        Path file = folder.resolve(ARCHIVE + key.name());
        Path check = folder.resolve(file.getFileName() + CHECK);
        try {
            if (!Files.exists(check)) {
                return false;
            }
            Archive found = Archive.of(file);
            if (!Files.readString(check).equals(ContentHash.check(file))) {
                throw new IOException("it has changed");
            }
            Files.setLastModifiedTime(check, FileTime.from(Instant.now()));
            archives.put(key, found);
            return true;
        } catch (IOException e) {
            log.debug("Ignoring {}", file, e);
            return false;
        }
    }

    /** Looks for all archives that end so. */
    public void lookForAll(String suffix) {
        try (DirectoryStream<Path> files = Files.newDirectoryStream(folder, ARCHIVE + "*" + suffix)) {
            for (Path file : files) {
                look(new ArchiveKey(file.getFileName().toString().substring(ARCHIVE.length())));
            }
        } catch (IOException | RuntimeException e) {
            log.debug("Can't look for archives in {}", folder, e); // The ones that were found will do.
        }
    }

    /** Deletes what processes have left that were killed while they made an archive; not while somebody makes one. */
    public void sweep() {
        try (SharedLock training = lockForTraining()) {
            if (training != null) {
                delete(UNFINISHED + "*");
                deleteUnchecked();
            }
        } catch (IOException | RuntimeException e) {
            log.debug("Can't sweep {}", folder, e);
        }
    }

    private void deleteUnchecked() throws IOException {
        try (DirectoryStream<Path> files = Files.newDirectoryStream(folder, ARCHIVE + "*")) {
            for (Path file : files) {
                String name = file.getFileName().toString();
                if (!name.endsWith(CHECK) && !Files.exists(folder.resolve(name + CHECK))) {
                    Files.deleteIfExists(file);
                }
            }
        }
    }

    /** Keeps everybody else from making archives here at the same time; null if somebody does. */
    @Nullable
    public SharedLock lockForTraining() throws IOException {
        Path file = folder.resolve("training");
        if (!Files.exists(file)) {
            Files.write(file, new byte[0]);
        }
        return SharedLock.alone(file);
    }

    /** Keeps all others on this machine from making archives in this folder, of whatever entry; null if somebody does. */
    public @Nullable SharedLock lockForAllTraining() throws IOException {
        Path file = folder.resolveSibling(CacheFolder.TRAINING);
        if (!Files.exists(file)) {
            Files.write(file, new byte[0]);
        }
        return SharedLock.alone(file);
    }

    /** Notes that an archive could not be made, for those who would try next. */
    public void noteFailure(ArchiveKey key) {
        try {
            Files.write(folder.resolve(FAILED + key.name()), new byte[0]);
        } catch (IOException e) {
            log.debug("Can't note in {} that an archive could not be made", folder, e);
        }
    }

    /** Whether that was noted in the last day. */
    public boolean hasFailedLately(ArchiveKey key) {
        try {
            Instant limit = Instant.now().minus(NOT_TRIED_FOR);
            return Files.getLastModifiedTime(folder.resolve(FAILED + key.name()))
                    .toInstant()
                    .isAfter(limit);
        } catch (IOException e) {
            return false;
        }
    }

    /** Where an archive is to be written that is not complete. Only for who has the lock for training. */
    public Path unfinished(ArchiveKey key) throws IOException {
        delete(UNFINISHED + "*"); // What was killed before it was complete.
        DiskSpace.require(folder, Math.max(SMALL_ARCHIVE_BYTES, contents.bytes()), "an archive of classes");
        return unfinishedFile(key);
    }

    /** Finds out whether what was written is of use. */
    public interface Trial {

        /**
         * Tries it.
         *
         * @throws IOException if it is of no use
         */
        void run() throws IOException, InterruptedException;
    }

    /**
     * Takes what was written at {@link #unfinished} for an archive if it stands a trial; only for who has the lock for training.
     */
    public void publish(ArchiveKey key, Trial trial) throws IOException, InterruptedException {
        trial.run();
        Path file = folder.resolve(ARCHIVE + key.name());
        Path check = folder.resolve(file.getFileName() + CHECK);
        Path made = unfinishedFile(key);
        String words = ContentHash.check(made);
        // In this order: at no time is there a checksum of another file.
        Files.deleteIfExists(check);
        Files.move(made, file, StandardCopyOption.ATOMIC_MOVE);
        Files.writeString(check, words);
        archives.put(key, Archive.of(file));
        deleteOldArchives();
    }

    private Path unfinishedFile(ArchiveKey key) {
        return folder.resolve(UNFINISHED + key.name());
    }

    /** Deletes what a training run has left that came to nothing. */
    public void discardUnfinished() {
        try {
            delete(UNFINISHED + "*");
        } catch (IOException e) {
            log.debug("Can't delete what is unfinished in {}", folder, e);
        }
    }

    private void deleteOldArchives() throws IOException {
        List<Path> checks = new ArrayList<>();
        try (DirectoryStream<Path> files = Files.newDirectoryStream(folder, ARCHIVE + "*" + CHECK)) {
            files.forEach(checks::add);
        }
        List<FileTime> times = new ArrayList<>();
        for (Path check : checks) {
            times.add(Files.getLastModifiedTime(check));
        }
        if (checks.size() <= KEPT_ARCHIVES) {
            return;
        }
        times.sort(Comparator.reverseOrder());
        for (Path check : checks) {
            if (Files.getLastModifiedTime(check).compareTo(times.get(KEPT_ARCHIVES - 1)) < 0) {
                String name = check.getFileName().toString();
                Files.deleteIfExists(check);
                Files.deleteIfExists(folder.resolve(name.substring(0, name.length() - CHECK.length())));
            }
        }
    }

    private void delete(String glob) throws IOException {
        try (DirectoryStream<Path> files = Files.newDirectoryStream(folder, glob)) {
            for (Path file : files) {
                Files.deleteIfExists(file);
            }
        }
    }

    @Override
    public String toString() {
        return folder.toString();
    }

    /** Gives the entry free for removal. */
    @Override
    public void close() {
        lock.close();
    }
}
