package io.github.processpool.spring.observation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.processpool.ProcessPoolExecutor;
import io.github.processpool.TaskTimeoutException;
import io.github.processpool.WorkerCrashedException;
import io.github.processpool.spring.NoWorkerIsLeft;
import io.github.processpool.spring.WorkerBeans;
import io.github.processpool.spring.observation.Spans.Line;
import io.github.processpool.spring.observation.TracedApplication.Seen;
import io.github.processpool.spring.observation.TracedApplication.Traced;
import io.micrometer.tracing.BaggageInScope;
import io.micrometer.tracing.Span;
import io.micrometer.tracing.Tracer;
import java.io.IOException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.springframework.boot.SpringApplication;
import org.springframework.context.ConfigurableApplicationContext;

/**
 * What has to hold whatever the tracer is. An application calls methods in a worker, each within a span of its own, and ends; then
 * the spans that both processes have exported are looked at.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
abstract class TracesOfTwoProcesses {

    /** The spans of the callers, by what they called. */
    private final Map<String, String> traces = new HashMap<>();

    private final Map<String, String> callers = new HashMap<>();

    private Spans spans;
    private Tracer tracer;
    private Seen before;
    private Seen inMethod;
    private Seen afterwards;
    private Seen callerBefore;
    private Seen callerAfter;

    void run(Path folder, String... arguments) throws Exception {
        spans = new Spans(folder.resolve("spans.txt"));
        try (ConfigurableApplicationContext context = new SpringApplication(TracedApplication.class)
                .run(Stream.concat(
                                Stream.of(arguments),
                                Stream.of(
                                        "--test.spans=" + spans.file(),
                                        "--spring.main.web-application-type=none",
                                        "--management.tracing.sampling.probability=1",
                                        "--management.tracing.baggage.remote-fields=" + TracedApplication.BAGGAGE,
                                        "--process-pool.max-workers=1",
                                        "--process-pool.start-timeout=2m"))
                        .toArray(String[]::new))) {
            call(context);
        }
    }

    private void call(ConfigurableApplicationContext context) throws Exception {
        tracer = context.getBean(Tracer.class);
        Traced traced = context.getBean(Traced.class);
        ProcessPoolExecutor pool = context.getBean(ProcessPoolExecutor.class);

        before = look(pool);
        inMethod = within("succeed", () -> {
                    try (BaggageInScope baggage = tracer.createBaggageInScope(TracedApplication.BAGGAGE, "acme")) {
                        callerBefore = traced.look();
                        CompletableFuture<Seen> result = traced.succeed();
                        callerAfter = traced.look();
                        return result;
                    }
                })
                .get();
        afterwards = look(pool);
        assertThatThrownBy(() -> within("fail", traced::fail).get()).cause().hasMessage("broken");
        assertThatThrownBy(() -> within("sleep", () -> uninterrupted(traced)).get())
                .cause()
                .isInstanceOf(TaskTimeoutException.class);
        within("task", () -> pool.submit(() -> 1)).get();
        // The worker that had timed out has told its spans before it is lost: it is replaced in order.
        pool.recycleWorkers().get();
        assertThatThrownBy(() -> within("crash", traced::crash).get())
                .cause()
                .isInstanceOf(WorkerCrashedException.class);
        context.getBean(Ended.class).awaitAll(TaskObservationContext.class, 7);
    }

    private static CompletableFuture<Seen> uninterrupted(Traced traced) {
        try {
            return traced.sleep();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    /** In the worker, but in no span. */
    private static Seen look(ProcessPoolExecutor pool) throws Exception {
        return pool.submit(() -> ((Traced) WorkerBeans.bean("traced")).look()).get();
    }

    private <T> T within(String name, Supplier<T> call) {
        Span span = tracer.nextSpan().name(name).start();
        traces.put(name, span.context().traceId());
        callers.put(name, span.context().spanId());
        try (Tracer.SpanInScope scope = tracer.withSpan(span)) {
            return call.get();
        } finally {
            span.end();
        }
    }

    @AfterAll
    void nothingIsLeft() {
        NoWorkerIsLeft.awaitEnd();
    }

    // -- Spans --

    private List<Line> of(String name) throws IOException {
        return spans.all().stream()
                .filter(span -> span.trace().equals(traces.get(name)))
                .toList();
    }

    private static Line one(List<Line> spans, Function<Line, Boolean> which) {
        List<Line> found = spans.stream().filter(which::apply).toList();
        assertThat(found).hasSize(1);
        return found.get(0);
    }

    /** The spans of one trace: the caller, the task, the execution in the worker, each the parent of the next. */
    private void assertOneTrace(String name, boolean failed) throws IOException {
        List<Line> trace = of(name);
        assertThat(trace).hasSize(3);
        Line task = one(trace, span -> span.isHere() && span.parent().equals(callers.get(name)));
        Line execution = one(trace, span -> !span.isHere());
        assertThat(execution.parent()).isEqualTo(task.id());
        assertThat(task.failed()).isEqualTo(failed);
        assertThat(execution.failed()).isEqualTo(failed);
        assertThat(task.name()).isEqualToIgnoringCase("TracedApplication.Traced." + name);
        assertThat(execution.name()).isEqualToIgnoringCase(task.name() + " in worker");
    }

    @Test
    void traceOfMethodGoesOnInWorker() throws IOException {
        assertOneTrace("succeed", false);
    }

    @Test
    void traceOfMethodThatFailsGoesOnInWorker() throws IOException {
        assertOneTrace("fail", true);
    }

    @Test
    void traceOfMethodThatTimesOutGoesOnInWorker() throws IOException {
        assertOneTrace("sleep", true);
    }

    @Test
    void spanOfMethodIsLostWithItsWorkerAndThatOfTheTaskIsNot() throws IOException {
        List<Line> trace = of("crash");
        assertThat(trace).hasSize(2).allMatch(Line::isHere);
        assertThat(one(trace, span -> span.parent().equals(callers.get("crash")))
                        .failed())
                .isTrue();
    }

    @Test
    void taskThatCallsNoMethodHasItsSpanInTheParent() throws IOException {
        List<Line> trace = of("task");
        assertThat(trace).hasSize(2).allMatch(Line::isHere);
        assertThat(one(trace, span -> span.parent().equals(callers.get("task"))).name())
                .isEqualToIgnoringCase("task of process-pool");
    }

    // -- What is current --

    @Test
    void spanOfTheWorkerIsCurrentInTheMethodAndInItsLog() throws IOException {
        Line execution = one(of("succeed"), span -> !span.isHere());
        assertThat(inMethod.pid()).isEqualTo(execution.pid());
        assertThat(inMethod.trace()).isEqualTo(execution.trace());
        assertThat(inMethod.span()).isEqualTo(execution.id());
        assertThat(inMethod.traceInMdc()).isEqualTo(execution.trace());
        assertThat(inMethod.spanInMdc()).isEqualTo(execution.id());
    }

    @Test
    void spanOfTheCallerStaysCurrentInTheParent() {
        assertThat(callerAfter).isEqualTo(callerBefore);
        assertThat(callerAfter.span()).isEqualTo(callers.get("succeed"));
        assertThat(callerAfter.spanInMdc()).isEqualTo(callers.get("succeed"));
    }

    @Test
    void nothingStaysBehindInTheWorker() {
        assertThat(before.pid()).isEqualTo(inMethod.pid());
        assertThat(afterwards).isEqualTo(before);
        assertThat(afterwards.span()).isEqualTo("none");
        assertThat(afterwards.traceInMdc()).isNull();
    }

    @Test
    void baggageTravels() {
        assertThat(callerBefore.baggage()).isEqualTo("acme");
        assertThat(inMethod.baggage()).isEqualTo("acme");
    }
}
