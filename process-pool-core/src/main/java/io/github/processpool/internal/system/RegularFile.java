package io.github.processpool.internal.system;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Optional;

/** Reads what a worker has left in the pool's folder, which may be anything that a worker can make there. Stateless. */
public final class RegularFile {

    private RegularFile() {}

    /**
     * Reads the beginning of a file. Never waits: neither for somebody to write to a pipe nor for what it brings.
     *
     * @param file need not exist
     * @param most how many bytes at most
     * @return empty if there is no such file, or something else in its place
     */
    public static Optional<byte[]> read(Path file, int most) {
        if (!Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS)) {
            return Optional.empty();
        }
        // What came in its place since then is opened without waiting, because it is opened for writing too, and has no
        // size.
        try (FileChannel channel =
                FileChannel.open(file, StandardOpenOption.READ, StandardOpenOption.WRITE, LinkOption.NOFOLLOW_LINKS)) {
            ByteBuffer bytes = ByteBuffer.allocate((int) Math.min(most, channel.size()));
            while (bytes.hasRemaining() && channel.read(bytes) >= 0) {
                // Goes on where it was.
            }
            byte[] read = new byte[bytes.flip().remaining()];
            bytes.get(read);
            return Optional.of(read);
        } catch (IOException | RuntimeException e) {
            return Optional.empty();
        }
    }
}
