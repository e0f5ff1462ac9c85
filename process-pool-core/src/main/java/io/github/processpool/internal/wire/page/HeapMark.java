package io.github.processpool.internal.wire.page;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import org.jspecify.annotations.Nullable;

/**
 * A file beside the {@link Scoreboard} that says by its length whether the worker's heap was exhausted: empty until the JVM's
 * OnOutOfMemoryError command writes to it. That is a shell, which needs a name to open, and the page has none; nobody maps this
 * file, so that nobody suffers if it becomes shorter.
 *
 * <p><b>Thread safety:</b> any thread may look.
 */
public final class HeapMark {

    private final Path file;
    /** The worker looks after each task, which is cheaper this way. */
    private final @Nullable RandomAccessFile open;

    private HeapMark(Path file, @Nullable RandomAccessFile open) {
        this.file = file;
        this.open = open;
    }

    /**
     * Returns where the mark of a worker is.
     *
     * @param page where its page is, or was
     * @return a path beside it
     */
    public static Path beside(Path page) {
        return page.resolveSibling(page.getFileName() + "-oom");
    }

    /**
     * Makes the empty file; the parent does, for a worker that has a heap of its own.
     *
     * @param page the worker's page
     * @throws IOException if it can't be made
     */
    public static void create(Path page) throws IOException {
        Files.createFile(beside(page));
    }

    static HeapMark of(Path page) {
        return new HeapMark(beside(page), null);
    }

    static HeapMark open(Path page) throws IOException {
        Path file = beside(page);
        boolean there = Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS);
        return new HeapMark(file, there ? new RandomAccessFile(file.toFile(), "r") : null);
    }

    boolean isSet() {
        try {
            if (open != null) {
                return open.length() > 0;
            }
            BasicFileAttributes facts =
                    Files.readAttributes(file, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
            return facts.isRegularFile() && facts.size() > 0;
        } catch (IOException e) {
            return false; // It is gone, or there never was one.
        }
    }
}
