package io.github.processpool.spring.logging;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.github.processpool.ProcessFuture;
import io.github.processpool.ProcessPoolExecutor;
import io.github.processpool.spring.WorkerBeans;
import io.github.processpool.spring.logging.LoggingApplication.Clerk;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.actuate.logging.LoggersEndpoint;
import org.springframework.boot.logging.LogLevel;
import org.springframework.boot.logging.LoggerGroups;
import org.springframework.boot.logging.LoggingSystem;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.context.ConfigurableApplicationContext;

/** Events that a bean logs in a worker are in the log of the application, with the levels that the application has. */
@ExtendWith(OutputCaptureExtension.class)
@Timeout(value = 300, unit = TimeUnit.SECONDS)
class WorkerLogIT {

    private static final Duration LIMIT = Duration.ofSeconds(60);

    static ConfigurableApplicationContext context;
    static ProcessPoolExecutor pool;

    @BeforeAll
    static void start() {
        context = SpringApplication.run(
                LoggingApplication.class,
                "--test.small=true",
                "--spring.main.web-application-type=none",
                "--logging.level.from.property=debug",
                "--logging.level.verbose=info",
                "--logging.level.changed.later=debug",
                "--logging.pattern.level=%5p <%X{worker.order} %X{processPool} %X{processPoolWorker}>",
                "--process-pool.max-workers=1",
                "--process-pool.start-timeout=2m",
                "--process-pool.worker.properties.logging.level.only.workers=trace");
        pool = context.getBean(ProcessPoolExecutor.class);
        pool.warmUpWorkers();
    }

    @AfterAll
    static void stop() {
        context.close();
    }

    private static String levelInWorker(String logger) {
        return pool.submit(name -> ((Clerk) WorkerBeans.bean("clerk")).levelOf(name), logger)
                .join();
    }

    /** As an operator does; null: the one of the loggers above it. */
    private static void configure(String logger, @Nullable LogLevel level) {
        new LoggersEndpoint(context.getBean(LoggingSystem.class), new LoggerGroups()).configureLogLevel(logger, level);
    }

    @Test
    void eventOfBeanIsInTheParentsLogOnceWithAllThatBelongsToIt(CapturedOutput output) throws Exception {
        ProcessFuture<Void> future = pool.submit(() -> ((Clerk) WorkerBeans.bean("clerk")).fail());
        future.get(LIMIT.toSeconds(), TimeUnit.SECONDS);

        // With the pattern that is Boot's default, but for the MDC.
        assertThat(output.getAll().lines().filter(line -> line.contains("order failed")))
                .singleElement()
                .asString()
                .contains("ERROR <4711 process-pool 0>", "-w0-t" + future.taskId() + "]", "LoggingApplication$Clerk");
        assertThat(output).contains("java.lang.IllegalStateException: no more of it\n\tat " + Clerk.class.getName());
    }

    @Test
    void nothingIsSaidAboutTheConfigurationOfLogging(CapturedOutput output) {
        levelInWorker("any");

        assertThat(output).doesNotContain("logback.configurationFile");
    }

    @Test
    void librariesSayInWorkersWhatTheySayOfTheirStartOnlyFromWarningsOn(CapturedOutput output) throws Exception {
        pool.recycleWorkers().get(LIMIT.toSeconds() * 2, TimeUnit.SECONDS);
        pool.warmUpWorkers();
        pool.submit(() -> ((Clerk) WorkerBeans.bean("clerk")).work()).get(LIMIT.toSeconds(), TimeUnit.SECONDS);

        List<String> messages = output.getAll()
                .lines()
                .filter(line -> line.contains(" INFO < process-pool 0>"))
                .map(line -> line.replaceFirst(".* : ", ""))
                .toList();
        assertThat(messages).containsOnly("clerk was made", "verbose engine was made", "engine works");
    }

    @Test
    void levelsOfPropertiesHoldInWorkers() {
        assertThat(levelInWorker("from.property")).isEqualTo("DEBUG");
        assertThat(levelInWorker("only.workers")).isEqualTo("TRACE");
        assertThat(levelInWorker("any.other")).isEqualTo("less");
    }

    @Test
    void levelChangedThroughActuatorTakesEffectInRunningWorkerAndIsTakenBack() throws Exception {
        assertThat(levelInWorker("at.runtime")).isEqualTo("less");

        configure("at.runtime", LogLevel.TRACE);
        await().atMost(LIMIT).until(() -> levelInWorker("at.runtime").equals("TRACE"));
        configure("at.runtime", null);
        await().atMost(LIMIT).until(() -> levelInWorker("at.runtime").equals("less"));
    }

    @Test
    void levelChangedThroughActuatorHoldsInWorkersWhoseContextIsBuiltLater() throws Exception {
        configure("changed.later", LogLevel.INFO);
        pool.recycleWorkers().get(LIMIT.toSeconds() * 2, TimeUnit.SECONDS);

        assertThat(levelInWorker("changed.later")).isEqualTo("less");
        assertThat(levelInWorker("from.property")).isEqualTo("DEBUG");
    }

    @Test
    void workersLogAsAFileOfTheUsersSaysIfTheyAreTold(CapturedOutput output) throws Exception {
        String file = "classpath:io/github/processpool/spring/logging/own-logback.xml";
        try (ConfigurableApplicationContext other = SpringApplication.run(
                LoggingApplication.class,
                "--test.small=true",
                "--spring.main.web-application-type=none",
                "--process-pool.name=other",
                "--process-pool.max-workers=1",
                "--process-pool.start-timeout=2m",
                "--process-pool.worker.properties.logging.config=" + file)) {
            ProcessPoolExecutor own = other.getBean(ProcessPoolExecutor.class);
            own.warmUpWorkers();
            own.submit(() -> ((Clerk) WorkerBeans.bean("clerk")).fail()).get(LIMIT.toSeconds(), TimeUnit.SECONDS);
        }

        assertThat(output.getAll().lines().filter(line -> line.contains("order failed")))
                .singleElement()
                .asString()
                .endsWith("mine: order failed");
    }
}
