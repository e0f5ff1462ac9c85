package io.github.processpool.internal.wire.handle;

import io.github.processpool.SharedBuffer;
import java.io.IOException;
import java.io.InvalidObjectException;
import java.io.ObjectInputStream;
import java.io.UncheckedIOException;
import java.lang.ref.WeakReference;
import java.nio.ByteBuffer;
import java.nio.MappedByteBuffer;
import java.nio.channels.ClosedByInterruptException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileChannel.MapMode;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * A mapped file, in the process that made it or in one that was given its {@link BufferHandle}. It makes no file; whoever owns
 * one says with {@link #owned} what is to be done when it is closed.
 *
 * <p><b>Thread safety:</b> any thread; a file may be mapped twice when two threads come at once, which does no harm.
 */
public final class MappedBuffer implements SharedBuffer {

    private static final long serialVersionUID = 1L;

    /** The mappings of this process, each of a whole file; each task has a buffer of its own over the same mapping. */
    private static final Map<String, WeakReference<MappedByteBuffer>> MAPPINGS = new ConcurrentHashMap<>();

    // Nothing of it is ever written: its handle is.
    private final transient BufferHandle handle;
    private final transient Runnable onClose;
    /** Whether all pages are mapped with the file: who has made it is going to write it. */
    private final transient boolean writer;

    /** Set once; volatile because any thread may close. */
    private transient volatile boolean closed;
    /** Keeps the mapping for as long as somebody holds this; volatile for threads that come later. */
    private transient volatile @Nullable MappedByteBuffer mapping;

    private MappedBuffer(BufferHandle handle, Runnable onClose, boolean writer) {
        this.handle = handle;
        this.onClose = onClose;
        this.writer = writer;
    }

    /**
     * Returns the buffer of the process that has made the file.
     *
     * @param handle names the file
     * @param onClose removes it; called once or more
     * @return a buffer
     */
    public static MappedBuffer owned(BufferHandle handle, Runnable onClose) {
        return new MappedBuffer(handle, onClose, true);
    }

    /**
     * Returns a buffer over a file of the parent's, which is opened when it is used.
     *
     * @param handle names the file
     * @return a buffer whose end is of no consequence to others
     */
    public static MappedBuffer opened(BufferHandle handle) {
        return new MappedBuffer(handle, () -> {}, false);
    }

    @Override
    public String name() {
        return handle.name();
    }

    @Override
    public long size() {
        return handle.size();
    }

    @Override
    public ByteBuffer buffer() {
        if (size() > Integer.MAX_VALUE) {
            throw new IllegalStateException("Shared buffer " + name() + " has " + size()
                    + " bytes, more than one ByteBuffer can show; use slice(offset, length)");
        }
        return whole().duplicate();
    }

    @Override
    public ByteBuffer slice(long offset, int length) {
        if (offset < 0 || length < 0 || offset > size() - length) {
            throw new IndexOutOfBoundsException("A slice of " + length + " bytes at " + offset + " is not within the "
                    + size() + " bytes of shared buffer " + name());
        }
        if (size() <= Integer.MAX_VALUE) {
            return whole().slice((int) offset, length);
        }
        checkOpen();
        return map(offset, length);
    }

    private ByteBuffer whole() {
        checkOpen();
        MappedByteBuffer known = mapping;
        if (known == null) {
            WeakReference<MappedByteBuffer> other = MAPPINGS.get(name());
            known = other == null ? null : other.get();
            if (known == null) {
                known = map(0, size());
                MAPPINGS.values().removeIf(reference -> reference.refersTo(null));
                MAPPINGS.put(name(), new WeakReference<>(known));
            }
            mapping = known;
        }
        return known;
    }

    /** The owner may have closed it in another process: then its file is gone. */
    private void checkOpen() {
        if (closed || !isThere()) {
            mapping = null;
            throw new IllegalStateException("Shared buffer " + name() + " is closed: "
                    + (closed ? "close() was called" : "its owner has closed it, or its pool has ended"));
        }
    }

    /** A file without a name is known by what its owner's descriptor leads to: the number may belong to another file by now. */
    private boolean isThere() {
        Path path = Path.of(handle.path());
        try {
            return Files.isSymbolicLink(path)
                    ? Files.readSymbolicLink(path).toString().contains(name())
                    : Files.size(path) == size();
        } catch (IOException e) {
            return false;
        }
    }

    /** An interrupt closes the channel under a thread that maps; the user's thread may be interrupted at any time. */
    private MappedByteBuffer map(long offset, long length) {
        boolean interrupted = false;
        try {
            while (true) {
                interrupted |= Thread.interrupted();
                try (FileChannel channel =
                        FileChannel.open(Path.of(handle.path()), StandardOpenOption.READ, StandardOpenOption.WRITE)) {
                    checkFile(channel);
                    MappedByteBuffer mapped = channel.map(MapMode.READ_WRITE, offset, length);
                    // Reading maps many pages at once, writing one after the other: a fault for each costs more than
                    // its bytes.
                    return writer ? mapped.load() : mapped;
                } catch (ClosedByInterruptException e) {
                    // Once more, without it.
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException("Shared buffer " + name() + " can't be mapped: " + e, e);
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    /** Mapping would make a file longer that somebody has cut short; and the owner may have closed it just now. */
    private void checkFile(FileChannel channel) throws IOException {
        if (channel.size() != size()) {
            throw new IOException("its file has " + channel.size() + " bytes instead of " + size());
        }
        checkOpen();
    }

    @Override
    public void close() {
        closed = true;
        mapping = null;
        onClose.run();
    }

    /** Serialization writes this instead. */
    private Object writeReplace() {
        if (closed) {
            throw new IllegalStateException("shared buffer " + name() + " is closed");
        }
        return handle;
    }

    /** Only a forged stream holds a buffer instead of its handle. */
    private void readObject(ObjectInputStream in) throws InvalidObjectException {
        throw new InvalidObjectException("a shared buffer travels as its handle");
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof MappedBuffer buffer && handle.equals(buffer.handle);
    }

    @Override
    public int hashCode() {
        return Objects.hash(handle);
    }

    @Override
    public String toString() {
        return "SharedBuffer[" + name() + ", " + size() + " bytes" + (closed ? ", closed" : "") + "]";
    }
}
