package io.github.processpool.internal.worker;

import io.github.processpool.internal.wire.message.OutputMark;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;

/**
 * Standard output and error of this process: notices whether a task has written to them, and closes what it wrote with a mark, so
 * that the parent can wait for all of it. Output of native code or child processes goes the same way unnoticed; therefore a
 * task that took long enough to have started some gets a mark in any case.
 *
 * <p><b>Thread safety:</b> any thread writes; the runner closes.
 */
final class WorkerOutput {

    private static final long LONG_ENOUGH_NANOS = 20_000_000;

    private final OutputMark mark;
    private final NoticingStream out = new NoticingStream(new FileOutputStream(FileDescriptor.out));
    private final NoticingStream err = new NoticingStream(new FileOutputStream(FileDescriptor.err));

    private WorkerOutput(OutputMark mark) {
        this.mark = mark;
    }

    static WorkerOutput install(OutputMark mark) {
        WorkerOutput output = new WorkerOutput(mark);
        System.setOut(new PrintStream(output.out, true, StandardCharsets.UTF_8));
        System.setErr(new PrintStream(output.err, true, StandardCharsets.UTF_8));
        return output;
    }

    /** Returns whether marks were written, so that the parent has to wait for them. */
    boolean close(long ticket, long executionNanos) {
        if (!out.written && !err.written && executionNanos < LONG_ENOUGH_NANOS) {
            return false;
        }
        try {
            byte[] line = mark.bytes(ticket);
            out.write(line);
            err.write(line);
            out.written = false;
            err.written = false;
            return true;
        } catch (IOException e) {
            return false; // The task has closed the descriptor: there is nothing to wait for.
        }
    }

    /** Stays open when a task closes System.out. */
    private static final class NoticingStream extends OutputStream {

        private final OutputStream target;
        /** Set by the thread that writes, cleared by the runner; a lost update costs a mark at the next task. */
        private volatile boolean written;

        private NoticingStream(OutputStream target) {
            this.target = target;
        }

        @Override
        public void write(int value) throws IOException {
            written = true;
            target.write(value);
        }

        @Override
        public void write(byte[] bytes, int offset, int length) throws IOException {
            written = true;
            target.write(bytes, offset, length);
        }

        @Override
        public void flush() throws IOException {
            target.flush();
        }
    }
}
