package io.github.processpool.internal.parent.process;

import io.github.processpool.internal.system.ProcessMark;
import io.github.processpool.internal.wire.page.Scoreboard;
import java.nio.file.Path;
import java.util.List;
import java.util.OptionalInt;
import java.util.OptionalLong;
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
    private final ProcessFamily family;

    /** Takes over what was started with a command, and the page that was made for it. */
    public WorkerProcess(
            Process started, ProcessMark mark, Scoreboard scoreboard, Path scoreboardFile, List<String> command) {
        this.started = started;
        this.mark = mark;
        this.scoreboard = scoreboard;
        this.scoreboardFile = scoreboardFile;
        this.folder = scoreboardFile.toAbsolutePath().resolveSibling(".").normalize();
        this.command = List.copyOf(command);
        this.family = new ProcessFamily(started);
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
        return family.workerPid();
    }

    /** Returns how much of a processor it has used so far; nothing: that is not known. */
    public OptionalLong cpuNanos() {
        return ProcessHandle.of(pid())
                .flatMap(handle -> handle.info().totalCpuDuration())
                .map(used -> OptionalLong.of(used.toNanos()))
                .orElse(OptionalLong.empty());
    }

    /** Returns where the worker's JVM leaves its crash report. */
    public Path crashReport() {
        return folder.resolve("hs_err_pid" + pid() + ".log");
    }

    /** Believes what the worker says of itself only if that is what we started, or a descendant of it. */
    public boolean identify(long pid) {
        return family.identify(pid);
    }

    /** Kills the worker, what it was started with, and what it has started. */
    public void kill() {
        family.kill();
    }

    /** Waits for the end; empty if it does not come in time. */
    public OptionalInt exitCode(long millis) throws InterruptedException {
        return started.waitFor(millis, TimeUnit.MILLISECONDS)
                ? OptionalInt.of(started.exitValue())
                : OptionalInt.empty();
    }
}
