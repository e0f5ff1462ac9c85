package io.github.processpool.internal.parent.process;

import io.github.processpool.WorkerCommand;
import io.github.processpool.WorkerStartException;
import io.github.processpool.internal.parent.pool.FailedStarts;
import io.github.processpool.internal.parent.pool.PoolLoggers;
import io.github.processpool.internal.parent.pool.ProcessSubstitute;
import io.github.processpool.internal.parent.pool.SentTasks;
import io.github.processpool.internal.system.ProcessMark;
import io.github.processpool.internal.wire.message.Introduction;
import io.github.processpool.internal.wire.message.OutputMark;
import io.github.processpool.internal.wire.page.HeapMark;
import io.github.processpool.internal.wire.page.Scoreboard;
import java.io.File;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Function;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;

/**
 * Starts the process of a worker and tells it on its standard input where to come.
 *
 * <p><b>Thread safety:</b> any thread.
 */
public final class Launcher {

    private static final Pattern SECRET =
            Pattern.compile("(?is)-D[^=]*(password|passwd|pwd|secret|token|credential|api-?key|private-?key)[^=]*=.*");

    private static final Logger log = PoolLoggers.of(Launcher.class);

    private final CommandLine commandLine;
    private final PoolFolder folder;
    private final int maxPayload;
    private final @Nullable Substitution substitution;
    private final AtomicBoolean warned = new AtomicBoolean();
    private final AtomicBoolean warnedOfDirectory = new AtomicBoolean();

    /**
     * How to start what only looks like a process.
     *
     * @param substitute starts it
     * @param threads makes its threads
     * @param tasks what it may ask for
     */
    public record Substitution(ProcessSubstitute substitute, ThreadFactory threads, SentTasks tasks) {

        /** In the place of a command, where people look for one. */
        static final List<String> COMMAND = List.of("(none: a thread of this JVM, PoolMode.IN_PROCESS)");

        Process start() throws IOException {
            return substitute.start(threads, tasks);
        }
    }

    /** Starts what the command line says, or its substitute. */
    public Launcher(CommandLine commandLine, PoolFolder folder, int maxPayload, @Nullable Substitution substitution) {
        this.commandLine = commandLine;
        this.folder = folder;
        this.maxPayload = maxPayload;
        this.substitution = substitution;
    }

    /**
     * Starts the process of a worker in its slot, or of a spare one; it can be killed from then on. A place that takes no files any
     * more is given up for the next one.
     */
    public WorkerProcess launch(long workerId, int slot) {
        return launch(workerId, slot, true);
    }

    private WorkerProcess launch(long workerId, int slot, boolean mayMove) {
        Attempt attempt = new Attempt();
        try {
            return attempt.launch(workerId, slot);
        } catch (IOException | RuntimeException | Error e) {
            if (mayMove && e instanceof IOException && folder.moveOn(workerId)) {
                return launch(workerId, slot, false);
            }
            throw attempt.failure(workerId, e);
        }
    }

    /** One try, which knows the command when it fails. */
    private final class Attempt {

        private List<String> shown = List.of();
        /** Where a file could not be made, if that is what went wrong. */
        private String place = "";

        WorkerProcess launch(long workerId, int slot) throws IOException {
            ProcessMark mark = ProcessMark.of(folder.path().getFileName() + "/" + workerId);
            Path page = folder.scoreboard(workerId);
            place = ". Its files belong into " + page.getParent();
            if (substitution != null) {
                shown = Substitution.COMMAND;
                return new WorkerProcess(substitution.start(), mark, Scoreboard.create(page), page, shown);
            }
            warnOfChanges();
            WorkerCommand command = commandLine.compose(workerId);
            CommandLine.Words words = commandLine.assemble(command, workerId, slot);
            List<String> meant = shown(words.meant());
            shown = meant;
            Scoreboard scoreboard = Scoreboard.create(page);
            HeapMark.create(page);
            ProcessBuilder builder = builder(command, words.real(), mark, page.resolveSibling("."));
            place = "";
            return start(builder, mark, process -> new WorkerProcess(process, mark, scoreboard, page, meant));
        }

        WorkerStartException failure(long workerId, Throwable cause) {
            forget(workerId);
            return new WorkerStartException(
                    "The process of a worker can't be started: " + cause + (cause instanceof IOException ? place : "")
                            + FailedStarts.commandWords(CommandLine.shortened(shown)),
                    shown,
                    OptionalInt.empty(),
                    List.of(),
                    cause);
        }
    }

    /** An error after the fork leaves a process behind that nobody knows: it is found by its mark. */
    private static WorkerProcess start(ProcessBuilder builder, ProcessMark mark, Function<Process, WorkerProcess> made)
            throws IOException {
        boolean complete = false;
        try {
            WorkerProcess worker = made.apply(startOutside(builder));
            complete = true;
            return worker;
        } finally {
            if (!complete) {
                mark.killAll();
            }
        }
    }

    /**
     * The JDK's threads that wait for processes take over the context class loader of the first who starts one, and outlive a pool: an
     * application that was undeployed would stay in memory.
     */
    private static Process startOutside(ProcessBuilder builder) throws IOException {
        Thread thread = Thread.currentThread();
        ClassLoader loader = thread.getContextClassLoader();
        thread.setContextClassLoader(null);
        try {
            return builder.start();
        } finally {
            thread.setContextClassLoader(loader);
        }
    }

    private void warnOfChanges() {
        if (!warned.get()) {
            String changes = changes();
            if (!changes.isEmpty() && warned.compareAndSet(false, true)) {
                log.warn("Workers may run other classes than this JVM. {}", changes);
            }
        }
    }

    /** Returns a sentence on what workers are started from, if that has changed since the pool was made; empty if not. */
    public String changes() {
        List<String> changes = substitution == null ? commandLine.changes() : List.of();
        return changes.isEmpty()
                ? ""
                : "What workers are started from has changed since the pool was made; restart this application: "
                        + String.join("; ", changes);
    }

    private ProcessBuilder builder(WorkerCommand command, List<String> words, ProcessMark mark, Path spare) {
        ProcessBuilder builder = new ProcessBuilder(words);
        copy(command.environment(), builder.environment());
        Nesting.tell(builder.environment());
        mark.addTo(builder.environment());
        builder.directory(workingDirectory(command.workingDirectory(), spare.normalize()));
        return builder;
    }

    /** A JVM does not even start in a folder that was deleted. */
    private @Nullable File workingDirectory(@Nullable Path wanted, Path spare) {
        if (!WorkingDirectory.isGone(wanted)) {
            return wanted == null ? null : wanted.toFile();
        }
        if (warnedOfDirectory.compareAndSet(false, true)) {
            log.warn(
                    "The working directory of workers, {}, was deleted: they start in {}",
                    wanted == null ? "that of this JVM" : wanted,
                    spare);
        }
        return spare.toFile();
    }

    /** Leaves alone what is to stay as it is: its bytes need not be characters in the charset of the platform. */
    private static void copy(Map<String, String> wanted, Map<String, String> inherited) {
        inherited.keySet().retainAll(wanted.keySet());
        wanted.forEach((name, value) -> {
            if (!value.equals(inherited.get(name))) {
                inherited.put(name, value);
            }
        });
    }

    /** Returns the command as people may see it: system properties that look like secrets are inherited, but not shown. */
    static List<String> shown(List<String> words) {
        return words.stream()
                .map(word ->
                        SECRET.matcher(word).matches() ? word.substring(0, word.indexOf('=') + 1) + "******" : word)
                .toList();
    }

    /** Deletes the arguments of a worker, which has read them when it comes. */
    public void forgetArguments(long workerId) {
        folder.forgetArguments(workerId);
    }

    /** Deletes the files that a worker needed. */
    public void forget(long workerId) {
        folder.forget(workerId);
    }

    /** Tells a started worker what it has to know before it can connect. */
    public void introduce(WorkerProcess process, Rendezvous.Expected expected, Path socket, OutputMark mark)
            throws IOException {
        try (OutputStream standardInput = process.started().getOutputStream()) {
            new Introduction(
                            expected.token(),
                            socket.toString(),
                            process.scoreboardFile().toString(),
                            ProcessHandle.current().pid(),
                            maxPayload,
                            mark.word(),
                            // In one JVM it might be given back while a thread that was left behind still writes there.
                            substitution == null)
                    .writeTo(standardInput);
        }
    }
}
