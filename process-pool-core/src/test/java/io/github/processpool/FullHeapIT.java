package io.github.processpool;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.processpool.testing.ChildJvm;
import io.github.processpool.testing.Pools;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;

/** The promise: errors in the parent cost no more than in the JDK's pool. Here its heap is full, and full again, for some seconds. */
@Timeout(300)
class FullHeapIT {

    @RegisterExtension
    final Pools pools = new Pools();

    /** The parent whose heap is full. */
    static final class Parent {

        private static final int MOST_TASKS = 20_000;
        private static final int EATERS = 3;
        private static final long STORM_NANOS = TimeUnit.SECONDS.toNanos(5);
        private static final long LIMIT_SECONDS = 60;

        private static final ProcessFuture<?>[] FUTURES = new ProcessFuture<?>[MOST_TASKS];
        private static int submitted;
        private static volatile boolean over;

        private Parent() {}

        public static void main(String[] arguments) throws Exception {
            ProcessPoolExecutor pool = ProcessPoolExecutor.builder()
                    .workerHeap(64L << 20)
                    .maxWorkers(2)
                    .build();
            pool.submit(() -> 1).get();
            List<Thread> eaters = new ArrayList<>();
            for (int i = 0; i < EATERS; i++) {
                Thread eater = new Thread(Parent::eat);
                eaters.add(eater);
                eater.start();
            }
            submitAllTheTime(pool);
            for (Thread eater : eaters) {
                eater.join();
            }
            System.out.println("storm is over after " + submitted);
            System.out.println("left " + countLeft());
            System.out.println("works " + works(pool));
            pool.shutdown();
            System.out.println("terminated " + pool.awaitTermination(LIMIT_SECONDS, TimeUnit.SECONDS));
        }

        /** Fills the heap, lets go of it for a moment, and fills it again. */
        private static void eat() {
            Object[] food = new Object[1 << 16];
            while (!over) {
                int eaten = 0;
                try {
                    for (; eaten < food.length && !over; eaten++) {
                        food[eaten] = new byte[eaten % 2 == 0 ? 16 << 10 : 64];
                    }
                } catch (OutOfMemoryError e) {
                    Thread.yield();
                }
                for (int i = 0; i < food.length; i++) {
                    food[i] = null;
                }
            }
        }

        private static void submitAllTheTime(ProcessPoolExecutor pool) {
            long end = System.nanoTime() + STORM_NANOS;
            while (System.nanoTime() - end < 0 && submitted < MOST_TASKS) {
                try {
                    FUTURES[submitted] = pool.submit(() -> 2);
                    submitted++;
                } catch (OutOfMemoryError | RuntimeException e) {
                    Thread.yield();
                }
            }
            over = true;
        }

        private static int countLeft() throws InterruptedException {
            int left = 0;
            for (int i = 0; i < submitted; i++) {
                try {
                    FUTURES[i].get(left == 0 ? LIMIT_SECONDS : 1, TimeUnit.SECONDS);
                } catch (ExecutionException e) {
                    // It has ended.
                } catch (TimeoutException e) {
                    System.out.println("not ended: " + FUTURES[i]);
                    left++;
                }
            }
            return left;
        }

        /** A pool that is broken says so, and recovers. */
        private static boolean works(ProcessPoolExecutor pool) throws InterruptedException {
            long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(LIMIT_SECONDS);
            while (System.nanoTime() - end < 0) {
                try {
                    return pool.submit(() -> 3).get(LIMIT_SECONDS, TimeUnit.SECONDS) == 3;
                } catch (PoolBrokenException | ExecutionException e) {
                    System.out.println("not yet: " + e);
                    TimeUnit.MILLISECONDS.sleep(200);
                } catch (TimeoutException e) {
                    return false;
                }
            }
            return false;
        }
    }

    @Test
    void everyFutureEndsAndThePoolWorksAfterTheParentsHeapWasFull() throws Exception {
        try (ChildJvm parent = ChildJvm.of(Parent.class).jvmArguments("-Xmx64m").start()) {
            parent.awaitLine("storm is over");

            assertThat(parent.awaitLine("left "))
                    .as(String.join("\n", parent.lines()))
                    .isEqualTo("0");
            assertThat(parent.awaitLine("works ")).isEqualTo("true");
            assertThat(parent.awaitLine("terminated ")).isEqualTo("true");
            assertThat(parent.awaitEnd()).isZero();
        }
    }
}
