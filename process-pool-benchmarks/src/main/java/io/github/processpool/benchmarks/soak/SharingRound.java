package io.github.processpool.benchmarks.soak;

import io.github.processpool.ProcessFuture;
import io.github.processpool.ProcessPoolExecutor;
import io.github.processpool.benchmarks.soak.SharingTasks.Consumer;
import io.github.processpool.benchmarks.soak.SharingTasks.Producer;
import io.github.processpool.benchmarks.soak.SharingTasks.Report;
import io.github.processpool.benchmarks.soak.SharingTasks.Tickets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingDeque;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongPredicate;
import java.util.stream.LongStream;

/**
 * Some producers and consumers that meet in a shared queue, with a counter that all of them share; a {@link SharingAccount}
 * says whether everything came, once. Some consumers are cancelled.
 *
 * <p><b>Thread safety:</b> rounds run on one thread, the summary is read by others.
 */
final class SharingRound implements Round {

    private static final int MOST_TASKS = 4;
    private static final int MOST_ELEMENTS = 40;
    private static final int CANCEL_WITHIN_MILLIS = 150;
    /** For what goes back to the queue from a worker that has just died. */
    private static final Duration PATIENCE = Duration.ofSeconds(10);

    private final ProcessPoolExecutor pool;
    private final LongPredicate wasHarmed;
    private long count;
    private long received;
    private long missing;
    /** Written by the rounds, read by whoever reports. */
    private volatile String summary = "nothing yet";

    private record Consuming(ProcessFuture<Report> future, int most, boolean isCancelled) {}

    SharingRound(ProcessPoolExecutor pool, LongPredicate wasHarmed) {
        this.pool = pool;
        this.wasHarmed = wasHarmed;
    }

    @Override
    public List<String> run(SplittableRandom random) throws InterruptedException {
        Endings endings = new Endings(wasHarmed);
        SharingAccount account = new SharingAccount(endings);
        BlockingQueue<Long> queue = share(queue(random));
        AtomicLong lastTicket = new AtomicLong();
        Tickets tickets = pool.share(Tickets.class, lastTicket::incrementAndGet);
        List<ProcessFuture<Report>> producers = produce(random, queue, tickets, account);
        List<Consuming> consumers = consume(random, queue, tickets);
        cancelSome(random, consumers);
        for (ProcessFuture<Report> producer : producers) {
            endings.await(producer, false).ifPresent(account::put);
        }
        for (Consuming consumer : consumers) {
            endings.await(consumer.future(), consumer.isCancelled())
                    .ifPresentOrElse(account::took, () -> account.lost(consumer.most()));
        }
        takeTheRest(queue, account);
        account.close(lastTicket.get());
        count++;
        received += account.countReceived();
        missing += account.countMissing();
        summary = count + " of " + received + " elements received, " + missing + " lost with consumers";
        return endings.problems();
    }

    @Override
    public String summary() {
        return summary;
    }

    private static BlockingQueue<Long> queue(SplittableRandom random) {
        return switch (random.nextInt(3)) {
            case 0 -> new LinkedBlockingDeque<>();
            case 1 -> new LinkedBlockingQueue<>();
            default -> new ArrayBlockingQueue<>(random.nextInt(1, MOST_ELEMENTS));
        };
    }

    @SuppressWarnings("unchecked")
    private BlockingQueue<Long> share(BlockingQueue<Long> queue) {
        return pool.share(BlockingQueue.class, queue);
    }

    private List<ProcessFuture<Report>> produce(
            SplittableRandom random, BlockingQueue<Long> queue, Tickets tickets, SharingAccount account) {
        List<ProcessFuture<Report>> producers = new ArrayList<>();
        int tasks = random.nextInt(1, MOST_TASKS);
        long first = 0;
        for (int i = 0; i < tasks; i++) {
            int size = random.nextInt(MOST_ELEMENTS);
            ArrayList<Long> elements = new ArrayList<>(
                    LongStream.range(first, first + size).boxed().toList());
            first += size;
            account.planned(elements);
            producers.add(pool.submit(new Producer(queue, tickets, elements)));
        }
        return producers;
    }

    private List<Consuming> consume(SplittableRandom random, BlockingQueue<Long> queue, Tickets tickets) {
        List<Consuming> consumers = new ArrayList<>();
        int tasks = random.nextInt(1, MOST_TASKS);
        for (int i = 0; i < tasks; i++) {
            int most = random.nextInt(1, MOST_ELEMENTS);
            boolean isCancelled = random.nextInt(2 * MOST_TASKS) == 0;
            consumers.add(new Consuming(pool.submit(new Consumer(queue, tickets, most)), most, isCancelled));
        }
        return consumers;
    }

    private static void cancelSome(SplittableRandom random, List<Consuming> consumers) throws InterruptedException {
        for (Consuming consumer : consumers) {
            if (consumer.isCancelled()) {
                Thread.sleep(random.nextInt(CANCEL_WITHIN_MILLIS));
                consumer.future().cancel(true);
            }
        }
    }

    private static void takeTheRest(BlockingQueue<Long> queue, SharingAccount account) throws InterruptedException {
        long end = System.nanoTime() + PATIENCE.toNanos();
        do {
            Long element = queue.poll(account.isShort() ? 50 : 0, TimeUnit.MILLISECONDS);
            if (element != null) {
                account.received(List.of(element));
            } else if (!account.isShort()) {
                return;
            }
        } while (System.nanoTime() - end < 0);
    }
}
