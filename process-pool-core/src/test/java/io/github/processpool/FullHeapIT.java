package io.github.processpool;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.processpool.testing.ChildJvm;
import io.github.processpool.testing.Pools;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;

/** The promise: errors in the parent cost no more than in the JDK's pool. Here its heap is full for some seconds. */
@Timeout(300)
class FullHeapIT {

    @RegisterExtension
    final Pools pools = new Pools();

    /** The parent whose heap is full, once and for all or again and again, while many threads submit to its pool. */
    static final class Parent {

        private static final int MOST_TASKS = 12_000;
        private static final int SUBMITTERS = 6;
        private static final Duration FULL = Duration.ofSeconds(2);
        private static final long LIMIT_SECONDS = 60;

        private static final TaskOptions TIMED = TaskOptions.builder()
                .timeout(Duration.ofMillis(300))
                .queueTimeout(Duration.ofSeconds(5))
                .build();

        private static final ProcessFuture<?>[] FUTURES = new ProcessFuture<?>[MOST_TASKS];
        private static final AtomicInteger SUBMITTED = new AtomicInteger();
        private static final AtomicInteger CALLBACKS = new AtomicInteger();
        /** From this JDK on workers come while the heap is full; before it that may crash the JVM, see the customizer. */
        private static final int ACCEPTS_IN_FULL_HEAP = 25;

        private static volatile boolean full;
        private static volatile boolean over;

        private Parent() {}

        public static void main(String[] arguments) throws Exception {
            ProcessPoolExecutor pool = ProcessPoolExecutor.builder()
                    .workerHeap(64L << 20)
                    .minWorkers(2)
                    .maxWorkers(2)
                    .commandCustomizer(command -> awaitMemory())
                    .listener(new ProcessPoolListener() {})
                    .build();
            storm(pool, "waves", Parent::eatAgainAndAgain);
            storm(pool, "full", Parent::eatAll);
            pool.shutdown();
            System.out.println("terminated " + pool.awaitTermination(LIMIT_SECONDS, TimeUnit.SECONDS));
        }

        /** Fills the heap in this way for a while, and tells what is true afterwards. */
        private static void storm(ProcessPoolExecutor pool, String kind, Runnable eater) throws Exception {
            pool.submit(() -> 1).get();
            while (countIdle(pool) < 2) {
                pause(10);
            }
            SUBMITTED.set(0);
            over = false;
            full = true;
            List<Thread> threads = new ArrayList<>();
            for (int i = 0; i < SUBMITTERS; i++) {
                threads.add(new Thread(() -> submitAllTheTime(pool)));
            }
            threads.add(new Thread(eater));
            threads.forEach(Thread::start);
            pause(FULL.toMillis());
            over = true;
            for (int i = 0; i < threads.size(); i++) { // The heap may still be full.
                threads.get(i).join();
            }
            full = false;
            System.out.println(kind + " is over after " + SUBMITTED);
            System.out.println(kind + " left " + countLeft());
            System.out.println(kind + " works " + works(pool));
            System.out.println(kind + " timed out " + hasTimers(pool));
            System.out.println(kind + " counts " + pool.snapshot().queuedTasks());
        }

        /**
         * Called before each start. The JDK's native code for local sockets does not look whether it got memory for the address of a
         * connection that it accepts, and nothing in Java can keep others from taking the last of it just then.
         */
        private static void awaitMemory() {
            while (full && !over && Runtime.version().feature() < ACCEPTS_IN_FULL_HEAP) {
                pause(20);
            }
        }

        private static long countIdle(ProcessPoolExecutor pool) {
            return pool.snapshot().workers().stream()
                    .filter(worker -> worker.state() == WorkerState.IDLE)
                    .count();
        }

        // -- The heap --

        /** Fills the heap, lets go of it for a moment, and fills it again. */
        private static void eatAgainAndAgain() {
            Object[] food = new Object[1 << 16];
            while (!over) {
                eat(food, 16 << 10);
                Arrays.fill(food, null);
                pause(2);
            }
        }

        /** Fills the heap, and takes at once what becomes free. */
        private static void eatAll() {
            Object[] food = new Object[1 << 16];
            while (!over) {
                eat(food, 16 << 10);
                eat(food, 512);
                eat(food, 16);
                pause(5);
            }
        }

        private static void eat(Object[] food, int size) {
            try {
                for (int i = 0; i < food.length && !over; i++) {
                    if (food[i] == null) {
                        food[i] = new byte[size];
                    }
                }
            } catch (OutOfMemoryError e) {
                // It is full.
            }
        }

        private static void pause(long millis) {
            try {
                Thread.sleep(millis);
            } catch (InterruptedException | OutOfMemoryError e) {
                Thread.yield();
            }
        }

        // -- The tasks --

        private static void submitAllTheTime(ProcessPoolExecutor pool) {
            for (int kind = 0; !over; kind++) {
                try {
                    submit(pool, kind);
                } catch (OutOfMemoryError | RuntimeException e) {
                    // As it is with any pool whose caller has no memory.
                }
                pause(1);
            }
        }

        private static void submit(ProcessPoolExecutor pool, int kind) {
            switch (kind % 8) {
                case 1 -> keep(pool.with(TIMED).submit(() -> 2));
                case 2 -> keep(pool.submit(() -> 2)).cancel(true);
                case 3 -> keep(pool.submit(() -> 2)).whenComplete((result, failure) -> CALLBACKS.incrementAndGet());
                case 4 -> keep(pool.submit(() -> new byte[4096]));
                case 5 -> keep(pool.submit(() -> new ArrayList<>(List.of("not", "at", "once"))));
                default -> keep(pool.submit(() -> 2));
            }
            if (kind % 500 == 400) {
                keep(pool.submit(() -> exit()));
            } else if (kind % 500 == 200) {
                keep(pool.with(TIMED).submit(() -> hang()));
            }
        }

        private static Object hang() throws InterruptedException {
            TimeUnit.HOURS.sleep(1);
            return 0;
        }

        private static Object exit() {
            Runtime.getRuntime().halt(3);
            return 0;
        }

        private static <T> ProcessFuture<T> keep(ProcessFuture<T> future) {
            int index = SUBMITTED.getAndIncrement();
            if (index < MOST_TASKS) {
                FUTURES[index] = future;
            } else {
                over = true;
            }
            return future;
        }

        // -- Afterwards --

        private static int countLeft() throws InterruptedException {
            int left = 0;
            for (int i = 0; i < Math.min(MOST_TASKS, SUBMITTED.get()); i++) {
                try {
                    FUTURES[i].get(left == 0 ? LIMIT_SECONDS : 1, TimeUnit.SECONDS);
                } catch (ExecutionException | CancellationException e) {
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

        private static boolean hasTimers(ProcessPoolExecutor pool) throws Exception {
            try {
                pool.with(TIMED).submit(() -> hang()).get(LIMIT_SECONDS, TimeUnit.SECONDS);
                return false;
            } catch (ExecutionException e) {
                return e.getCause() instanceof TaskTimeoutException;
            }
        }
    }

    @Test
    void everyFutureEndsAndThePoolWorksAfterTheParentsHeapWasFull() throws Exception {
        try (ChildJvm parent = ChildJvm.of(Parent.class)
                .jvmArguments("-Xmx64m", "-XX:+UseSerialGC")
                .start()) {
            for (String kind : List.of("waves", "full")) {
                parent.awaitLine(kind + " is over");

                assertThat(parent.awaitLine(kind + " left "))
                        .as(String.join("\n", parent.lines()))
                        .isEqualTo("0");
                assertThat(parent.awaitLine(kind + " works ")).isEqualTo("true");
                assertThat(parent.awaitLine(kind + " timed out ")).isEqualTo("true");
            }
            assertThat(parent.awaitLine("terminated ")).isEqualTo("true");
            assertThat(parent.awaitEnd()).isZero();
        }
    }
}
