package io.github.processpool.spring.async;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.processpool.ProcessFuture;
import io.github.processpool.QueueFullException;
import io.github.processpool.TaskState;
import io.github.processpool.WorkerContext;
import io.github.processpool.spring.ProcessAsyncExceptionHandler;
import io.github.processpool.spring.ProcessAsyncResult;
import io.github.processpool.spring.annotation.ProcessAsync;
import java.io.IOException;
import java.lang.reflect.Method;
import java.time.Duration;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Future;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.springframework.aop.interceptor.AsyncUncaughtExceptionHandler;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import reactor.core.Disposable;
import reactor.core.publisher.Mono;

/** What the caller of a method gets, and how it ends. Static state is shared with the workers, which are threads. */
@ExtendWith(OutputCaptureExtension.class)
class ReturnTypesTest {

    private static final Duration LIMIT = Duration.ofSeconds(30);

    private static CountDownLatch begun = new CountDownLatch(1);
    private static CountDownLatch interrupted = new CountDownLatch(1);
    private static final BlockingQueue<String> seen = new LinkedBlockingQueue<>();

    private final ApplicationContextRunner application = InProcess.application().withBean(Words.class);

    static class Words {

        @ProcessAsync
        Future<Integer> future(String text) {
            return CompletableFuture.completedFuture(text.length());
        }

        @ProcessAsync
        CompletableFuture<Integer> completableFuture(String text) {
            return CompletableFuture.completedFuture(text.length());
        }

        @ProcessAsync
        CompletionStage<Integer> completionStage(String text) {
            return CompletableFuture.completedStage(text.length());
        }

        @ProcessAsync
        ProcessFuture<Integer> processFuture(String text) {
            WorkerContext.current().reportProgress(1, 2, "half of " + text);
            return ProcessAsyncResult.of(text.length());
        }

        @ProcessAsync
        @Nullable
        CompletableFuture<Integer> nothing() {
            return null;
        }

        @ProcessAsync
        CompletableFuture<Integer> later(String text) {
            return CompletableFuture.supplyAsync(text::length);
        }

        @ProcessAsync
        CompletableFuture<Integer> throwing() throws IOException {
            throw new IOException("no such word");
        }

        @ProcessAsync
        CompletableFuture<Integer> failing() {
            return CompletableFuture.failedFuture(new IOException("no such word"));
        }

        @ProcessAsync
        CompletableFuture<Integer> endless() {
            begun.countDown();
            CompletableFuture<Integer> never = new CompletableFuture<>();
            never.whenComplete((value, failure) -> interrupted.countDown());
            return never;
        }

        @ProcessAsync
        void tell(String text) {
            seen.add(text + " on " + WorkerContext.current().poolName());
        }

        @ProcessAsync
        void tellEndlessly() throws InterruptedException {
            begun.countDown();
            new CountDownLatch(1).await();
        }

        @ProcessAsync
        void tellInVain(String text) {
            throw new IllegalStateException("no such word: " + text);
        }

        @ProcessAsync
        Mono<Integer> mono(String text) {
            seen.add(text);
            return Mono.just(text.length());
        }

        @ProcessAsync
        Mono<Integer> emptyMono() {
            return Mono.empty();
        }

        @ProcessAsync
        Mono<Integer> failingMono() {
            return Mono.error(new IOException("no such word"));
        }

        @ProcessAsync
        Mono<Integer> endlessMono() {
            begun.countDown();
            return Mono.<Integer>never().doOnCancel(interrupted::countDown);
        }
    }

    @BeforeEach
    void forget() {
        begun = new CountDownLatch(1);
        interrupted = new CountDownLatch(1);
        seen.clear();
    }

    private void withWords(Consumer<Words> test) {
        application.run(context -> test.accept(context.getBean(Words.class)));
    }

    // -- Futures --

    @Test
    void everyKindOfFutureIsThatOfTheTask() {
        withWords(words -> {
            assertThat(words.future("hello"))
                    .isInstanceOf(ProcessFuture.class)
                    .succeedsWithin(LIMIT)
                    .isEqualTo(5);
            assertThat(words.completableFuture("hello"))
                    .isInstanceOf(ProcessFuture.class)
                    .succeedsWithin(LIMIT)
                    .isEqualTo(5);
            assertThat(words.completionStage("hello"))
                    .isInstanceOf(ProcessFuture.class)
                    .succeedsWithin(LIMIT)
                    .isEqualTo(5);
        });
    }

    @Test
    void taskHasNameNumberAndProgress() {
        withWords(words -> {
            ProcessFuture<Integer> task = words.processFuture("hello");

            assertThat(task).succeedsWithin(LIMIT).isEqualTo(5);
            assertThat(task.name()).isEqualTo("Words.processFuture");
            assertThat(task.taskId()).isPositive();
            assertThat(task.progress())
                    .hasValueSatisfying(
                            progress -> assertThat(progress.message()).isEqualTo("half of hello"));
        });
    }

    @Test
    void futureThatIsNoneIsAValueOfNull() {
        withWords(words -> assertThat(words.nothing()).succeedsWithin(LIMIT).isNull());
    }

    @Test
    void futureThatIsNotCompleteIsWaitedForInTheWorker() {
        withWords(
                words -> assertThat(words.later("hello")).succeedsWithin(LIMIT).isEqualTo(5));
    }

    @Test
    void whatTheMethodThrowsIsWhatTheFutureFailsWith() {
        withWords(words -> {
            assertThatThrownBy(() -> words.throwing().get()).cause().isExactlyInstanceOf(IOException.class);
            assertThatThrownBy(() -> words.failing().get())
                    .cause()
                    .isExactlyInstanceOf(IOException.class)
                    .hasMessage("no such word");
        });
    }

    @Test
    void cancellingEndsTheWaitInTheWorkerAndCancelsWhatItWaitedFor() {
        withWords(words -> {
            CompletableFuture<Integer> task = words.endless();
            awaitLatch(begun);

            task.cancel(true);

            awaitLatch(interrupted);
            assertThat(task).isCancelled();
            assertThat(((ProcessFuture<?>) task).stopped()).succeedsWithin(LIMIT);
        });
    }

    @Test
    void rejectionIsThrownByTheCallItself() {
        application.withPropertyValues("process-pool.queue-capacity=1").run(context -> {
            Words words = context.getBean(Words.class);
            CompletableFuture<Integer> running = words.endless();
            awaitLatch(begun);
            CompletableFuture<Integer> waiting = words.completableFuture("a");

            assertThatThrownBy(() -> words.completableFuture("b")).isInstanceOf(QueueFullException.class);
            assertThatThrownBy(() -> words.tell("b")).isInstanceOf(QueueFullException.class);
            assertThatThrownBy(() -> words.mono("b").block(LIMIT)).isInstanceOf(QueueFullException.class);

            running.cancel(true);
            assertThat(waiting).succeedsWithin(LIMIT);
        });
    }

    @Test
    void resultOutsideOfAWorkerIsAFutureThatIsDone() {
        ProcessFuture<Integer> value = ProcessAsyncResult.of(1);
        ProcessFuture<Integer> failure = ProcessAsyncResult.failed(new IOException("no"));

        assertThat(value).isCompletedWithValue(1);
        assertThat(value.taskState()).isEqualTo(TaskState.SUCCEEDED);
        assertThat(value.taskId()).isZero();
        assertThat(value.workerPid()).isEmpty();
        assertThat(value.timings().queueWait()).isEmpty();
        assertThat(value.stopped()).isDone();
        assertThat(failure).isCompletedExceptionally();
        assertThat(failure.taskState()).isEqualTo(TaskState.FAILED);
    }

    // -- void --

    @Test
    void voidMethodReturnsAtOnceAndRunsInTheWorker() throws Exception {
        application.run(context -> {
            context.getBean(Words.class).tell("hello");

            assertThat(seen.poll(30, TimeUnit.SECONDS)).isEqualTo("hello on process-pool");
        });
    }

    @Test
    void failureOfVoidMethodIsLoggedWithTaskAndWorker(CapturedOutput output) {
        withWords(words -> {
            words.tellInVain("hello");

            Awaitility.await()
                    .atMost(LIMIT)
                    .untilAsserted(() -> assertThat(output)
                            .contains("Task 'Words.tellInVain' (number 1) failed in worker process "
                                    + ProcessHandle.current().pid())
                            .contains("IllegalStateException: no such word: hello"));
        });
    }

    @Test
    void voidMethodThatIsLostAtTheEndIsNamed(CapturedOutput output) {
        application
                .withPropertyValues("process-pool.shutdown-timeout=50ms", "process-pool.grace-period=0")
                .run(context -> {
                    context.getBean(Words.class).tellEndlessly();
                    awaitLatch(begun);
                });

        Awaitility.await()
                .atMost(LIMIT)
                .untilAsserted(() -> assertThat(output)
                        .contains(
                                "were lost: 1 (Words.tellEndlessly)",
                                "Task 'Words.tellEndlessly' (number 1) was cancelled"));
    }

    @Test
    void failureOfVoidMethodGoesToTheHandler() {
        BlockingQueue<String> told = new LinkedBlockingQueue<>();
        application
                .withBean(
                        ProcessAsyncExceptionHandler.class,
                        () -> (failure, task, method, arguments) -> told.add(failure.getMessage() + ", " + task.name()
                                + ", " + method.getName() + ", " + arguments[0]))
                .run(context -> {
                    context.getBean(Words.class).tellInVain("hello");

                    assertThat(told.poll(30, TimeUnit.SECONDS))
                            .isEqualTo("no such word: hello, Words.tellInVain, tellInVain, hello");
                });
    }

    @Test
    void failureOfVoidMethodGoesToSpringsHandlerIfThereIsNoOther() {
        BlockingQueue<String> told = new LinkedBlockingQueue<>();
        application
                .withBean(AsyncUncaughtExceptionHandler.class, () -> new AsyncUncaughtExceptionHandler() {
                    @Override
                    public void handleUncaughtException(
                            Throwable failure, Method method, @Nullable Object... parameters) {
                        told.add(failure.getMessage() + ", " + method.getName() + ", " + parameters[0]);
                    }
                })
                .run(context -> {
                    context.getBean(Words.class).tellInVain("hello");

                    assertThat(told.poll(30, TimeUnit.SECONDS)).isEqualTo("no such word: hello, tellInVain, hello");
                });
    }

    @Test
    void handlerThatFailsIsLogged(CapturedOutput output) {
        application
                .withBean(ProcessAsyncExceptionHandler.class, () -> (failure, task, method, arguments) -> {
                    throw new IllegalStateException("handler is ill");
                })
                .run(context -> {
                    context.getBean(Words.class).tellInVain("hello");

                    Awaitility.await()
                            .atMost(LIMIT)
                            .untilAsserted(() -> assertThat(output)
                                    .contains("failed for task 'Words.tellInVain'", "handler is ill", "no such word"));
                });
    }

    // -- Mono --

    @Test
    void monoRunsAtEachSubscription() {
        withWords(words -> {
            Mono<Integer> mono = words.mono("hello");
            assertThat(seen).isEmpty();

            assertThat(mono.block(LIMIT)).isEqualTo(5);
            assertThat(mono.block(LIMIT)).isEqualTo(5);
            assertThat(seen).containsExactly("hello", "hello");
            assertThat(words.emptyMono().block(LIMIT)).isNull();
        });
    }

    @Test
    void failureOfMonoIsThatOfTheMethod() {
        withWords(words -> assertThatThrownBy(() -> words.failingMono().block(LIMIT))
                .cause()
                .isExactlyInstanceOf(IOException.class)
                .hasMessage("no such word"));
    }

    @Test
    void cancellingTheSubscriptionEndsTheWork() {
        withWords(words -> {
            Disposable subscription = words.endlessMono().subscribe();
            awaitLatch(begun);

            subscription.dispose();

            awaitLatch(interrupted);
        });
    }

    private static void awaitLatch(CountDownLatch latch) {
        try {
            assertThat(latch.await(30, TimeUnit.SECONDS)).isTrue();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }
}
