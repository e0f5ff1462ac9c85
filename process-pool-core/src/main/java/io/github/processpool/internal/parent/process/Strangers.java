package io.github.processpool.internal.parent.process;

import io.github.processpool.internal.parent.pool.Timer;
import io.github.processpool.internal.wire.message.Introduction;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * Those who have connected to the {@link Rendezvous} and not shown a whole token yet: reads as many bytes as a token has, hands
 * it on, and turns away those who take too long or are too many.
 *
 * <p>It does not know which tokens are good.
 *
 * <p><b>Thread safety:</b> used by the accepting thread only.
 */
final class Strangers {

    private static final long PATIENCE_NANOS = TimeUnit.SECONDS.toNanos(5);
    private static final int MOST = 64;

    private final Selector selector;
    private final Timer timer;
    private final Door door;

    /** Decides about one who has shown a whole token. */
    interface Door {

        /** Lets the connection go or closes it. */
        void onToken(SelectionKey key, SocketChannel channel, byte[] token) throws IOException;
    }

    private record Stranger(ByteBuffer token, long deadline) {}

    Strangers(Selector selector, Timer timer, Door door) {
        this.selector = selector;
        this.timer = timer;
        this.door = door;
    }

    boolean areThere() {
        return !present().isEmpty();
    }

    private List<SelectionKey> present() {
        return selector.keys().stream()
                .filter(key -> key.isValid() && key.attachment() instanceof Stranger)
                .toList();
    }

    void admit(SocketChannel newcomer) throws IOException {
        makeRoom();
        try {
            newcomer.configureBlocking(false);
            ByteBuffer token = ByteBuffer.allocate(Introduction.TOKEN_LENGTH);
            newcomer.register(selector, SelectionKey.OP_READ, new Stranger(token, timer.now() + PATIENCE_NANOS));
        } catch (IOException e) {
            newcomer.close();
            throw e;
        }
    }

    /** A crowd must not keep workers out: the one that has stood there longest has to go, if it still has no token. */
    private void makeRoom() {
        for (List<SelectionKey> crowd = present(); crowd.size() >= MOST; crowd = present()) {
            SelectionKey oldest = crowd.stream()
                    .min(Comparator.comparingLong(key -> ((Stranger) key.attachment()).deadline()))
                    .orElseThrow();
            listenTo(oldest);
            if (oldest.isValid()) {
                closeQuietly(oldest);
            }
        }
    }

    /** One of them has sent something. */
    void listenTo(SelectionKey key) {
        Stranger stranger = (Stranger) key.attachment();
        SocketChannel channel = (SocketChannel) key.channel();
        try {
            int count = channel.read(stranger.token());
            if (count < 0) {
                closeQuietly(key);
            } else if (!stranger.token().hasRemaining()) {
                door.onToken(key, channel, stranger.token().array());
            }
        } catch (IOException e) {
            closeQuietly(key);
        }
    }

    void dismissTheSlow() {
        long now = timer.now();
        for (SelectionKey key : selector.keys()) {
            if (key.attachment() instanceof Stranger stranger && now - stranger.deadline() > 0) {
                closeQuietly(key);
            }
        }
    }

    static void closeQuietly(SelectionKey key) {
        key.cancel();
        try {
            key.channel().close();
        } catch (IOException e) {
            // It was to be closed anyway.
        }
    }
}
