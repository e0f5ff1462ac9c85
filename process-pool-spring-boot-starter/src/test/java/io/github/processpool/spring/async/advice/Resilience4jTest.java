package io.github.processpool.spring.async.advice;

import static io.github.processpool.spring.async.Places.LIMIT;
import static io.github.processpool.spring.async.Places.place;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.github.processpool.ProcessPoolExecutor;
import io.github.processpool.spring.annotation.ProcessAsync;
import io.github.processpool.spring.async.InProcess;
import io.github.processpool.spring.async.Places;
import io.github.resilience4j.bulkhead.annotation.Bulkhead;
import io.github.resilience4j.circuitbreaker.annotation.CircuitBreaker;
import io.github.resilience4j.common.bulkhead.configuration.CommonThreadPoolBulkheadConfigurationProperties;
import io.github.resilience4j.ratelimiter.annotation.RateLimiter;
import io.github.resilience4j.retry.annotation.Retry;
import io.github.resilience4j.spring6.bulkhead.configure.BulkheadConfiguration;
import io.github.resilience4j.spring6.bulkhead.configure.BulkheadConfigurationProperties;
import io.github.resilience4j.spring6.circuitbreaker.configure.CircuitBreakerConfiguration;
import io.github.resilience4j.spring6.circuitbreaker.configure.CircuitBreakerConfigurationProperties;
import io.github.resilience4j.spring6.fallback.configure.FallbackConfiguration;
import io.github.resilience4j.spring6.ratelimiter.configure.RateLimiterConfiguration;
import io.github.resilience4j.spring6.ratelimiter.configure.RateLimiterConfigurationProperties;
import io.github.resilience4j.spring6.retry.configure.RetryConfiguration;
import io.github.resilience4j.spring6.retry.configure.RetryConfigurationProperties;
import io.github.resilience4j.spring6.spelresolver.configure.SpelResolverConfiguration;
import io.github.resilience4j.spring6.timelimiter.configure.TimeLimiterConfiguration;
import io.github.resilience4j.spring6.timelimiter.configure.TimeLimiterConfigurationProperties;
import io.github.resilience4j.timelimiter.annotation.TimeLimiter;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.context.ApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.EnableAspectJAutoProxy;
import org.springframework.context.annotation.Import;
import org.springframework.expression.Expression;
import org.springframework.expression.spel.standard.SpelExpressionParser;

/** The aspects of Resilience4j run in the caller, around the whole call, and not once more in the worker. */
class Resilience4jTest {

    private static final String PREFIX = "resilience4j.";

    /** Where the method has run. */
    private static final List<String> seen = new CopyOnWriteArrayList<>();

    private static volatile CountDownLatch release = new CountDownLatch(0);

    private final ApplicationContextRunner application = InProcess.application()
            .withUserConfiguration(Resilience.class)
            .withPropertyValues(
                    PREFIX + "circuitbreaker.instances.print.sliding-window-size=3",
                    PREFIX + "circuitbreaker.instances.print.minimum-number-of-calls=3",
                    PREFIX + "circuitbreaker.instances.print.wait-duration-in-open-state=1h",
                    PREFIX + "retry.instances.print.max-attempts=3",
                    PREFIX + "retry.instances.print.wait-duration=1ms",
                    PREFIX + "ratelimiter.instances.print.limit-for-period=2",
                    PREFIX + "ratelimiter.instances.print.limit-refresh-period=1h",
                    PREFIX + "ratelimiter.instances.print.timeout-duration=0",
                    PREFIX + "bulkhead.instances.print.max-concurrent-calls=1",
                    PREFIX + "timelimiter.instances.print.timeout-duration=100ms");

    @BeforeEach
    void forget() {
        seen.clear();
        release = new CountDownLatch(0);
    }

    private static long tasks(ApplicationContext context) {
        return Places.tasks(context.getBean(ProcessPoolExecutor.class));
    }

    private static void assertFails(CompletableFuture<?> call, String exception) {
        assertThat(call)
                .failsWithin(LIMIT)
                .withThrowableThat()
                .havingRootCause()
                .satisfies(failure ->
                        assertThat(failure.getClass().getSimpleName()).isEqualTo(exception));
    }

    private static void assertSeenInWorkers(int times) {
        assertThat(seen).hasSize(times).containsOnly("process-pool");
    }

    @Test
    void openCircuitAsksNoWorker() {
        application.run(context -> {
            Printer printer = context.getBean(Printer.class);
            for (int i = 0; i < 3; i++) {
                assertFails(printer.behindCircuit(), "UnsupportedOperationException");
            }
            assertFails(printer.behindCircuit(), "CallNotPermittedException");
            assertThat(tasks(context)).isEqualTo(3);
            assertSeenInWorkers(3);
        });
    }

    @Test
    void eachRetryIsATask() {
        application.run(context -> {
            assertFails(context.getBean(Printer.class).retried(), "UnsupportedOperationException");
            assertThat(tasks(context)).isEqualTo(3);
            assertSeenInWorkers(3);
        });
    }

    @Test
    void callsBeyondTheRateAskNoWorker() {
        application.run(context -> {
            Printer printer = context.getBean(Printer.class);
            for (int i = 0; i < 2; i++) {
                assertThat(printer.limited()).succeedsWithin(LIMIT);
            }
            assertFails(printer.limited(), "RequestNotPermitted");
            assertThat(tasks(context)).isEqualTo(2);
            assertSeenInWorkers(2);
        });
    }

    @Test
    void bulkheadIsTakenUntilTheTaskHasEnded() {
        application.run(context -> {
            Printer printer = context.getBean(Printer.class);
            release = new CountDownLatch(1);
            CompletableFuture<String> first = printer.oneAtATime();
            assertFails(printer.oneAtATime(), "BulkheadFullException");
            release.countDown();
            assertThat(first).succeedsWithin(LIMIT);
            await().atMost(LIMIT)
                    .untilAsserted(() -> assertThat(printer.oneAtATime()).succeedsWithin(LIMIT));
        });
    }

    @Test
    void callThatTakesTooLongFailsInTheCaller() {
        application.run(context -> {
            release = new CountDownLatch(1);
            assertFails(context.getBean(Printer.class).inTime(), "TimeoutException");
            release.countDown();
        });
    }

    /** Methods without a future of their own run the aspects around the wait for the end. */
    @Test
    void circuitOpensForMethodsThatReturnNothingToo() {
        application.run(context -> {
            Printer printer = context.getBean(Printer.class);
            for (int i = 0; i < 3; i++) {
                int before = seen.size();
                printer.nothing();
                await().atMost(LIMIT).untilAsserted(() -> assertThat(seen).hasSize(before + 1));
            }
            assertSeenInWorkers(3);
            Expression isOpen =
                    new SpelExpressionParser().parseExpression("circuitBreaker('print').state.name() == 'OPEN'");
            await().atMost(LIMIT)
                    .untilAsserted(() -> assertThat(isOpen.getValue(context.getBean("circuitBreakerRegistry")))
                            .isEqualTo(true));
        });
    }

    static class Printer {

        private static CompletableFuture<String> fail() {
            seen.add(place());
            throw new UnsupportedOperationException("out of paper");
        }

        private static CompletableFuture<String> print() {
            seen.add(place());
            try {
                release.await();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
            return CompletableFuture.completedFuture("printed");
        }

        @ProcessAsync
        @CircuitBreaker(name = "print")
        public CompletableFuture<String> behindCircuit() {
            return fail();
        }

        @ProcessAsync
        @CircuitBreaker(name = "print")
        public void nothing() {
            fail();
        }

        @ProcessAsync
        @Retry(name = "print")
        public CompletableFuture<String> retried() {
            return fail();
        }

        @ProcessAsync
        @RateLimiter(name = "print")
        public CompletableFuture<String> limited() {
            return print();
        }

        @ProcessAsync
        @Bulkhead(name = "print")
        public CompletableFuture<String> oneAtATime() {
            return print();
        }

        @ProcessAsync
        @TimeLimiter(name = "print")
        public CompletableFuture<String> inTime() {
            return print();
        }
    }

    @Configuration(proxyBeanMethods = false)
    @EnableAspectJAutoProxy
    @EnableConfigurationProperties
    @Import({
        SpelResolverConfiguration.class,
        FallbackConfiguration.class,
        CircuitBreakerConfiguration.class,
        RetryConfiguration.class,
        RateLimiterConfiguration.class,
        BulkheadConfiguration.class,
        TimeLimiterConfiguration.class
    })
    static class Resilience {

        @Bean
        Printer printer() {
            return new Printer();
        }

        @Bean
        @ConfigurationProperties(PREFIX + "circuitbreaker")
        CircuitBreakerConfigurationProperties circuitBreakers() {
            return new CircuitBreakerConfigurationProperties();
        }

        @Bean
        @ConfigurationProperties(PREFIX + "retry")
        RetryConfigurationProperties retries() {
            return new RetryConfigurationProperties();
        }

        @Bean
        @ConfigurationProperties(PREFIX + "ratelimiter")
        RateLimiterConfigurationProperties rateLimiters() {
            return new RateLimiterConfigurationProperties();
        }

        @Bean
        @ConfigurationProperties(PREFIX + "bulkhead")
        BulkheadConfigurationProperties bulkheads() {
            return new BulkheadConfigurationProperties();
        }

        @Bean
        CommonThreadPoolBulkheadConfigurationProperties threadPools() {
            return new CommonThreadPoolBulkheadConfigurationProperties();
        }

        @Bean
        @ConfigurationProperties(PREFIX + "timelimiter")
        TimeLimiterConfigurationProperties timeLimiters() {
            return new TimeLimiterConfigurationProperties();
        }
    }
}
