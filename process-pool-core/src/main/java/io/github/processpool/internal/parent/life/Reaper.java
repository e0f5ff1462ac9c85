package io.github.processpool.internal.parent.life;

import io.github.processpool.internal.parent.process.Launcher;
import io.github.processpool.internal.parent.process.Obituary;
import io.github.processpool.internal.parent.process.WorkerLink;
import io.github.processpool.internal.parent.process.WorkerProcess;
import io.github.processpool.internal.wire.message.MessageChannel;
import java.io.IOException;
import java.nio.file.Files;
import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;

/**
 * Waits for the end of a worker's process, or brings it about, takes in its last output and log, and removes what it leaves
 * behind; hands back its {@link Obituary}.
 *
 * <p><b>Thread safety:</b> used by the worker's thread only.
 */
final class Reaper {

    private static final long EXIT_PATIENCE_MILLIS = 2000;
    private static final long OUTPUT_PATIENCE_MILLIS = 1000;

    private final WorkerLink link;
    private final WorkerSession session;
    private final Launcher launcher;

    Reaper(WorkerLink link, WorkerSession session, Launcher launcher) {
        this.link = link;
        this.session = session;
        this.launcher = launcher;
    }

    Obituary reap(@Nullable MessageChannel channel) {
        WorkerProcess process = link.process();
        if (process == null) {
            return Obituary.ofNothing();
        }
        OptionalInt exitCode = endAndListen(process);
        session.output().giveUpWaiting(Long.MAX_VALUE);
        session.events().giveUpWaiting(); // Last: tasks that have waited for output may have come to wait here.
        if (channel != null) {
            channel.closeForGood();
        }
        Obituary obituary =
                Obituary.write(link, process, exitCode, session.output().tail());
        launcher.forget(link.id());
        deleteCrashReport(process);
        return obituary;
    }

    private OptionalInt endAndListen(WorkerProcess process) {
        OptionalInt exitCode = OptionalInt.empty();
        Thread.interrupted();
        try {
            try {
                exitCode = process.exitCode(EXIT_PATIENCE_MILLIS);
            } finally {
                process.kill();
                Zombies.warnOf(process.mark().killAll());
            }
            if (exitCode.isEmpty()) {
                exitCode = process.exitCode(EXIT_PATIENCE_MILLIS);
            }
            session.output().finish(OUTPUT_PATIENCE_MILLIS);
            session.events().close(OUTPUT_PATIENCE_MILLIS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt(); // Nobody interrupts this thread; it must do with what is known.
        }
        return exitCode;
    }

    private static void deleteCrashReport(WorkerProcess process) {
        try {
            Files.deleteIfExists(process.crashReport());
        } catch (IOException e) {
            // It goes with the pool's folder.
        }
    }
}
