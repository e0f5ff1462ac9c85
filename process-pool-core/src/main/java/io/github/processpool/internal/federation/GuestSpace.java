package io.github.processpool.internal.federation;

import io.github.processpool.internal.wire.codec.DefinitionTable;
import io.github.processpool.internal.wire.message.Message.Define;
import io.github.processpool.internal.wire.message.ProtocolException;
import java.util.concurrent.atomic.AtomicReferenceArray;
import org.jspecify.annotations.Nullable;

/**
 * What one submitter has defined by numbers in one session: keeps the bytes, which are read by workers only. A task that is sent to a
 * worker has them defined there first.
 *
 * <p><b>Thread safety:</b> any thread.
 */
public final class GuestSpace implements AutoCloseable {

    private final int number;
    private final AtomicReferenceArray<@Nullable Define> definitions =
            new AtomicReferenceArray<>(DefinitionTable.CAPACITY);
    private final Runnable onClose;
    /** Volatile for the pool, which has workers forget it as often as it comes back to it. */
    private volatile boolean closed;

    /**
     * An empty space.
     *
     * @param number names it to workers, from 1; 0 is the pool's own
     * @param onClose has workers forget it
     */
    public GuestSpace(int number, Runnable onClose) {
        this.number = number;
        this.onClose = onClose;
    }

    /**
     * Returns what names it to workers.
     *
     * @return 1 or more
     */
    public int number() {
        return number;
    }

    /**
     * Takes a definition.
     *
     * @param define of the submitter
     * @throws ProtocolException if the number is out of range or has a meaning already, or takes more room than any writer's
     */
    public void define(Define define) throws ProtocolException {
        int id = define.id();
        if (define.bytes().length > DefinitionTable.LARGEST) {
            throw new ProtocolException("a definition of " + define.bytes().length + " bytes");
        }
        if (id < 0 || id >= DefinitionTable.CAPACITY || !definitions.compareAndSet(id, null, define)) {
            throw new ProtocolException("a definition with the impossible number " + id);
        }
    }

    /**
     * Returns a definition.
     *
     * @param id its number
     * @return null if it was not defined
     */
    public @Nullable Define definition(int id) {
        return id < 0 || id >= DefinitionTable.CAPACITY ? null : definitions.get(id);
    }

    /** Returns whether its session is over. */
    public boolean isClosed() {
        return closed;
    }

    /** The session is over: no task of it will come. Those that are here go on. */
    @Override
    public void close() {
        closed = true;
        onClose.run();
    }
}
