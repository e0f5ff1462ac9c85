package io.github.processpool.internal.cache;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A lock on a file, which several processes can hold together, or one alone, and which goes with the process. The system knows
 * processes only, and forgets all that one holds on a file when that closes the file once; so it is opened once in this JVM,
 * however many share the lock. Whoever names it names it in the same way, without links.
 *
 * <p><b>Thread safety:</b> any thread; what is held is guarded by the map that holds it.
 */
public final class SharedLock implements AutoCloseable {

    private static final Map<Path, SharedLock> HELD = new HashMap<>();

    private final FileChannel channel;
    private final boolean alone;
    private Path file;
    private int users = 1;

    private SharedLock(Path file, FileChannel channel, boolean alone) {
        this.file = file;
        this.channel = channel;
        this.alone = alone;
    }

    /**
     * Locks a file together with others.
     *
     * @return null if somebody has it alone
     * @throws IOException if there is no such file, or it can't be locked
     */
    static @Nullable SharedLock together(Path file) throws IOException {
        synchronized (HELD) {
            SharedLock held = HELD.get(file);
            if (held == null) {
                return lock(file, false);
            }
            if (held.alone) {
                return null;
            }
            held.users++;
            return held;
        }
    }

    /**
     * Locks a file against everybody else.
     *
     * @return null if somebody has it
     * @throws IOException if it can't be locked
     */
    static @Nullable SharedLock alone(Path file) throws IOException {
        synchronized (HELD) {
            return HELD.containsKey(file) ? null : lock(file, true);
        }
    }

    private static @Nullable SharedLock lock(Path file, boolean alone) throws IOException {
        FileChannel channel = FileChannel.open(file, StandardOpenOption.READ, StandardOpenOption.WRITE);
        FileLock lock = null;
        try {
            lock = channel.tryLock(0, Long.MAX_VALUE, !alone);
        } finally {
            if (lock == null) {
                channel.close();
            }
        }
        if (lock == null) {
            return null;
        }
        SharedLock made = new SharedLock(file, channel, alone);
        HELD.put(file, made);
        return made;
    }

    /**
     * Renames the folder of the file. Nobody in this JVM can find the file under its new name before it is known that it is locked:
     * they would open it once more and, by closing that, unlock it.
     */
    void renameFolder(Path to) throws IOException {
        synchronized (HELD) {
            Files.move(file.getParent(), to, StandardCopyOption.ATOMIC_MOVE);
            HELD.remove(file, this);
            file = to.resolve(file.getFileName());
            HELD.put(file, this);
        }
    }

    @Override
    public void close() {
        synchronized (HELD) {
            users--;
            if (users > 0) {
                return;
            }
            HELD.remove(file, this);
            try {
                channel.close();
            } catch (IOException e) {
                // It goes with the process.
            }
        }
    }
}
