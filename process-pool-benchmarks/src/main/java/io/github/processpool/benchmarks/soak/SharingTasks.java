package io.github.processpool.benchmarks.soak;

import io.github.processpool.SerializableCallable;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;

/** The tasks of a {@link SharingRound}: they meet in a queue that lies in the parent. */
final class SharingTasks {

    private static final long OFFER_MILLIS = 500;
    private static final long POLL_MILLIS = 100;

    private SharingTasks() {}

    /** Gives out each number once. */
    interface Tickets {

        /** Returns 1, 2, 3… */
        long next();
    }

    /**
     * What a task reports.
     *
     * @param ticket the number that it was given
     * @param elements what it has put, or taken
     */
    record Report(long ticket, List<Long> elements) implements Serializable {}

    /**
     * Puts elements, in their order, until the queue stays full.
     *
     * @param elements what to put
     */
    record Producer(BlockingQueue<Long> queue, Tickets tickets, ArrayList<Long> elements)
            implements SerializableCallable<Report> {

        @Override
        public Report call() throws InterruptedException {
            long ticket = tickets.next();
            int put = 0;
            while (put < elements.size() && queue.offer(elements.get(put), OFFER_MILLIS, TimeUnit.MILLISECONDS)) {
                put++;
            }
            return new Report(ticket, new ArrayList<>(elements.subList(0, put)));
        }
    }

    /**
     * Takes elements until the queue stays empty.
     *
     * @param most how many at most
     */
    record Consumer(BlockingQueue<Long> queue, Tickets tickets, int most) implements SerializableCallable<Report> {

        @Override
        public Report call() throws InterruptedException {
            long ticket = tickets.next();
            List<Long> taken = new ArrayList<>();
            while (taken.size() < most) {
                Long element = queue.poll(POLL_MILLIS, TimeUnit.MILLISECONDS);
                if (element == null) {
                    break;
                }
                taken.add(element);
            }
            return new Report(ticket, taken);
        }
    }
}
