package io.github.processpool;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.spi.ThrowableProxyUtil;
import ch.qos.logback.core.AppenderBase;
import io.github.processpool.testing.CapturedLog;
import io.github.processpool.testing.Flag;
import io.github.processpool.testing.PoolLog;
import io.github.processpool.testing.Pools;
import io.github.processpool.testing.ScriptedWorker;
import io.github.processpool.testing.Tasks;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import org.apache.logging.log4j.LogManager;
import org.apache.logging.log4j.ThreadContext;
import org.apache.logging.log4j.core.async.AsyncLoggerContextSelector;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.slf4j.LoggerFactory;
import org.slf4j.MDC;
import org.slf4j.MarkerFactory;

/** A worker's log comes to the parent as events: with everything that belongs to them, once, in order, and bounded. */
@Timeout(300)
class LogEventsIT {

    private static final String LOGGER = "it.worker.Speaker";

    @RegisterExtension
    final Pools pools = new Pools();

    @RegisterExtension
    final PoolLog poolLog = new PoolLog();

    private CapturedLog log;

    @BeforeEach
    void capture() {
        log = CapturedLog.of(LOGGER);
    }

    @AfterEach
    void release() {
        log.close();
    }

    private static void say(String message) {
        LoggerFactory.getLogger(LOGGER).info(message);
    }

    private static void say(int number, int count) {
        org.slf4j.Logger logger = LoggerFactory.getLogger(LOGGER);
        for (int i = 0; i < count; i++) {
            logger.info("event {}.{}", number, i);
        }
    }

    private static void sayAfter(Flag flag) {
        try {
            flag.awaitInTask();
            say("late");
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static void sayEverything() {
        org.slf4j.Logger logger = LoggerFactory.getLogger(LOGGER);
        MDC.put("order", "4711");
        MDC.put("processPool", "forged");
        logger.atWarn()
                .addMarker(MarkerFactory.getMarker("AUDIT"))
                .addKeyValue("amount", 12)
                .setCause(new IllegalStateException("no more", new ArithmeticException("zero")))
                .log("order {} failed", "of mine");
        MDC.clear();
    }

    @Test
    void anEventHasTheSameLoggerLevelMessageMdcAndExceptionOnce() throws Exception {
        ProcessPoolExecutor pool = pools.sharedWorker();
        ProcessFuture<Void> future = pool.submit(() -> sayEverything());
        future.get();

        assertThat(log.events()).hasSize(1);
        ILoggingEvent event = log.events().get(0);
        assertThat(event.getLoggerName()).isEqualTo(LOGGER);
        assertThat(event.getLevel()).isEqualTo(Level.WARN);
        assertThat(event.getFormattedMessage()).isEqualTo("order of mine failed");
        assertThat(event.getMDCPropertyMap())
                .containsEntry("worker.order", "4711")
                .containsEntry("processPool", "shared");
        assertThat(event.getMarkerList()).containsExactly(MarkerFactory.getDetachedMarker("AUDIT"));
        assertThat(event.getKeyValuePairs()).hasToString("[amount=\"12\"]");
        assertThat(event.getThrowableProxy().getClassName()).isEqualTo("java.lang.IllegalStateException");
        assertThat(event.getThrowableProxy().getMessage()).isEqualTo("no more");
        assertThat(ThrowableProxyUtil.asString(event.getThrowableProxy()))
                .startsWith("java.lang.IllegalStateException: no more\n\tat " + LogEventsIT.class.getName()
                        + ".sayEverything(LogEventsIT.java:")
                .contains("\nCaused by: java.lang.ArithmeticException: zero\n");
        assertThat(poolLog.workerLines()).isEmpty();
    }

    @Test
    void workerAndTaskAreInTheThreadNameAndInTheMdc() throws Exception {
        ProcessPoolExecutor pool = pools.sharedWorker();
        ProcessFuture<Long> future = pool.submit(() -> {
            say("hello");
            return Tasks.pid();
        });
        long pid = future.get();

        ILoggingEvent event = log.events().get(0);
        assertThat(event.getThreadName()).isEqualTo("shared-w0-t" + future.taskId());
        assertThat(event.getMDCPropertyMap())
                .containsAllEntriesOf(Map.of(
                        "processPool", "shared",
                        "processPoolWorker", "0",
                        "processPoolPid", String.valueOf(pid),
                        "processPoolTask", "task " + future.taskId() + " '" + future.name() + "'",
                        "processPoolThread", "process-pool-shared-task"));
    }

    @Test
    void everythingThatATaskHasLoggedIsInTheLogWhenItsResultIsThere() throws Exception {
        ProcessPoolExecutor pool = pools.sharedWorker();
        for (int round = 0; round < 20; round++) {
            int number = round;
            pool.submit(() -> say(number, 20)).get();

            assertThat(log.messages()).hasSize((round + 1) * 20);
            assertThat(log.messages().get(round * 20 + 19)).isEqualTo("event " + round + ".19");
        }
    }

    @Test
    void everythingThatAFailingTaskHasLoggedIsInTheLogWhenItsFutureFails() {
        ProcessPoolExecutor pool = pools.sharedWorker();

        assertThatExceptionOfType(ExecutionException.class)
                .isThrownBy(() -> pool.submit(() -> {
                            say(1, 100);
                            throw new IllegalStateException("and then");
                        })
                        .get());
        assertThat(log.messages()).hasSize(100);
    }

    @Test
    void whatIsLoggedIsSeenWhileItsTaskStillRuns() {
        ProcessPoolExecutor pool = pools.sharedWorker();
        Flag end = pools.flag();
        ProcessFuture<Integer> future = pool.submit(() -> {
            say("at once");
            end.awaitInTask();
            return 1;
        });

        Awaitility.await().until(() -> log.messages().contains("at once"));
        assertThat(future.isDone()).isFalse();
        end.raise();
        future.join();
    }

    @Test
    void theLastEventsBeforeACrashArriveBeforeTheFutureFails() {
        ProcessPoolExecutor pool = pools.sharedWorker();
        for (int round = 0; round < 2; round++) {
            int number = round;
            assertThatExceptionOfType(ExecutionException.class)
                    .isThrownBy(() -> pool.submit(() -> {
                                say(number, 200);
                                Runtime.getRuntime().halt(3);
                            })
                            .get())
                    .withCauseInstanceOf(WorkerCrashedException.class);
            assertThat(log.messages()).hasSize((round + 1) * 200).endsWith("event " + round + ".199");
        }
    }

    @Test
    void aFloodOfEventsCostsNeitherTheTaskNorThePoolsResponsiveness() throws Exception {
        ProcessPoolExecutor pool = pools.open();
        ProcessFuture<Void> flood = pool.submit(() -> say(1, 12_000));
        for (int i = 0; i < 50; i++) {
            assertThat(pool.submit(() -> Tasks.add(1, 2)).get(Pools.LIMIT.toSeconds(), TimeUnit.SECONDS))
                    .isEqualTo(3);
        }
        flood.get();

        // All of them, or those that are missing are counted; a future waits for a log no longer than a second.
        Awaitility.await()
                .untilAsserted(
                        () -> assertThat(log.messages().size() + dropped()).isEqualTo(12_000));
        assertThat(pool.snapshot().exitsByReason()).isEmpty();
    }

    /** Takes an event and keeps it for so long, or until it is closed. */
    private static final class HangingLog implements AutoCloseable {

        private final Duration patience;

        private final Logger logger = (Logger) LoggerFactory.getLogger(LOGGER);
        private final CountDownLatch end = new CountDownLatch(1);
        private final AppenderBase<ILoggingEvent> appender = new AppenderBase<>() {
            @Override
            protected void append(ILoggingEvent event) {
                try {
                    end.await(patience.toMillis(), TimeUnit.MILLISECONDS);
                } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                }
            }
        };

        private HangingLog(Duration patience) {
            this.patience = patience;
        }

        private static HangingLog open() {
            return open(Duration.ofDays(1));
        }

        private static HangingLog open(Duration patience) {
            HangingLog made = new HangingLog(patience);
            made.appender.start();
            made.logger.addAppender(made.appender);
            return made;
        }

        private void release() {
            end.countDown();
        }

        @Override
        public void close() {
            release();
            logger.detachAppender(appender);
        }
    }

    @Test
    void aLogThatHangsKeepsNoFutureNoCrashAndNoPoolFromEnding() throws Exception {
        try (HangingLog hanging = HangingLog.open()) {
            ProcessPoolExecutor pool = pools.oneWorker();
            SerializableCallable<Integer> speaks = () -> {
                say("into the void");
                return 1;
            };
            assertThat(pool.submit(speaks).get(Pools.LIMIT.toSeconds(), TimeUnit.SECONDS))
                    .isEqualTo(1);
            assertThatExceptionOfType(ExecutionException.class)
                    .isThrownBy(() -> pool.submit(() -> {
                                say("into the void");
                                Runtime.getRuntime().halt(3);
                            })
                            .get(Pools.LIMIT.toSeconds(), TimeUnit.SECONDS))
                    .withCauseInstanceOf(WorkerCrashedException.class);
            List<ProcessFuture<Integer>> futures =
                    List.of(pool.submit(speaks), pool.submit(speaks), pool.submit(speaks));
            pool.shutdown(Pools.LIMIT);

            assertThat(pool.isTerminated()).isTrue();
            assertThat(futures).allSatisfy(future -> assertThat(future).isCompletedWithValue(1));
            assertThat(hanging.appender.isStarted()).isTrue();
        }
    }

    @Test
    void aResultThatOnlyWaitsForALogThatIsSlowIsInTime() throws Exception {
        ProcessPoolExecutor pool = pools.sharedWorker();
        pool.submit(() -> Tasks.add(1, 2)).get();
        try (HangingLog slow = HangingLog.open(Duration.ofMillis(200))) {
            ProcessFuture<Integer> future = pool.with(TaskOptions.builder()
                            .deadline(Duration.ofSeconds(2))
                            .build())
                    .submit(() -> {
                        say(1, 15);
                        return 1;
                    });

            assertThat(future.get(Pools.LIMIT.toSeconds(), TimeUnit.SECONDS)).isEqualTo(1);
            assertThat(slow.appender.isStarted()).isTrue();
            Awaitility.await().until(() -> log.messages().size() == 15);
        }
    }

    @Test
    void aWorkerThatLogsWithoutEndIsNotKeptInMemory() throws Exception {
        try (HangingLog hanging = HangingLog.open()) {
            ProcessPoolExecutor pool = pools.open(builder -> builder.maxWorkers(1)
                    .commandCustomizer(ScriptedWorker.first(pools.folder(), ScriptedWorker.Script.LOGS_WITHOUT_END)));
            pool.submit(() -> Tasks.add(1, 2)).get(Pools.LIMIT.toSeconds() * 2, TimeUnit.SECONDS);
            hanging.release();
            pool.close();
        }

        // Of 64 KB each, in a queue of 2 MB.
        Awaitility.await()
                .untilAsserted(() ->
                        assertThat(log.messages().size() + dropped()).isEqualTo(ScriptedWorker.EVENTS_WITHOUT_END));
        assertThat(log.messages()).hasSizeBetween(1, 40);
    }

    /** How many events are told to be missing. */
    private int dropped() {
        return poolLog.lines().stream()
                .filter(line -> line.contains("log events of this worker were dropped"))
                .mapToInt(line -> Integer.parseInt(line.replaceFirst("^WARN (\\d+) log events.*", "$1")))
                .sum();
    }

    @Test
    void anEventWithLineEndsStaysOneEvent() throws Exception {
        pools.sharedWorker()
                .submit(() -> say("first\n2026-01-01 ERROR forged\r\u001b[31m"))
                .get();

        assertThat(log.messages()).containsExactly("first\n2026-01-01 ERROR forged\r\u001b[31m");
    }

    @Test
    void whatIsTooLongIsCut() throws Exception {
        pools.sharedWorker().submit(() -> say("x".repeat(1_000_000))).get();

        assertThat(log.messages()).hasSize(1).allMatch(message -> message.length() == 64 * 1024);
    }

    @Test
    void whatIsLoggedBetweenTasksBelongsToNone() throws Exception {
        ProcessPoolExecutor pool = pools.sharedWorker();
        Flag over = pools.flag();
        pool.submit(() -> {
                    Thread late = new Thread(() -> sayAfter(over));
                    late.setName("late-one");
                    late.start();
                })
                .get();
        over.raise();

        Awaitility.await().until(() -> log.messages().contains("late"));
        ILoggingEvent event = log.events().get(0);
        assertThat(event.getThreadName()).isEqualTo("shared-w0");
        assertThat(event.getMDCPropertyMap())
                .containsEntry("processPoolTask", "")
                .containsEntry("processPoolThread", "late-one");
    }

    /** Logs at every occasion, and fails at the first one. */
    private record Talkative(Flag failed) implements WorkerInitializer {

        @Override
        public void start(WorkerContext context) {
            if (!failed.isRaised()) {
                failed.raise();
                say("my last words");
                throw new IllegalStateException("can't start");
            }
            LoggerFactory.getLogger(LOGGER).debug("start");
        }

        @Override
        public void warmUp(WorkerContext context) {
            say("warm-up");
        }

        @Override
        public void stop(WorkerContext context) {
            say("stop");
        }
    }

    @Test
    void whatAnInitializerLogsArrivesWithTheLevelsOfTheParentEvenIfItFailsThen() throws Exception {
        ProcessPoolExecutor pool =
                pools.open(builder -> builder.maxWorkers(1).initializer(new Talkative(pools.flag())));
        ((Logger) LoggerFactory.getLogger(LOGGER)).setLevel(Level.DEBUG);
        pool.submit(() -> Tasks.add(1, 2)).get();
        pool.warmUpWorkers();
        Awaitility.await().until(() -> log.messages().contains("warm-up"));
        pool.close();

        assertThat(log.messages()).containsExactly("my last words", "start", "warm-up", "stop");
        assertThat(log.events().get(0).getThreadName()).isEqualTo("it-w0");
    }

    // -- Levels --

    private static String levelsSeen() {
        org.slf4j.Logger logger = LoggerFactory.getLogger(LOGGER);
        String level = logger.isTraceEnabled()
                ? "TRACE"
                : logger.isDebugEnabled() ? "DEBUG" : logger.isInfoEnabled() ? "INFO" : "less";
        return level + " " + LogManager.getLogger(LOGGER).isDebugEnabled();
    }

    private static void awaitLevels(ProcessPoolExecutor pool, String levels) {
        Awaitility.await()
                .untilAsserted(
                        () -> assertThat(pool.submit(() -> levelsSeen()).get()).isEqualTo(levels));
    }

    /** An event that the parent does not want is not even sent. */
    @Test
    void aLevelThatIsChangedInTheParentTakesEffectInRunningWorkersWithLogbackAndLog4jAndIsTakenBack() throws Exception {
        ProcessPoolExecutor pool = pools.sharedWorker();
        Logger logger = (Logger) LoggerFactory.getLogger(LOGGER);
        long pid = pool.submit(() -> Tasks.pid()).get();
        awaitLevels(pool, "INFO false");

        logger.setLevel(Level.TRACE);
        awaitLevels(pool, "TRACE true");
        logger.setLevel(Level.ERROR);
        awaitLevels(pool, "less false");
        logger.setLevel(Level.DEBUG);
        awaitLevels(pool, "DEBUG true");

        pool.submit(() -> ((Logger) LoggerFactory.getLogger(LOGGER)).setLevel(Level.ERROR))
                .get();
        assertThat(pool.submit(() -> levelsSeen()).get())
                .as("after a task that has changed it")
                .isEqualTo("DEBUG true");

        logger.setLevel(null);
        awaitLevels(pool, "INFO false");
        assertThat(pool.submit(() -> Tasks.pid()).get()).isEqualTo(pid);
    }

    // -- Frameworks --

    private static void sayWithLog4j() {
        ThreadContext.put("order", "4712");
        LogManager.getLogger(LOGGER).error("order {}", "failed", new IllegalStateException("no more"));
        ThreadContext.clearAll();
    }

    /** Events of Logback arrive from the same worker too, though Log4j came first. */
    @Test
    void whatIsLoggedWithLog4jArrivesAsAnEvent() throws Exception {
        ProcessPoolExecutor pool = pools.oneWorker();
        ProcessFuture<Void> future = pool.submit(() -> sayWithLog4j());
        future.get();
        pool.submit(() -> say("with Logback")).get();

        assertThat(log.messages()).containsExactly("order failed", "with Logback");
        ILoggingEvent event = log.events().get(0);
        assertThat(event.getLevel()).isEqualTo(Level.ERROR);
        assertThat(event.getThreadName()).isEqualTo("it-w0-t" + future.taskId());
        assertThat(event.getMDCPropertyMap())
                .containsEntry("worker.order", "4712")
                .containsEntry("processPool", "it");
        assertThat(event.getThrowableProxy().getMessage()).isEqualTo("no more");
        assertThat(poolLog.workerLines()).isEmpty();
    }

    private static String contextOfLog4j() {
        LogManager.getLogger(LOGGER).error("first");
        LogManager.getLogger(LOGGER).error("second");
        return LogManager.getContext(false).getClass().getName();
    }

    /** Log4j reads the property from the command line, the environment or a file. */
    @Test
    void whereLog4jIsAsynchronousEventsAreThoseOfTheirTasksAndThereBeforeTheirFuturesEnd() throws Exception {
        String selector = AsyncLoggerContextSelector.class.getName();
        List<ProcessPoolExecutor> asynchronous = List.of(
                pools.open(builder ->
                        builder.name("a").maxWorkers(1).jvmArguments("-Dlog4j2.contextSelector=" + selector)),
                pools.open(builder ->
                        builder.name("b").maxWorkers(1).environment(Map.of("LOG4J_CONTEXT_SELECTOR", selector))));
        for (ProcessPoolExecutor pool : asynchronous) {
            for (int i = 0; i < 20; i++) {
                int before = log.events().size();
                ProcessFuture<String> future = pool.submit(() -> contextOfLog4j());

                assertThat(future.get()).isEqualTo("org.apache.logging.log4j.core.LoggerContext");
                assertThat(log.events().subList(before, log.events().size()))
                        .hasSize(2)
                        .allMatch(event -> event.getThreadName().endsWith("-w0-t" + future.taskId()));
            }
        }
    }

    /** Without the libraries whose file names match. */
    private static List<Path> classPathWithout(String names) {
        return Arrays.stream(System.getProperty("java.class.path").split(Pattern.quote(java.io.File.pathSeparator)))
                .map(Path::of)
                .filter(path -> !path.getFileName().toString().matches(names))
                .toList();
    }

    @Test
    void withoutLogbackAndLog4jWhatIsLoggedIsPrinted() throws Exception {
        ProcessPoolExecutor pool =
                pools.open(builder -> builder.maxWorkers(1).classPath(classPathWithout("(logback|log4j|slf4j)-.*")));
        pool.submit(Tasks.loggingWithTheJdk("printed")).get();

        assertThat(poolLog.workerLines()).contains("WARNING: printed");
        assertThat(log.messages()).isEmpty();
    }

    @Test
    void aWorkerCanBeLeftToItsOwnConfiguration() throws Exception {
        ProcessPoolExecutor pool =
                pools.open(builder -> builder.maxWorkers(1).jvmArguments("-Dprocess-pool.log-events=false"));
        pool.submit(() -> say("on the console")).get();

        assertThat(poolLog.workerLines()).hasSize(1).allMatch(line -> line.endsWith("on the console"));
        assertThat(log.messages()).isEmpty();
    }

    @Test
    void aWorkerThatIsAThreadLogsWhereEverybodyDoes() throws Exception {
        ProcessPoolExecutor pool = pools.open(builder -> builder.maxWorkers(1).mode(PoolMode.IN_PROCESS));
        pool.submit(() -> say("here")).get();

        assertThat(log.messages()).containsExactly("here");
        assertThat(log.events().get(0).getThreadName()).isEqualTo("process-pool-it-task");
    }

    @Test
    void manyThreadsOfATaskMayLogAtOnce() throws Exception {
        pools.sharedWorker()
                .submit(() -> {
                    List<Thread> threads = new ArrayList<>();
                    for (int i = 0; i < 8; i++) {
                        int number = i;
                        threads.add(new Thread(() -> say(number, 500)));
                    }
                    threads.forEach(Thread::start);
                    for (Thread thread : threads) {
                        thread.join();
                    }
                    return "joined";
                })
                .get();

        assertThat(log.messages()).hasSize(4000).doesNotHaveDuplicates();
    }

    @Test
    void aTaskThatIsCancelledCanSaySo() throws Exception {
        ProcessPoolExecutor pool = pools.sharedWorker();
        Flag running = pools.flag();
        ProcessFuture<Void> future = pool.with(
                        TaskOptions.builder().gracePeriod(Pools.LIMIT).build())
                .submit(() -> {
                    running.raise();
                    try {
                        Thread.sleep(Pools.LIMIT.toMillis() * 10);
                    } catch (InterruptedException e) {
                        Thread.currentThread().interrupt();
                        say("I was told to stop");
                    }
                });
        running.await();
        CompletableFuture<Void> stopped = future.stopped();
        future.cancel(true);
        stopped.get(Pools.LIMIT.toSeconds(), TimeUnit.SECONDS);

        Awaitility.await().until(() -> log.messages().contains("I was told to stop"));
    }
}
