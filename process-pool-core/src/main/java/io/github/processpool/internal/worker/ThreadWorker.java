package io.github.processpool.internal.worker;

import io.github.processpool.internal.wire.codec.TaskReader;
import io.github.processpool.internal.wire.message.ExitCodes;
import io.github.processpool.internal.wire.message.Introduction;
import io.github.processpool.internal.wire.message.Message.LogLevels;
import io.github.processpool.internal.wire.message.MessageChannel;
import io.github.processpool.internal.wire.message.Side;
import io.github.processpool.internal.wire.page.Scoreboard;
import java.io.IOException;
import java.nio.file.Path;
import java.util.function.BiFunction;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * A worker on two threads of the JVM that has asked for it, instead of in a process: the same {@link WorkerLoop} and {@link
 * TaskRunner}, connected by the same kind of socket.
 *
 * <p>It can be made to die at any moment, like a process, but a thread can't be killed: what the runner runs is interrupted, and
 * if it does not heed that, its thread is left behind as a daemon.
 *
 * <pre>{@code
 * NEW ---- run ----> LIVING ---- die | Stop | end of the channel ----> DEAD
 *  `------ die ------------------------------------------------------->'      the first exit code counts
 * }</pre>
 *
 * <p><b>Thread safety:</b> any thread may call {@link #die}; {@link #run} is called once and is the loop's thread. Exit code and
 * channel are guarded by this object's lock.
 */
public final class ThreadWorker {

    /** How long an interrupted task may take to end before its thread counts as left behind. */
    private static final long RUNNER_PATIENCE_MILLIS = 100;

    private final BiFunction<ThreadWorker, TaskReader, TaskReader> equipment;
    /** Guarded by this. */
    private @Nullable MessageChannel channel;
    /** Set when it dies; guarded by this. */
    private @Nullable Integer exitCode;

    /**
     * Makes a worker that does not live yet.
     *
     * @param equipment given this worker and the reader of its codec, returns the reader of its tasks
     */
    public ThreadWorker(BiFunction<ThreadWorker, TaskReader, TaskReader> equipment) {
        this.equipment = equipment;
    }

    /**
     * Lives on this thread, until the worker is told to end, is made to die, or its parent closes the channel.
     *
     * @param introduction as the parent has written it to its standard input
     * @return the exit code
     */
    public int run(Introduction introduction) {
        try (MessageChannel connected =
                new MessageChannel(WorkerMain.connect(introduction), introduction.maxPayload(), Side.WORKER)) {
            Scoreboard scoreboard = Scoreboard.open(Path.of(introduction.scoreboard()));
            if (live(connected)) {
                WorkerLoop loop = new WorkerLoop(connected, scoreboard, new ThreadHabitat(), introduction);
                loop.run();
                TaskRunner runner = loop.runner();
                if (runner != null) {
                    runner.abandon(RUNNER_PATIENCE_MILLIS);
                }
            }
        } catch (IOException e) {
            return die(ExitCodes.NO_PARENT);
        }
        return die(ExitCodes.ORPHANED);
    }

    /** False if it is dead already. */
    private synchronized boolean live(MessageChannel connected) {
        channel = connected;
        return exitCode == null;
    }

    /**
     * Ends this worker, as an exit or a signal would end a process: nothing of what it has not sent yet is sent. Does nothing if
     * it is dead.
     *
     * @param code the exit code
     * @return the exit code that counts
     */
    public int die(int code) {
        MessageChannel connected;
        int first;
        synchronized (this) {
            first = exitCode == null ? code : exitCode;
            exitCode = first;
            connected = channel;
        }
        if (connected != null) {
            connected.close(); // Which ends the loop, and that sees to the runner.
        }
        return first;
    }

    /** Ends nothing but this worker. */
    private final class ThreadHabitat implements Habitat {

        @Override
        public boolean isParentGone() {
            return false;
        }

        @Override
        public boolean ownsHeap() {
            return false;
        }

        @Override
        public TaskReader equip(TaskReader reader) {
            return equipment.apply(ThreadWorker.this, reader);
        }

        @Override
        public void connectLog(MessageChannel channel, LongSupplier ticket) {
            // It logs where everybody in this JVM logs.
        }

        @Override
        public void setLogLevels(LogLevels levels) {
            // They are this JVM's own.
        }

        @Override
        public void settleLog() {
            // Nothing is on its way.
        }

        @Override
        public boolean closeOutput(long ticket, long executionNanos) {
            return false; // It prints where everybody in this JVM prints.
        }

        @Override
        public void leave() {
            die(0);
        }

        @Override
        public void giveUp() {
            die(ExitCodes.OUT_OF_CONTROL);
        }

        @Override
        public void end(boolean orphaned) {
            // The one who has called the loop goes on.
        }
    }
}
