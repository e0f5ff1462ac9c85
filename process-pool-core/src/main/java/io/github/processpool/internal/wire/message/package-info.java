/**
 * The protocol: what the two processes say to each other, how it is framed, and the channel that it goes through. Values are
 * {@link io.github.processpool.internal.wire.message.Payload payloads} here, bytes that nobody has read.
 */
@NullMarked
package io.github.processpool.internal.wire.message;

import org.jspecify.annotations.NullMarked;
