package io.github.processpool.spring.autoconfigure;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.processpool.PoolFaults;
import io.github.processpool.ProcessPoolExecutor;
import io.github.processpool.ProcessPoolExecutorBuilder;
import io.github.processpool.spring.ProcessPoolExecutorBuilderCustomizer;
import io.github.processpool.spring.settings.InvalidPoolPropertyException;
import io.github.processpool.spring.settings.InvalidPoolPropertyFailureAnalyzer;
import io.github.processpool.spring.settings.RightValues;
import java.lang.reflect.Method;
import java.util.Arrays;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.context.properties.bind.DataObjectPropertyName;
import org.springframework.boot.diagnostics.FailureAnalysis;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.boot.test.util.TestPropertyValues;
import org.springframework.boot.test.util.TestPropertyValues.Type;
import org.springframework.core.env.MapPropertySource;
import org.springframework.mock.env.MockEnvironment;

/** Values that can't be end the start, with the property, the value as it was written, its place, and how to write it. */
class WrongValuesTest {

    private final ApplicationContextRunner runner =
            new ApplicationContextRunner().withConfiguration(AutoConfigurations.of(ProcessPoolAutoConfiguration.class));

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '"', textBlock = """
            name                 | a b            | letters
            name                 | taskExecutor   | @Async
            min-workers          | -1             | it must be at least 0
            min-workers          | 100000         | it must not exceed the maximum
            max-workers          | 0              | it must be at least 1
            max-workers          | 10001          | it must be at most 10000
            idle-timeout         | 0              | it must be greater than zero
            idle-timeout         | -5s            | it must be greater than zero
            idle-timeout         | 60             | write '60s'
            queue-capacity       | 0              | it must be at least 1
            max-queued-bytes     | 0              | it must be at least 1
            max-tasks-per-worker | 0              | it must be at least 1
            quarantine-after     | 0              | it must be at least 1
            spare-workers        | 2000           | it must be at most 1000
            max-worker-age       | 3600           | write '3600s'
            max-worker-memory    | 1MB            | it must be at least 8 MB
            worker-heap          | 1MB            | it must be at least 8 MB
            worker-heap          | 512            | it must be at least 8 MB
            worker-heap          | 100TB          | it must not exceed the memory of this machine or container, which is
            start-timeout        | 30             | write '30s'
            start-timeout        | -1s            | it must be greater than zero
            heartbeat-timeout    | 30             | write '30s'
            heartbeat-timeout    | 5ms            | at least 500 ms
            grace-period         | 5              | write '5s'
            grace-period         | -1s            | it must not be negative
            stop-timeout         | 10             | write '10s'
            stop-timeout         | -1s            | it must not be negative
            shutdown-timeout     | 20             | write '20s'
            shutdown-timeout     | -1s            | it must not be negative
            max-payload          | 4GB            | it must be at least 1 KB and less than 2 GB
            parameter-filter     | maxdepth=x     | it is not a valid filter: 'maxdepth=x'
            result-filter        | maxdepth=x     | it is not a valid filter: 'maxdepth=x'
            working-directory    | /no/such       | it must be an existing directory
            java-executable      | /no/java       | there is no program '/no/java'
            java-executable      | no-such-java   | in any folder of the PATH
            java-executable      | /              | '/' is a folder
            class-path           | /no/a.jar,/    | there is no '/no/a.jar'
            class-path           | /x:/y          | the entries of a class path are separate elements: '/x', '/y'
            class-path           | /no/lib/*      | there is no '/no/lib/*'
            command-prefix       | nice -n 10     | the words of a command are separate elements: 'nice', '-n', '10'
            command-prefix       | no-such-nice   | in any folder of the PATH
            agents               | /no/agent.jar=port=1 | there is no file '/no/agent.jar'
            agents               | /              | there is no file '/'
            jvm-arguments        | -agentlib:jdwp=server=y,suspend=n | it belongs to '-agentlib:jdwp=server=y'
            jvm-arguments        | -Xss1m -Xmx64m | several arguments in one element
            """)
    void wrongValueEndsTheStartAndIsToldWithItsPropertyAndAnExample(String key, String value, String reason) {
        assertTold("process-pool." + key, value, reason);
        if (!key.equals("name")) {
            assertTold("process-pool.pools.pdf." + key, value, reason);
        }
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            max-workers       | four       | it must be a whole number
            queue-capacity    | 1e9        | it must be a whole number
            start-timeout     | 30 seconds | it must be a duration
            grace-period      | soon       | it must be a duration
            worker-heap       | half       | it must be a size
            max-payload       | 1 TiB      | it must be a size
            mode              | threads    | it must be processes or in-process
            when-full         | wait       | it must be reject or block
            register-mbean    | maybe      | it must be true or false
            """)
    void unreadableValueIsToldWithWhatItShouldBeAndAnExample(String key, String value, String reason) {
        assertTold("process-pool." + key, value, reason);
        assertTold("process-pool.pools.pdf." + key, value, reason);
    }

    private void assertTold(String property, String value, String reason) {
        FailureAnalysis analysis = FailedStart.of(runner.withPropertyValues(property + "=" + value));

        assertThat(analysis.getDescription())
                .contains("'" + property + "' can't be '" + value + "'", reason)
                .contains("It was set in: \"" + property + "\"")
                .doesNotContain("PT", " bytes", "io.github.processpool");
        settings().forEach(setting -> assertThat(analysis.getDescription()).doesNotContain(setting + " "));
        assertThat(analysis.getAction()).contains("'" + property + "'", "An example of a right one is: " + property);
    }

    /** Names of two words, which no property has. */
    private static Stream<String> settings() {
        return Arrays.stream(ProcessPoolExecutorBuilder.class.getMethods())
                .filter(method -> method.getDeclaringClass() == ProcessPoolExecutorBuilder.class)
                .map(Method::getName)
                .filter(name -> !name.equals(DataObjectPropertyName.toDashedForm(name)))
                .distinct();
    }

    @ParameterizedTest
    @MethodSource("settings")
    void thereIsAnExampleForEverySetting(String setting) {
        // Code, and what the properties of the starter's own cache are for.
        if (!setting.matches("commandCustomizer|resultClasses|startUpCache|startUpCacheFolder")) {
            assertThat(RightValues.example("process-pool." + DataObjectPropertyName.toDashedForm(setting)))
                    .isNotNull();
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "start-timeout=30ms",
                "start-timeout=1000",
                "heartbeat-timeout=0",
                "heartbeat-timeout=500",
                "grace-period=0",
                "grace-period=100",
                "stop-timeout=0",
                "register-mbean=true",
                "shutdown-timeout=0",
                "max-worker-age=1m",
                "command-prefix=nice,-n,10",
                "jvm-arguments[0]=-Da=b,c",
                "jvm-arguments=--add-opens,java.base/java.lang=ALL-UNNAMED,-Dname=a b",
                "java-executable=sh"
            })
    void whatMayBeMeantIsTaken(String property) {
        runner.withPropertyValues("process-pool." + property, "process-pool.pools.pdf." + property)
                .run(context -> assertThat(context).hasNotFailed());
    }

    @Test
    void numberWithoutUnitIsFoundWhereverItComesFrom() {
        assertThat(FailedStart.wordsOf(runner.withPropertyValues("process-pool.start-timeout=${limit}", "limit=30")))
                .contains("can't be '30'", "write '30s'");
        assertThat(FailedStart.wordsOf(
                        runner.withInitializer(context -> TestPropertyValues.of("PROCESSPOOL_POOLS_PDF_STARTTIMEOUT=30")
                                .applyTo(context.getEnvironment(), Type.SYSTEM_ENVIRONMENT, "test-systemEnvironment"))))
                .contains(
                        "'process-pool.pools.pdf.start-timeout' can't be '30'",
                        "\"PROCESSPOOL_POOLS_PDF_STARTTIMEOUT\"");
    }

    @ParameterizedTest
    @ValueSource(strings = {"pools.My_Pool", "pools[a.b]"})
    void placeIsFoundUnderEveryNameOfAPool(String pool) {
        String property = "process-pool." + pool + ".start-timeout";
        assertThat(FailedStart.wordsOf(runner.withPropertyValues(property + "=30")))
                .contains("'" + property + "' can't be '30'", "It was set in: \"" + property + "\"");
    }

    @Test
    void valueThatIsInheritedIsBlamedOnWhereItWasSaid() {
        assertThat(FailedStart.of(runner.withPropertyValues(
                                        "process-pool.queue-capacity=0", "process-pool.pools.pdf.max-workers=1")
                                .withBean(
                                        "own",
                                        ProcessPoolExecutor.class,
                                        () -> ProcessPoolExecutor.builder()
                                                .name("own")
                                                .build()))
                        .getDescription())
                .contains("'process-pool.queue-capacity'");
    }

    @Test
    void placeIsToldHoweverTheNameWasWritten() {
        MockEnvironment environment = new MockEnvironment().withProperty("processPool.maxWorkers", "0");
        FailureAnalysis analysis = new InvalidPoolPropertyFailureAnalyzer(environment)
                .analyze(new InvalidPoolPropertyException("process-pool.max-workers", 0, "it is too small"));
        assertThat(analysis.getDescription()).contains("\"processPool.maxWorkers\" from property source");
    }

    @Test
    void valuesOfTheEnvironmentAreNotTold() {
        assertThat(FailedStart.wordsOf(runner.withInitializer(context -> context.getEnvironment()
                        .getPropertySources()
                        .addFirst(new MapPropertySource("test", Map.of("process-pool.environment[A=B]", "secret"))))))
                .contains("'process-pool.environment' can't be '[A=B]': 'A=B' is not the name of a variable")
                .contains("process-pool.environment.LANG=C")
                .doesNotContain("secret");
    }

    @Test
    void passwordsAmongTheArgumentsAreNotTold() {
        assertThat(FailedStart.wordsOf(runner.withPropertyValues(
                        "process-pool.jvm-arguments=-Dpassword=secret -Xss1m,-Dother=secret")))
                .contains("several", "-Dpassword=...", "-Dother=...")
                .doesNotContain("secret");
    }

    // -- Not of properties --

    @Test
    void faultsWithoutInProcessModeAreToldWithTheProperty() {
        FailureAnalysis analysis = FailedStart.of(runner.withBean(PoolFaults.class, PoolFaults::new));

        assertThat(analysis.getDescription()).contains("a bean of the type PoolFaults", "'process-pool' are processes");
        assertThat(analysis.getAction()).contains("'process-pool.mode=in-process'", "remove the bean");
        assertThat(FailedStart.of(runner.withBean(PoolFaults.class, PoolFaults::new)
                                .withPropertyValues(
                                        "process-pool.mode=in-process", "process-pool.pools.pdf.mode=processes"))
                        .getAction())
                .contains("'process-pool.pools.pdf.mode=in-process'");
    }

    @Test
    void whatCodeTellsTheBuilderIsNotBlamedOnAProperty() {
        FailureAnalysis analysis = FailedStart.of(runner.withBean(
                ProcessPoolExecutorBuilderCustomizer.class,
                () -> (pool, builder) -> builder.commandPrefix("nice -n 1")));

        assertThat(analysis.getDescription()).contains("Process pool 'process-pool' can't be built: commandPrefix");
        assertThat(analysis.getAction())
                .contains("process-pool.command-prefix=nice,-n,10", "ProcessPoolExecutorBuilderCustomizer");
    }
}
