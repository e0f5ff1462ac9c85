package io.github.processpool.spring.async.advice;

import static io.github.processpool.spring.async.Places.LIMIT;
import static io.github.processpool.spring.async.Places.place;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.github.processpool.ProcessFuture;
import io.github.processpool.ProcessPoolExecutor;
import io.github.processpool.spring.annotation.CallerAdvice;
import io.github.processpool.spring.annotation.ProcessAsync;
import io.github.processpool.spring.async.InProcess;
import io.github.processpool.spring.async.Places;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import net.javacrumbs.shedlock.core.LockConfiguration;
import net.javacrumbs.shedlock.core.LockProvider;
import net.javacrumbs.shedlock.core.SimpleLock;
import net.javacrumbs.shedlock.spring.annotation.EnableSchedulerLock;
import net.javacrumbs.shedlock.spring.annotation.SchedulerLock;
import org.aspectj.lang.JoinPoint;
import org.aspectj.lang.ProceedingJoinPoint;
import org.aspectj.lang.annotation.Around;
import org.aspectj.lang.annotation.Aspect;
import org.aspectj.lang.annotation.Before;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.cache.annotation.CacheEvict;
import org.springframework.cache.annotation.Cacheable;
import org.springframework.cache.annotation.EnableCaching;
import org.springframework.cache.concurrent.ConcurrentMapCacheManager;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.EnableAspectJAutoProxy;
import org.springframework.resilience.annotation.ConcurrencyLimit;
import org.springframework.resilience.annotation.EnableResilientMethods;
import org.springframework.resilience.annotation.Retryable;
import org.springframework.retry.annotation.EnableRetry;
import reactor.core.publisher.Mono;

/** Advice that decides whether, when and how often there is a call: it runs in the caller, and not in the worker. */
class CallersAdviceTest {

    /** What happened, and where. */
    private static final List<String> seen = new CopyOnWriteArrayList<>();

    private static final AtomicInteger running = new AtomicInteger();
    private static final AtomicInteger mostRunning = new AtomicInteger();
    private static volatile CountDownLatch release = new CountDownLatch(0);

    private final ApplicationContextRunner application =
            InProcess.application().withPropertyValues("process-pool.max-workers=3");

    @BeforeEach
    void forget() {
        seen.clear();
        mostRunning.set(0);
        release = new CountDownLatch(0);
    }

    private static long tasks(org.springframework.context.ApplicationContext context) {
        return Places.tasks(context.getBean(ProcessPoolExecutor.class));
    }

    private static void failTwice() {
        seen.add(place());
        if (seen.size() < 3) {
            throw new IllegalStateException("attempt " + seen.size());
        }
    }

    @Configuration(proxyBeanMethods = false)
    @EnableResilientMethods
    static class Resilient {
        @Bean
        Unsteady unsteady() {
            return new Unsteady();
        }
    }

    @Retryable(delay = 0, maxRetries = 3)
    static class Unsteady {
        @ProcessAsync
        public CompletableFuture<String> future() {
            failTwice();
            return CompletableFuture.completedFuture("done");
        }

        @ProcessAsync
        public void nothing() {
            failTwice();
        }

        @ProcessAsync
        public Mono<String> mono() {
            return Mono.fromSupplier(() -> {
                failTwice();
                return "done";
            });
        }

        @ProcessAsync
        public CompletableFuture<String> never() {
            seen.add(place());
            throw new IllegalStateException("never");
        }
    }

    static class OfOneTask {
        @ProcessAsync
        @Retryable
        public ProcessFuture<String> oneTask() {
            throw new IllegalStateException("not to be called");
        }
    }

    @Test
    void eachRetryIsATaskWhateverTheMethodReturns() {
        application.withUserConfiguration(Resilient.class).run(context -> {
            Unsteady unsteady = context.getBean(Unsteady.class);

            assertThat(unsteady.future()).succeedsWithin(LIMIT).isEqualTo("done");
            assertThat(tasks(context)).isEqualTo(3);
            seen.clear();
            assertThat(unsteady.mono().block(LIMIT)).isEqualTo("done");
            assertThat(tasks(context)).isEqualTo(6);
            seen.clear();
            unsteady.nothing();
            await().atMost(LIMIT).untilAsserted(() -> assertThat(seen).hasSize(3));
            assertThat(tasks(context)).isEqualTo(9);
        });
    }

    @Test
    void futureFailsWithTheLastFailure() {
        application.withUserConfiguration(Resilient.class).run(context -> {
            assertThat(context.getBean(Unsteady.class).never())
                    .failsWithin(LIMIT)
                    .withThrowableThat()
                    .havingCause()
                    .isInstanceOf(IllegalStateException.class)
                    .withMessage("never");
            assertThat(seen).hasSize(4);
        });
    }

    @Test
    void futureOfOneTaskIsRefusedAtTheStart() {
        application
                .withUserConfiguration(Resilient.class)
                .withBean(OfOneTask.class)
                .run(context -> assertThat(context)
                        .getFailure()
                        .hasMessageContaining("OfOneTask.oneTask returns a ProcessFuture, which is one task")
                        .hasMessageContaining("Let OfOneTask.oneTask return a CompletableFuture."));
    }

    @Test
    void futureOfOneTaskIsRefusedAtTheCallOfABeanThatIsMadeLater() {
        application
                .withUserConfiguration(Resilient.class)
                .withBean(OfOneTask.class, OfOneTask::new, definition -> definition.setLazyInit(true))
                .run(context -> assertThatThrownBy(
                                () -> context.getBean(OfOneTask.class).oneTask())
                        .hasMessageContaining("Let OfOneTask.oneTask return a CompletableFuture."));
    }

    @Configuration(proxyBeanMethods = false)
    @EnableRetry
    static class WithSpringRetry {
        @Bean
        UnsteadyBefore unsteady() {
            return new UnsteadyBefore();
        }
    }

    static class UnsteadyBefore {
        @ProcessAsync
        @org.springframework.retry.annotation.Retryable(
                maxAttempts = 3,
                backoff = @org.springframework.retry.annotation.Backoff(delay = 1))
        public CompletableFuture<String> future() {
            failTwice();
            return CompletableFuture.completedFuture("done");
        }
    }

    @Test
    void springRetryRetriesTasks() {
        application.withUserConfiguration(WithSpringRetry.class).run(context -> {
            assertThat(context.getBean(UnsteadyBefore.class).future())
                    .succeedsWithin(LIMIT)
                    .isEqualTo("done");
            assertThat(tasks(context)).isEqualTo(3);
        });
    }

    @Configuration(proxyBeanMethods = false)
    @EnableResilientMethods
    static class Limited {
        @Bean
        Narrow narrow() {
            return new Narrow();
        }
    }

    static class Narrow {
        @ProcessAsync
        @ConcurrencyLimit(1)
        public CompletableFuture<String> one() throws InterruptedException {
            mostRunning.accumulateAndGet(running.incrementAndGet(), Math::max);
            release.await();
            running.decrementAndGet();
            return CompletableFuture.completedFuture(place());
        }
    }

    @Test
    void limitHoldsUntilTheTaskHasEnded() throws Exception {
        release = new CountDownLatch(1);
        application.withUserConfiguration(Limited.class).run(context -> {
            Narrow narrow = context.getBean(Narrow.class);
            CompletableFuture<String> first = narrow.one();
            CompletableFuture<CompletableFuture<String>> second = CompletableFuture.supplyAsync(() -> {
                try {
                    return narrow.one();
                } catch (InterruptedException e) {
                    throw new IllegalStateException(e);
                }
            });
            await().atMost(LIMIT).until(() -> running.get() == 1);

            assertThat(tasks(context)).isEqualTo(1);
            assertThat(second).isNotDone();
            release.countDown();
            assertThat(first).succeedsWithin(LIMIT).isEqualTo("process-pool");
            assertThat(second.thenCompose(future -> future))
                    .succeedsWithin(LIMIT)
                    .isEqualTo("process-pool");
            assertThat(mostRunning).hasValue(1);
        });
    }

    @Test
    void cancellingTheFutureEndsTheTaskAndItsAdvice() {
        release = new CountDownLatch(1);
        application.withUserConfiguration(Limited.class).run(context -> {
            Narrow narrow = context.getBean(Narrow.class);
            CompletableFuture<String> first = narrow.one();
            await().atMost(LIMIT).until(() -> running.get() == 1);

            first.cancel(true);
            running.set(0);
            release.countDown();
            assertThat(narrow.one()).succeedsWithin(LIMIT).isEqualTo("process-pool");
        });
    }

    @Configuration(proxyBeanMethods = false)
    @EnableCaching
    static class Cached {
        @Bean
        ConcurrentMapCacheManager cacheManager() {
            ConcurrentMapCacheManager manager = new ConcurrentMapCacheManager();
            return manager;
        }

        @Bean
        Prices prices() {
            return new Prices();
        }
    }

    static class Prices {
        @ProcessAsync
        @Cacheable("prices")
        public CompletableFuture<String> of(String article) {
            seen.add(article + " in " + place());
            return CompletableFuture.completedFuture("price of " + article);
        }

        @ProcessAsync
        @CacheEvict("prices")
        public void change(String article) throws InterruptedException {
            release.await();
        }
    }

    @Test
    void hitOfTheCacheIsNoTask() {
        application.withUserConfiguration(Cached.class).run(context -> {
            Prices prices = context.getBean(Prices.class);

            assertThat(prices.of("nail")).succeedsWithin(LIMIT).isEqualTo("price of nail");
            assertThat(prices.of("nail")).succeedsWithin(LIMIT).isEqualTo("price of nail");
            assertThat(tasks(context)).isEqualTo(1);
            assertThat(context.getBean(ConcurrentMapCacheManager.class)
                            .getCache("prices")
                            .get("nail")
                            .get())
                    .isEqualTo("price of nail");
        });
    }

    @Test
    void entryIsEvictedWhenTheTaskHasEnded() {
        release = new CountDownLatch(1);
        application.withUserConfiguration(Cached.class).run(context -> {
            Prices prices = context.getBean(Prices.class);
            prices.of("nail").join();

            prices.change("nail");
            assertThat(prices.of("nail")).succeedsWithin(LIMIT);
            assertThat(tasks(context)).isEqualTo(2);
            release.countDown();
            await().atMost(LIMIT)
                    .until(() -> context.getBean(ConcurrentMapCacheManager.class)
                                    .getCache("prices")
                                    .get("nail")
                            == null);
        });
    }

    @Configuration(proxyBeanMethods = false)
    @EnableSchedulerLock(defaultLockAtMostFor = "PT1M")
    static class Locked {

        @Bean
        LockProvider lockProvider() {
            return new OneLock();
        }

        @Bean
        Nightly nightly() {
            return new Nightly();
        }
    }

    static class OneLock implements LockProvider {

        private boolean isTaken;

        @Override
        public synchronized Optional<SimpleLock> lock(LockConfiguration configuration) {
            if (isTaken) {
                return Optional.empty();
            }
            isTaken = true;
            seen.add("locked by " + place());
            return Optional.of(this::unlock);
        }

        private synchronized void unlock() {
            isTaken = false;
            seen.add("unlocked by " + place());
        }
    }

    static class Nightly {
        @ProcessAsync
        @SchedulerLock(name = "nightly")
        public void run() throws InterruptedException {
            release.await();
            seen.add("run by " + place());
        }
    }

    @Test
    void lockIsHeldUntilTheTaskHasEnded() {
        release = new CountDownLatch(1);
        application.withUserConfiguration(Locked.class).run(context -> {
            Nightly nightly = context.getBean(Nightly.class);

            nightly.run();
            nightly.run();
            assertThat(tasks(context)).isEqualTo(1);
            release.countDown();
            await().atMost(LIMIT)
                    .untilAsserted(() -> assertThat(seen)
                            .containsExactly("locked by caller", "run by process-pool", "unlocked by caller"));
        });
    }

    @Configuration(proxyBeanMethods = false)
    @EnableAspectJAutoProxy
    @EnableResilientMethods
    static class WithAspects {
        @Bean
        Quota quota() {
            return new Quota();
        }

        @Bean
        Both both() {
            return new Both();
        }

        @Bean
        Unknown unknown() {
            return new Unknown();
        }

        @Bean
        Advised advised() {
            return new Advised();
        }
    }

    @Aspect
    @CallerAdvice
    static class Quota {
        @Before("execution(* io.github.processpool.spring.async.advice.CallersAdviceTest.Advised.*(..)) && args(name)")
        public void count(String name) {
            seen.add("quota of " + name + " in " + place());
        }
    }

    @Aspect
    @CallerAdvice(alsoInWorker = true)
    static class Both {
        @Around("execution(* io.github.processpool.spring.async.advice.CallersAdviceTest.Advised.*(..))")
        public Object around(ProceedingJoinPoint call) throws Throwable {
            seen.add("both in " + place());
            return call.proceed();
        }
    }

    @Aspect
    static class Unknown {
        @Around("execution(* io.github.processpool.spring.async.advice.CallersAdviceTest.Advised.*(..))")
        public Object around(ProceedingJoinPoint call) throws Throwable {
            seen.add("unknown in " + place());
            return call.proceed();
        }
    }

    static class Advised {
        @ProcessAsync
        public CompletableFuture<String> once(String name) {
            return CompletableFuture.completedFuture(name);
        }

        @ProcessAsync
        @Retryable(delay = 0)
        public CompletableFuture<String> retried(String name) {
            return CompletableFuture.completedFuture(name);
        }
    }

    @Test
    void aspectOfAUserRunsWhereItSays() {
        application.withUserConfiguration(WithAspects.class).run(context -> {
            Advised advised = context.getBean(Advised.class);

            for (boolean isRetried : List.of(false, true)) {
                seen.clear();
                assertThat(isRetried ? advised.retried("a") : advised.once("a"))
                        .succeedsWithin(Duration.ofSeconds(30))
                        .isEqualTo("a");
                assertThat(seen)
                        .containsExactlyInAnyOrder(
                                "quota of a in caller",
                                "both in caller",
                                "both in process-pool",
                                "unknown in process-pool");
            }
        });
    }

    @Configuration(proxyBeanMethods = false)
    @EnableAspectJAutoProxy
    static class WithArguments {
        @Bean
        NewArgument newArgument() {
            return new NewArgument();
        }

        @Bean
        Advised advised() {
            return new Advised();
        }
    }

    @Aspect
    @CallerAdvice
    static class NewArgument {
        @Around("execution(* io.github.processpool.spring.async.advice.CallersAdviceTest.Advised.*(..))")
        public Object around(ProceedingJoinPoint call) throws Throwable {
            return call.proceed(new Object[] {"new"});
        }

        @Before("execution(* io.github.processpool.spring.async.advice.CallersAdviceTest.Advised.*(..))")
        public void before(JoinPoint call) {
            seen.add("before " + call.getArgs()[0]);
        }
    }

    @Test
    void laterAdviceSeesTheArgumentsThatEarlierHasSet() {
        application.withUserConfiguration(WithArguments.class).run(context -> {
            assertThat(context.getBean(Advised.class).once("old"))
                    .succeedsWithin(LIMIT)
                    .isEqualTo("new");
            assertThat(seen).containsExactly("before new");
        });
    }
}
