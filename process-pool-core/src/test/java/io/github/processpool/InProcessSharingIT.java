package io.github.processpool;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Without worker processes, too, what is shared is shared. */
@Timeout(60)
class InProcessSharingIT {

    @RegisterExtension
    final Pools pools = new Pools();

    private ProcessPoolExecutor open() {
        return pools.open(builder -> builder.mode(PoolMode.IN_PROCESS).maxWorkers(1));
    }

    @Test
    void aSharedQueueIsTheParentsOwn() throws Exception {
        ProcessPoolExecutor pool = open();
        LinkedBlockingQueue<Integer> queue = new LinkedBlockingQueue<>();
        @SuppressWarnings("unchecked") // An interface's class knows no type arguments.
        BlockingQueue<Integer> shared = pool.share(BlockingQueue.class, queue);

        assertThat(pool.submit((BlockingQueue<Integer> each) -> each.add(5), shared)
                        .get())
                .isTrue();
        assertThat(queue).containsExactly(5);
    }

    @Test
    void aSharedBufferIsSeenByBothSides() throws Exception {
        ProcessPoolExecutor pool = open();
        try (SharedBuffer buffer = pool.sharedBuffer(8)) {
            buffer.buffer().put(0, (byte) 7);

            assertThat(pool.submit(
                                    (SharedBuffer each) -> {
                                        each.buffer().put(1, (byte) 8);
                                        return each.buffer().get(0);
                                    },
                                    buffer)
                            .get())
                    .isEqualTo((byte) 7);
            assertThat(buffer.buffer().get(1)).isEqualTo((byte) 8);
        }
    }
}
