package io.github.processpool;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.processpool.testing.Pools;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Shared objects and buffers are inputs and results of elements like any other value, in chunks too, in both modes. */
@Timeout(120)
class MapOfSharedThingsIT {

    @RegisterExtension
    final Pools pools = new Pools();

    private ProcessPoolExecutor in(PoolMode mode) {
        return mode == PoolMode.IN_PROCESS ? pools.openInProcess() : pools.sharedWorker();
    }

    @ParameterizedTest
    @EnumSource
    void elementsPutIntoASharedQueueAndGiveItBack(PoolMode mode) {
        ProcessPoolExecutor pool = in(mode);
        LinkedBlockingQueue<Integer> queue = new LinkedBlockingQueue<>();
        @SuppressWarnings("unchecked") // An interface's class knows no type arguments.
        BlockingQueue<Integer> shared = pool.share(BlockingQueue.class, queue);

        List<BlockingQueue<Integer>> back = pool.map(
                        (BlockingQueue<Integer> each) -> {
                            each.add(1);
                            return each;
                        },
                        Collections.nCopies(20, shared),
                        MapIT.chunksOf(7))
                .toList();

        assertThat(queue).hasSize(20);
        back.get(19).add(2);
        assertThat(queue).hasSize(21).contains(2);
    }

    @ParameterizedTest
    @EnumSource
    void elementsWriteIntoASharedBufferAndGiveItBack(PoolMode mode) {
        ProcessPoolExecutor pool = in(mode);
        try (SharedBuffer buffer = pool.sharedBuffer(20)) {
            List<SharedBuffer> back = pool.starmap(
                            (SharedBuffer each, Integer at) -> {
                                each.buffer().put(at, (byte) (at + 1));
                                return each;
                            },
                            MapIT.numbers(20).stream()
                                    .map(at -> Map.entry(buffer, at))
                                    .toList(),
                            MapIT.chunksOf(7))
                    .toList();

            for (int at = 0; at < 20; at++) {
                assertThat(back.get(0).buffer().get(at)).isEqualTo((byte) (at + 1));
            }
        }
    }
}
