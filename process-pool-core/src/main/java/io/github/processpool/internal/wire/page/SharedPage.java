package io.github.processpool.internal.wire.page;

import io.github.processpool.internal.system.SharedBytes;
import java.io.IOException;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A file that two processes have mapped into their memory: numbers at offsets, which {@link Scoreboard}, {@link Vitals} and {@link
 * ProgressNote} give their meaning.
 *
 * <p>Whoever makes a mapped file shorter kills those who have mapped it. Therefore the parent maps it late, when the worker has it,
 * and takes its name away in the same moment: from then on nobody can open it. Should it become shorter all the same, the one who
 * has made the page goes on with an empty one of its own, and knows that it is {@linkplain #isLost() lost}; the one who has opened
 * it gets an {@link InternalError}. That is the most that can be done and not a promise: the JVM may throw the error late, where
 * nobody expects it, and a compare-and-set that JDK 17 interprets still ends it. Keeping others from the file is what protects.
 *
 * <p>Behind the page the file has room for the streams of bytes between the two, see {@link #streams}; these have no substitute.
 *
 * <pre>{@code
 * parent    create: the file ----------------> seal: mapped, no name any more ---- InternalError ----> lost
 * worker              open: mapped ----^
 * }</pre>
 *
 * <p><b>Thread safety:</b> numbers are read and written with volatile semantics or by compare-and-set; bytes are plain, and
 * whoever uses them sees to their order. Sealed once, by one thread, before others use what the worker writes.
 */
final class SharedPage {

    private static final int SIZE = 4096;
    /**
     * Behind the page, half of it for each direction. Enough for a writer to go on while its reader wakes up; what is never used has
     * no pages in the memory of a process.
     */
    private static final int STREAMS_SIZE = 2 * 1024 * 1024;
    /** What is written at once when the file is made. */
    private static final int PIECE_SIZE = 64 * 1024;

    static final int FILE_SIZE = SIZE + STREAMS_SIZE;

    private static final VarHandle LONGS = MethodHandles.byteBufferViewVarHandle(long[].class, ByteOrder.nativeOrder())
            .withInvokeExactBehavior();
    private static final VarHandle INTS = MethodHandles.byteBufferViewVarHandle(int[].class, ByteOrder.nativeOrder())
            .withInvokeExactBehavior();

    private final Path file;
    /** Takes the place of the mapped bytes before they are there and when they are lost; null in the worker. */
    private final @Nullable ByteBuffer own;
    /** Changed when it is sealed, and when it is lost; volatile for those who look at the page without a lock. */
    private volatile ByteBuffer bytes;
    /** Set once; volatile for those who look after workers. */
    private volatile boolean lost;
    /** Set when it is mapped, before others use what is behind the page. */
    private @Nullable Streams streams;

    private SharedPage(Path file, @Nullable ByteBuffer own, ByteBuffer bytes) {
        this.file = file;
        this.own = own;
        this.bytes = bytes;
    }

    static SharedPage create(Path file) throws IOException {
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
            // Written in full, so that a full disk is an error here and not a fault at the first access.
            ByteBuffer zeros = ByteBuffer.allocate(PIECE_SIZE);
            for (int left = FILE_SIZE; left > 0; ) {
                left -= channel.write(
                        zeros.clear().limit(Math.min(left, PIECE_SIZE))); // A disk that is nearly full takes a part.
            }
        } catch (IOException | RuntimeException | Error e) {
            Files.deleteIfExists(file);
            throw e;
        }
        ByteBuffer own = ByteBuffer.allocateDirect(SIZE).order(ByteOrder.nativeOrder());
        return new SharedPage(file, own, own);
    }

    static SharedPage open(Path file) throws IOException {
        try (FileChannel channel = openFile(file)) {
            ByteBuffer mapped = map(file, channel);
            SharedPage page = new SharedPage(file, null, mapped);
            page.streams = new Streams(mapped, null);
            return page;
        }
    }

    /** The file stays open, so that its streams can be given back; they are not, and the JVM closes it, if nobody does that. */
    void seal() throws IOException {
        FileChannel channel = openFile(file);
        boolean complete = false;
        try {
            forget(file); // Before the look at its size: nobody who comes later can change it.
            ByteBuffer mapped = map(file, channel);
            streams = new Streams(mapped, channel);
            bytes = mapped;
            complete = true;
        } finally {
            if (!complete) {
                channel.close();
            }
        }
    }

    private static FileChannel openFile(Path file) throws IOException {
        return FileChannel.open(file, StandardOpenOption.READ, StandardOpenOption.WRITE, LinkOption.NOFOLLOW_LINKS);
    }

    /** A file that is too short is refused: mapping it would make it longer on one side only. */
    private static ByteBuffer map(Path file, FileChannel channel) throws IOException {
        if (channel.size() != FILE_SIZE) {
            throw new IOException("the memory that parent and worker share has " + channel.size() + " bytes instead of "
                    + FILE_SIZE + ": somebody has changed " + file);
        }
        return channel.map(FileChannel.MapMode.READ_WRITE, 0, FILE_SIZE).order(ByteOrder.nativeOrder());
    }

    /** Returns the memory behind the page; only once it is sealed, or in the worker. */
    SharedBytes streams() {
        return Objects.requireNonNull(streams, "not sealed");
    }

    /** The memory behind the page. */
    private static final class Streams implements SharedBytes {

        private final ByteBuffer bytes;
        /** Null in the worker. */
        private final @Nullable FileChannel file;

        private Streams(ByteBuffer mapped, @Nullable FileChannel file) {
            this.bytes = mapped.slice(SIZE, STREAMS_SIZE).order(ByteOrder.nativeOrder());
            this.file = file;
        }

        @Override
        public int length() {
            return STREAMS_SIZE;
        }

        @Override
        public long get(int offset) {
            return (long) LONGS.getVolatile(bytes, offset);
        }

        @Override
        public void set(int offset, long value) {
            LONGS.setVolatile(bytes, offset, value);
        }

        /** Reads first, as the page does. */
        @Override
        public boolean cas(int offset, long expected, long update) {
            return get(offset) == expected && LONGS.compareAndSet(bytes, offset, expected, update);
        }

        @Override
        public ByteBuffer view() {
            return bytes.duplicate();
        }

        @Override
        public void release() {
            if (file != null) {
                boolean interrupted = Thread.interrupted(); // It would close the file before it is cut.
                try (file) {
                    file.truncate(SIZE);
                } catch (IOException e) {
                    // It goes when the garbage collector finds that nobody uses the page any more.
                } finally {
                    if (interrupted) {
                        Thread.currentThread().interrupt();
                    }
                }
            }
        }
    }

    /** Windows keeps the name of a file that is mapped, and does not let it become shorter. */
    private static void forget(Path file) {
        try {
            Files.deleteIfExists(file);
        } catch (IOException e) {
            // It goes with the worker's other files.
        }
    }

    boolean isLost() {
        return lost;
    }

    /** An error of the mapping, which in the worker is the end of it. */
    private ByteBuffer substitute(InternalError error) {
        ByteBuffer mine = own;
        if (mine == null) {
            throw error;
        }
        lost = true;
        bytes = mine;
        return mine;
    }

    long get(int offset) {
        try {
            return (long) LONGS.getVolatile(bytes, offset);
        } catch (InternalError e) {
            return (long) LONGS.getVolatile(substitute(e), offset);
        }
    }

    void set(int offset, long value) {
        try {
            LONGS.setVolatile(bytes, offset, value);
        } catch (InternalError e) {
            LONGS.setVolatile(substitute(e), offset, value);
        }
    }

    /** Reads first: in a page that is lost a read is an error that can be caught, and a compare-and-set may not be. */
    boolean cas(int offset, long expected, long update) {
        try {
            return get(offset) == expected && LONGS.compareAndSet(bytes, offset, expected, update);
        } catch (InternalError e) {
            return LONGS.compareAndSet(substitute(e), offset, expected, update);
        }
    }

    int getInt(int offset) {
        try {
            return (int) INTS.getVolatile(bytes, offset);
        } catch (InternalError e) {
            return (int) INTS.getVolatile(substitute(e), offset);
        }
    }

    void setInt(int offset, int value) {
        INTS.setVolatile(bytes, offset, value);
    }

    void copyTo(int offset, byte[] target) {
        try {
            bytes.get(offset, target);
        } catch (InternalError e) {
            substitute(e).get(offset, target);
        }
    }

    void copyFrom(int offset, byte[] source) {
        bytes.put(offset, source);
    }
}
