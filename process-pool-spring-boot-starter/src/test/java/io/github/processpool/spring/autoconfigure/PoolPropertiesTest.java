package io.github.processpool.spring.autoconfigure;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import io.github.processpool.PoolSnapshot;
import io.github.processpool.ProcessPoolExecutor;
import io.github.processpool.spring.ProcessPools;
import java.util.Objects;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.boot.SpringBootVersion;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.autoconfigure.task.TaskExecutionAutoConfiguration;
import org.springframework.boot.diagnostics.FailureAnalysis;
import org.springframework.boot.diagnostics.FailureAnalyzer;
import org.springframework.boot.test.context.assertj.AssertableApplicationContext;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.mock.env.MockEnvironment;

/** Effects of properties, those that a pool inherits, and the words for values that can't be. */
class PoolPropertiesTest {

    private final ApplicationContextRunner runner = new ApplicationContextRunner()
            .withConfiguration(
                    AutoConfigurations.of(ProcessPoolAutoConfiguration.class, TaskExecutionAutoConfiguration.class));

    @Test
    void describesDefaultPool() {
        runner.withPropertyValues(
                        "process-pool.name=renderers",
                        "process-pool.max-workers=3",
                        "process-pool.queue-capacity=7",
                        "process-pool.idle-timeout=5s",
                        "process-pool.max-queued-bytes=10MB",
                        "process-pool.when-full=block",
                        "process-pool.max-tasks-per-worker=100",
                        "process-pool.quarantine-after=5",
                        "process-pool.spare-workers=1",
                        "process-pool.max-worker-age=6h",
                        "process-pool.max-worker-memory=512MB",
                        "process-pool.worker-heap=64MB",
                        "process-pool.jvm-arguments=-Xss1m,-Dsome=thing",
                        "process-pool.environment.LANG=C",
                        "process-pool.working-directory=" + System.getProperty("java.io.tmpdir"),
                        "process-pool.java-executable=" + System.getProperty("java.home") + "/bin/java",
                        "process-pool.class-path=a.jar,b.jar",
                        "process-pool.command-prefix=nice,-n,10",
                        "process-pool.start-timeout=1m",
                        "process-pool.heartbeat-timeout=0",
                        "process-pool.grace-period=100ms",
                        "process-pool.max-payload=1GB",
                        "process-pool.parameter-filter=java.base/*;!*",
                        "process-pool.result-filter=java.base/*;!*",
                        "process-pool.shutdown-timeout=10s")
                .run(context -> {
                    PoolSnapshot snapshot = snapshot(context, "renderers");
                    assertThat(snapshot.maxWorkers()).isEqualTo(3);
                    assertThat(snapshot.queueCapacity()).isEqualTo(7);
                });
    }

    @Test
    void namedPoolInheritsWhatItDoesNotSay() {
        runner.withPropertyValues(
                        "process-pool.max-workers=3",
                        "process-pool.queue-capacity=7",
                        "process-pool.pools.pdf.queue-capacity=9")
                .run(context -> {
                    assertThat(snapshot(context, "process-pool").queueCapacity())
                            .isEqualTo(7);
                    assertThat(snapshot(context, "pdf").queueCapacity()).isEqualTo(9);
                    assertThat(snapshot(context, "pdf").maxWorkers()).isEqualTo(3);
                });
    }

    @Test
    void inheritedMinimumFollowsOwnMaximum() {
        ProcessPoolProperties properties = new ProcessPoolProperties();
        properties.setMinWorkers(4);
        properties.setMaxWorkers(4);
        PoolProperties pdf = new PoolProperties();
        pdf.setMaxWorkers(2);
        properties.getPools().put("pdf", pdf);
        assertThat(PropertyLayers.ofNamedPool("pdf", properties).toBuilder()).isNotNull();
    }

    @Test
    void poolWithoutPropertiesOfItsOwnIsDefinedByItsName() {
        // Boot 4.0 takes no empty value for an object: there a named pool needs one property.
        assumeThat(SpringBootVersion.getVersion()).doesNotStartWith("4.0.");
        runner.withPropertyValues("process-pool.pools.pdf=")
                .run(context ->
                        assertThat(context.getBean(ProcessPools.class).names()).contains("pdf"));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            process-pool.max-workers              | 0          | at least 1
            process-pool.min-workers              | -1         | at least 0
            process-pool.min-workers              | 100000     | must not exceed the maximum
            process-pool.queue-capacity           | 0          | at least 1
            process-pool.quarantine-after         | 0          | at least 1
            process-pool.idle-timeout             | 0          | greater than zero
            process-pool.heartbeat-timeout        | 5ms        | at least PT0.5S
            process-pool.shutdown-timeout         | -1s        | negative
            process-pool.worker-heap              | 1MB        | at least
            process-pool.max-payload              | 4GB        | bytes
            process-pool.result-filter            | maxdepth=x | not a valid filter
            process-pool.working-directory        | /no/such   | must be a directory
            process-pool.java-executable          | /no/java   | not an executable file
            process-pool.name                     | a b        | letters
            process-pool.name                     | taskExecutor | @Async
            process-pool.pools.pdf.max-workers    | 0          | at least 1
            process-pool.pools.pdf.grace-period   | -1s        | negative
            process-pool.stop-timeout             | -1s        | negative
            """)
    void wrongValueIsToldWithItsProperty(String property, String value, String reason) {
        runner.withPropertyValues(property + "=" + value)
                .run(context -> assertThat(analysis(context))
                        .satisfies(analysis ->
                                assertThat(analysis.getDescription()).contains("'" + property + "'", reason))
                        .satisfies(analysis -> assertThat(analysis.getAction()).contains(property)));
    }

    @Test
    void wrongInheritedValueIsBlamedOnWhereItWasSaid() {
        runner.withPropertyValues("process-pool.queue-capacity=0", "process-pool.pools.pdf.max-workers=1")
                .withUserConfiguration(OwnDefaultPool.class)
                .run(context ->
                        assertThat(analysis(context).getDescription()).contains("'process-pool.queue-capacity'"));
    }

    @Test
    void placeOfWrongValueIsTold() {
        MockEnvironment environment = new MockEnvironment().withProperty("processPool.maxWorkers", "0");
        FailureAnalysis analysis = new InvalidPoolPropertyFailureAnalyzer(environment)
                .analyze(new InvalidPoolPropertyException("process-pool.max-workers", 0, "it is too small"));
        assertThat(analysis.getDescription()).contains("\"processPool.maxWorkers\" from property source");
    }

    @Test
    void poolsWithOneNameAreRefused() {
        runner.withPropertyValues("process-pool.name=pdf", "process-pool.pools.pdf.max-workers=1")
                .run(context -> assertThat(analysis(context).getDescription())
                        .contains("'processPoolExecutor'", "'pdfProcessPoolExecutor'", "name 'pdf'"));
    }

    @Test
    void poolWithNameOfApplicationTaskExecutorIsRefused() {
        runner.withPropertyValues("process-pool.pools.applicationTaskExecutor.max-workers=1")
                .run(context -> assertThat(analysis(context).getDescription())
                        .contains("process-pool.pools.applicationTaskExecutor", "@Async"));
    }

    @Test
    void poolBeanWithNameOfTaskExecutorIsRefused() {
        runner.withUserConfiguration(PoolCalledTaskExecutor.class)
                .run(context -> assertThat(analysis(context).getDescription()).contains("'taskExecutor'", "@Async"));
    }

    @Test
    void unknownPoolIsToldWithTheKnownOnes() {
        runner.withPropertyValues("process-pool.pools.mail.max-workers=1")
                .withUserConfiguration(WantsUnknownPool.class)
                .run(context -> assertThat(analysis(context))
                        .satisfies(analysis ->
                                assertThat(analysis.getDescription()).contains("'pdf'", "process-pool, mail"))
                        .satisfies(analysis ->
                                assertThat(analysis.getAction()).contains("process-pool.pools.pdf.max-workers")));
    }

    private static PoolSnapshot snapshot(AssertableApplicationContext context, String pool) {
        return context.getBean(ProcessPools.class).get(pool).snapshot();
    }

    /** The analysis that Spring Boot would print; it finds the analyzers as we do here. */
    private static FailureAnalysis analysis(AssertableApplicationContext context) {
        assertThat(context).hasFailed();
        Throwable failure = context.getStartupFailure();
        return Stream.of(
                        new InvalidPoolDefinitionFailureAnalyzer(),
                        new InvalidPoolPropertyFailureAnalyzer(new MockEnvironment()),
                        new UnknownProcessPoolFailureAnalyzer())
                .map(analyzer -> ((FailureAnalyzer) analyzer).analyze(failure))
                .filter(Objects::nonNull)
                .findFirst()
                .orElseThrow(() -> new AssertionError("No analysis of", failure));
    }

    @Configuration(proxyBeanMethods = false)
    static class OwnDefaultPool {

        @Bean
        ProcessPoolExecutor own() {
            return ProcessPoolExecutor.builder().name("own").build();
        }
    }

    @Configuration(proxyBeanMethods = false)
    static class PoolCalledTaskExecutor {

        @Bean
        ProcessPoolExecutor taskExecutor() {
            return ProcessPoolExecutor.builder().name("own").build();
        }
    }

    @Configuration(proxyBeanMethods = false)
    static class WantsUnknownPool {

        @Bean
        Object wants(ProcessPools pools) {
            return pools.get("pdf");
        }
    }
}
