package io.github.processpool.internal.worker;

import io.github.processpool.internal.system.MemoryFolder;
import io.github.processpool.internal.system.PrivateFolder;
import io.github.processpool.internal.system.ProcessMark;
import io.github.processpool.internal.system.ProcessWatch;
import io.github.processpool.internal.wire.message.ExitCodes;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/**
 * Ends this process, and everything it has started, when its parent is gone. Told so by the end of the channel, and by looking at
 * the parent's process with every heartbeat.
 *
 * <p><b>Thread safety:</b> any thread may ask; {@link #end} is called by the worker's loop.
 */
final class Lifeline implements Runnable {

    /** Back-to-back collections of a full heap can make the clean-up take for ever; the promise is two seconds. */
    private static final long PATIENCE_NANOS = TimeUnit.MILLISECONDS.toNanos(1200);

    private static final long LOOK_NANOS = TimeUnit.MILLISECONDS.toNanos(2);

    private final long parentPid;
    private final ProcessWatch parent;
    private final Path poolFolder;
    private final Path pageFolder;
    private final Thread guard = new Thread(this, "process-pool-lifeline");
    /** Set once, by the loop, which ends this process; volatile because the guard looks at it. */
    private volatile boolean ending;

    /** A parent that can't be seen, because it lives in another namespace, is only known by the channel. */
    Lifeline(long parentPid, Path poolFolder, Path pageFolder) {
        this.parentPid = parentPid;
        this.parent = new ProcessWatch(parentPid);
        this.poolFolder = poolFolder;
        this.pageFolder = pageFolder;
    }

    /** Starts the thread that halts this process if its end takes too long; made now, when there is memory for it. */
    void guard() {
        guard.setDaemon(true);
        guard.start();
    }

    /** The guard: waits for the end, which is not to take too long. */
    @Override
    public void run() {
        while (!ending) {
            LockSupport.park(this);
        }
        long deadline = System.nanoTime() + PATIENCE_NANOS;
        for (long left = PATIENCE_NANOS; left > 0; left = deadline - System.nanoTime()) {
            LockSupport.parkNanos(this, left);
        }
        Runtime.getRuntime().halt(ExitCodes.ORPHANED);
    }

    /**
     * Before an end that the parent has asked for: if that is the first process of its container, it is not asked for the ends of
     * what it is given, so what was started here is ended and asked for here.
     */
    void leaveNoZombies() {
        if (parentPid == 1) {
            List<ProcessHandle> started = ProcessHandle.current().descendants().toList();
            started.forEach(ProcessHandle::destroyForcibly);
            long deadline = System.nanoTime() + PATIENCE_NANOS;
            while (started.stream().anyMatch(ProcessHandle::isAlive) && deadline - System.nanoTime() > 0) {
                LockSupport.parkNanos(this, LOOK_NANOS);
            }
        }
    }

    boolean isParentGone() {
        return parent.isGone();
    }

    /** The channel ends a moment before the parent's process does. */
    private boolean isParentGoneSoon() throws InterruptedException {
        for (int tries = 0; tries < 50 && !isParentGone(); tries++) {
            Thread.sleep(10);
        }
        return isParentGone();
    }

    /**
     * Does not return. Runs no shutdown hooks: they are the user's, and may hang.
     *
     * @param orphaned whether the parent is known to be gone
     */
    void end(boolean orphaned) {
        ending = true;
        LockSupport.unpark(guard);
        try {
            ProcessHandle.current().descendants().forEach(ProcessHandle::destroyForcibly);
            ProcessMark.ofThisProcess().killAll();
            if (isParentGoneSoon()) {
                MemoryFolder.deleteBoth(poolFolder);
                PrivateFolder.delete(pageFolder); // Another one if the pool's had no room.
            }
            if (orphaned) {
                killMyself();
            }
        } catch (Throwable e) {
            // The heap may be full, so that nothing of this works; then all that is left is to end.
        } finally {
            Runtime.getRuntime().halt(ExitCodes.ORPHANED);
        }
    }

    /**
     * Halting waits for a safepoint, which a thread in a long loop may delay; a signal does not. Nobody is left whom the exit code
     * could tell anything.
     */
    private static void killMyself() throws IOException {
        new ProcessBuilder("sh", "-c", "kill -9 " + ProcessHandle.current().pid())
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start();
    }
}
