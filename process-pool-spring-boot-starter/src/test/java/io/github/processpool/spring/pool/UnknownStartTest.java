package io.github.processpool.spring.pool;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.processpool.ProcessPoolExecutor;
import io.github.processpool.spring.annotation.ProcessAsync;
import io.github.processpool.spring.autoconfigure.ProcessAsyncAutoConfiguration;
import io.github.processpool.spring.autoconfigure.ProcessPoolAutoConfiguration;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;

/** An application whose context no SpringApplication has made: beans can't be called in its workers, and nobody waits to hear that. */
class UnknownStartTest {

    private static final String REASON = "its context was not made by a SpringApplication";

    private final ApplicationContextRunner application = new ApplicationContextRunner()
            .withConfiguration(
                    AutoConfigurations.of(ProcessPoolAutoConfiguration.class, ProcessAsyncAutoConfiguration.class))
            .withPropertyValues("process-pool.max-workers=1")
            .withBean(Service.class);

    static class Service {

        @ProcessAsync
        public CompletableFuture<Integer> one() {
            return CompletableFuture.completedFuture(1);
        }
    }

    @Test
    void callFailsAtOnceWithTheRemedyAndNoWorkerIsStarted() {
        application.run(context -> {
            ProcessPoolExecutor pool = context.getBean(ProcessPoolExecutor.class);
            Service service = context.getBean(Service.class);

            assertThatThrownBy(service::one)
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessageContaining(REASON)
                    .hasMessageContaining("@SpringBootTest")
                    .hasMessageContaining("process-pool.mode=in-process");
            assertThatThrownBy(service::one).hasMessageContaining(REASON);
            assertThatThrownBy(pool::warmUpWorkers).hasMessageContaining(REASON);
            assertThat(pool.snapshot().workers()).isEmpty();
            assertThat(pool.snapshot().recentExits()).isEmpty();
        });
    }

    @Test
    void poolWhoseContextsAreWarmedUpEndsTheStart() {
        application
                .withPropertyValues("process-pool.worker.context.warm-up=true")
                .run(context -> assertThat(context).hasFailed().getFailure().hasStackTraceContaining(REASON));
    }

    @Test
    void callRunsOnThreadsOrWhereItIsMade() {
        application
                .withPropertyValues("process-pool.mode=in-process")
                .run(context ->
                        assertThat(context.getBean(Service.class).one().get()).isEqualTo(1));
    }
}
