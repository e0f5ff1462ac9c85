package io.github.processpool.internal.cache;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.jspecify.annotations.Nullable;

/**
 * Receives a jar and hands out its end, from the first entry of its central directory on, as the file has it: nothing that the JDK
 * keeps of a jar that it has open. Stateless.
 */
final class JarDirectory {

    private static final int SIGNATURE = 0x06054b50;
    /** Signature, two numbers of disks, two numbers of entries, size and start of the directory, length of the comment. */
    private static final int END_BYTES = 22;

    private static final int SIZE_AT = 12;
    private static final int COMMENT_AT = 20;
    private static final int LONGEST_COMMENT = 0xffff;
    /** What a field says whose value stands elsewhere, in a jar that is too large for it. */
    private static final int ELSEWHERE = 0xffff;

    private static final long MOST_BYTES = 64L << 20;

    private JarDirectory() {}

    /** The end of a jar; null of a file that is none, or a very large one. */
    static byte @Nullable [] read(Path jar) throws IOException {
        try (FileChannel file = FileChannel.open(jar, StandardOpenOption.READ)) {
            long size = file.size();
            int tailBytes = (int) Math.min(size, END_BYTES + LONGEST_COMMENT);
            ByteBuffer tail = read(file, size - tailBytes, tailBytes);
            for (int at = tailBytes - END_BYTES; at >= 0; at--) {
                if (tail.getInt(at) == SIGNATURE
                        && tail.getShort(at + COMMENT_AT) == (short) (tailBytes - at - END_BYTES)) {
                    return fromDirectory(
                            file,
                            size - tailBytes + at,
                            tail.slice(at, END_BYTES).order(ByteOrder.LITTLE_ENDIAN));
                }
            }
            return null;
        }
    }

    private static byte @Nullable [] fromDirectory(FileChannel file, long end, ByteBuffer words) throws IOException {
        long directory = Integer.toUnsignedLong(words.getInt(SIZE_AT));
        int entries = Short.toUnsignedInt(words.getShort(SIZE_AT - 2));
        if (entries == 0 || entries == ELSEWHERE || directory > end || directory > MOST_BYTES) {
            return null;
        }
        return read(file, end - directory, (int) (file.size() - end + directory))
                .array();
    }

    private static ByteBuffer read(FileChannel file, long at, int bytes) throws IOException {
        ByteBuffer buffer = ByteBuffer.allocate(bytes).order(ByteOrder.LITTLE_ENDIAN);
        while (buffer.hasRemaining()) {
            if (file.read(buffer, at + buffer.position()) < 0) {
                throw new IOException("the file has become shorter while it was read");
            }
        }
        return buffer;
    }
}
