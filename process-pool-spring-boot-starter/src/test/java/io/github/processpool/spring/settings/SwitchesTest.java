package io.github.processpool.spring.settings;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.processpool.ProcessPoolExecutor;
import io.github.processpool.spring.annotation.ProcessAsync;
import io.github.processpool.spring.autoconfigure.FailedStart;
import io.github.processpool.spring.autoconfigure.ProcessAsyncAutoConfiguration;
import io.github.processpool.spring.autoconfigure.ProcessPoolAutoConfiguration;
import io.github.processpool.spring.autoconfigure.ProcessPoolHealthContributorAutoConfiguration;
import io.github.processpool.spring.autoconfigure.ProcessPoolHealthReadinessAutoConfiguration;
import io.github.processpool.spring.autoconfigure.ProcessPoolsOffAutoConfiguration;
import io.github.processpool.spring.health.ProcessPoolReadinessIndicator;
import io.github.processpool.spring.launch.StartUpCache;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.diagnostics.FailureAnalysis;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.boot.test.util.TestPropertyValues;
import org.springframework.boot.test.util.TestPropertyValues.Type;
import org.springframework.stereotype.Service;

/** Every condition reads what is on or off as Spring Boot reads a boolean property. */
@ExtendWith(OutputCaptureExtension.class)
class SwitchesTest {

    private final ApplicationContextRunner runner = new ApplicationContextRunner()
            .withConfiguration(AutoConfigurations.of(
                    ProcessPoolAutoConfiguration.class,
                    ProcessPoolsOffAutoConfiguration.class,
                    ProcessAsyncAutoConfiguration.class,
                    ProcessPoolHealthContributorAutoConfiguration.class,
                    ProcessPoolHealthReadinessAutoConfiguration.class))
            .withPropertyValues("process-pool.mode=in-process");

    @ParameterizedTest
    @ValueSource(strings = {"true", "TRUE", "yes", "Yes", "on", "1", " on ", "${no.such.property:yes}"})
    void poolsAreThereWithEveryWordForOn(String word) {
        runner.withPropertyValues("process-pool.enabled=" + word)
                .run(context -> assertThat(context).hasSingleBean(ProcessPoolExecutor.class));
    }

    @ParameterizedTest
    @ValueSource(strings = {"false", "False", "no", "NO", "off", "0"})
    void poolsAreNotThereWithEveryWordForOff(String word) {
        runner.withPropertyValues("process-pool.enabled=" + word)
                .run(context -> assertThat(context).hasNotFailed().doesNotHaveBean(ProcessPoolExecutor.class));
    }

    @ParameterizedTest
    @ValueSource(strings = {"processPool.enabled", "process_pool.enabled", "PROCESS-POOL.ENABLED"})
    void everySpellingOfTheNameCounts(String name) {
        runner.withPropertyValues(name + "=no")
                .run(context -> assertThat(context).hasNotFailed().doesNotHaveBean(ProcessPoolExecutor.class));
    }

    @Test
    void variableOfTheEnvironmentCounts() {
        runner.withInitializer(context -> TestPropertyValues.of("PROCESSPOOL_ENABLED=off")
                        .applyTo(context.getEnvironment(), Type.SYSTEM_ENVIRONMENT, "test-systemEnvironment"))
                .run(context -> assertThat(context).hasNotFailed().doesNotHaveBean(ProcessPoolExecutor.class));
    }

    @ParameterizedTest
    @CsvSource({
        "process-pool.enabled, ture",
        "process-pool.enabled, 2",
        "process-pool.enabled, enabled",
        "process-pool.enabled, ''",
        "process-pool.worker.cache.enabled, flase",
        "process-pool.worker.nested-pools, maybe",
        "process-pool.worker.context.warm-up, ja",
        "management.health.processpool.enabled, yess",
        "management.health.processpoolreadiness.enabled, y",
        "spring.aop.proxy-target-class, non",
    })
    void anyOtherWordEndsTheStartAndIsToldWithItsPropertyAndItsPlace(String property, String word) {
        FailureAnalysis analysis = FailedStart.of(runner.withPropertyValues(property + "=" + word));

        assertThat(analysis.getDescription())
                .contains(property, word)
                .containsIgnoringCase("\"" + property + "\" from property source \"test\"");
    }

    @Test
    void analysisSaysWhatToWrite() {
        assertThat(FailedStart.wordsOf(runner.withPropertyValues("process-pool.enabled=ture")))
                .contains("'process-pool.enabled' can't be 'ture': it is neither true nor false")
                .contains("write 'process-pool.enabled=true' or 'process-pool.enabled=false'");
    }

    @ParameterizedTest
    @CsvSource({"yes, true", "ON, true", "1, true", "no, false", "0, false"})
    void startUpCacheIsThereWithEveryWordForOn(String word, boolean there) {
        runner.withPropertyValues("process-pool.worker.cache.enabled=" + word)
                .run(context -> assertThat(
                                context.getBeansOfType(StartUpCache.class).isEmpty())
                        .isNotEqualTo(there));
    }

    @ParameterizedTest
    @CsvSource({"yes, true", "1, true", "off, false"})
    void healthContributorsAreThereWithEveryWordForOn(String word, boolean there) {
        runner.withPropertyValues(
                        "management.health.processpool.enabled=" + word,
                        "management.health.processpoolreadiness.enabled=" + word)
                .run(context -> {
                    assertThat(context.containsBean("processPoolHealthContributor"))
                            .isEqualTo(there);
                    assertThat(context.getBeansOfType(ProcessPoolReadinessIndicator.class)
                                    .isEmpty())
                            .isNotEqualTo(there);
                });
    }

    // -- Off --

    @Service
    static class Reports {

        String thread = "";

        @ProcessAsync
        public Future<String> render() {
            thread = Thread.currentThread().getName();
            return CompletableFuture.completedFuture("done");
        }

        @ProcessAsync
        public void send() {}

        public void other() {}
    }

    @Test
    void methodsRunInThisProcessWithoutPoolsAndAreCountedInOneLine(CapturedOutput output) {
        runner.withPropertyValues("process-pool.enabled=no")
                .withBean(Reports.class)
                .withBean("lazy", Reports.class, Reports::new, definition -> definition.setLazyInit(true))
                .run(context -> {
                    Reports reports = (Reports) context.getBean("lazy");
                    assertThat(reports.render().get()).isEqualTo("done");
                    assertThat(reports.thread).isEqualTo(Thread.currentThread().getName());
                });
        assertThat(output.getAll().lines().filter(line -> line.contains("@ProcessAsync")))
                .singleElement()
                .asString()
                .contains(
                        "INFO",
                        "switched off (process-pool.enabled=false): 2 methods with @ProcessAsync run in this process",
                        "Reports.render, ",
                        "Reports.send");
    }

    @Test
    void nothingIsSaidWithPoolsOrWithoutMethods(CapturedOutput output) {
        runner.withBean(Reports.class).run(context -> assertThat(context).hasNotFailed());
        runner.withPropertyValues("process-pool.enabled=off")
                .run(context -> assertThat(context).hasNotFailed());
        assertThat(output).doesNotContain("switched off");
    }
}
