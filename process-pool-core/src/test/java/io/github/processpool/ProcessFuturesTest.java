package io.github.processpool;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatNullPointerException;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Waiting for many futures at once, with futures of the JDK. */
@Timeout(60)
class ProcessFuturesTest {

    private static final Duration LONG = Duration.ofSeconds(30);

    private static CompletableFuture<String> failed() {
        return CompletableFuture.failedFuture(new IllegalStateException("planned"));
    }

    private static CompletableFuture<String> cancelled() {
        CompletableFuture<String> future = new CompletableFuture<>();
        future.cancel(false);
        return future;
    }

    private static List<CompletableFuture<String>> unfinished(int count) {
        List<CompletableFuture<String>> futures = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            futures.add(new CompletableFuture<>());
        }
        return futures;
    }

    /** Waits until a thread really waits, so that what it waits for happens afterwards. */
    private static void awaitWaiting(Thread thread) {
        await().until(() ->
                thread.getState() == Thread.State.WAITING || thread.getState() == Thread.State.TIMED_WAITING);
    }

    private static Thread start(FutureTask<?> task) {
        Thread thread = new Thread(task, "waiter");
        thread.setDaemon(true);
        thread.start();
        return thread;
    }

    // -- asCompleted --

    @Test
    void returnsFuturesInTheOrderOfTheirCompletion() {
        List<CompletableFuture<String>> futures = unfinished(3);
        Iterator<CompletableFuture<String>> completed = ProcessFutures.asCompleted(futures);
        futures.get(2).complete("c");
        futures.get(0).completeExceptionally(new IllegalStateException("planned"));
        futures.get(1).cancel(false);

        assertThat(completed).toIterable().containsExactly(futures.get(2), futures.get(0), futures.get(1));
    }

    @Test
    void returnsWhatIsDoneAlreadyFirstInItsOwnOrder() {
        CompletableFuture<String> late = new CompletableFuture<>();
        CompletableFuture<String> first = CompletableFuture.completedFuture("a");
        CompletableFuture<String> second = failed();
        Iterator<CompletableFuture<String>> completed = ProcessFutures.asCompleted(List.of(late, first, second));
        late.complete("late");

        assertThat(completed).toIterable().containsExactly(first, second, late);
    }

    @Test
    void waitsForTheNextCompletion() throws Exception {
        List<CompletableFuture<String>> futures = unfinished(2);
        Iterator<CompletableFuture<String>> completed = ProcessFutures.asCompleted(futures, LONG);
        FutureTask<CompletableFuture<String>> next = new FutureTask<>(completed::next);
        awaitWaiting(start(next));
        futures.get(1).complete("b");

        assertThat(next.get(30, TimeUnit.SECONDS)).isSameAs(futures.get(1));
        assertThat(completed.hasNext()).isTrue();
    }

    @Test
    void returnsAFutureThatIsGivenTwiceOnce() {
        CompletableFuture<String> future = CompletableFuture.completedFuture("a");

        assertThat(ProcessFutures.asCompleted(List.of(future, future)))
                .toIterable()
                .containsExactly(future);
    }

    @Test
    void anIteratorThatHasReturnedEverythingSaysSo() {
        Iterator<CompletableFuture<String>> none = ProcessFutures.asCompleted(List.of());

        assertThat(none.hasNext()).isFalse();
        assertThatExceptionOfType(NoSuchElementException.class)
                .isThrownBy(none::next)
                .withMessageContaining("all 0 futures");
    }

    @Test
    void aTimeoutOfZeroReturnsWhatIsDoneAndThenSaysHowManyAreUnfinished() {
        List<CompletableFuture<String>> futures = unfinished(3);
        futures.get(1).complete("b");
        Iterator<CompletableFuture<String>> completed = ProcessFutures.asCompleted(futures, Duration.ZERO);

        assertThat(completed.next()).isSameAs(futures.get(1));
        for (int i = 0; i < 2; i++) {
            assertThatExceptionOfType(CompletionException.class)
                    .isThrownBy(completed::next)
                    .withMessageContaining("2 of 3 futures unfinished")
                    .withCauseInstanceOf(TimeoutException.class);
        }
    }

    @Test
    void aTimeoutOf100MillisecondsReturnsWhatIsDoneAndThenSaysHowManyAreUnfinished() {
        List<CompletableFuture<String>> futures = unfinished(3);
        futures.get(2).complete("c");
        long start = System.nanoTime();
        Iterator<CompletableFuture<String>> completed = ProcessFutures.asCompleted(futures, Duration.ofMillis(100));

        assertThat(completed.next()).isSameAs(futures.get(2));
        assertThatExceptionOfType(CompletionException.class)
                .isThrownBy(completed::next)
                .withMessageContaining("2 of 3 futures unfinished");
        assertThat(System.nanoTime() - start).isGreaterThanOrEqualTo(TimeUnit.MILLISECONDS.toNanos(100));
    }

    @Test
    void theTimeoutCountsFromTheCallButWhatIsDoneIsReturnedHoweverLate() {
        List<CompletableFuture<String>> futures = unfinished(2);
        Iterator<CompletableFuture<String>> completed = ProcessFutures.asCompleted(futures, Duration.ofNanos(1));
        futures.forEach(future -> future.complete("late"));

        assertThat(completed).toIterable().containsExactlyElementsOf(futures);
    }

    @Test
    void anInterruptEndsTheWaitIsRestoredAndLosesNothing() throws Exception {
        List<CompletableFuture<String>> futures = unfinished(1);
        Iterator<CompletableFuture<String>> completed = ProcessFutures.asCompleted(futures);
        FutureTask<String> next = new FutureTask<>(() -> {
            try {
                completed.next();
                return "returned";
            } catch (CompletionException e) {
                return e.getCause().getClass().getSimpleName() + ", "
                        + Thread.currentThread().isInterrupted() + ", " + e.getMessage();
            }
        });
        Thread thread = start(next);
        awaitWaiting(thread);
        thread.interrupt();

        assertThat(next.get(30, TimeUnit.SECONDS))
                .isEqualTo("InterruptedException, true, interrupted while 1 of 1 futures were unfinished");
        futures.get(0).complete("a");
        assertThat(completed.next()).isSameAs(futures.get(0));
    }

    @Test
    void leavesNothingOnFuturesAfterATimeout() {
        List<CompletableFuture<String>> futures = unfinished(2);
        Iterator<CompletableFuture<String>> completed = ProcessFutures.asCompleted(futures, Duration.ZERO);
        assertThatExceptionOfType(CompletionException.class).isThrownBy(completed::next);

        assertThat(futures).allMatch(future -> future.getNumberOfDependents() == 0);
    }

    @Test
    void leavesNothingOnFuturesWhenTheIteratorIsForgotten() {
        List<CompletableFuture<String>> futures = unfinished(2);
        startAndForget(futures);

        await().until(() -> {
            System.gc();
            return futures.stream().allMatch(future -> future.getNumberOfDependents() == 0);
        });
    }

    private static void startAndForget(List<CompletableFuture<String>> futures) {
        Iterator<CompletableFuture<String>> completed = ProcessFutures.asCompleted(futures);
        assertThat(completed.hasNext()).isTrue();
        assertThat(futures).allMatch(future -> future.getNumberOfDependents() == 1);
    }

    @Test
    void returnsEveryFutureOnceWhenManyThreadsCompleteThem() throws Exception {
        List<CompletableFuture<String>> futures = unfinished(10_000);
        Iterator<CompletableFuture<String>> completed = ProcessFutures.asCompleted(futures, LONG);
        List<Thread> threads = new ArrayList<>();
        for (int first = 0; first < 4; first++) {
            int from = first;
            threads.add(new Thread(() -> {
                for (int i = from; i < futures.size(); i += 4) {
                    futures.get(i).complete("done");
                }
            }));
        }
        threads.forEach(Thread::start);

        assertThat(completed).toIterable().containsExactlyInAnyOrderElementsOf(futures);
    }

    // -- await --

    @Test
    void allCompletedWaitsForAllAndKeepsTheirOrder() throws Exception {
        List<CompletableFuture<String>> futures = unfinished(3);
        FutureTask<AwaitedFutures<CompletableFuture<String>>> waiting =
                new FutureTask<>(() -> ProcessFutures.await(futures, ReturnWhen.ALL_COMPLETED));
        Thread thread = start(waiting);
        awaitWaiting(thread);
        futures.get(2).complete("c");
        futures.get(1).completeExceptionally(new IllegalStateException("planned"));
        assertThat(waiting.isDone()).isFalse();
        futures.get(0).cancel(false);

        AwaitedFutures<CompletableFuture<String>> found = waiting.get(30, TimeUnit.SECONDS);
        assertThat(found.done()).containsExactlyElementsOf(futures);
        assertThat(found.notDone()).isEmpty();
    }

    @Test
    void allCompletedWithATimeoutReturnsTwoSetsAndThrowsNothing() throws Exception {
        List<CompletableFuture<String>> futures = unfinished(4);
        futures.get(3).complete("d");
        futures.get(1).complete("b");

        for (Duration timeout : List.of(Duration.ZERO, Duration.ofMillis(100))) {
            AwaitedFutures<CompletableFuture<String>> found =
                    ProcessFutures.await(futures, ReturnWhen.ALL_COMPLETED, timeout);

            assertThat(found.done()).containsExactly(futures.get(1), futures.get(3));
            assertThat(found.notDone()).containsExactly(futures.get(0), futures.get(2));
        }
        assertThat(futures).allMatch(future -> future.getNumberOfDependents() == 0);
    }

    @Test
    void firstCompletedReturnsAtTheFirstOne() throws Exception {
        List<CompletableFuture<String>> futures = unfinished(2);
        FutureTask<AwaitedFutures<CompletableFuture<String>>> waiting =
                new FutureTask<>(() -> ProcessFutures.await(futures, ReturnWhen.FIRST_COMPLETED));
        awaitWaiting(start(waiting));
        futures.get(1).complete("b");

        AwaitedFutures<CompletableFuture<String>> found = waiting.get(30, TimeUnit.SECONDS);
        assertThat(found.done()).containsExactly(futures.get(1));
        assertThat(found.notDone()).containsExactly(futures.get(0));
        assertThat(futures.get(0).getNumberOfDependents()).isZero();
    }

    @Test
    void firstExceptionIgnoresSuccessesAndCancellations() throws Exception {
        List<CompletableFuture<String>> futures = unfinished(2);
        List<CompletableFuture<String>> all = new ArrayList<>(futures);
        all.add(CompletableFuture.completedFuture("a"));
        all.add(cancelled());

        assertThat(ProcessFutures.await(all, ReturnWhen.FIRST_EXCEPTION, Duration.ZERO)
                        .done())
                .hasSize(2);
        FutureTask<AwaitedFutures<CompletableFuture<String>>> waiting =
                new FutureTask<>(() -> ProcessFutures.await(all, ReturnWhen.FIRST_EXCEPTION));
        awaitWaiting(start(waiting));
        futures.get(0).completeExceptionally(new IllegalStateException("planned"));
        assertThat(waiting.get(30, TimeUnit.SECONDS).notDone()).containsExactly(futures.get(1));
    }

    @Test
    void firstExceptionReturnsAtOnceWhenOneHasFailedAlready() throws Exception {
        CompletableFuture<String> running = new CompletableFuture<>();

        assertThat(ProcessFutures.await(List.of(running, failed()), ReturnWhen.FIRST_EXCEPTION)
                        .notDone())
                .containsExactly(running);
    }

    @Test
    void firstExceptionWithoutOneWaitsForAll() throws Exception {
        List<CompletableFuture<String>> futures = List.of(CompletableFuture.completedFuture("a"), cancelled());

        assertThat(ProcessFutures.await(futures, ReturnWhen.FIRST_EXCEPTION).done())
                .containsExactlyElementsOf(futures);
    }

    @Test
    void waitingForNoneReturnsAtOnce() throws Exception {
        for (ReturnWhen when : ReturnWhen.values()) {
            AwaitedFutures<CompletableFuture<String>> found = ProcessFutures.await(List.of(), when);

            assertThat(found.done()).isEmpty();
            assertThat(found.notDone()).isEmpty();
        }
    }

    @Test
    void anInterruptEndsTheWaitAndLeavesNothingOnTheFutures() throws Exception {
        List<CompletableFuture<String>> futures = unfinished(1);
        FutureTask<Boolean> waiting = new FutureTask<>(() -> {
            try {
                ProcessFutures.await(futures, ReturnWhen.ALL_COMPLETED);
                return false;
            } catch (InterruptedException e) {
                return true;
            }
        });
        Thread thread = start(waiting);
        awaitWaiting(thread);
        thread.interrupt();

        assertThat(waiting.get(30, TimeUnit.SECONDS)).isTrue();
        assertThat(futures.get(0).getNumberOfDependents()).isZero();
    }

    // -- Arguments --

    @Test
    void refusesWhatCantWorkAndNamesIt() {
        List<CompletableFuture<String>> none = List.of();
        assertThatIllegalArgumentException()
                .isThrownBy(() -> ProcessFutures.asCompleted(none, Duration.ofMillis(-1)))
                .withMessage("timeout must not be negative, but was PT-0.001S");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> ProcessFutures.await(none, ReturnWhen.ALL_COMPLETED, Duration.ofMillis(-1)))
                .withMessage("timeout must not be negative, but was PT-0.001S");
        assertThatNullPointerException()
                .isThrownBy(() -> ProcessFutures.asCompleted(Arrays.asList(failed(), null)))
                .withMessage("one of the futures is null");
    }
}
