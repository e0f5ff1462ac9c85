package io.github.processpool.internal.worker;

import io.github.processpool.internal.system.PrivateFolder;
import io.github.processpool.internal.system.ProcessMark;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;

/**
 * Ends this process, and everything it has started, when its parent is gone. Told so by the end of the channel, and by looking at
 * the parent's process with every heartbeat.
 *
 * <p><b>Thread safety:</b> any thread may call; only the first call to {@link #end} counts.
 */
final class Lifeline {

    private static final int ORPHANED = 71;
    private static final long PATIENCE_MILLIS = 500;

    private final Optional<ProcessHandle> parent;
    private final Path folder;

    /** A parent that can't be seen, because it lives in another namespace, is only known by the channel. */
    Lifeline(long parentPid, Path folder) {
        this.parent = ProcessHandle.of(parentPid);
        this.folder = folder;
    }

    boolean isParentGone() {
        return parent.isPresent() && !parent.get().isAlive();
    }

    /** Does not return. Runs no shutdown hooks: they are the user's, and may hang. */
    void end() {
        killMyselfIfHaltHangs();
        ProcessHandle.current().descendants().forEach(ProcessHandle::destroyForcibly);
        ProcessMark.ofThisProcess().killAll();
        if (isParentGone()) {
            PrivateFolder.delete(folder);
        }
        Runtime.getRuntime().halt(ORPHANED);
    }

    /** Halting waits for a safepoint, which a thread in a long loop may delay; a signal does not. */
    private static void killMyselfIfHaltHangs() {
        Thread killer = new Thread(
                () -> {
                    try {
                        Thread.sleep(PATIENCE_MILLIS);
                        new ProcessBuilder(
                                        "kill",
                                        "-9",
                                        String.valueOf(ProcessHandle.current().pid()))
                                .start();
                    } catch (IOException | InterruptedException e) {
                        // Then only halt can help.
                    }
                },
                "process-pool-lifeline");
        killer.setDaemon(true);
        killer.start();
    }
}
