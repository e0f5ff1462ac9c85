package io.github.processpool.benchmarks.jmh;

import java.io.InputStream;
import java.io.OutputStream;
import java.util.concurrent.CompletableFuture;

/** The process of a {@link PlayedWorker}: there is none, it lives for ever, and its pid is its parent's. */
final class PlayedProcess extends Process {

    @Override
    public long pid() {
        return ProcessHandle.current().pid();
    }

    @Override
    public ProcessHandle toHandle() {
        return ProcessHandle.current();
    }

    @Override
    public boolean isAlive() {
        return true;
    }

    @Override
    public CompletableFuture<Process> onExit() {
        return new CompletableFuture<>();
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
    public int exitValue() {
        throw new IllegalThreadStateException("it lives");
    }

    /** Nobody may: there is nothing to kill. */
    @Override
    public void destroy() {
        throw new UnsupportedOperationException("a benchmark's worker was killed");
    }
}
