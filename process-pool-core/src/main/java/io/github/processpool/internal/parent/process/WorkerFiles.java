package io.github.processpool.internal.parent.process;

import io.github.processpool.internal.parent.pool.PoolLoggers;
import io.github.processpool.internal.system.PrivateFolder;
import io.github.processpool.internal.wire.page.Scoreboard;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.slf4j.Logger;

/**
 * The folder in which the files of workers that start now are made: the pool's own, until nothing can be written there any more,
 * because the place is full, over a quota or mounted anew; then one in the next place that takes a file.
 *
 * <p><b>Thread safety:</b> any thread; moves are made one at a time, and nobody who only looks or closes waits for one, since a place
 * may hang.
 */
final class WorkerFiles {

    private static final Logger log = PoolLoggers.of(WorkerFiles.class);
    /** As much as a worker needs: what it shares with its parent, and its arguments. */
    private static final int ROOM = Scoreboard.FILE_SIZE + (64 << 10);

    private final Path own;
    private final List<Path> places;
    /** Those made so far, beside the pool's own. */
    private final List<Path> others = new CopyOnWriteArrayList<>();

    private volatile Path current;
    private volatile boolean closed;
    /** Whether it was told that there is no place at all; guarded by this. */
    private boolean complained;

    /** Moves among places that will do for a socket, too. */
    WorkerFiles(Path own, Collection<Path> places) {
        this.own = own;
        this.places = List.copyOf(places);
        this.current = own;
    }

    Path current() {
        return current;
    }

    List<Path> others() {
        return List.copyOf(others);
    }

    /** Deletes those beside the pool's own; none is made any more. */
    void close() {
        closed = true;
        others.forEach(PrivateFolder::delete);
    }

    /** Returns whether it is worth while to try again, because there is another folder than the one in which a file could not be made. */
    synchronized boolean moveOn(Path failed) {
        if (closed) {
            return false;
        } else if (!failed.equals(current)) {
            return true;
        }
        try {
            tryOut(current);
            return false;
        } catch (IOException e) {
            return moveOn(e);
        }
    }

    /** Under this object's lock. */
    private boolean moveOn(IOException trouble) {
        List<String> refusals = new ArrayList<>(List.of(current + ": " + trouble));
        for (Path place : places) {
            Path folder = folderIn(place);
            try {
                make(folder);
                log.warn(
                        "No file can be made in {} any more ({}): those of new workers go to {}", own, trouble, folder);
                complained = false;
                return !closed;
            } catch (IOException | RuntimeException e) {
                refusals.add(folder + ": " + e);
            }
        }
        if (!complained) {
            complained = true;
            log.warn("No file can be made for a worker anywhere: {}", String.join("; ", refusals));
        }
        return false;
    }

    /** Whoever closes meanwhile finds it in the list, or is found to have closed. */
    private void make(Path folder) throws IOException {
        if (!Files.isDirectory(folder)) {
            PrivateFolder.create(folder);
            others.add(folder);
            Leftovers.sweep(folder.resolveSibling(".").normalize(), PrivateFolder.ownerOf(folder));
        }
        tryOut(folder);
        current = folder;
        if (closed) {
            others.forEach(PrivateFolder::delete);
        }
    }

    private Path folderIn(Path place) {
        if (place.equals(own.getParent())) {
            return own;
        }
        return others.stream()
                .filter(folder -> place.equals(folder.getParent()))
                .findFirst()
                .orElseGet(() -> place.resolve(Leftovers.newName()));
    }

    /** Throws if a folder does not take a file of the size that is needed: a full place may still take folders, and empty files. */
    static void tryOut(Path folder) throws IOException {
        Path file = folder.resolve("t" + Leftovers.random());
        try (OutputStream out = new FileOutputStream(file.toFile())) {
            out.write(new byte[ROOM]);
        } finally {
            Files.deleteIfExists(file);
        }
    }
}
