package io.github.processpool;

import static io.github.processpool.testing.Failures.failureOf;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.processpool.testing.ChildJvm;
import io.github.processpool.testing.Pools;
import io.github.processpool.testing.Tasks;
import java.util.concurrent.ExecutionException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;

/** A task that is larger than the heap of a worker, or a result that is larger than the parent's, fails one future in words. */
@Timeout(300)
class TooLargeIT {

    @RegisterExtension
    final Pools pools = new Pools();

    static int lengthOf(byte[] bytes) {
        return bytes.length;
    }

    static byte[] same(byte[] bytes) {
        return bytes;
    }

    static byte[] makeBytes(int length) {
        return new byte[length];
    }

    @Test
    void anArgumentLargerThanTheWorkersHeapFailsItsFutureInWordsAndNoOther() throws Exception {
        ProcessPoolExecutor pool = pools.open(builder -> builder.maxWorkers(1).workerHeap(32L << 20));
        byte[] large = new byte[30 << 20];

        assertThat(failureOf(pool.submit(TooLargeIT::lengthOf, large)))
                .isInstanceOf(ProcessPoolException.class)
                .hasMessageContaining("workerHeap")
                .hasMessageContaining(String.valueOf(large.length));
        assertThat(pool.submit(() -> Tasks.add(1, 2)).get()).isEqualTo(3);
        assertThat(pool.snapshot().workersStarted()).isLessThanOrEqualTo(3);
    }

    @Test
    void aWorkerNeedsRoomForOnePayloadHoweverManyComeAndGo() throws Exception {
        ProcessPoolExecutor pool = pools.open(builder -> builder.maxWorkers(1).workerHeap(64L << 20));
        byte[] half = new byte[30 << 20];
        long pid = pool.submit(() -> Tasks.pid()).get();

        for (int i = 0; i < 20; i++) {
            assertThat(pool.submit(TooLargeIT::same, half).get()).hasSize(half.length);
        }

        assertThat(pool.submit(() -> Tasks.pid()).get()).isEqualTo(pid);
    }

    /** A parent with a small heap. */
    static final class Parent {

        private Parent() {}

        public static void main(String[] arguments) throws Exception {
            try (ProcessPoolExecutor pool = ProcessPoolExecutor.builder()
                    .maxWorkers(1)
                    .workerHeap(256L << 20)
                    .build()) {
                long pid = pool.submit(() -> Tasks.pid()).get();
                try {
                    pool.submit(TooLargeIT::makeBytes, 60 << 20).get();
                } catch (ExecutionException e) {
                    System.out.println("failed " + e.getCause());
                }
                System.out.println(
                        "same worker " + (pid == pool.submit(() -> Tasks.pid()).get()));
                System.out.println("retries " + pool.snapshot().retriedTasks());
            }
        }
    }

    @Test
    void aResultLargerThanTheParentsHeapFailsItsFutureAndTheWorkerStays() throws Exception {
        try (ChildJvm parent = ChildJvm.of(Parent.class).jvmArguments("-Xmx32m").start()) {
            assertThat(parent.awaitLine("failed "))
                    .contains(PayloadTooLargeException.class.getName())
                    .contains("62914560 bytes")
                    .contains("-Xmx");
            assertThat(parent.awaitLine("same worker ")).isEqualTo("true");
            assertThat(parent.awaitLine("retries ")).isEqualTo("0");
            assertThat(parent.awaitEnd()).isZero();
        }
    }
}
