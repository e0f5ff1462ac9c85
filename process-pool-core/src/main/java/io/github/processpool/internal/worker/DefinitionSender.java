package io.github.processpool.internal.worker;

import io.github.processpool.internal.wire.codec.Codec;
import io.github.processpool.internal.wire.codec.Codec.EncodedValue;
import io.github.processpool.internal.wire.message.MessageChannel;
import io.github.processpool.internal.wire.message.Payload;
import java.util.BitSet;

/**
 * Sends the parent the definitions of the numbers in a value, each once, before the value is sent.
 *
 * <p><b>Thread safety:</b> any thread of the worker; a definition is queued under this object's lock, before another thread can
 * find it sent.
 */
final class DefinitionSender {

    private final MessageChannel channel;
    private final Codec codec;
    /** Guarded by this. */
    private final BitSet defined = new BitSet();

    DefinitionSender(MessageChannel channel, Codec codec) {
        this.channel = channel;
        this.codec = codec;
    }

    Codec codec() {
        return codec;
    }

    /** Queues the definitions that have to be known before the value is read, and returns the payload to send then. */
    synchronized Payload define(EncodedValue value) {
        for (int number : value.definitions()) {
            if (!defined.get(number)) {
                defined.set(number);
                channel.post(codec.definition(number));
            }
        }
        return value.payload();
    }
}
