package io.github.processpool.spring.async;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.github.processpool.ProcessFuture;
import io.github.processpool.ProcessPoolExecutor;
import io.github.processpool.TaskState;
import io.github.processpool.WorkerContext;
import io.github.processpool.WorkerCrashedException;
import io.github.processpool.spring.NoWorkerIsLeft;
import io.github.processpool.spring.ProcessAsyncResult;
import io.github.processpool.spring.WorkerProcess;
import io.github.processpool.spring.annotation.ProcessAsync;
import io.micrometer.core.instrument.MeterRegistry;
import java.io.File;
import java.io.IOException;
import java.io.Serializable;
import java.time.Duration;
import java.util.Locale;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.MDC;
import org.springframework.aop.support.AopUtils;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.cache.Cache;
import org.springframework.cache.annotation.Cacheable;
import org.springframework.cache.annotation.EnableCaching;
import org.springframework.cache.concurrent.ConcurrentMapCacheManager;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;
import org.springframework.context.event.EventListener;
import org.springframework.context.i18n.LocaleContextHolder;
import org.springframework.resilience.annotation.EnableResilientMethods;
import org.springframework.resilience.annotation.Retryable;
import org.springframework.security.access.prepost.PreAuthorize;
import org.springframework.security.authentication.TestingAuthenticationToken;
import org.springframework.security.config.annotation.method.configuration.EnableReactiveMethodSecurity;
import org.springframework.security.core.context.ReactiveSecurityContextHolder;
import org.springframework.security.core.context.SecurityContextHolder;
import org.springframework.transaction.TransactionDefinition;
import org.springframework.transaction.annotation.EnableTransactionManagement;
import org.springframework.transaction.annotation.Transactional;
import org.springframework.transaction.support.AbstractPlatformTransactionManager;
import org.springframework.transaction.support.DefaultTransactionStatus;
import org.springframework.transaction.support.TransactionSynchronizationManager;
import reactor.core.Disposable;
import reactor.core.publisher.Mono;

/** Methods of beans that run in other processes, of one application with one worker. */
@ExtendWith(OutputCaptureExtension.class)
@Timeout(value = 300, unit = TimeUnit.SECONDS)
class ProcessAsyncIT {

    private static final Duration LIMIT = Duration.ofMinutes(3);

    private static ConfigurableApplicationContext context;
    private static ProcessPoolExecutor pool;
    private static Documents documents;

    @BeforeAll
    static void start() {
        context = SpringApplication.run(
                Application.class,
                "--spring.main.web-application-type=none",
                "--process-pool.max-workers=1",
                "--process-pool.start-timeout=2m",
                "--process-pool.grace-period=100ms");
        pool = context.getBean(ProcessPoolExecutor.class);
        documents = context.getBean(Documents.class);
    }

    @AfterAll
    static void stop() {
        context.close();
        NoWorkerIsLeft.awaitEnd();
    }

    @Test
    void whatBeansCountInAWorkerIsInTheMetersOfTheApplicationWhenTheCallIsDone() throws Exception {
        Counting counting = context.getBean(Counting.class);
        MeterRegistry registry = context.getBean(MeterRegistry.class);

        assertThat(counting.count(20).get())
                .isNotEqualTo(ProcessHandle.current().pid());
        assertThat(registry.get("counted.calls").tag("kind", "test").counter().count())
                .isEqualTo(1);
        assertThatThrownBy(() -> counting.count(200).get()).hasCauseInstanceOf(IllegalArgumentException.class);
        assertThat(registry.get("counted.calls").counter().count()).isEqualTo(2);
        assertThat(registry.get("counted.time").timer().totalTime(TimeUnit.MILLISECONDS))
                .isBetween(219.0, 221.0);
        assertThat(registry.get("counted.bytes").summary().max()).isEqualTo(200);
    }

    @AfterEach
    void clear() {
        MDC.clear();
        LocaleContextHolder.resetLocaleContext();
        SecurityContextHolder.clearContext();
    }

    @Configuration(proxyBeanMethods = false)
    @EnableAutoConfiguration
    @EnableTransactionManagement
    @EnableResilientMethods
    @EnableCaching
    @EnableReactiveMethodSecurity
    @Import({
        Documents.class,
        Repository.class,
        Counting.class,
        Unmakeable.class,
        Decided.class,
        Listening.class,
        CountedTransactions.class
    })
    static class Application {

        @Bean
        ConcurrentMapCacheManager cacheManager() {
            return new ConcurrentMapCacheManager("pages");
        }
    }

    /** With advice that decides in the caller. */
    static class Decided {

        private final ConcurrentMapCacheManager caches;

        Decided(ConcurrentMapCacheManager caches) {
            this.caches = caches;
        }

        @ProcessAsync
        @Retryable(delay = 0, maxRetries = 1)
        public CompletableFuture<String> crashOnce(String flag) {
            if (new File(flag).mkdir()) {
                Runtime.getRuntime().halt(7);
            }
            return CompletableFuture.completedFuture("alive");
        }

        @ProcessAsync
        @Cacheable("pages")
        public CompletableFuture<Long> cached(String page) {
            return CompletableFuture.completedFuture(ProcessHandle.current().pid());
        }

        @ProcessAsync
        public CompletableFuture<Boolean> isInTheWorkersCache(String page) {
            Cache cache = caches.getCache("pages");
            return CompletableFuture.completedFuture(cache != null && cache.get(page) != null);
        }

        @ProcessAsync
        @PreAuthorize("hasRole('READER')")
        public Mono<String> reader() {
            return ReactiveSecurityContextHolder.getContext()
                    .map(user -> user.getAuthentication().getName());
        }
    }

    record Asked(int number) implements Serializable {}

    record Answered(int number, long pid) implements Serializable {}

    /** Hears of one event in a worker, and of what comes of it in the application. */
    static class Listening {

        private final Queue<Answered> answers = new ConcurrentLinkedQueue<>();

        @ProcessAsync
        @EventListener
        public CompletableFuture<Answered> on(Asked asked) {
            return CompletableFuture.completedFuture(
                    new Answered(asked.number(), ProcessHandle.current().pid()));
        }

        @EventListener
        void on(Answered answered) {
            answers.add(answered);
        }

        Queue<Answered> answers() {
            return answers;
        }
    }

    /** Injected into the service; each process has its own. */
    static class Repository {

        private final AtomicInteger reads = new AtomicInteger();
        /** 0 while a worker is warmed up. */
        private final long madeInTask = currentTask();

        private static long currentTask() {
            try {
                return WorkerContext.current().taskId();
            } catch (IllegalStateException e) {
                return -1;
            }
        }

        @ProcessAsync
        CompletableFuture<Long> madeInTask() {
            return CompletableFuture.completedFuture(madeInTask);
        }

        int reads() {
            return reads.get();
        }

        String read(long id) {
            reads.incrementAndGet();
            return "document " + id;
        }

        @ProcessAsync
        CompletableFuture<Long> process() {
            return CompletableFuture.completedFuture(ProcessHandle.current().pid());
        }
    }

    /** Counts in the registry of its own process. */
    static class Counting {

        private final MeterRegistry registry;

        Counting(MeterRegistry registry) {
            this.registry = registry;
        }

        @ProcessAsync
        CompletableFuture<Long> count(long bytes) {
            registry.counter("counted.calls", "kind", "test").increment();
            registry.timer("counted.time").record(Duration.ofMillis(bytes));
            registry.summary("counted.bytes").record(bytes);
            if (bytes > 100) {
                throw new IllegalArgumentException("too many");
            }
            return CompletableFuture.completedFuture(ProcessHandle.current().pid());
        }
    }

    static class Unmakeable {

        Unmakeable() {
            if (WorkerProcess.isWorker()) {
                throw new IllegalStateException("not in a worker");
            }
        }

        @ProcessAsync
        CompletableFuture<String> call() {
            return CompletableFuture.completedFuture("called");
        }
    }

    @SuppressWarnings("serial") // Its superclass is, for reasons of Spring's.
    static class CountedTransactions extends AbstractPlatformTransactionManager {

        private final transient AtomicInteger begun = new AtomicInteger();

        @Override
        protected Object doGetTransaction() {
            return new Object();
        }

        @Override
        protected void doBegin(Object transaction, TransactionDefinition definition) {
            begun.incrementAndGet();
        }

        @Override
        protected void doCommit(DefaultTransactionStatus status) {}

        @Override
        protected void doRollback(DefaultTransactionStatus status) {}
    }

    static class Documents {

        private final Repository repository;

        Documents(Repository repository) {
            this.repository = repository;
        }

        @ProcessAsync
        CompletableFuture<String> read(long id) {
            return CompletableFuture.completedFuture(repository.read(id));
        }

        @ProcessAsync
        ProcessFuture<long[]> processes() {
            WorkerContext.current().reportProgress(1, 1, "asked");
            return ProcessAsyncResult.of(new long[] {
                ProcessHandle.current().pid(), repository.process().join(), AopUtils.isAopProxy(repository) ? 1 : 0
            });
        }

        @ProcessAsync
        @Transactional
        CompletableFuture<Boolean> inTransaction() {
            return CompletableFuture.completedFuture(TransactionSynchronizationManager.isActualTransactionActive());
        }

        @ProcessAsync
        CompletableFuture<String> fail() throws IOException {
            throw new IOException("no such document");
        }

        @ProcessAsync
        void failSilently() {
            throw new IllegalStateException("nobody waits for this");
        }

        @ProcessAsync
        CompletableFuture<String> crash() {
            Runtime.getRuntime().halt(7);
            return CompletableFuture.completedFuture("alive");
        }

        @ProcessAsync
        ProcessFuture<String> endless() throws InterruptedException {
            WorkerContext.current().reportProgress(1, 2, "begun");
            new CountDownLatch(1).await();
            return ProcessAsyncResult.of("alive");
        }

        @ProcessAsync
        Mono<String> endlessMono() {
            return Mono.never();
        }

        @ProcessAsync
        CompletableFuture<String> surroundings() {
            return CompletableFuture.completedFuture(MDC.get("request")
                    + " " + LocaleContextHolder.getLocale()
                    + " "
                    + SecurityContextHolder.getContext().getAuthentication().getName());
        }
    }

    @Test
    void methodRunsInAnotherProcessWithTheBeansOfThatProcess() {
        int readsBefore = context.getBean(Repository.class).reads();

        assertThat(documents.read(5)).succeedsWithin(LIMIT).isEqualTo("document 5");
        assertThat(context.getBean(Repository.class).reads()).isEqualTo(readsBefore);
    }

    @Test
    void calledBeansAreMadeOnNoTasksClock() {
        assertThat(context.getBean(Repository.class).madeInTask())
                .succeedsWithin(LIMIT)
                .isEqualTo(0L);
    }

    @Test
    void beanThatWorkersCanNotMakeFailsItsOwnCallsOnly() {
        assertThat(context.getBean(Unmakeable.class).call())
                .failsWithin(LIMIT)
                .withThrowableThat()
                .havingCause()
                .withStackTraceContaining("not in a worker");
        assertThat(documents.read(9)).succeedsWithin(LIMIT).isEqualTo("document 9");
        assertThat(context.getBean(Unmakeable.class).call()).failsWithin(LIMIT);
    }

    @Test
    void annotationDoesNothingInAWorker() {
        ProcessFuture<long[]> task = documents.processes();

        assertThat(task).succeedsWithin(LIMIT);
        long[] seen = task.join();
        assertThat(seen[0]).isNotEqualTo(ProcessHandle.current().pid());
        assertThat(task.workerPid()).hasValue(seen[0]);
        assertThat(seen[1]).as("process of the inner call").isEqualTo(seen[0]);
        assertThat(seen[2]).as("proxies").isZero();
        assertThat(task.progress())
                .hasValueSatisfying(progress -> assertThat(progress.message()).isEqualTo("asked"));
    }

    @Test
    void transactionIsTheWorkers() {
        assertThat(documents.inTransaction()).succeedsWithin(LIMIT).isEqualTo(true);
        assertThat(context.getBean(CountedTransactions.class).begun).hasValue(0);
    }

    @Test
    void exceptionOfTheWorkersBeanIsTheFutures() {
        assertThatThrownBy(() -> documents.fail().get())
                .cause()
                .isExactlyInstanceOf(IOException.class)
                .hasMessage("no such document");
    }

    @Test
    void failureOfVoidMethodIsLoggedWithTheWorker(CapturedOutput output) {
        documents.failSilently();

        await().atMost(LIMIT)
                .untilAsserted(() -> assertThat(output)
                        .containsPattern(
                                "Task 'Documents.failSilently' \\(number \\d+\\) failed in worker process \\d+")
                        .contains("nobody waits for this"));
    }

    @Test
    void workerThatDiesFailsOneCall() {
        CompletableFuture<String> crashing = documents.crash();
        CompletableFuture<String> next = documents.read(6);

        assertThat(crashing).failsWithin(LIMIT).withThrowableThat().withCauseInstanceOf(WorkerCrashedException.class);
        assertThat(next).succeedsWithin(LIMIT).isEqualTo("document 6");
    }

    @Test
    void crashIsRetried(@TempDir File folder) {
        assertThat(context.getBean(Decided.class).crashOnce(new File(folder, "flag").getPath()))
                .succeedsWithin(LIMIT)
                .isEqualTo("alive");
    }

    @Test
    void resultOfAListenerInAWorkerIsAnEventOfTheApplication() {
        context.publishEvent(new Asked(5));

        Queue<Answered> answers = context.getBean(Listening.class).answers();
        await().atMost(LIMIT).until(() -> !answers.isEmpty());
        assertThat(answers).singleElement().satisfies(answered -> {
            assertThat(answered.number()).isEqualTo(5);
            assertThat(answered.pid()).isNotEqualTo(ProcessHandle.current().pid());
        });
    }

    @Test
    void cacheIsTheCallers() {
        Decided decided = context.getBean(Decided.class);

        assertThat(decided.cached("1")).succeedsWithin(LIMIT);
        long tasks = Places.tasks(pool);
        assertThat(decided.cached("1")).succeedsWithin(LIMIT);
        assertThat(Places.tasks(pool)).isEqualTo(tasks);
        assertThat(decided.isInTheWorkersCache("1")).succeedsWithin(LIMIT).isEqualTo(false);
    }

    @Test
    void userOfTheSubscriptionIsTheWorkers() {
        Mono<String> reader = context.getBean(Decided.class).reader();

        assertThat(reader.contextWrite(ReactiveSecurityContextHolder.withAuthentication(
                                new TestingAuthenticationToken("bert", "secret", "ROLE_READER")))
                        .block(LIMIT))
                .isEqualTo("bert");
    }

    @Test
    void cancellingStopsTheWork() throws Exception {
        ProcessFuture<String> task = documents.endless();
        await().atMost(LIMIT).until(() -> task.progress().isPresent());

        task.cancel(true);

        assertThat(task.taskState()).isEqualTo(TaskState.CANCELLED);
        assertThat(task.stopped()).succeedsWithin(LIMIT);
        assertThat(documents.read(7)).succeedsWithin(LIMIT).isEqualTo("document 7");
    }

    @Test
    void cancellingTheSubscriptionOfAMonoStopsTheWork() {
        Disposable subscription = documents.endlessMono().subscribe();
        await().atMost(LIMIT).until(() -> pool.snapshot().runningTasks() == 1);

        subscription.dispose();

        assertThat(documents.read(8)).succeedsWithin(LIMIT).isEqualTo("document 8");
    }

    @Test
    void whatBelongsToTheCallingThreadTravels() {
        MDC.put("request", "r1");
        LocaleContextHolder.setLocale(Locale.CANADA_FRENCH);
        SecurityContextHolder.getContext().setAuthentication(new TestingAuthenticationToken("anna", "secret"));

        assertThat(documents.surroundings()).succeedsWithin(LIMIT).isEqualTo("r1 fr_CA anna");
    }
}
