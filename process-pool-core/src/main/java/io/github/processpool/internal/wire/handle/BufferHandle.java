package io.github.processpool.internal.wire.handle;

import java.io.Serializable;

/**
 * Travels instead of a {@link io.github.processpool.SharedBuffer}. A worker believes the path, because it comes from its
 * parent; the parent believes nothing but the name.
 *
 * @param name names the buffer, and can't be guessed
 * @param path its file
 * @param size its size in bytes
 */
public record BufferHandle(String name, String path, long size) implements Serializable {

    private static final long serialVersionUID = 1L;
}
