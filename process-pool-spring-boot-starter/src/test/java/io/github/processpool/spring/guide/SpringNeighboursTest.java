package io.github.processpool.spring.guide;

import static io.github.processpool.spring.async.Places.LIMIT;
import static io.github.processpool.spring.async.Places.place;
import static io.github.processpool.spring.async.Places.tasks;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.springframework.test.web.servlet.request.MockMvcRequestBuilders.asyncDispatch;
import static org.springframework.test.web.servlet.request.MockMvcRequestBuilders.get;
import static org.springframework.test.web.servlet.result.MockMvcResultMatchers.status;

import io.github.processpool.PoolFaults;
import io.github.processpool.ProcessPoolExecutor;
import io.github.processpool.WorkerCrashedException;
import io.github.processpool.spring.annotation.ProcessAsync;
import io.github.processpool.spring.async.InProcess;
import jakarta.servlet.AsyncEvent;
import jakarta.servlet.AsyncListener;
import java.io.Serializable;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.event.EventListener;
import org.springframework.http.HttpStatus;
import org.springframework.mock.web.MockAsyncContext;
import org.springframework.resilience.annotation.ConcurrencyLimit;
import org.springframework.resilience.annotation.EnableResilientMethods;
import org.springframework.resilience.annotation.Retryable;
import org.springframework.scheduling.annotation.EnableScheduling;
import org.springframework.scheduling.annotation.Scheduled;
import org.springframework.scheduling.concurrent.ThreadPoolTaskScheduler;
import org.springframework.test.web.servlet.MockMvc;
import org.springframework.test.web.servlet.MvcResult;
import org.springframework.test.web.servlet.setup.MockMvcBuilders;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.TransactionDefinition;
import org.springframework.transaction.annotation.EnableTransactionManagement;
import org.springframework.transaction.event.TransactionalEventListener;
import org.springframework.transaction.support.AbstractPlatformTransactionManager;
import org.springframework.transaction.support.DefaultTransactionStatus;
import org.springframework.transaction.support.TransactionTemplate;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.context.request.async.DeferredResult;
import org.springframework.web.reactive.function.client.ClientResponse;
import org.springframework.web.reactive.function.client.WebClient;
import reactor.core.publisher.Mono;

/**
 * The examples of docs/spring-neighbours.md: what is between {@code // [name]} and {@code // [end]} is on the page word for word, which
 * {@link SpringNeighboursGuideTest} checks.
 */
@ExtendWith(OutputCaptureExtension.class)
class SpringNeighboursTest {

    private static final List<String> seen = new CopyOnWriteArrayList<>();
    private static final AtomicInteger running = new AtomicInteger();
    private static final AtomicInteger mostRunning = new AtomicInteger();
    private static volatile CountDownLatch release = new CountDownLatch(0);
    private static volatile CountDownLatch rounds = new CountDownLatch(0);

    private final ApplicationContextRunner application =
            InProcess.application().withPropertyValues("process-pool.max-workers=4");

    @BeforeEach
    void forget() {
        seen.clear();
        running.set(0);
        mostRunning.set(0);
        release = new CountDownLatch(0);
    }

    record Report(long id) implements Serializable {}

    record ReportReady(long id) implements Serializable {}

    // -- Retry and limit --

    static class Reports {

        // [retry]
        @ProcessAsync
        @Retryable(includes = WorkerCrashedException.class, maxRetries = 2, delay = 500)
        public CompletableFuture<Report> print(long id) {
            return CompletableFuture.completedFuture(Printer.print(id));
        }
        // [end]

        // [limit]
        @ProcessAsync
        @ConcurrencyLimit(2)
        public CompletableFuture<Report> printLarge(long id) {
            return CompletableFuture.completedFuture(Printer.print(id));
        }
        // [end]
    }

    static final class Printer {

        static Report print(long id) {
            if (id < 0) {
                throw new IllegalArgumentException("no report " + id);
            }
            mostRunning.accumulateAndGet(running.incrementAndGet(), Math::max);
            try {
                release.await();
            } catch (InterruptedException e) {
                throw new IllegalStateException(e);
            } finally {
                running.decrementAndGet();
            }
            seen.add("printed by " + place());
            return new Report(id);
        }
    }

    @Configuration(proxyBeanMethods = false)
    @EnableResilientMethods
    static class Resilient {

        @Bean
        Reports reports() {
            return new Reports();
        }

        @Bean
        PoolFaults faults() {
            return new PoolFaults();
        }
    }

    @Test
    void crashIsRetriedByAnotherTask() {
        application.withUserConfiguration(Resilient.class).run(context -> {
            context.getBean(PoolFaults.class).crash("Reports.print").crash("Reports.print");

            assertThat(context.getBean(Reports.class).print(7)).succeedsWithin(LIMIT);
            assertThat(tasks(context.getBean(ProcessPoolExecutor.class))).isEqualTo(3);
        });
    }

    @Test
    void whatIsNoCrashIsNotRetried() {
        application.withUserConfiguration(Resilient.class).run(context -> {
            assertThat(context.getBean(Reports.class).print(-7)).failsWithin(LIMIT);
            assertThat(tasks(context.getBean(ProcessPoolExecutor.class))).isEqualTo(1);
        });
    }

    @Test
    void limitIsOneForAllWorkers() throws Exception {
        release = new CountDownLatch(1);
        application.withUserConfiguration(Resilient.class).run(context -> {
            Reports reports = context.getBean(Reports.class);
            List<CompletableFuture<CompletableFuture<Report>>> calls = List.of(1L, 2L, 3L, 4L).stream()
                    .map(id -> CompletableFuture.supplyAsync(
                            () -> reports.printLarge(id), task -> new Thread(task).start()))
                    .toList();
            await().atMost(LIMIT).until(() -> running.get() == 2);

            assertThat(tasks(context.getBean(ProcessPoolExecutor.class))).isEqualTo(2);
            release.countDown();
            calls.forEach(call -> assertThat(call.thenCompose(future -> future)).succeedsWithin(LIMIT));
            assertThat(mostRunning).hasValue(2);
        });
    }

    // -- Scheduled --

    static class Cleaner {

        // [scheduled]
        @ProcessAsync
        @Scheduled(fixedRate = 10, timeUnit = TimeUnit.MINUTES)
        public void clean() {
            Archive.removeOldFiles();
        }
        // [end]
    }

    static class WaitingCleaner {

        // [scheduled-mono]
        @ProcessAsync
        @Scheduled(fixedDelay = 100)
        public Mono<Void> cleanAndWait() {
            return Mono.fromRunnable(Archive::removeOldFiles);
        }
        // [end]
    }

    static final class Archive {

        static void removeOldFiles() {
            seen.add("cleaned by " + place());
            mostRunning.accumulateAndGet(running.incrementAndGet(), Math::max);
            rounds.countDown();
            try {
                release.await();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            } finally {
                running.decrementAndGet();
            }
        }
    }

    @Configuration(proxyBeanMethods = false)
    @EnableScheduling
    static class Scheduling {

        /** As Boot's, it ends before pools do. */
        @Bean
        ThreadPoolTaskScheduler taskScheduler() {
            return new ThreadPoolTaskScheduler();
        }
    }

    @Test
    void scheduledMethodRunsInAWorker() {
        rounds = new CountDownLatch(1);
        application
                .withUserConfiguration(Scheduling.class)
                .withBean(Cleaner.class)
                .run(context -> {
                    assertThat(rounds.await(30, TimeUnit.SECONDS)).isTrue();
                    assertThat(seen).containsOnly("cleaned by process-pool");
                });
    }

    @Test
    void nextRunOfAScheduledMonoWaitsForTheEndOfTheTask() {
        rounds = new CountDownLatch(3);
        application
                .withUserConfiguration(Scheduling.class)
                .withBean(WaitingCleaner.class)
                .run(context -> {
                    assertThat(rounds.await(30, TimeUnit.SECONDS)).isTrue();
                    assertThat(seen).containsOnly("cleaned by process-pool");
                    assertThat(mostRunning).hasValue(1);
                });
    }

    // -- Events --

    record OrderPlaced(long id) implements Serializable {}

    static class Invoices {

        // [listener]
        @ProcessAsync
        @EventListener
        public CompletableFuture<ReportReady> on(OrderPlaced order) {
            Report invoice = Printer.print(order.id());
            return CompletableFuture.completedFuture(new ReportReady(invoice.id()));
        }
        // [end]

        @EventListener
        void onReady(ReportReady ready) {
            seen.add("ready " + ready.id() + " heard by " + place());
        }
    }

    @Test
    void resultOfAListenerIsPublishedInTheApplication() {
        application.withBean(Invoices.class).run(context -> {
            context.publishEvent(new OrderPlaced(5));

            await().atMost(LIMIT)
                    .untilAsserted(() ->
                            assertThat(seen).containsExactly("printed by process-pool", "ready 5 heard by caller"));
        });
    }

    @Test
    void failureOfAListenerGoesToTheLog(CapturedOutput output) {
        application.withBean(Invoices.class).run(context -> {
            context.publishEvent(new OrderPlaced(-5));

            await().atMost(LIMIT)
                    .untilAsserted(
                            () -> assertThat(output).contains("ERROR", "in asynchronous listener", "no report -5"));
            assertThat(seen).isEmpty();
        });
    }

    static class AfterCommit {

        // [transactional-listener]
        @ProcessAsync
        @TransactionalEventListener
        public void on(OrderPlaced order) {
            Printer.print(order.id());
        }
        // [end]
    }

    @Configuration(proxyBeanMethods = false)
    @EnableTransactionManagement
    static class Transactional {

        @Bean
        PlatformTransactionManager transactions() {
            return new Noted();
        }
    }

    static class Noted extends AbstractPlatformTransactionManager {

        private static final long serialVersionUID = 1L;

        @Override
        protected Object doGetTransaction() {
            return new Object();
        }

        @Override
        protected void doBegin(Object transaction, TransactionDefinition definition) {}

        @Override
        protected void doCommit(DefaultTransactionStatus status) {
            seen.add("committed");
        }

        @Override
        protected void doRollback(DefaultTransactionStatus status) {
            seen.add("rolled back");
        }
    }

    @Test
    void listenerOfATransactionIsSubmittedAfterItsCommit() {
        application
                .withUserConfiguration(Transactional.class)
                .withBean(AfterCommit.class)
                .run(context -> {
                    TransactionTemplate transaction =
                            new TransactionTemplate(context.getBean(PlatformTransactionManager.class));
                    transaction.executeWithoutResult(status -> {
                        context.publishEvent(new OrderPlaced(6));
                        status.setRollbackOnly();
                    });
                    transaction.executeWithoutResult(status -> context.publishEvent(new OrderPlaced(7)));

                    await().atMost(LIMIT)
                            .untilAsserted(() -> assertThat(seen)
                                    .containsExactly("rolled back", "committed", "printed by process-pool"));
                });
    }

    // -- Web --

    static class Thumbnails {

        @ProcessAsync
        public CompletableFuture<String> ofId(long id) {
            Printer.print(id);
            return CompletableFuture.completedFuture("thumbnail of " + id);
        }

        // [mono]
        @ProcessAsync(timeout = "20s")
        public Mono<String> of(byte[] picture) {
            return Mono.fromSupplier(() -> Renderer.thumbnail(picture));
        }
        // [end]
    }

    static final class Renderer {

        static String thumbnail(byte[] picture) {
            return "thumbnail of " + picture.length + " bytes by " + place();
        }
    }

    @RestController
    static class ThumbnailController {

        private final Thumbnails thumbnails;

        ThumbnailController(Thumbnails thumbnails) {
            this.thumbnails = thumbnails;
        }

        // [future]
        @GetMapping("/thumbnails/{id}")
        CompletableFuture<String> thumbnail(@PathVariable long id) {
            return thumbnails.ofId(id).thenApply(text -> "<img alt='" + text + "'>");
        }
        // [end]

        // [deferred]
        @GetMapping("/thumbnails/{id}/soon")
        DeferredResult<String> thumbnailSoon(@PathVariable long id) {
            DeferredResult<String> result = new DeferredResult<>(10_000L);
            CompletableFuture<String> work = thumbnails.ofId(id);
            work.whenComplete((text, failure) -> {
                if (failure == null) {
                    result.setResult(text);
                } else {
                    result.setErrorResult(failure);
                }
            });
            result.onTimeout(() -> work.cancel(true));
            return result;
        }
        // [end]
    }

    private static @Nullable String ofWeb(MockMvc web, String path) throws Exception {
        MvcResult begun = web.perform(get(path)).andReturn();
        return web.perform(asyncDispatch(begun))
                .andExpect(status().isOk())
                .andReturn()
                .getResponse()
                .getContentAsString();
    }

    @Test
    void controllerReturnsWhatBecomesOfTheFuture() {
        application
                .withBean(Thumbnails.class)
                .withBean(ThumbnailController.class)
                .run(context -> {
                    MockMvc web = MockMvcBuilders.standaloneSetup(context.getBean(ThumbnailController.class))
                            .build();

                    assertThat(ofWeb(web, "/thumbnails/3")).isEqualTo("<img alt='thumbnail of 3'>");
                    assertThat(ofWeb(web, "/thumbnails/3/soon")).isEqualTo("thumbnail of 3");
                });
    }

    @Test
    void timeoutOfTheRequestEndsTheTask() {
        release = new CountDownLatch(1);
        application
                .withBean(Thumbnails.class)
                .withBean(ThumbnailController.class)
                .run(context -> {
                    MockMvc web = MockMvcBuilders.standaloneSetup(context.getBean(ThumbnailController.class))
                            .build();
                    MvcResult begun = web.perform(get("/thumbnails/3/soon")).andReturn();
                    await().atMost(LIMIT).until(() -> running.get() == 1);

                    MockAsyncContext request =
                            (MockAsyncContext) begun.getRequest().getAsyncContext();
                    for (AsyncListener listener : request.getListeners()) {
                        listener.onTimeout(new AsyncEvent(request));
                    }
                    ProcessPoolExecutor pool = context.getBean(ProcessPoolExecutor.class);
                    await().atMost(LIMIT)
                            .until(() -> running.get() == 0 && pool.snapshot().cancelledTasks() == 1);
                });
    }

    // [web-client]
    static Mono<String> thumbnailOf(String address, WebClient web, Thumbnails thumbnails) {
        return web.get()
                .uri(address)
                .retrieve()
                .bodyToMono(byte[].class)
                .flatMap(thumbnails::of)
                .timeout(Duration.ofSeconds(30));
    }
    // [end]

    @Test
    void whatAWebClientFetchesGoesToAWorker() {
        WebClient web = WebClient.builder()
                .exchangeFunction(request -> Mono.just(
                        ClientResponse.create(HttpStatus.OK).body("picture").build()))
                .build();
        application
                .withBean(Thumbnails.class)
                .run(context -> assertThat(thumbnailOf("http://pictures/1", web, context.getBean(Thumbnails.class))
                                .block(LIMIT))
                        .isEqualTo("thumbnail of 7 bytes by process-pool"));
    }
}
