package io.github.processpool.internal.parent.log;

import java.io.FileInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * The end of a pipe through which a worker prints: read by one thread, and let go of by another, which works though the first one
 * waits. A process that the worker has started and that lives on may hold the other end for ever.
 *
 * <p>The JDK's own stream can't be let go of: its reader waits, and with it a thread of the JDK. Where there is a {@code /proc} the
 * pipe is therefore opened again, and that stream closed; elsewhere it is read.
 *
 * <p><b>Thread safety:</b> one thread reads, any other may ask and close.
 */
final class OutputPipe extends InputStream {

    private static final Path OURS = Path.of("/proc/self/fd");

    private final InputStream stream;
    /** Null where the pipe could not be opened again. */
    private final @Nullable FileChannel channel;
    /** Written by the reader. */
    private volatile boolean waiting;

    private OutputPipe(InputStream stream, @Nullable FileChannel channel) {
        this.stream = stream;
        this.channel = channel;
    }

    /** Opens the pipe of a descriptor of a process, whose end the JDK has as a stream. */
    static OutputPipe of(Process process, InputStream given, int descriptor) {
        if (process.pid() == ProcessHandle.current().pid()) {
            return new OutputPipe(given, null); // No process of its own.
        }
        try {
            Path theirs = Path.of("/proc", String.valueOf(process.pid()), "fd");
            Path target = Files.readSymbolicLink(theirs.resolve(String.valueOf(descriptor)));
            Path other = Files.readSymbolicLink(theirs.resolve(String.valueOf(3 - descriptor)));
            // What precedes the worker in its command may have led one stream elsewhere, or into the other.
            if (target.toString().startsWith("pipe:") && !target.equals(other)) {
                return again(target, given);
            }
        } catch (IOException | RuntimeException e) {
            // No /proc here, or the process is gone, or somebody else's.
        }
        return new OutputPipe(given, null);
    }

    private static OutputPipe again(Path target, InputStream given) throws IOException {
        try (DirectoryStream<Path> descriptors = Files.newDirectoryStream(OURS)) {
            for (Path descriptor : descriptors) {
                if (isLinkTo(descriptor, target)) {
                    FileInputStream opened = new FileInputStream(descriptor.toFile());
                    given.close();
                    return new OutputPipe(opened, opened.getChannel());
                }
            }
        }
        return new OutputPipe(given, null);
    }

    private static boolean isLinkTo(Path descriptor, Path target) {
        try {
            return Files.readSymbolicLink(descriptor).equals(target);
        } catch (IOException e) {
            return false; // Closed meanwhile.
        }
    }

    @Override
    public int read(byte[] buffer, int offset, int length) throws IOException {
        if (channel == null) {
            return stream.read(buffer, offset, length);
        }
        Thread.interrupted(); // A log may have left that here; it would close the channel.
        waiting = true;
        try {
            return channel.read(ByteBuffer.wrap(buffer, offset, length));
        } finally {
            waiting = false;
        }
    }

    @Override
    public int read() throws IOException {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xFF;
    }

    /** Whether it can be let go of. */
    boolean canBeClosed() {
        return channel != null;
    }

    /** Whether all that was printed so far has been read, and the reader waits for more. */
    boolean isDrained() {
        try {
            return waiting && stream.available() == 0;
        } catch (IOException e) {
            return true; // Closed.
        }
    }

    @Override
    public void close() throws IOException {
        if (channel != null) {
            channel.close(); // Wakes the reader.
        }
        stream.close();
    }
}
