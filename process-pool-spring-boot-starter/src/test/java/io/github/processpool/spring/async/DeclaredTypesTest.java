package io.github.processpool.spring.async;

import static io.github.processpool.spring.async.Analyses.assertAnalysis;
import static io.github.processpool.spring.async.Analyses.assertProblem;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.processpool.ProcessFuture;
import io.github.processpool.spring.annotation.ProcessAsync;
import io.github.processpool.spring.autoconfigure.ProcessPoolMetricsAutoConfiguration;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.InputStream;
import java.io.Serializable;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import kotlin.coroutines.Continuation;
import org.junit.jupiter.api.Test;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;

/** Parameters and results of annotated methods that can't travel end the start of the application. */
class DeclaredTypesTest {

    private final ApplicationContextRunner application = InProcess.application();

    static class WrongReturns {
        @ProcessAsync
        public int number() {
            return 1;
        }

        @ProcessAsync
        public List<String> list() {
            return List.of();
        }

        @ProcessAsync
        public SpecialFuture special() {
            return new SpecialFuture();
        }
    }

    static class SpecialFuture extends CompletableFuture<String> {}

    @Test
    void otherReturnTypes() {
        assertProblem(WrongReturns.class, "WrongReturns.number returns int", "for example CompletableFuture<Integer>");
        assertProblem(WrongReturns.class, "WrongReturns.list returns java.util.List", "Return void, Future");
        assertProblem(WrongReturns.class, "WrongReturns.special returns", "ProcessFuture or, with Reactor, Mono.");
    }

    static class Suspending {
        @ProcessAsync
        public Object load(long id, Continuation<? super String> continuation) {
            return id;
        }
    }

    @Test
    void suspendFunction() {
        assertProblem(
                Suspending.class,
                "Suspending.load is a suspend function of Kotlin",
                "Let Suspending.load be an ordinary function");
    }

    record NotSerializable(String text) {}

    static class WrongParameters {
        @ProcessAsync
        public void read(InputStream content) {}

        @ProcessAsync
        public void path(Path file) {}

        @ProcessAsync
        public void optional(Optional<String> text) {}

        @ProcessAsync
        public void records(List<NotSerializable> all, Map<String, NotSerializable[]> byName) {}

        @ProcessAsync
        public CompletableFuture<Thread> result() {
            return CompletableFuture.completedFuture(Thread.currentThread());
        }
    }

    @Test
    void metersDoNotKeepValuesFromBeingLookedAt() {
        assertAnalysis(
                application
                        .withConfiguration(AutoConfigurations.of(ProcessPoolMetricsAutoConfiguration.class))
                        .withBean(SimpleMeterRegistry.class)
                        .withBean("subject", WrongParameters.class),
                analysis -> assertThat(analysis.getDescription()).contains("java.util.Optional, which is not"));
    }

    @Test
    void valuesThatCanNotTravel() {
        assertProblem(
                WrongParameters.class,
                "WrongParameters.read can't be called in another process: the parameter 'content' is of the type"
                        + " java.io.InputStream",
                "InputStream in WrongParameters.read: pass a byte[]");
        assertProblem(WrongParameters.class, "the parameter 'file' is of the type java.nio.file.Path", "toString()");
        assertProblem(WrongParameters.class, "java.util.Optional, which is not serializable", "pass the value itself");
        assertProblem(WrongParameters.class, "the parameter 'all' is of the type", "NotSerializable in");
        assertProblem(WrongParameters.class, "the parameter 'byName' is of the type", "NotSerializable in");
        assertProblem(WrongParameters.class, "its result is of the type java.lang.Thread", "can't leave its process");
    }

    static class PerhapsSerializable {}

    static class GoodParameters {
        @ProcessAsync
        public ProcessFuture<Map<String, Object>> run(
                Object any, PerhapsSerializable open, List<?> list, int[] numbers, Serializable some, String... text) {
            return ProcessAsyncResult.of(Map.of());
        }
    }

    @Test
    void typesOfWhichSomeObjectsMayTravelAreNoProblem() {
        application
                .withBean(GoodParameters.class)
                .run(context -> assertThat(context).hasNotFailed());
    }
}
