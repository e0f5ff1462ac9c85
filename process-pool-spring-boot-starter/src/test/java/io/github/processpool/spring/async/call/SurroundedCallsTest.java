package io.github.processpool.spring.async.call;

import static io.github.processpool.spring.async.Places.LIMIT;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.github.processpool.spring.annotation.ProcessAsync;
import io.github.processpool.spring.async.InProcess;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.springframework.beans.factory.InitializingBean;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.resilience.annotation.ConcurrencyLimit;
import org.springframework.resilience.annotation.EnableResilientMethods;
import org.springframework.resilience.annotation.Retryable;
import reactor.core.publisher.Mono;

/** Calls with advice that waits for their end: when they are refused. */
@Timeout(value = 30, unit = TimeUnit.SECONDS)
class SurroundedCallsTest {

    @Configuration(proxyBeanMethods = false)
    @EnableResilientMethods
    static class Application {
        @Bean
        Unsteady unsteady() {
            return new Unsteady();
        }

        @Bean
        Early early(Unsteady unsteady) {
            return new Early(unsteady);
        }
    }

    static class Unsteady {
        @ProcessAsync
        @Retryable(delay = 0)
        public CompletableFuture<Integer> one() {
            return CompletableFuture.completedFuture(1);
        }

        @ProcessAsync
        @ConcurrencyLimit(1)
        public Mono<Integer> later() {
            return Mono.just(1);
        }
    }

    /** Calls while the context is being started. */
    record Early(Unsteady unsteady, Throwable[] thrown) implements InitializingBean {

        Early(Unsteady unsteady) {
            this(unsteady, new Throwable[2]);
        }

        @Override
        public void afterPropertiesSet() {
            thrown[0] = catchThrowable(unsteady::one);
            thrown[1] = catchThrowable(() -> unsteady.later().block(Duration.ofSeconds(20)));
        }
    }

    @Test
    void callOfTheThreadThatStartsTheContextIsRefusedAtOnce() {
        InProcess.application().withUserConfiguration(Application.class).run(context -> {
            assertThat(context.getBean(Early.class).thrown())
                    .allSatisfy(thrown -> assertThat(thrown)
                            .isInstanceOf(RejectedExecutionException.class)
                            .hasMessageContaining("this thread is still starting"));
            assertThat(context.getBean(Unsteady.class).one())
                    .succeedsWithin(LIMIT)
                    .isEqualTo(1);
        });
    }
}
