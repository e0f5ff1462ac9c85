package io.github.processpool.internal.parent.sharing;

import io.github.processpool.internal.wire.handle.BufferHandle;
import io.github.processpool.internal.wire.handle.MappedBuffer;
import java.io.InvalidObjectException;
import java.lang.ref.WeakReference;
import java.nio.file.Path;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The buffers that a pool has made: keeps them until they are closed, and closes what is left at the end. Files are made by the
 * {@link BufferPlace}.
 *
 * <p><b>Thread safety:</b> any thread.
 */
public final class SharedBuffers {

    /** All buffers that pools of this process have made: their names can't be guessed, so that whoever sends one back has it. */
    private static final Map<String, WeakReference<MappedBuffer>> KNOWN = new ConcurrentHashMap<>();

    private final BufferPlace place;
    private final boolean hides;
    private final Map<String, MappedBuffer> open = new ConcurrentHashMap<>();

    /**
     * Buffers of the pool that has this folder.
     *
     * @param hides whether its workers see this process as any child does, so that files need no name
     */
    public SharedBuffers(Path poolFolder, boolean hides) {
        this.place = new BufferPlace(poolFolder);
        this.hides = hides;
    }

    /** Makes a buffer of so many bytes. */
    public MappedBuffer create(long bytes) {
        String name = "b-" + UUID.randomUUID();
        BufferFile file = BufferFile.of(place.create(name, bytes), hides);
        MappedBuffer made =
                MappedBuffer.owned(new BufferHandle(name, file.path().toString(), bytes), () -> forget(name, file));
        KNOWN.values().removeIf(reference -> reference.refersTo(null));
        KNOWN.put(name, new WeakReference<>(made));
        open.put(name, made);
        return made;
    }

    private void forget(String name, BufferFile file) {
        open.remove(name);
        file.close();
    }

    /** Believes nothing but the name: a worker could ask for any file otherwise. */
    static MappedBuffer resolve(BufferHandle handle) throws InvalidObjectException {
        WeakReference<MappedBuffer> known = KNOWN.get(handle.name());
        MappedBuffer buffer = known == null ? null : known.get();
        if (buffer == null) {
            throw new InvalidObjectException("shared buffer " + handle.name() + " was not made by this process, or is"
                    + " closed and nobody holds it any more");
        }
        return buffer;
    }

    /** The pool has ended. */
    public void close() {
        open.values().forEach(MappedBuffer::close);
        place.close();
    }
}
