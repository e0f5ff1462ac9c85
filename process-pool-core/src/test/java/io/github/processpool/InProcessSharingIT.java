package io.github.processpool;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.processpool.testing.Pools;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Without worker processes, too, a crash costs one element of a map, and what is shared is shared. */
@Timeout(60)
class InProcessSharingIT {

    @RegisterExtension
    final Pools pools = new Pools();

    private final PoolFaults faults = new PoolFaults();

    private ProcessPoolExecutor open() {
        return pools.open(
                builder -> builder.mode(PoolMode.IN_PROCESS).faults(faults).maxWorkers(1));
    }

    @Test
    void anInjectedCrashCostsTheElementThatRanAndNoOther() {
        faults.crash("render", 3);
        TaskOptions render = TaskOptions.builder().name("render").build();
        Map<Integer, MapResult<Integer, Integer>> ends = new HashMap<>();

        open().with(render)
                .mapUnordered((Integer x) -> x * 10, MapIT.numbers(10), MapIT.chunksOf(5))
                .forEach(end -> ends.put(end.input(), end));

        assertThat(ends).hasSize(10);
        assertThat(ends.values().stream().filter(end -> end.error().isPresent()))
                .singleElement()
                .satisfies(end -> assertThat(end.error().orElseThrow()).isInstanceOf(WorkerCrashedException.class));
        assertThat(faults.pending()).isZero();
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
