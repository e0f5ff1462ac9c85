package io.github.processpool.testing;

import java.io.InputStream;
import java.io.OutputStream;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Stream;

/** A process that is none: it lives until it is killed, has a pid that no other one has, and starts nothing. */
final class LoneProcess extends Process {

    private static final AtomicLong LAST_PID = new AtomicLong(5_000_000_000L); // No system has such pids.

    private final long pid = LAST_PID.incrementAndGet();
    private final ProcessHandle handle = new Handle();
    private volatile boolean killed;
    private volatile Runnable onKill = () -> {};

    boolean wasKilled() {
        return killed;
    }

    void onKill(Runnable action) {
        onKill = action;
    }

    private synchronized void kill() {
        if (!killed) {
            killed = true;
            onKill.run();
        }
    }

    @Override
    public ProcessHandle toHandle() {
        return handle;
    }

    @Override
    public long pid() {
        return pid;
    }

    @Override
    public boolean isAlive() {
        return !killed;
    }

    @Override
    public OutputStream getOutputStream() {
        return OutputStream.nullOutputStream();
    }

    @Override
    public InputStream getInputStream() {
        return InputStream.nullInputStream();
    }

    @Override
    public InputStream getErrorStream() {
        return InputStream.nullInputStream();
    }

    @Override
    public int waitFor() {
        return exitValue();
    }

    @Override
    public boolean waitFor(long timeout, TimeUnit unit) {
        return killed;
    }

    @Override
    public int exitValue() {
        if (!killed) {
            throw new IllegalThreadStateException("it lives");
        }
        return 137;
    }

    @Override
    public void destroy() {
        kill();
    }

    private final class Handle implements ProcessHandle {

        @Override
        public long pid() {
            return pid;
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
            return new CompletableFuture<>();
        }

        @Override
        public boolean supportsNormalTermination() {
            return true;
        }

        @Override
        public boolean destroy() {
            kill();
            return true;
        }

        @Override
        public boolean destroyForcibly() {
            return destroy();
        }

        @Override
        public boolean isAlive() {
            return !killed;
        }

        @Override
        public int compareTo(ProcessHandle other) {
            return Long.compare(pid, other.pid());
        }
    }
}
