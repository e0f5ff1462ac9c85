package io.github.processpool.spring.async.advice;

import static io.github.processpool.spring.async.Places.place;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.processpool.PoolFaults;
import io.github.processpool.ProcessPoolExecutor;
import io.github.processpool.spring.annotation.ProcessAsync;
import io.github.processpool.spring.async.InProcess;
import io.github.processpool.spring.async.Places;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.cache.annotation.Cacheable;
import org.springframework.cache.annotation.EnableCaching;
import org.springframework.cache.concurrent.ConcurrentMapCacheManager;
import org.springframework.context.ApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.resilience.annotation.ConcurrencyLimit;
import org.springframework.resilience.annotation.EnableResilientMethods;
import org.springframework.resilience.annotation.Retryable;
import org.springframework.retry.annotation.EnableRetry;

/** Advice in the caller around methods that return their value: it needs no thread of its own. */
class AdviceOfValuesTest {

    private static final List<String> seen = new CopyOnWriteArrayList<>();

    private final ApplicationContextRunner application = InProcess.application();

    @BeforeEach
    void forget() {
        seen.clear();
    }

    private static long tasks(ApplicationContext context) {
        return Places.tasks(context.getBean(ProcessPoolExecutor.class));
    }

    @Configuration(proxyBeanMethods = false)
    @EnableResilientMethods
    @EnableRetry
    @EnableCaching
    static class Advised {

        @Bean
        PoolFaults faults() {
            return new PoolFaults();
        }

        @Bean
        ConcurrentMapCacheManager caches() {
            return new ConcurrentMapCacheManager();
        }

        @Bean
        Words words() {
            return new Words();
        }
    }

    static class Words {

        @ProcessAsync
        @Retryable(delay = 0, maxRetries = 3)
        public String retried() {
            seen.add(place());
            if (seen.size() < 3) {
                throw new IllegalStateException("attempt " + seen.size());
            }
            return "done";
        }

        @ProcessAsync
        @org.springframework.retry.annotation.Retryable(backoff = @org.springframework.retry.annotation.Backoff(0))
        public String retriedBySpringRetry() {
            return retried();
        }

        @ProcessAsync
        @Cacheable("lengths")
        public int cached(String text) {
            return text.length();
        }

        @ProcessAsync
        @ConcurrencyLimit(1)
        public String limited() {
            return Thread.currentThread().getName();
        }
    }

    @Test
    void eachRetryIsTask() {
        application.withUserConfiguration(Advised.class).run(context -> {
            assertThat(context.getBean(Words.class).retried()).isEqualTo("done");
            assertThat(seen).hasSize(3);
            assertThat(tasks(context)).isEqualTo(3);
        });
    }

    @Test
    void crashIsRetried() {
        application.withUserConfiguration(Advised.class).run(context -> {
            context.getBean(PoolFaults.class).crash("Words.retriedBySpringRetry");
            seen.addAll(List.of("before", "before"));

            assertThat(context.getBean(Words.class).retriedBySpringRetry()).isEqualTo("done");
            assertThat(tasks(context)).isEqualTo(2);
        });
    }

    @Test
    void hitOfCacheIsNoTask() {
        application.withUserConfiguration(Advised.class).run(context -> {
            Words words = context.getBean(Words.class);

            assertThat(words.cached("hello")).isEqualTo(5);
            assertThat(words.cached("hello")).isEqualTo(5);
            assertThat(tasks(context)).isEqualTo(1);
        });
    }

    @Test
    void limitIsFreeAgainAfterTheCall() {
        application.withUserConfiguration(Advised.class).run(context -> {
            Words words = context.getBean(Words.class);

            assertThat(words.limited()).endsWith("-task");
            assertThat(words.limited()).endsWith("-task");
        });
    }

    @Test
    void lastFailureIsThrown() {
        application.withUserConfiguration(Advised.class).run(context -> {
            PoolFaults faults = context.getBean(PoolFaults.class);
            for (int i = 0; i < 4; i++) {
                faults.crash("Words.retried");
            }

            assertThatThrownBy(() -> context.getBean(Words.class).retried())
                    .isInstanceOf(io.github.processpool.WorkerCrashedException.class);
        });
    }
}
