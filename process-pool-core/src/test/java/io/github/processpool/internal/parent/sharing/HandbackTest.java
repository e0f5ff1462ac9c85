package io.github.processpool.internal.parent.sharing;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.processpool.internal.wire.handle.SharedHandle;
import java.util.Objects;
import java.util.Queue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import org.junit.jupiter.api.Test;

/** Elements that go back to their queues while the heap is full. */
class HandbackTest {

    /** Has memory when it is told so. */
    private static final class Starved extends LinkedBlockingQueue<String> {

        private static final long serialVersionUID = 1L;

        private transient boolean full = true;

        @Override
        public boolean offer(String element) {
            if (full) {
                throw new OutOfMemoryError("of this test");
            }
            return super.offer(element);
        }
    }

    private static Handback handback(Queue<String> queue, String element) throws Exception {
        return Objects.requireNonNull(Handback.of(
                new SharedHandle(1, 1, BlockingQueue.class.getName()),
                BlockingQueue.class,
                queue,
                BlockingQueue.class.getMethod("take"),
                element));
    }

    @Test
    void anElementForWhichThereIsNoMemoryGoesBackLater() throws Exception {
        Starved queue = new Starved();
        Handback handback = handback(queue, "element");

        assertThat(handback.attempt()).isFalse();
        queue.full = false;
        assertThat(handback.attempt()).isTrue();

        assertThat(queue).containsExactly("element");
    }
}
