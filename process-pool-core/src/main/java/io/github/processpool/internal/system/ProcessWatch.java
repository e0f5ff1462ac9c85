package io.github.processpool.internal.system;

import java.io.IOException;
import java.io.RandomAccessFile;
import org.jspecify.annotations.Nullable;

/**
 * Looks again and again whether one process runs. Where there is a {@code /proc}, through its file there, which stays open: that one
 * is of this process and of no later one with the same number, it is read in microseconds, and the JDK's class for processes, whose
 * making takes a twentieth of the start of a JVM, is not needed. Elsewhere through its handle.
 *
 * <p><b>Thread safety:</b> any thread.
 */
public final class ProcessWatch {

    /** The state comes behind the name, which has 15 bytes at most and may have anything in it. */
    private static final int ENOUGH = 64;

    private final long pid;
    /** Null if there is no such file. */
    private final @Nullable RandomAccessFile stat;
    /** Null if there is a file, or no process that can be seen. */
    private final @Nullable ProcessHandle handle;

    private final byte[] text = new byte[ENOUGH];

    /**
     * Begins to watch a process.
     *
     * @param pid of one that exists; one that can't be seen, because it lives in another namespace, is never known to be gone
     */
    public ProcessWatch(long pid) {
        this.pid = pid;
        this.stat = open(pid);
        this.handle = stat == null ? ProcessHandle.of(pid).orElse(null) : null;
    }

    private static @Nullable RandomAccessFile open(long pid) {
        try {
            return new RandomAccessFile("/proc/" + pid + "/stat", "r");
        } catch (IOException e) {
            return null;
        }
    }

    /**
     * Returns whether the process has ended, be it that nobody has asked for its end yet.
     *
     * @return false if it runs, or was never seen
     */
    public synchronized boolean isGone() {
        RandomAccessFile file = stat;
        if (file == null) {
            return handle != null && !ProcessLife.isAlive(handle);
        }
        try {
            file.seek(0);
            int length = file.read(text);
            return length <= 0 || isEnded(length);
        } catch (IOException e) {
            // It has ended, or a task has closed the file with all others that it found.
            return !ProcessHandle.of(pid).map(ProcessLife::isAlive).orElse(false);
        }
    }

    private boolean isEnded(int length) {
        for (int i = length - 3; i > 0; i--) {
            if (text[i] == ')') {
                return text[i + 2] == 'Z' || text[i + 2] == 'X';
            }
        }
        return false;
    }
}
