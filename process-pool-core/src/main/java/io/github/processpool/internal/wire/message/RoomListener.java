package io.github.processpool.internal.wire.message;

import java.nio.channels.SelectionKey;
import java.util.function.Consumer;

/**
 * Tells the sending half of a {@link MessageChannel} that the socket has room; no lambda, which each worker would have to make when it
 * starts.
 *
 * @param outbox the sending half
 */
record RoomListener(Outbox outbox) implements Consumer<SelectionKey> {

    @Override
    public void accept(SelectionKey selected) {
        if (selected.isValid() && selected.isWritable()) {
            outbox.onRoom();
        }
    }
}
