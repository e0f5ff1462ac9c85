package io.github.processpool.spring.async;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.processpool.ProcessPoolExecutor;
import io.github.processpool.spring.WorkerBeans;
import io.github.processpool.spring.annotation.ProcessAsync;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.RejectedExecutionException;
import org.junit.jupiter.api.Test;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;

/** Without processes a call inside a task is part of it, as it is in a worker process. */
class NestedCallsTest {

    private static final Duration LIMIT = Duration.ofSeconds(30);

    /** A task can take no pool along. */
    private static ProcessPoolExecutor held;

    private final ApplicationContextRunner application =
            InProcess.application().withBean("inner", Inner.class, Inner::new).withBean(Outer.class);

    static class Inner {

        @ProcessAsync
        public CompletableFuture<String> thread() {
            return CompletableFuture.completedFuture(Thread.currentThread().getName());
        }
    }

    static class Outer {

        private final Inner inner;

        Outer(Inner inner) {
            this.inner = inner;
        }

        @ProcessAsync
        public CompletableFuture<String> onItsThread() throws Exception {
            return CompletableFuture.completedFuture(inner.thread().get());
        }

        @ProcessAsync
        public CompletableFuture<String> onThreadThatItStarts() throws Exception {
            FutureTask<String> call = new FutureTask<>(() -> inner.thread().get());
            new Thread(call, "of the task").start();
            return CompletableFuture.completedFuture(call.get());
        }
    }

    @Test
    void callOnTheThreadOfTheTaskIsPartOfIt() {
        application.run(context -> assertThat(context.getBean(Outer.class).onItsThread())
                .succeedsWithin(LIMIT)
                .asString()
                .endsWith("-task"));
    }

    @Test
    void callOnThreadThatTheTaskStartsIsPartOfIt() {
        application.run(context -> assertThat(context.getBean(Outer.class).onThreadThatItStarts())
                .succeedsWithin(LIMIT)
                .isEqualTo("of the task"));
    }

    @Test
    void callOfBeanThatTheTaskLooksUpIsPartOfIt() {
        application.run(context -> {
            ProcessPoolExecutor pool = context.getBean(ProcessPoolExecutor.class);

            assertThat(pool.submit(
                            () -> ((Inner) WorkerBeans.bean("inner")).thread().get()))
                    .succeedsWithin(LIMIT)
                    .asString()
                    .endsWith("-task");
        });
    }

    @Test
    void callOutsideOfTasksIsTaskAlsoOnThreadThatOneHasStarted() {
        application.run(context -> {
            Inner inner = context.getBean(Inner.class);
            context.getBean(Outer.class).onThreadThatItStarts().get();

            assertThat(inner.thread()).succeedsWithin(LIMIT).asString().endsWith("-task");
        });
    }

    @Test
    void poolRefusesTasksOfTasksAsItDoesWithProcesses() {
        application.run(context -> {
            held = context.getBean(ProcessPoolExecutor.class);

            assertThatThrownBy(
                            () -> held.submit(() -> held.submit(() -> 1).get()).get())
                    .isInstanceOf(ExecutionException.class)
                    .rootCause()
                    .isInstanceOf(RejectedExecutionException.class)
                    .hasMessageContaining("this thread is itself a worker of a process pool");
        });
    }
}
