package io.github.processpool.internal.parent.log;

import io.github.processpool.internal.parent.process.WorkerLink;
import io.github.processpool.internal.wire.message.OutputMark;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.TreeMap;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.LongFunction;
import org.jspecify.annotations.Nullable;

/**
 * Takes what a worker prints, from its standard output and error, line by line to this JVM's log through {@link PrintedLines}.
 * Remembers the last lines of the error output.
 *
 * <p>A task that has printed is only over when its lines have been logged, see {@link OutputMark}.
 *
 * <p><b>Thread safety:</b> one thread per stream; what they share is guarded by this object's lock, under which nothing is logged
 * and no action is run.
 */
public final class OutputLog {

    private static final long LOOK_MILLIS = 5;
    private static final long PAUSE_NANOS = TimeUnit.MILLISECONDS.toNanos(50);

    private final PrintedLines lines;
    private final OutputMark mark;
    /** Names the task that runs now, unless its ticket is too old. */
    private final LongFunction<LogOrigin> runningTask;

    private final Stream out = new Stream(false);
    private final Stream err = new Stream(true);
    private final KeptLines kept = new KeptLines();
    /** Tasks that have answered and whose marks have not both come; guarded by this. */
    private final TreeMap<Long, Waiting> waiting = new TreeMap<>();

    /** Whose end is to be heard of; guarded by this. */
    private @Nullable Process ended;
    /** Guarded by this. */
    private @Nullable Runnable endAction;

    private record Waiting(LogOrigin task, Runnable action) {}

    /** Names tasks with a function from the last mark to the task that runs now. */
    public OutputLog(String poolName, WorkerLink worker, OutputMark mark, LongFunction<LogOrigin> runningTask) {
        this.lines = new PrintedLines(poolName, worker);
        this.mark = mark;
        this.runningTask = runningTask;
    }

    /** Reads both streams, each on a thread of its own. */
    public void start(Process process, ThreadFactory threads) {
        out.start(OutputPipe.of(process, process.getInputStream(), 1), threads);
        err.start(OutputPipe.of(process, process.getErrorStream(), 2), threads);
    }

    /** A task has answered and printed: until its marks come, what is printed is its. */
    public synchronized void expectMark(long ticket, LogOrigin task) {
        if (isMissing(ticket)) {
            waiting.put(ticket, new Waiting(task, () -> {}));
        }
    }

    /** Runs an action when everything that a task has printed is in the log; at once if it is. */
    public void afterMark(long ticket, LogOrigin task, Runnable action) {
        synchronized (this) {
            if (isMissing(ticket)) {
                waiting.put(ticket, new Waiting(task, action));
                return;
            }
        }
        action.run();
    }

    /** Under this object's lock. */
    private boolean isMissing(long ticket) {
        return out.isMissing(ticket) || err.isMissing(ticket);
    }

    /** Runs what still waits, because nothing more will come, or because it takes too long. */
    public void giveUpWaiting(long upToTicket) {
        List<Waiting> released = new ArrayList<>();
        synchronized (this) {
            Map<Long, Waiting> overdue = waiting.headMap(upToTicket, true);
            released.addAll(overdue.values());
            overdue.clear();
        }
        released.forEach(OutputLog::runSafely);
    }

    /** One that fails keeps no other task from its end. It takes care itself that it is missed. */
    private static void runSafely(Waiting entry) {
        try {
            entry.action().run();
        } catch (RuntimeException | Error e) {
            // The mender of tasks finds a task without an outcome.
        }
    }

    /** Returns the last lines of the error output. */
    public List<String> tail() {
        return kept.lastErrors();
    }

    /** Returns the first lines of the output, where a JVM says why it can't be created. */
    public List<String> beginning() {
        return kept.firstOutput();
    }

    /** The process is dead: waits for its last words, and lets go of what others hold open. */
    public void finish(long millis) throws InterruptedException {
        out.finish(millis);
        err.finish(millis);
    }

    private void onMark(Stream stream, long ticket) {
        synchronized (this) {
            stream.lastMark = Math.max(stream.lastMark, ticket);
        }
        giveUpWaiting(Math.min(out.lastMark, err.lastMark));
    }

    private void onEnd(Stream stream) {
        boolean both;
        synchronized (this) {
            stream.ended = true;
            both = out.ended && err.ended;
        }
        if (both) {
            giveUpWaiting(Long.MAX_VALUE);
            hearOfEnd();
        }
    }

    /** Runs an action when both streams have ended and the process with them; replaces what was to be run before. */
    public void onEnd(Process process, Runnable action) {
        boolean both;
        synchronized (this) {
            ended = process;
            endAction = action;
            both = out.ended && err.ended;
        }
        if (both) {
            hearOfEnd();
        }
    }

    /** A process whose output has ended is usually about to exit; if not, it has only closed it. */
    private void hearOfEnd() {
        Process process;
        Runnable action;
        synchronized (this) {
            process = ended;
            action = endAction;
        }
        try {
            if (process != null && action != null && process.waitFor(1, TimeUnit.SECONDS)) {
                action.run();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** The task that printed: the first whose mark has not come on this stream, be it over or still running. */
    private LogOrigin taskOf(Stream stream) {
        LogOrigin answered = answeredTaskOf(stream);
        if (answered == LogOrigin.NONE) {
            LogOrigin running = runningTask.apply(stream.lastMark);
            // Looked at again: it may have answered in between, and be no running task any more.
            answered = answeredTaskOf(stream);
            return answered == LogOrigin.NONE ? running : answered;
        }
        return answered;
    }

    private synchronized LogOrigin answeredTaskOf(Stream stream) {
        Map.Entry<Long, Waiting> answered = waiting.higherEntry(stream.lastMark);
        return answered == null ? LogOrigin.NONE : answered.getValue().task();
    }

    private void write(Stream stream, String line) {
        kept.add(stream.isError, line);
        lines.write(stream.isError, line, () -> taskOf(stream));
    }

    /** One of the two streams; its thread cuts it into lines. */
    private final class Stream {

        private final boolean isError;
        /** Written by its own thread, under the log's lock. */
        private volatile long lastMark;
        /** Guarded by the log. */
        private boolean ended;

        // -- Set by who starts it --
        private @Nullable Thread thread;
        private @Nullable OutputPipe pipe;

        private Stream(boolean isError) {
            this.isError = isError;
        }

        private boolean isMissing(long ticket) {
            return lastMark < ticket && !ended;
        }

        private void start(OutputPipe input, ThreadFactory threads) {
            LineCutter cutter = new LineCutter(this::onLine, lines.longestLine());
            Thread reader = threads.newThread(() -> read(input, cutter));
            thread = reader;
            pipe = input;
            reader.start();
        }

        /** A process that the dead one has left behind may hold its end of the pipe: nothing of it is waited for. */
        private void finish(long millis) throws InterruptedException {
            Thread reader = thread;
            OutputPipe input = pipe;
            if (reader == null || input == null) {
                return;
            }
            for (long left = millis; left > 0 && reader.isAlive() && !input.isDrained(); left -= LOOK_MILLIS) {
                reader.join(LOOK_MILLIS);
            }
            if (input.canBeClosed()) {
                close(input);
                reader.join(LOOK_MILLIS);
            }
        }

        private void close(OutputPipe input) {
            try {
                input.close();
            } catch (IOException e) {
                // Nothing more is read from it in any case.
            }
        }

        private void read(OutputPipe input, LineCutter cutter) {
            try {
                readToEnd(input, cutter);
            } finally {
                onEnd(this);
            }
        }

        /** Frames of the cutter may be popped without running its handlers; nobody else would empty the pipe. */
        private static void readToEnd(OutputPipe input, LineCutter cutter) {
            boolean over = false;
            while (!over) {
                try {
                    cutter.read(input);
                    over = true;
                } catch (Throwable e) {
                    LockSupport.parkNanos(cutter, PAUSE_NANOS);
                }
            }
        }

        private void onLine(byte[] bytes, int length) {
            int end = length > 0 && bytes[length - 1] == '\r' ? length - 1 : length;
            try {
                String line = new String(bytes, 0, end, StandardCharsets.UTF_8);
                int index = mark.indexIn(line);
                OptionalLong ticket = index < 0 ? OptionalLong.empty() : mark.ticketAt(line, index);
                if (ticket.isEmpty()) {
                    write(this, line);
                    return;
                }
                if (index > 0) {
                    write(this, line.substring(0, index));
                }
                onMark(this, ticket.getAsLong());
            } catch (RuntimeException | Error e) {
                // A logging framework that fails, or a lack of memory, must not stop us from emptying the pipe.
            }
        }
    }
}
