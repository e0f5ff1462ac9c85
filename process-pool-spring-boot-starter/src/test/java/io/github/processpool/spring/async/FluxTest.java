package io.github.processpool.spring.async;

import static io.github.processpool.spring.async.Analyses.assertProblem;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.github.processpool.PayloadSerializer;
import io.github.processpool.PoolSnapshot;
import io.github.processpool.ProcessPoolExecutor;
import io.github.processpool.QueueFullException;
import io.github.processpool.TaskTimeoutException;
import io.github.processpool.WorkerContext;
import io.github.processpool.spring.annotation.ProcessAsync;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.reactivestreams.Subscription;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.resilience.annotation.ConcurrencyLimit;
import org.springframework.resilience.annotation.EnableResilientMethods;
import org.springframework.resilience.annotation.Retryable;
import org.springframework.security.authentication.TestingAuthenticationToken;
import org.springframework.security.core.context.ReactiveSecurityContextHolder;
import reactor.core.publisher.BaseSubscriber;
import reactor.core.publisher.Flux;
import reactor.core.scheduler.Schedulers;

/** Methods that return many elements. Static state is shared with the workers, which are threads. */
class FluxTest {

    private static final Duration LIMIT = Duration.ofSeconds(30);

    /** What the worker makes ahead. */
    private static final int AHEAD = 32;

    private static final AtomicInteger made = new AtomicInteger();
    private static CountDownLatch release = new CountDownLatch(0);
    private static CountDownLatch begun = new CountDownLatch(1);
    private static CountDownLatch interrupted = new CountDownLatch(1);

    private final ApplicationContextRunner application = InProcess.application().withBean(Numbers.class);

    static class Numbers {

        @ProcessAsync
        public Flux<Integer> upTo(int count) {
            assertThat(WorkerContext.around()).isPresent();
            return Flux.range(1, count).doOnNext(number -> made.incrementAndGet());
        }

        @ProcessAsync
        public Flux<Integer> upToOnOtherThreads(int count) {
            return upTo(count).publishOn(Schedulers.parallel()).subscribeOn(Schedulers.boundedElastic());
        }

        @ProcessAsync
        public Flux<Integer> oneThenWait() {
            return Flux.range(1, 2).doOnNext(number -> {
                if (number == 2) {
                    waitForRelease();
                }
            });
        }

        @ProcessAsync
        public Flux<Integer> twoThenFailure() {
            return Flux.concat(Flux.just(1, 2), Flux.error(new IOException("no third")));
        }

        @ProcessAsync
        public Flux<Integer> failing() throws IOException {
            throw new IOException("none at all");
        }

        @ProcessAsync
        public @Nullable Flux<Integer> nothing() {
            return null;
        }

        @ProcessAsync
        public Flux<Object> notSerializable() {
            return Flux.just(1, new Object());
        }

        /** They wait for the first to be sent, and go together. */
        @ProcessAsync
        public Flux<Object> manyAtOnceThenNotSerializable() {
            return Flux.concat(Flux.just(1), Flux.just(2, 3, 4, new Object()).publishOn(Schedulers.parallel()));
        }

        /** A publisher may send more after it was cancelled. */
        @ProcessAsync
        public Flux<Object> notSerializableAndMore() {
            return Flux.from(subscriber -> subscriber.onSubscribe(new Subscription() {
                @Override
                public void request(long count) {
                    if (made.getAndIncrement() == 0) {
                        subscriber.onNext(new Object());
                        subscriber.onNext(2);
                    }
                }

                @Override
                public void cancel() {}
            }));
        }

        @ProcessAsync(timeout = "50ms", gracePeriod = "20s")
        public Flux<Integer> slow() {
            return Flux.concat(Flux.just(1), Flux.never());
        }

        @ProcessAsync
        public Flux<Integer> endless() {
            begun.countDown();
            return Flux.concat(Flux.just(1), Flux.<Integer>never()).doOnCancel(interrupted::countDown);
        }

        @ProcessAsync
        public Flux<String> reader() {
            return ReactiveSecurityContextHolder.getContext()
                    .map(user -> user.getAuthentication().getName())
                    .flux();
        }

        private static void waitForRelease() {
            try {
                assertThat(release.await(30, TimeUnit.SECONDS)).isTrue();
            } catch (InterruptedException e) {
                throw new IllegalStateException(e);
            }
        }
    }

    @BeforeEach
    void forget() {
        made.set(0);
        release = new CountDownLatch(0);
        begun = new CountDownLatch(1);
        interrupted = new CountDownLatch(1);
    }

    private interface Check {
        void accept(Numbers numbers) throws Exception;
    }

    private void withNumbers(Check test) {
        application.run(context -> test.accept(context.getBean(Numbers.class)));
    }

    private static List<Integer> numbers(int count) {
        return IntStream.rangeClosed(1, count).boxed().toList();
    }

    // -- Elements --

    @Test
    void elementsComeInOrder() {
        withNumbers(numbers -> {
            assertThat(numbers.upTo(1000).collectList().block(LIMIT)).isEqualTo(numbers(1000));
            assertThat(numbers.upToOnOtherThreads(1000).collectList().block(LIMIT))
                    .isEqualTo(numbers(1000));
            assertThat(numbers.nothing().collectList().block(LIMIT)).isEmpty();
        });
    }

    @Test
    void subscriberThatCancelsAtOnceHasNoTask() {
        application.run(context -> {
            Flux<Integer> flux = context.getBean(Numbers.class).upTo(1000);
            flux.subscribe(new BaseSubscriber<>() {
                @Override
                protected void hookOnSubscribe(Subscription subscription) {
                    subscription.cancel();
                }
            });

            PoolSnapshot pool = context.getBean(ProcessPoolExecutor.class).snapshot();
            assertThat(pool.queuedTasks() + pool.runningTasks() + pool.cancelledTasks() + pool.completedTasks())
                    .isZero();
        });
    }

    @Test
    void methodRunsAtEachSubscription() {
        withNumbers(numbers -> {
            Flux<Integer> flux = numbers.upTo(3);
            assertThat(made).hasValue(0);

            assertThat(flux.collectList().block(LIMIT)).containsExactly(1, 2, 3);
            assertThat(flux.collectList().block(LIMIT)).containsExactly(1, 2, 3);
            assertThat(made).hasValue(6);
        });
    }

    @Test
    void elementIsThereWhileTheNextIsMade() {
        release = new CountDownLatch(1);
        withNumbers(numbers -> {
            Received received = new Received(2);
            numbers.oneThenWait().subscribe(received);
            await().atMost(LIMIT).until(() -> received.elements.size() == 1);

            release.countDown();

            received.awaitEnd();
            assertThat(received.elements).containsExactly(1, 2);
        });
    }

    @Test
    void workerMakesNoMoreThanIsAskedForAndSomeAhead() {
        withNumbers(numbers -> {
            for (Flux<Integer> flux : List.of(numbers.upTo(10_000), numbers.upToOnOtherThreads(10_000))) {
                made.set(0);
                Received received = new Received(3);
                flux.subscribe(received);
                await().atMost(LIMIT).until(() -> received.elements.size() == 3);
                // The other threads prefetch for themselves.
                assertThat(made.get()).isLessThanOrEqualTo(3 + AHEAD + 256);

                received.request(500);
                await().atMost(LIMIT).until(() -> received.elements.size() == 503);
                assertThat(made.get()).isLessThanOrEqualTo(503 + AHEAD + 256);
                assertThat(received.elements).isEqualTo(numbers(503));
                received.cancel();
            }
        });
    }

    @Test
    void elementOfTheTasksOwnThreadIsTheOnlyOneAhead() {
        withNumbers(numbers -> {
            Received received = new Received(3);
            numbers.upTo(10_000).subscribe(received);
            await().atMost(LIMIT).until(() -> made.get() == 4);

            assertThat(received.elements).containsExactly(1, 2, 3);
            received.cancel();
        });
    }

    // -- Ends --

    @Test
    void failureComesAfterTheElements() {
        withNumbers(numbers -> {
            Received received = new Received(Long.MAX_VALUE);
            numbers.twoThenFailure().subscribe(received);
            received.awaitEnd();

            assertThat(received.elements).containsExactly(1, 2);
            assertThat(received.failure).isExactlyInstanceOf(IOException.class).hasMessage("no third");
            assertThatThrownBy(() -> numbers.failing().blockLast(LIMIT)).hasRootCauseMessage("none at all");
        });
    }

    @Test
    void elementThatCanNotTravelIsTheFailure() {
        withNumbers(numbers -> {
            Received received = new Received(Long.MAX_VALUE);
            numbers.notSerializable().subscribe(received);
            received.awaitEnd();

            assertThat(received.failure).hasMessageContaining("argument 2").hasMessageContaining("is not serializable");
        });
    }

    @Test
    void elementsBeforeOneThatCanNotTravelCome() {
        withNumbers(numbers -> {
            Received received = new Received(Long.MAX_VALUE);
            numbers.manyAtOnceThenNotSerializable().subscribe(received);
            received.awaitEnd();

            assertThat(received.elements).containsExactly(1, 2, 3, 4);
            assertThat(received.failure).isNotNull();
        });
    }

    record Page(String text) {}

    /** Knows pages and nothing else. */
    static class PageSerializer implements PayloadSerializer {

        private static final long serialVersionUID = 1L;

        @Override
        public void write(Object value, OutputStream target) throws IOException {
            if (!(value instanceof Page page)) {
                throw new IOException("no page, but " + value.getClass());
            }
            target.write(page.text().getBytes(StandardCharsets.UTF_8));
        }

        @Override
        public Object read(InputStream source) throws IOException {
            return new Page(new String(source.readAllBytes(), StandardCharsets.UTF_8));
        }
    }

    static class Pages {

        @ProcessAsync
        public Flux<Page> pages() {
            return Flux.just(new Page("1"), new Page("2"), new Page("3"));
        }

        @ProcessAsync
        public Flux<Page> pagesOfOtherThreads() {
            return pages().publishOn(Schedulers.parallel());
        }
    }

    @Test
    void serializerThatKnowsTheElementsIsEnough() {
        application.withBean(PageSerializer.class).withBean(Pages.class).run(context -> {
            Pages pages = context.getBean(Pages.class);
            assertThat(pages.pages().map(Page::text).collectList().block(LIMIT)).containsExactly("1", "2", "3");
            assertThat(pages.pagesOfOtherThreads().map(Page::text).collectList().block(LIMIT))
                    .containsExactly("1", "2", "3");
        });
    }

    @Test
    void firstFailureIsTheSubscribersWhateverComesAfter() {
        withNumbers(numbers -> assertThatThrownBy(
                        () -> numbers.notSerializableAndMore().blockLast(LIMIT))
                .hasRootCauseMessage("java.lang.Object"));
    }

    @Test
    void timeoutCountsWhileElementsCome() {
        withNumbers(numbers -> {
            Received received = new Received(Long.MAX_VALUE);
            numbers.slow().subscribe(received);
            received.awaitEnd();

            assertThat(received.elements).containsExactly(1);
            assertThat(received.failure).isInstanceOf(TaskTimeoutException.class);
        });
    }

    @Test
    void cancellingTheSubscriptionEndsTheWork() {
        application.run(context -> {
            ProcessPoolExecutor pool = context.getBean(ProcessPoolExecutor.class);
            Received received = new Received(Long.MAX_VALUE);
            context.getBean(Numbers.class).endless().subscribe(received);
            awaitLatch(begun);

            received.cancel();

            awaitLatch(interrupted);
            await().atMost(LIMIT).until(() -> pool.snapshot().cancelledTasks() == 1);
        });
    }

    @Test
    void interruptOfTheTaskIsNoneOfItsSubscriber() {
        withNumbers(numbers -> assertThat(numbers.endless()
                        .next() // Cancels, which interrupts the task.
                        .map(FluxTest::workOnWhileTheTaskEnds)
                        .block(LIMIT))
                .isEqualTo("worked on"));
    }

    private static String workOnWhileTheTaskEnds(Integer element) {
        try {
            awaitLatch(interrupted);
            Thread.sleep(100);
            return "worked on";
        } catch (InterruptedException e) {
            return "interrupted";
        }
    }

    @Test
    void subscriberThatAsksForNothingAndLeavesEndsTheWork() {
        application.run(context -> {
            ProcessPoolExecutor pool = context.getBean(ProcessPoolExecutor.class);
            Received received = new Received(0);
            context.getBean(Numbers.class).upTo(10).subscribe(received);
            await().atMost(LIMIT).until(() -> made.get() == 1);

            received.cancel();

            await().atMost(LIMIT).until(() -> pool.snapshot().runningTasks() == 0);
            assertThat(context.getBean(Numbers.class).upTo(2).collectList().block(LIMIT))
                    .containsExactly(1, 2);
        });
    }

    @Test
    void refusalGoesToTheSubscriber() {
        application.withPropertyValues("process-pool.queue-capacity=1").run(context -> {
            Numbers numbers = context.getBean(Numbers.class);
            Received running = new Received(1);
            numbers.endless().subscribe(running);
            awaitLatch(begun);
            Received waiting = new Received(1);
            numbers.upTo(1).subscribe(waiting);

            assertThatThrownBy(() -> numbers.upTo(1).blockLast(LIMIT)).isInstanceOf(QueueFullException.class);

            running.cancel();
            waiting.awaitEnd();
            assertThat(waiting.elements).containsExactly(1);
        });
    }

    @Test
    void userOfTheSubscriptionIsTheWorkers() {
        withNumbers(numbers -> assertThat(numbers.reader()
                        .contextWrite(ReactiveSecurityContextHolder.withAuthentication(
                                new TestingAuthenticationToken("bert", "secret")))
                        .blockLast(LIMIT))
                .isEqualTo("bert"));
    }

    // -- Declarations --

    static class Repeated {
        @ProcessAsync(maxAttempts = "2")
        public Flux<Integer> numbers() {
            return Flux.empty();
        }
    }

    static class Late {
        @ProcessAsync(afterCommit = "true")
        public Flux<Integer> numbers() {
            return Flux.empty();
        }
    }

    static class Unfit {
        @ProcessAsync
        public Flux<Thread> threads() {
            return Flux.empty();
        }
    }

    @Test
    void methodThatCanNotWorkEndsTheStart() {
        assertProblem(
                Repeated.class, "Repeated.numbers: maxAttempts can't be '2': it returns Flux", "Give maxAttempts");
        assertProblem(Late.class, "afterCommit can't be 'true': it returns Flux", "Give afterCommit");
        assertProblem(Unfit.class, "its result is of the type java.lang.Thread", "Thread in Unfit.threads");
    }

    @Configuration(proxyBeanMethods = false)
    @EnableResilientMethods
    static class Resilient {
        @Bean
        Retried retried() {
            return new Retried();
        }
    }

    static class Retried {
        @ProcessAsync
        @Retryable(delay = 0, maxRetries = 2)
        public Flux<Integer> numbers() {
            return made.incrementAndGet() < 3 ? Flux.error(new IllegalStateException("not yet")) : Flux.just(1, 2);
        }
    }

    @Configuration(proxyBeanMethods = false)
    @EnableResilientMethods
    static class WithLimit {
        @Bean
        Limited limited() {
            return new Limited();
        }
    }

    static class Limited {
        @ProcessAsync
        @ConcurrencyLimit(1)
        public Flux<Integer> numbers() {
            return Flux.empty();
        }
    }

    @Test
    void eachRetryIsTask() {
        application.withUserConfiguration(Resilient.class).run(context -> {
            assertThat(context.getBean(Retried.class).numbers().collectList().block(LIMIT))
                    .containsExactly(1, 2);
            assertThat(made).hasValue(3);
        });
    }

    @Test
    void adviceThatTakesTheReturnForTheEndEndsTheStart() {
        Analyses.assertAnalysis(
                application.withUserConfiguration(WithLimit.class),
                analysis -> assertThat(analysis.getDescription())
                        .contains("Limited.numbers returns a Flux, which is there before its elements"));
    }

    /** Asks for so many at first. */
    private static final class Received extends BaseSubscriber<Object> {

        private final List<Object> elements = Collections.synchronizedList(new ArrayList<>());
        private final CountDownLatch end = new CountDownLatch(1);
        private final long first;
        private volatile @Nullable Throwable failure;

        Received(long first) {
            this.first = first;
        }

        @Override
        protected void hookOnSubscribe(Subscription subscription) {
            if (first > 0) {
                request(first);
            }
        }

        @Override
        protected void hookOnNext(Object element) {
            elements.add(element);
        }

        @Override
        protected void hookOnError(Throwable thrown) {
            failure = thrown;
        }

        @Override
        protected void hookFinally(reactor.core.publisher.SignalType type) {
            end.countDown();
        }

        void awaitEnd() throws InterruptedException {
            awaitLatch(end);
        }
    }

    private static void awaitLatch(CountDownLatch latch) throws InterruptedException {
        assertThat(latch.await(30, TimeUnit.SECONDS)).isTrue();
    }
}
