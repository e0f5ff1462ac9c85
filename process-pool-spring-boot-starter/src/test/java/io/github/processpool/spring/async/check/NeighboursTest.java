package io.github.processpool.spring.async.check;

import static io.github.processpool.spring.async.Places.LIMIT;
import static io.github.processpool.spring.async.Places.place;
import static io.github.processpool.spring.async.Places.tasks;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.github.processpool.ProcessPoolExecutor;
import io.github.processpool.spring.annotation.ProcessAsync;
import io.github.processpool.spring.async.InProcess;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.springframework.amqp.rabbit.annotation.RabbitListener;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.task.SimpleAsyncTaskExecutor;
import org.springframework.kafka.annotation.KafkaListener;
import org.springframework.resilience.annotation.EnableResilientMethods;
import org.springframework.resilience.annotation.Retryable;
import org.springframework.scheduling.annotation.Async;
import org.springframework.scheduling.annotation.EnableAsync;
import org.springframework.scheduling.annotation.EnableScheduling;
import org.springframework.scheduling.annotation.Scheduled;
import org.springframework.scheduling.concurrent.ThreadPoolTaskScheduler;
import reactor.core.publisher.Mono;

/** Annotations beside {@code @ProcessAsync} that mean something else there: what they do, and the warning that says so. */
@ExtendWith(OutputCaptureExtension.class)
class NeighboursTest {

    private static final List<String> seen = new CopyOnWriteArrayList<>();
    private static volatile CountDownLatch release = new CountDownLatch(0);

    private final ApplicationContextRunner application = InProcess.application();

    @Configuration(proxyBeanMethods = false)
    @EnableAsync
    @EnableScheduling
    @EnableResilientMethods
    static class Everything {

        /** As Boot's, it ends before pools do. */
        @Bean
        ThreadPoolTaskScheduler taskScheduler() {
            return new ThreadPoolTaskScheduler();
        }

        @Bean
        SimpleAsyncTaskExecutor taskExecutor() {
            return new SimpleAsyncTaskExecutor("async-");
        }
    }

    @BeforeEach
    void forget() {
        seen.clear();
        release = new CountDownLatch(0);
    }

    private static void work() {
        seen.add("by " + place() + " on " + Thread.currentThread().getName());
        try {
            release.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    static class Delayed {
        @ProcessAsync
        @Scheduled(fixedDelay = 20)
        public void clean() {
            work();
        }

        @ProcessAsync
        @Scheduled(fixedDelayString = "1h")
        public void sweep() {}
    }

    static class AtTheirTime {
        @ProcessAsync
        @Scheduled(initialDelay = 3_600_000, fixedRate = 3_600_000)
        public void ofRate() {}

        @ProcessAsync
        @Scheduled(cron = "0 0 3 * * *")
        public void ofCron() {}

        @ProcessAsync
        @Scheduled(initialDelay = 3_600_000, fixedDelay = 3_600_000)
        public Mono<Void> ofDelay() {
            return Mono.empty();
        }
    }

    @Test
    void delayOfAScheduledMethodBeginsWithTheSubmission(CapturedOutput output) {
        release = new CountDownLatch(1);
        application
                .withUserConfiguration(Everything.class)
                .withBean(Delayed.class)
                .run(context -> {
                    await().atMost(LIMIT).until(() -> tasks(context.getBean(ProcessPoolExecutor.class)) >= 3);
                    assertThat(seen).hasSizeLessThanOrEqualTo(1); // There is one worker.
                    release.countDown();
                });
        assertThat(output)
                .contains("tasks of slow methods pile up: Delayed.clean, Delayed.sweep. Let them return a Mono");
    }

    static class Future {
        @ProcessAsync
        @Scheduled(cron = "0 0 3 * * *")
        public CompletableFuture<Void> future() {
            return CompletableFuture.completedFuture(null);
        }
    }

    @Test
    void scheduledFutureIsRefusedBySpringItself() {
        application
                .withUserConfiguration(Everything.class)
                .withBean(Future.class)
                .run(context -> assertThat(context)
                        .getFailure()
                        .hasMessageContaining(
                                "only be annotated with @Scheduled if the return type supports deferred"));
    }

    static class Stage {
        @ProcessAsync
        @Retryable(delay = 0)
        public CompletionStage<String> stage() {
            work();
            return CompletableFuture.failedStage(new IllegalStateException("never"));
        }

        @ProcessAsync
        @Retryable(delay = 0)
        public CompletableFuture<String> future() {
            return CompletableFuture.completedFuture("");
        }
    }

    @Test
    void stageIsNotRetried(CapturedOutput output) {
        application
                .withUserConfiguration(Everything.class)
                .withBean(Stage.class)
                .run(context -> {
                    assertThat(context.getBean(Stage.class).stage().toCompletableFuture())
                            .failsWithin(LIMIT);
                    assertThat(seen).hasSize(1);
                });
        assertThat(output)
                .contains("@Retryable does not retry what is declared to return a CompletionStage: Stage.stage. Let");
    }

    static class Both {
        @ProcessAsync
        @Async
        public void nothing() {
            work();
        }

        @ProcessAsync
        @Async
        public CompletableFuture<String> future() {
            return CompletableFuture.completedFuture(place());
        }
    }

    @Test
    void workOfAnAsyncMethodGoesOnAfterItsTask(CapturedOutput output) {
        release = new CountDownLatch(1);
        application.withUserConfiguration(Everything.class).withBean(Both.class).run(context -> {
            context.getBean(Both.class).nothing();
            ProcessPoolExecutor pool = context.getBean(ProcessPoolExecutor.class);
            await().atMost(LIMIT).until(() -> pool.snapshot().completedTasks() == 1);
            await().atMost(LIMIT).until(() -> seen.size() == 1);
            release.countDown();
        });
        assertThat(output).contains("no timeout ends it").contains(": Both.future, Both.nothing. Remove @Async");
    }

    static class Listeners {

        @ProcessAsync
        @RabbitListener(queues = "orders")
        public void acknowledgedTooEarly() {}

        @ProcessAsync
        @KafkaListener(topics = "a")
        @KafkaListener(topics = "b")
        public void read() {}
    }

    static class PatientListener {

        @ProcessAsync
        @RabbitListener(queues = "orders")
        public CompletableFuture<Void> acknowledgedAtItsEnd() {
            return CompletableFuture.completedFuture(null);
        }
    }

    @Test
    void messageOfAVoidListenerIsAcknowledgedTooEarly(CapturedOutput output) {
        application
                .withBean(Listeners.class)
                .withBean(PatientListener.class)
                .run(context -> assertThat(context).hasNotFailed());
        assertThat(output).contains("is lost: Listeners.acknowledgedTooEarly, Listeners.read. Return");
    }

    @Test
    void whatMeansWhatItSaysIsNotToldOf(CapturedOutput output) {
        application
                .withUserConfiguration(Everything.class)
                .withBean(AtTheirTime.class)
                .run(context -> assertThat(context).hasNotFailed());
        application
                .withBean(Delayed.class)
                .withBean(Stage.class)
                .withBean(Both.class)
                .withBean(PatientListener.class)
                .run(context -> assertThat(context).hasNotFailed());
        assertThat(output).doesNotContain("acknowledged");
        assertThat(output).doesNotContain("pile up").doesNotContain("not retry").doesNotContain("Remove @Async");
    }
}
