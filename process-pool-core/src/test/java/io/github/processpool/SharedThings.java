package io.github.processpool;

import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.github.processpool.testing.Pools;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.LinkedBlockingDeque;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/** Objects that the tests of sharing give to workers, and how they are called. */
final class SharedThings {

    /** The last element that {@link #forward} takes. */
    static final int END = -1;

    private SharedThings() {}

    /** The user's own interface. */
    interface Counter {

        int add(int amount);

        default int addTwice(int amount) {
            add(amount);
            return add(amount);
        }
    }

    /** An event as Python's Manager has it. */
    interface Event {

        void set();

        void await() throws InterruptedException;
    }

    static final class CountingCounter implements Counter {

        private final AtomicInteger sum = new AtomicInteger();

        @Override
        public int add(int amount) {
            return sum.addAndGet(amount);
        }

        /** Of the class only. */
        public int reset() {
            return sum.getAndSet(0);
        }
    }

    static final class LatchEvent implements Event {

        private final CountDownLatch latch = new CountDownLatch(1);

        @Override
        public void set() {
            latch.countDown();
        }

        @Override
        public void await() throws InterruptedException {
            latch.await();
        }
    }

    @SuppressWarnings("unchecked") // An interface's class knows no type arguments.
    static <T> BlockingQueue<T> share(ProcessPoolExecutor pool, BlockingQueue<T> queue) {
        return pool.share(BlockingQueue.class, queue);
    }

    static <T> T get(ProcessFuture<T> future) throws Exception {
        return future.get(Pools.LIMIT.toSeconds() * 4, TimeUnit.SECONDS);
    }

    static Throwable failureOf(ProcessFuture<?> future) {
        return catchThrowableOfType(
                        ExecutionException.class, () -> future.get(Pools.LIMIT.toSeconds(), TimeUnit.SECONDS))
                .getCause();
    }

    /** Counts what happens to it; shared by the parent with its own class. */
    static final class Watched extends LinkedBlockingDeque<Integer> {

        static final long serialVersionUID = 1L;

        final AtomicInteger takers = new AtomicInteger();
        final AtomicInteger taken = new AtomicInteger();
        final AtomicInteger returned = new AtomicInteger();
        final AtomicInteger interrupts = new AtomicInteger();
        /** Keeps a take from returning, interrupted or not. */
        transient volatile CountDownLatch hold = new CountDownLatch(0);

        @Override
        public Integer take() throws InterruptedException {
            takers.incrementAndGet();
            try {
                Integer element = super.take();
                taken.incrementAndGet();
                awaitRelease();
                return element;
            } finally {
                takers.decrementAndGet();
            }
        }

        /** Taken is taken, whatever interrupts come; they stay pending. */
        private void awaitRelease() {
            boolean interrupted = false;
            for (boolean held = true; held; ) {
                try {
                    hold.await();
                    held = false;
                } catch (InterruptedException e) {
                    interrupted = true;
                    interrupts.incrementAndGet();
                }
            }
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }

        @Override
        public boolean offerFirst(Integer element) {
            returned.incrementAndGet();
            return super.offerFirst(element);
        }
    }

    static long sharedThreads() {
        return Thread.getAllStackTraces().keySet().stream()
                .filter(thread -> thread.getName().startsWith("process-pool-it-shared-"))
                .count();
    }

    /** A task that passes on what it takes, and counts it. */
    static int forward(BlockingQueue<Integer> from, BlockingQueue<Integer> to) throws InterruptedException {
        int count = 0;
        for (int element = from.take(); element != END; element = from.take()) {
            to.put(element);
            count++;
        }
        return count;
    }
}
