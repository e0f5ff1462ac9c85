package io.github.processpool.internal.inprocess;

import io.github.processpool.internal.wire.message.ExitCodes;
import io.github.processpool.internal.wire.message.Introduction;
import io.github.processpool.internal.worker.ThreadWorker;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Stream;

/**
 * A {@link ThreadWorker} in the shape of a process, so that the parent starts, meets, kills and reaps it like any other. Its
 * number is that of this JVM, it has no descendants, and it prints nothing: its output ends when it does.
 *
 * <pre>{@code
 * NEW -- standard input closed --> LIVING -- its threads have ended, or are left behind --> exited
 *  `----- killed ---------------------------------------------------------------------------^
 * }</pre>
 *
 * <p><b>Thread safety:</b> any thread. Whether it lives is guarded by this object's lock; the exit is one future, set once.
 */
final class ThreadProcess extends Process {

    private static final int TERMINATED = 143;
    private static final int KILLED = 137;

    private final ThreadWorker worker;
    private final ThreadFactory threads;
    private final CompletableFuture<Integer> exit = new CompletableFuture<>();
    private final OutputStream standardInput = new StandardInput();
    private final ProcessHandle handle = new Handle();
    /** Guarded by this. */
    private boolean begun;

    ThreadProcess(ThreadWorker worker, ThreadFactory threads) {
        this.worker = worker;
        this.threads = threads;
    }

    /** Keeps what the parent writes; begins with it when that is complete. */
    private final class StandardInput extends ByteArrayOutputStream {

        @Override
        public void close() throws IOException {
            begin(Introduction.readFrom(new ByteArrayInputStream(toByteArray())));
        }
    }

    private synchronized void begin(Introduction introduction) {
        if (!begun && !exit.isDone()) {
            threads.newThread(() -> live(introduction)).start();
            begun = true;
        }
    }

    private void live(Introduction introduction) {
        int code = ExitCodes.NO_PARENT;
        try {
            code = worker.run(introduction);
        } finally {
            exit.complete(code);
        }
    }

    private void kill(int code) {
        int first = worker.die(code);
        boolean neverLived;
        synchronized (this) {
            neverLived = !begun;
            begun = true;
        }
        if (neverLived) {
            exit.complete(first);
        }
    }

    // -- The parent does this with a process --

    @Override
    public OutputStream getOutputStream() {
        return standardInput;
    }

    @Override
    public InputStream getInputStream() {
        return new Silence();
    }

    @Override
    public InputStream getErrorStream() {
        return new Silence();
    }

    /** Nothing, until the end. */
    private final class Silence extends InputStream {

        @Override
        public int read() {
            exit.join(); // The end of the worker comes in any case; that is up to whoever kills it.
            return -1;
        }

        @Override
        public int read(byte[] into, int offset, int length) {
            return length == 0 ? 0 : read();
        }
    }

    @Override
    public int waitFor() throws InterruptedException {
        try {
            return exit.get();
        } catch (ExecutionException e) {
            throw new IllegalStateException(e); // It is never completed in that way.
        }
    }

    @Override
    public boolean waitFor(long timeout, TimeUnit unit) throws InterruptedException {
        try {
            exit.get(Math.max(0, timeout), unit);
            return true;
        } catch (TimeoutException e) {
            return false;
        } catch (ExecutionException e) {
            throw new IllegalStateException(e); // It is never completed in that way.
        }
    }

    @Override
    public int exitValue() {
        if (!exit.isDone()) {
            throw new IllegalThreadStateException("the worker has not exited");
        }
        return exit.join();
    }

    @Override
    public boolean isAlive() {
        return !exit.isDone();
    }

    @Override
    public void destroy() {
        kill(TERMINATED);
    }

    @Override
    public Process destroyForcibly() {
        kill(KILLED);
        return this;
    }

    @Override
    public CompletableFuture<Process> onExit() {
        return exit.thenApply(code -> this);
    }

    @Override
    public long pid() {
        return handle.pid();
    }

    @Override
    public ProcessHandle toHandle() {
        return handle;
    }

    /** Has this JVM's number, and kills the worker only. */
    private final class Handle implements ProcessHandle {

        @Override
        public long pid() {
            return ProcessHandle.current().pid();
        }

        @Override
        public Optional<ProcessHandle> parent() {
            return Optional.of(ProcessHandle.current());
        }

        @Override
        public Stream<ProcessHandle> children() {
            return Stream.empty();
        }

        @Override
        public Stream<ProcessHandle> descendants() {
            return Stream.empty();
        }

        @Override
        public Info info() {
            return ProcessHandle.current().info();
        }

        @Override
        public CompletableFuture<ProcessHandle> onExit() {
            return exit.thenApply(code -> this);
        }

        @Override
        public boolean supportsNormalTermination() {
            return false;
        }

        @Override
        public boolean destroy() {
            return destroyForcibly();
        }

        @Override
        public boolean destroyForcibly() {
            kill(KILLED);
            return true;
        }

        @Override
        public boolean isAlive() {
            return ThreadProcess.this.isAlive();
        }

        @Override
        public int compareTo(ProcessHandle other) {
            return Long.compare(pid(), other.pid());
        }

        @Override
        public boolean equals(Object other) {
            return this == other;
        }

        @Override
        public int hashCode() {
            return System.identityHashCode(this);
        }
    }
}
