package io.github.processpool.spring.async;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.processpool.PoolFaults;
import io.github.processpool.ProcessFuture;
import io.github.processpool.QueueFullException;
import io.github.processpool.TaskTimeoutException;
import io.github.processpool.WorkerContext;
import io.github.processpool.WorkerCrashedException;
import io.github.processpool.spring.annotation.ProcessAsync;
import java.io.IOException;
import java.io.Serializable;
import java.lang.reflect.UndeclaredThrowableException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import reactor.core.scheduler.Schedulers;

/** Methods that return their value, for which the caller waits. Static state is shared with the workers, which are threads. */
class ReturnedValuesTest {

    private static final Duration LIMIT = Duration.ofSeconds(30);

    private static CountDownLatch begun = new CountDownLatch(1);
    private static CountDownLatch interrupted = new CountDownLatch(1);

    private final ApplicationContextRunner application =
            InProcess.application().withBean(Words.class).withBean(Sentences.class);

    record Report(String title, List<String> lines) implements Serializable {}

    record Model() {

        static Model load() throws IOException {
            return new Model();
        }

        int score(String text) {
            return text.length();
        }
    }

    interface Source<T extends Serializable> {

        T read(String name) throws IOException;
    }

    static class Words implements Source<String> {

        // [value]
        @ProcessAsync(timeout = "20s")
        public int scoreOf(String text) throws IOException {
            return Model.load().score(text);
        }
        // [end]

        @ProcessAsync
        public int length(String text) {
            return text.length();
        }

        @ProcessAsync
        public boolean isOnWorker() {
            return WorkerContext.around().isPresent();
        }

        @ProcessAsync
        public Map<String, List<Report>> reports(String title) {
            return Map.of(title, List.of(new Report(title, List.of("one"))));
        }

        @ProcessAsync
        public <T extends Serializable> T same(T value) {
            return value;
        }

        @Override
        @ProcessAsync
        public String read(String name) throws IOException {
            throw new IOException("no file " + name);
        }

        @ProcessAsync
        public @Nullable Void tell(String text) {
            return null;
        }

        @ProcessAsync
        public String invalid() {
            throw new IllegalArgumentException("not a word");
        }

        @ProcessAsync
        public String sneaky() {
            throw Words.<RuntimeException>unchecked(new IOException("not declared"));
        }

        @SuppressWarnings("unchecked")
        private static <E extends Throwable> E unchecked(Throwable failure) throws E {
            throw (E) failure;
        }

        @ProcessAsync(timeout = "50ms", gracePeriod = "20s")
        public String slow() throws InterruptedException {
            new CountDownLatch(1).await();
            return "";
        }

        @ProcessAsync
        public String endless() throws InterruptedException {
            return waitForInterrupt();
        }

        @ProcessAsync
        public String endlessUndeclared() {
            try {
                return waitForInterrupt();
            } catch (InterruptedException e) {
                throw new IllegalStateException(e);
            }
        }

        private static String waitForInterrupt() throws InterruptedException {
            begun.countDown();
            try {
                new CountDownLatch(1).await();
                return "";
            } catch (InterruptedException e) {
                interrupted.countDown();
                throw e;
            }
        }
    }

    static class Sentences {

        private final Words words;

        Sentences(Words words) {
            this.words = words;
        }

        @ProcessAsync
        public List<Integer> lengths(List<String> texts) {
            return texts.stream().map(words::length).toList();
        }
    }

    @BeforeEach
    void forget() {
        begun = new CountDownLatch(1);
        interrupted = new CountDownLatch(1);
    }

    private void withWords(ThrowingConsumer test) {
        application.run(context -> test.accept(context.getBean(Words.class)));
    }

    private interface ThrowingConsumer {
        void accept(Words words) throws Exception;
    }

    // -- Values --

    @Test
    void callWaitsForValueOfTheWorker() {
        withWords(words -> {
            assertThat(words.isOnWorker()).isTrue();
            assertThat(words.length("hello")).isEqualTo(5);
            assertThat(words.scoreOf("hello")).isEqualTo(5);
            assertThat(words.reports("May").get("May")).containsExactly(new Report("May", List.of("one")));
            assertThat(words.same("hello")).isEqualTo("hello");
            assertThat(words.tell("hello")).isNull();
        });
    }

    @Test
    void callInsideTaskIsPartOfIt() {
        application.run(context -> assertThat(context.getBean(Sentences.class).lengths(List.of("a", "bc")))
                .containsExactly(1, 2));
    }

    // -- Failures --

    @Test
    void exceptionIsTheMethodsOwn() {
        withWords(words -> {
            assertThatThrownBy(words::invalid)
                    .isExactlyInstanceOf(IllegalArgumentException.class)
                    .hasMessage("not a word");
            assertThatThrownBy(() -> words.read("a"))
                    .isExactlyInstanceOf(IOException.class)
                    .hasMessage("no file a");
            assertThatThrownBy(() -> ((Source<?>) words).read("a")).isExactlyInstanceOf(IOException.class);
        });
    }

    @Test
    void checkedExceptionThatIsNotDeclaredIsWrappedAsByEveryProxy() {
        withWords(words -> assertThatThrownBy(words::sneaky)
                .isExactlyInstanceOf(UndeclaredThrowableException.class)
                .cause()
                .isExactlyInstanceOf(IOException.class));
    }

    @Test
    void stackOfExceptionShowsTheMethodTheBoundaryAndTheCaller() {
        withWords(words -> assertThatThrownBy(words::invalid).satisfies(thrown -> {
            List<String> methods = List.of(thrown.getStackTrace()).stream()
                    .map(frame -> frame.getClassName() + "." + frame.getMethodName())
                    .toList();
            int boundary = methods.indexOf("PROCESS_BOUNDARY.Words.invalid");
            assertThat(methods.get(0)).isEqualTo(Words.class.getName() + ".invalid");
            assertThat(boundary).isPositive();
            assertThat(methods.subList(boundary, methods.size()))
                    .anyMatch(method -> method.startsWith(ReturnedValuesTest.class.getName()));
        }));
    }

    @Test
    void timeoutAndCrashAreThrownAsTheyAre() {
        PoolFaults faults = new PoolFaults();
        application.withBean(PoolFaults.class, () -> faults).run(context -> {
            Words words = context.getBean(Words.class);

            assertThatThrownBy(words::slow).isInstanceOf(TaskTimeoutException.class);
            faults.crash("Words.length");
            assertThatThrownBy(() -> words.length("hello")).isInstanceOf(WorkerCrashedException.class);
            assertThat(words.length("hello")).isEqualTo(5);
        });
    }

    @Test
    void moreCallersThanTheQueueHoldsAreRefused() {
        application.withPropertyValues("process-pool.queue-capacity=1").run(context -> {
            Words words = context.getBean(Words.class);
            Caller<String> running = new Caller<>(words::endless);
            awaitLatch(begun);
            Caller<Integer> waiting = new Caller<>(() -> words.length("a"));
            waiting.awaitWait();

            assertThatThrownBy(() -> words.length("b")).isInstanceOf(QueueFullException.class);

            running.thread.interrupt();
            assertThat(waiting.end).succeedsWithin(LIMIT).isEqualTo(1);
        });
    }

    // -- Interrupts --

    @Test
    void interruptOfCallerEndsTheWorkAndIsThrownWhereItIsDeclared() {
        withWords(words -> {
            Caller<String> caller = new Caller<>(words::endless);
            awaitLatch(begun);

            caller.thread.interrupt();

            awaitLatch(interrupted);
            assertThat(caller.end)
                    .failsWithin(LIMIT)
                    .withThrowableThat()
                    .havingCause()
                    .isExactlyInstanceOf(InterruptedException.class);
            assertThat(caller.wasInterrupted).isFalse();
        });
    }

    @Test
    void interruptOfCallerIsCancellationWithTheFlagWhereItIsNotDeclared() {
        withWords(words -> {
            Caller<String> caller = new Caller<>(words::endlessUndeclared);
            awaitLatch(begun);

            caller.thread.interrupt();

            awaitLatch(interrupted);
            caller.thread.join();
            assertThat(caller.failure.get())
                    .isExactlyInstanceOf(CancellationException.class)
                    .hasMessageContaining("Words.endlessUndeclared was cancelled")
                    .hasCauseExactlyInstanceOf(InterruptedException.class);
            assertThat(caller.wasInterrupted).isTrue();
        });
    }

    @Test
    void threadThatMustNotWaitIsRefused() {
        withWords(words -> {
            CompletableFuture<Integer> call = new CompletableFuture<>();
            Schedulers.parallel().schedule(() -> {
                try {
                    call.complete(words.length("hello"));
                } catch (Throwable e) {
                    call.completeExceptionally(e);
                }
            });

            assertThat(call)
                    .failsWithin(LIMIT)
                    .withThrowableThat()
                    .havingCause()
                    .isInstanceOf(IllegalStateException.class)
                    .withMessageContaining("Words.length returns its value")
                    .withMessageContaining("Let Words.length return a Mono");
        });
    }

    @Test
    void callbackOfPoolMayCallAndWait() {
        application.withBean(Futures.class).run(context -> {
            Words words = context.getBean(Words.class);
            ProcessFuture<String> first =
                    (ProcessFuture<String>) context.getBean(Futures.class).future();

            assertThat(first.thenApply(words::length)).succeedsWithin(LIMIT).isEqualTo(5);
        });
    }

    static class Futures {

        @ProcessAsync
        public CompletableFuture<String> future() {
            return CompletableFuture.completedFuture("hello");
        }
    }

    /** Calls on a thread of its own. */
    private static final class Caller<T> {

        private final CompletableFuture<T> end = new CompletableFuture<>();
        private final AtomicReference<@Nullable Throwable> failure = new AtomicReference<>();
        private final Thread thread;
        private volatile boolean wasInterrupted;

        Caller(Callable<T> call) {
            thread = new Thread(
                    () -> {
                        try {
                            end.complete(call.call());
                        } catch (Throwable e) {
                            wasInterrupted = Thread.currentThread().isInterrupted();
                            failure.set(e);
                            end.completeExceptionally(e);
                        }
                    },
                    "caller");
            thread.start();
        }

        void awaitWait() {
            org.awaitility.Awaitility.await().atMost(LIMIT).until(() -> thread.getState() == Thread.State.WAITING);
        }
    }

    private static void awaitLatch(CountDownLatch latch) throws InterruptedException {
        assertThat(latch.await(30, TimeUnit.SECONDS)).isTrue();
    }
}
