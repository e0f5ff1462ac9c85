package io.github.processpool;

import java.lang.ref.Cleaner;
import java.time.Duration;
import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.NoSuchElementException;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/**
 * Waits for many futures at once: the counterparts of {@code as_completed} and {@code wait} of Python's
 * {@code concurrent.futures}. They work with futures of several pools and with every other {@link CompletableFuture}.
 *
 * <pre>{@code
 * for (Iterator<ProcessFuture<Integer>> done = ProcessFutures.asCompleted(futures); done.hasNext(); ) {
 *     System.out.println(done.next().join());
 * }
 * }</pre>
 *
 * <p>Neither cancels anything. With futures of a pool neither needs a free callback thread: like {@code get()}, they hear of
 * the end before callbacks run. Whatever they leave on a future to hear of its end they take away again.
 *
 * <p><b>Thread safety:</b> all methods may be called from any thread; an iterator belongs to one thread at a time.
 */
public final class ProcessFutures {

    private static final Cleaner CLEANER = Cleaner.create();

    private ProcessFutures() {}

    /**
     * Returns the futures in the order in which they are completed; first those that are done already, in their own order.
     *
     * <p>{@code hasNext} does not wait; {@code next} waits for a future that is done, whatever became of it: it never throws
     * what the future holds. If the thread is interrupted while it waits, {@code next} throws a {@link CompletionException}
     * with the {@link InterruptedException} as its cause, and the interrupt is restored; no future is lost by that.
     *
     * @param futures to wait for; a future that is given twice is returned once
     * @param <F> the type of the futures
     * @return an iterator that returns each future once
     * @throws NullPointerException if one of the futures is null
     */
    public static <F extends CompletableFuture<?>> Iterator<F> asCompleted(Iterable<? extends F> futures) {
        return iterator(futures, null);
    }

    /**
     * Returns the futures like {@link #asCompleted(Iterable)}, within a limit for all of them. When it is over, {@code next}
     * still returns every future that is done by then, and after that throws a {@link CompletionException} with a {@link
     * TimeoutException} as its cause, which is what a {@link CompletableFuture} throws from {@code orTimeout(…).join()}. (A
     * {@link TaskTimeoutException} would say that a <em>task</em> has used up its time, and no task is stopped here.) Its message
     * says how many of how many futures are unfinished. From then on the iterator throws the same at each call of {@code next}.
     *
     * @param futures to wait for; a future that is given twice is returned once
     * @param timeout counted from this call, whatever is done between two calls of {@code next}; zero does not wait
     * @param <F> the type of the futures
     * @return an iterator that returns each future once
     * @throws IllegalArgumentException if the timeout is negative
     * @throws NullPointerException if one of the futures is null
     */
    public static <F extends CompletableFuture<?>> Iterator<F> asCompleted(
            Iterable<? extends F> futures, Duration timeout) {
        return iterator(futures, Durations.notNegative("timeout", timeout));
    }

    private static <F extends CompletableFuture<?>> Iterator<F> iterator(
            Iterable<? extends F> futures, @Nullable Duration timeout) {
        long start = System.nanoTime();
        CompletionWatch<F> watch = new CompletionWatch<>(distinct(futures));
        Completed<F> iterator = new Completed<>(watch, start, timeout);
        // Somebody may leave a loop early, and the futures may live long.
        CLEANER.register(iterator, watch::close);
        return iterator;
    }

    /**
     * Waits for futures, without a limit.
     *
     * @param futures to wait for; none at all returns at once
     * @param returnWhen what to wait for
     * @param <F> the type of the futures
     * @return which are done and which are not
     * @throws InterruptedException if the thread is interrupted while it waits
     * @throws NullPointerException if one of the futures is null
     */
    public static <F extends CompletableFuture<?>> AwaitedFutures<F> await(
            Iterable<? extends F> futures, ReturnWhen returnWhen) throws InterruptedException {
        return await(futures, returnWhen, Optional.empty());
    }

    /**
     * Waits for futures. When the time is over this returns like otherwise; it throws nothing.
     *
     * @param futures to wait for; none at all returns at once
     * @param returnWhen what to wait for
     * @param timeout how long at most; zero does not wait
     * @param <F> the type of the futures
     * @return which are done and which are not
     * @throws InterruptedException if the thread is interrupted while it waits
     * @throws IllegalArgumentException if the timeout is negative
     * @throws NullPointerException if one of the futures is null
     */
    public static <F extends CompletableFuture<?>> AwaitedFutures<F> await(
            Iterable<? extends F> futures, ReturnWhen returnWhen, Duration timeout) throws InterruptedException {
        return await(futures, returnWhen, Optional.of(Durations.notNegative("timeout", timeout)));
    }

    private static <F extends CompletableFuture<?>> AwaitedFutures<F> await(
            Iterable<? extends F> futures, ReturnWhen returnWhen, Optional<Duration> timeout)
            throws InterruptedException {
        Objects.requireNonNull(returnWhen, "returnWhen");
        long start = System.nanoTime();
        Set<F> all = distinct(futures);
        try (CompletionWatch<F> watch = new CompletionWatch<>(all)) {
            boolean enough = false;
            while (!enough && watch.remaining() > 0) {
                F done = timeout.isEmpty() ? watch.take() : watch.poll(left(start, timeout.get()));
                enough = done == null || isEnough(done, returnWhen);
            }
        }
        Set<F> done = new LinkedHashSet<>();
        Set<F> notDone = new LinkedHashSet<>();
        all.forEach(future -> (future.isDone() ? done : notDone).add(future));
        return new AwaitedFutures<>(done, notDone);
    }

    private static boolean isEnough(CompletableFuture<?> done, ReturnWhen returnWhen) {
        return switch (returnWhen) {
            case FIRST_COMPLETED -> true;
            case FIRST_EXCEPTION -> done.isCompletedExceptionally() && !done.isCancelled();
            case ALL_COMPLETED -> false;
        };
    }

    private static <F> Set<F> distinct(Iterable<? extends F> futures) {
        Set<F> distinct = new LinkedHashSet<>();
        for (F future : Objects.requireNonNull(futures, "futures")) {
            distinct.add(Objects.requireNonNull(future, () -> "one of the futures is null"));
        }
        return distinct;
    }

    private static long left(long start, Duration timeout) {
        return timeout.toNanos() - (System.nanoTime() - start);
    }

    /** Returns what its watch hears of. The watch does not refer to it, so that a forgotten iterator can be noticed. */
    private static final class Completed<F extends CompletableFuture<?>> implements Iterator<F> {

        private final CompletionWatch<F> watch;
        private final long start;
        private final @Nullable Duration timeout;

        private Completed(CompletionWatch<F> watch, long start, @Nullable Duration timeout) {
            this.watch = watch;
            this.start = start;
            this.timeout = timeout;
        }

        @Override
        public boolean hasNext() {
            return watch.remaining() > 0;
        }

        @Override
        public F next() {
            if (!hasNext()) {
                throw new NoSuchElementException("all " + watch.total() + " futures have been returned");
            }
            try {
                F done = timeout == null ? watch.take() : watch.poll(left(start, timeout));
                if (done == null) {
                    watch.close();
                    throw timedOut();
                }
                return done;
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new CompletionException(
                        "interrupted while " + watch.remaining() + " of " + watch.total() + " futures were unfinished",
                        e);
            }
        }

        private CompletionException timedOut() {
            String words = watch.remaining() + " of " + watch.total() + " futures unfinished after " + timeout;
            return new CompletionException(words, new TimeoutException(words));
        }
    }
}
