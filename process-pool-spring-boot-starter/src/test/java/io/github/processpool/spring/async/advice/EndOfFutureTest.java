package io.github.processpool.spring.async.advice;

import static io.github.processpool.spring.async.Places.LIMIT;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.github.processpool.ProcessPoolExecutor;
import io.github.processpool.spring.annotation.CallerAdvice;
import io.github.processpool.spring.annotation.ProcessAsync;
import io.github.processpool.spring.async.InProcess;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Function;
import org.aspectj.lang.ProceedingJoinPoint;
import org.aspectj.lang.annotation.Around;
import org.aspectj.lang.annotation.Aspect;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.springframework.cache.annotation.Cacheable;
import org.springframework.cache.annotation.EnableCaching;
import org.springframework.cache.concurrent.ConcurrentMapCacheManager;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.EnableAspectJAutoProxy;
import org.springframework.resilience.annotation.ConcurrencyLimit;
import org.springframework.resilience.annotation.EnableResilientMethods;

/** Whoever ends the future that a call has returned ends the work, also where advice has made that future. */
@Timeout(value = 120, unit = TimeUnit.SECONDS)
class EndOfFutureTest {

    private static volatile CountDownLatch begun = new CountDownLatch(1);
    private static volatile CountDownLatch release = new CountDownLatch(1);
    private static volatile CountDownLatch interrupted = new CountDownLatch(1);

    @BeforeEach
    void begin() {
        begun = new CountDownLatch(1);
        release = new CountDownLatch(1);
        interrupted = new CountDownLatch(1);
    }

    @Configuration(proxyBeanMethods = false)
    @EnableCaching
    @EnableResilientMethods
    @EnableAspectJAutoProxy
    static class Application {
        @Bean
        ConcurrentMapCacheManager cacheManager() {
            return new ConcurrentMapCacheManager();
        }

        @Bean
        Refreshing refreshing() {
            return new Refreshing();
        }

        @Bean
        Work work() {
            return new Work();
        }
    }

    /** Answers at once, and lets the task do what it does for the next call. */
    @Aspect
    @CallerAdvice
    static class Refreshing {
        @Around("execution(* refreshed())")
        Object stale(ProceedingJoinPoint call) throws Throwable {
            call.proceed();
            return CompletableFuture.completedFuture("stale");
        }
    }

    static class Work {
        @ProcessAsync
        @Cacheable("work")
        public CompletableFuture<String> cached() {
            return waiting();
        }

        @ProcessAsync
        @ConcurrencyLimit(1)
        public CompletableFuture<String> limited() {
            return waiting();
        }

        @ProcessAsync
        public CompletableFuture<String> refreshed() {
            return waiting();
        }

        private static CompletableFuture<String> waiting() {
            begun.countDown();
            try {
                release.await();
            } catch (InterruptedException e) {
                interrupted.countDown();
                throw new IllegalStateException(e);
            }
            return CompletableFuture.completedFuture("done");
        }
    }

    private static void endsTheWork(
            Function<Work, CompletableFuture<String>> method, Consumer<CompletableFuture<String>> end) {
        InProcess.application().withUserConfiguration(Application.class).run(context -> {
            Work work = context.getBean(Work.class);
            CompletableFuture<String> future = method.apply(work);
            assertThat(begun.await(LIMIT.toMillis(), TimeUnit.MILLISECONDS)).isTrue();

            end.accept(future);

            assertThat(interrupted.await(LIMIT.toMillis(), TimeUnit.MILLISECONDS))
                    .isTrue();
            release.countDown();
            assertThat(method.apply(work)).succeedsWithin(LIMIT).isEqualTo("done");
        });
    }

    @Test
    void cancellingTheFutureOfTheCacheEndsTheTask() {
        endsTheWork(Work::cached, future -> future.cancel(true));
    }

    @Test
    void timeoutOfTheFutureOfTheCacheEndsTheTask() {
        endsTheWork(Work::cached, future -> future.orTimeout(1, TimeUnit.MILLISECONDS));
    }

    @Test
    void timeoutOfTheFutureOfALimitEndsTheTaskAndItsAdvice() {
        endsTheWork(Work::limited, future -> future.orTimeout(1, TimeUnit.MILLISECONDS));
    }

    @Test
    void completionOfTheFutureOfALimitEndsTheTaskAndItsAdvice() {
        endsTheWork(Work::limited, future -> future.complete("enough"));
    }

    @Test
    void taskGoesOnWhereAdviceHasAnsweredInItsPlace() {
        InProcess.application().withUserConfiguration(Application.class).run(context -> {
            assertThat(context.getBean(Work.class).refreshed()).isCompletedWithValue("stale");
            assertThat(begun.await(LIMIT.toMillis(), TimeUnit.MILLISECONDS)).isTrue();
            release.countDown();
            ProcessPoolExecutor pool = context.getBean(ProcessPoolExecutor.class);
            await().atMost(LIMIT).until(() -> pool.snapshot().completedTasks() == 1);
        });
    }
}
