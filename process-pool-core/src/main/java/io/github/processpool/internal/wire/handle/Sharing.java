package io.github.processpool.internal.wire.handle;

import java.io.InvalidObjectException;

/**
 * The objects that one side of a channel shares with the other: asked by the streams of a {@code Codec} about every handle that is written
 * or read.
 *
 * <p><b>Thread safety:</b> implementations are safe for use by any thread.
 */
public interface Sharing {

    /** Where nothing is shared. */
    Sharing NOTHING = new Sharing() {

        @Override
        public void check(SharedHandle handle) throws InvalidObjectException {
            throw new InvalidObjectException(handle + " can't be sent here");
        }

        @Override
        public Object resolve(SharedHandle handle) throws InvalidObjectException {
            throw new InvalidObjectException(handle + " was not given out here");
        }

        @Override
        public Object resolve(BufferHandle handle) throws InvalidObjectException {
            throw new InvalidObjectException("shared buffer " + handle.name() + " was not made here");
        }
    };

    /**
     * Refuses to write a handle that means nothing to the other side.
     *
     * @param handle to be written
     * @throws InvalidObjectException if the pool of this channel has not given it out
     */
    void check(SharedHandle handle) throws InvalidObjectException;

    /**
     * Returns what stands in this process for a shared object.
     *
     * @param handle was read
     * @return a proxy
     * @throws InvalidObjectException if there is none
     */
    Object resolve(SharedHandle handle) throws InvalidObjectException;

    /**
     * Returns what stands in this process for a shared buffer.
     *
     * @param handle was read
     * @return a {@link io.github.processpool.SharedBuffer}
     * @throws InvalidObjectException if there is none
     */
    Object resolve(BufferHandle handle) throws InvalidObjectException;
}
