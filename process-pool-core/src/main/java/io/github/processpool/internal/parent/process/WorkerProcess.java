package io.github.processpool.internal.parent.process;

import io.github.processpool.internal.system.ProcessMark;
import io.github.processpool.internal.wire.page.Scoreboard;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.TimeUnit;

/**
 * The operating system's side of a worker: its process, which with a command prefix is not the one we started, and its files.
 *
 * <p><b>Thread safety:</b> any thread may kill; the pid is set once, by the {@code WorkerLife}, when the worker has said who it
 * is.
 */
public final class WorkerProcess {

    private final Process started;
    private final ProcessMark mark;
    private final Scoreboard scoreboard;
    private final Path scoreboardFile;
    private final Path folder;
    private final List<String> command;
    /** The worker itself; what we started until the worker has introduced itself. */
    private volatile ProcessHandle worker;

    /** Takes over what was started with a command, and the page that was made for it. */
    public WorkerProcess(
            Process started, ProcessMark mark, Scoreboard scoreboard, Path scoreboardFile, List<String> command) {
        this.started = started;
        this.mark = mark;
        this.scoreboard = scoreboard;
        this.scoreboardFile = scoreboardFile;
        this.folder = scoreboardFile.toAbsolutePath().resolveSibling(".").normalize();
        this.command = List.copyOf(command);
        this.worker = started.toHandle();
    }

    /** Returns the process that was started: the worker, or what its command begins with. */
    public Process started() {
        return started;
    }

    /** Returns the mark by which everything that it has started is known. */
    public ProcessMark mark() {
        return mark;
    }

    /** Returns its page. */
    public Scoreboard scoreboard() {
        return scoreboard;
    }

    Path scoreboardFile() {
        return scoreboardFile;
    }

    /** Returns the command as people may see it. */
    public List<String> command() {
        return command;
    }

    long pid() {
        return worker.pid();
    }

    /** Returns where the worker's JVM leaves its crash report. */
    public Path crashReport() {
        return folder.resolve("hs_err_pid" + pid() + ".log");
    }

    /** Believes what the worker says of itself only if that is what we started, or a descendant of it. */
    public boolean identify(long pid) {
        if (pid == started.pid()) {
            return true;
        }
        Optional<ProcessHandle> descendant =
                started.descendants().filter(child -> child.pid() == pid).findFirst();
        descendant.ifPresent(handle -> worker = handle);
        return descendant.isPresent();
    }

    /** Kills the worker, what it was started with, and what it has started. */
    public void kill() {
        // Looked up before the kill: the descendants of a dead process are not known any more.
        // Of a process that is gone they must not be asked: its number may belong to a stranger by now.
        List<ProcessHandle> family = started.isAlive() ? started.descendants().toList() : List.of();
        worker.destroyForcibly();
        // By its handle: a Process also closes its streams, and its last words are gone if nobody has read them yet.
        started.toHandle().destroyForcibly();
        family.forEach(ProcessHandle::destroyForcibly);
    }

    /** Waits for the end; empty if it does not come in time. */
    public OptionalInt exitCode(long millis) throws InterruptedException {
        return started.waitFor(millis, TimeUnit.MILLISECONDS)
                ? OptionalInt.of(started.exitValue())
                : OptionalInt.empty();
    }
}
