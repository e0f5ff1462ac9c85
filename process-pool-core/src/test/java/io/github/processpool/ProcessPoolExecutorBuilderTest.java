package io.github.processpool;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatNullPointerException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Every setter refuses what can't work, and says which setting and which value it was. */
class ProcessPoolExecutorBuilderTest {

    private static Arguments wrong(String setting, String value, Consumer<ProcessPoolExecutorBuilder> call) {
        return Arguments.of(setting, value, call);
    }

    static Stream<Arguments> wrongValues() {
        return Stream.of(
                wrong("name", "''", builder -> builder.name("")),
                wrong("name", "'a/b'", builder -> builder.name("a/b")),
                wrong("name", "'-a'", builder -> builder.name("-a")),
                wrong("name", "letters", builder -> builder.name("x".repeat(65))),
                wrong("minWorkers", "-1", builder -> builder.minWorkers(-1)),
                wrong("maxWorkers", "0", builder -> builder.maxWorkers(0)),
                wrong("maxWorkers", "-7", builder -> builder.maxWorkers(-7)),
                wrong("maxWorkers", "10001", builder -> builder.maxWorkers(10_001)),
                wrong("idleTimeout", "PT0S", builder -> builder.idleTimeout(Duration.ZERO)),
                wrong("idleTimeout", "PT-1S", builder -> builder.idleTimeout(Duration.ofSeconds(-1))),
                wrong("queueCapacity", "0", builder -> builder.queueCapacity(0)),
                wrong("maxQueuedBytes", "0", builder -> builder.maxQueuedBytes(0)),
                wrong("maxTasksPerWorker", "0", builder -> builder.maxTasksPerWorker(0)),
                wrong("quarantineAfter", "0", builder -> builder.quarantineAfter(0)),
                wrong("spareWorkers", "-1", builder -> builder.spareWorkers(-1)),
                wrong("spareWorkers", "1001", builder -> builder.spareWorkers(1001)),
                wrong("maxWorkerAge", "PT0S", builder -> builder.maxWorkerAge(Duration.ZERO)),
                wrong("maxWorkerAge", "PT-1S", builder -> builder.maxWorkerAge(Duration.ofSeconds(-1))),
                wrong("maxWorkerMemory", "1024", builder -> builder.maxWorkerMemory(1024)),
                wrong("workerHeap", "1024", builder -> builder.workerHeap(1024)),
                wrong("startTimeout", "PT0S", builder -> builder.startTimeout(Duration.ZERO)),
                wrong("startTimeout", "PT-1S", builder -> builder.startTimeout(Duration.ofSeconds(-1))),
                wrong("heartbeatTimeout", "PT-1S", builder -> builder.heartbeatTimeout(Duration.ofSeconds(-1))),
                wrong("heartbeatTimeout", "PT0.1S", builder -> builder.heartbeatTimeout(Duration.ofMillis(100))),
                wrong("gracePeriod", "PT-1S", builder -> builder.gracePeriod(Duration.ofSeconds(-1))),
                wrong("stopTimeout", "PT-1S", builder -> builder.stopTimeout(Duration.ofSeconds(-1))),
                wrong("maxPayload", "1023", builder -> builder.maxPayload(1023)),
                wrong("maxPayload", "2147483647", builder -> builder.maxPayload(Integer.MAX_VALUE)),
                wrong("maxPayload", "9223372036854775807", builder -> builder.maxPayload(Long.MAX_VALUE)),
                wrong("parameterFilter", "'maxdepth=x'", builder -> builder.parameterFilter("maxdepth=x")),
                wrong("resultFilter", "'maxdepth=x'", builder -> builder.resultFilter("maxdepth=x")),
                wrong("resultClasses", "'a.B;c.D'", builder -> builder.resultClasses("a.B;c.D")),
                wrong("resultClasses", "'!a.B'", builder -> builder.resultClasses("a.A", "!a.B")),
                wrong("resultClasses", "'a.'", builder -> builder.resultClasses("a.")),
                wrong("resultClasses", "'*'", builder -> builder.resultClasses("*")),
                wrong("resultClasses", "''", builder -> builder.resultClasses("")),
                wrong("environment", "'A=B'", builder -> builder.environment(Map.of("A=B", "x"))),
                wrong("environment", "''", builder -> builder.environment(Map.of("", "x"))),
                wrong("workingDirectory", "/no/such", builder -> builder.workingDirectory(Path.of("/no/such"))),
                wrong("classPath", "empty", builder -> builder.classPath(List.of())));
    }

    @ParameterizedTest(name = "{0} {1}")
    @MethodSource("wrongValues")
    void refusesAValueThatCantWorkAndNamesIt(String setting, String value, Consumer<ProcessPoolExecutorBuilder> call) {
        assertThatThrownBy(() -> call.accept(ProcessPoolExecutor.builder()))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(setting)
                .hasMessageContaining(value);
    }

    static Stream<Arguments> nulls() {
        return Stream.of(
                wrong("name", "", builder -> builder.name(null)),
                wrong("idleTimeout", "", builder -> builder.idleTimeout(null)),
                wrong("maxWorkerAge", "", builder -> builder.maxWorkerAge(null)),
                wrong("whenFull", "", builder -> builder.whenFull(null)),
                wrong("startTimeout", "", builder -> builder.startTimeout(null)),
                wrong("heartbeatTimeout", "", builder -> builder.heartbeatTimeout(null)),
                wrong("gracePeriod", "", builder -> builder.gracePeriod(null)),
                wrong("stopTimeout", "", builder -> builder.stopTimeout(null)),
                wrong("javaExecutable", "", builder -> builder.javaExecutable(null)),
                wrong("parameterFilter", "", builder -> builder.parameterFilter(null)),
                wrong("resultFilter", "", builder -> builder.resultFilter(null)),
                wrong("resultClasses", "", builder -> builder.resultClasses((String) null)),
                wrong("initializer", "", builder -> builder.initializer(null)),
                wrong("mode", "", builder -> builder.mode(null)),
                wrong("serializer", "", builder -> builder.serializer(null)),
                wrong("faults", "", builder -> builder.faults(null)),
                wrong("listener", "", builder -> builder.listener(null)),
                wrong("commandCustomizer", "", builder -> builder.commandCustomizer(null)),
                wrong("workingDirectory", "", builder -> builder.workingDirectory(null)),
                wrong("classPath", "", builder -> builder.classPath(null)),
                wrong("jvmArguments", "", builder -> builder.jvmArguments((String) null)),
                wrong("agents", "", builder -> builder.agents((String) null)),
                wrong("commandPrefix", "", builder -> builder.commandPrefix((String) null)),
                wrong("environment", "", builder -> builder.environment(null)),
                wrong("A", "", builder -> builder.environment(Collections.singletonMap("A", null))));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("nulls")
    void refusesNullAndNamesTheSetting(String setting, String value, Consumer<ProcessPoolExecutorBuilder> call) {
        assertThatNullPointerException()
                .isThrownBy(() -> call.accept(ProcessPoolExecutor.builder()))
                .withMessageContaining(setting);
    }

    @Test
    void refusesAMinimumAboveTheMaximumWhenItBuilds() {
        assertThatThrownBy(() -> ProcessPoolExecutor.builder()
                        .minWorkers(3)
                        .maxWorkers(2)
                        .build())
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("minWorkers is 3")
                .hasMessageContaining("maxWorkers is 2");
    }

    @Test
    void refusesWhatNoWorkerCanBeStartedWithWhenItBuildsAndNamesIt() {
        refuses("workerHeap", "1073741824.0 GB", builder -> builder.workerHeap(1L << 60));
        refuses("classPath", "/no/such.jar", builder -> builder.classPath(List.of(Path.of("/no/such.jar"))));
        refuses("commandPrefix", "'nice -n 10'", builder -> builder.commandPrefix("nice -n 10"));
        refuses("javaExecutable", "is a folder", builder -> builder.javaExecutable(Path.of("/")));
        refuses(
                "agents",
                "there is no file 'lib/no-agent.jar' in /",
                builder -> builder.agents("lib/no-agent.jar=port=1"));
        refuses("jvmArguments", "server=y", builder -> builder.jvmArguments("-agentlib:jdwp", "server=y"));
    }

    private static void refuses(String setting, String words, Consumer<ProcessPoolExecutorBuilder> call) {
        ProcessPoolExecutorBuilder builder = ProcessPoolExecutor.builder();
        call.accept(builder);
        assertThatThrownBy(builder::build)
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith(setting)
                .hasMessageContaining(words);
    }

    @Test
    void takesTheLimitsOfWhatIsAllowed(@TempDir Path folder) throws Exception {
        Path file = Files.createFile(folder.resolve("file"));
        ProcessPoolExecutorBuilder builder = ProcessPoolExecutor.builder();

        assertThat(builder.name("a.B-c_9")
                        .minWorkers(0)
                        .maxWorkers(10_000)
                        .idleTimeout(Duration.ofNanos(1))
                        .queueCapacity(1)
                        .maxQueuedBytes(1)
                        .maxTasksPerWorker(1)
                        .quarantineAfter(1)
                        .spareWorkers(0)
                        .spareWorkers(1000)
                        .maxWorkerAge(Duration.ofNanos(1))
                        .maxWorkerAge(Duration.ofSeconds(Long.MAX_VALUE))
                        .maxWorkerMemory(8L << 20)
                        .workerHeap(8L << 20)
                        .startTimeout(Duration.ofSeconds(Long.MAX_VALUE))
                        .heartbeatTimeout(Duration.ZERO)
                        .gracePeriod(Duration.ZERO)
                        .maxPayload(1024)
                        .maxPayload(Integer.MAX_VALUE - 64)
                        .workingDirectory(folder)
                        .classPath(List.of(file))
                        .parameterFilter("")
                        .resultClasses("com.acme.Report", "com.acme.Report$Part", "com.acme.dto.*", "com.acme.**")
                        .resultClasses()
                        .resultFilter("java.base/*;!*"))
                .isSameAs(builder);
        assertThatThrownBy(() -> builder.workingDirectory(file))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(file.toString());
    }
}
