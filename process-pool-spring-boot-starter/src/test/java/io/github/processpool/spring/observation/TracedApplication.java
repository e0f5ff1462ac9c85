package io.github.processpool.spring.observation;

import brave.Tracing;
import brave.baggage.BaggageField;
import brave.baggage.BaggagePropagation;
import brave.baggage.BaggagePropagationConfig.SingleBaggageField;
import brave.context.slf4j.MDCScopeDecorator;
import brave.handler.MutableSpan;
import brave.handler.SpanHandler;
import brave.propagation.B3Propagation;
import brave.propagation.CurrentTraceContext;
import brave.propagation.ThreadLocalCurrentTraceContext;
import brave.propagation.TraceContext;
import brave.sampler.Sampler;
import io.github.processpool.spring.annotation.ProcessAsync;
import io.micrometer.tracing.Span;
import io.micrometer.tracing.Tracer;
import io.micrometer.tracing.brave.bridge.BraveBaggageManager;
import io.micrometer.tracing.brave.bridge.BraveCurrentTraceContext;
import io.micrometer.tracing.brave.bridge.BravePropagator;
import io.micrometer.tracing.brave.bridge.BraveTracer;
import io.opentelemetry.api.trace.SpanId;
import io.opentelemetry.api.trace.StatusCode;
import io.opentelemetry.sdk.common.CompletableResultCode;
import io.opentelemetry.sdk.trace.data.SpanData;
import io.opentelemetry.sdk.trace.export.SpanExporter;
import java.io.Serializable;
import java.nio.file.Path;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import org.jspecify.annotations.Nullable;
import org.slf4j.MDC;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.env.Environment;

/** An application with a tracer, whose methods tell in which span they run. */
@Configuration(proxyBeanMethods = false)
@EnableAutoConfiguration
class TracedApplication {

    static final String BAGGAGE = "tenant";

    @Bean
    Spans spans(Environment environment) {
        return new Spans(Path.of(environment.getRequiredProperty(Spans.PROPERTY)));
    }

    @Bean
    Ended ended() {
        return new Ended();
    }

    @Bean
    Traced traced(Tracer tracer) {
        return new Traced(tracer);
    }

    /** What a method sees of the trace that it is part of. */
    record Seen(
            String trace,
            String span,
            @Nullable String traceInMdc,
            @Nullable String spanInMdc,
            @Nullable String baggage,
            long pid)
            implements Serializable {

        static Seen by(Tracer tracer) {
            Span span = tracer.currentSpan();
            return new Seen(
                    span == null ? "none" : span.context().traceId(),
                    span == null ? "none" : span.context().spanId(),
                    MDC.get("traceId"),
                    MDC.get("spanId"),
                    tracer.getBaggage(BAGGAGE).get(),
                    ProcessHandle.current().pid());
        }
    }

    static class Traced {

        private final Tracer tracer;

        Traced(Tracer tracer) {
            this.tracer = tracer;
        }

        /** Not annotated: for tasks that call it without being observed in the worker. */
        Seen look() {
            return Seen.by(tracer);
        }

        @ProcessAsync
        CompletableFuture<Seen> succeed() {
            return CompletableFuture.completedFuture(Seen.by(tracer));
        }

        @ProcessAsync
        CompletableFuture<Seen> fail() {
            throw new IllegalStateException("broken");
        }

        @ProcessAsync(timeout = "500ms", gracePeriod = "1m")
        CompletableFuture<Seen> sleep() throws InterruptedException {
            new CountDownLatch(1).await();
            return CompletableFuture.completedFuture(Seen.by(tracer));
        }

        @ProcessAsync
        CompletableFuture<Seen> crash() {
            Runtime.getRuntime().halt(3);
            return CompletableFuture.completedFuture(Seen.by(tracer));
        }
    }

    /** What Boot's module for Brave makes in an application. */
    @Configuration(proxyBeanMethods = false)
    @ConditionalOnProperty(name = TracingOnDemand.PROPERTY, havingValue = TracingOnDemand.BRAVE)
    static class Brave {

        @Bean
        CurrentTraceContext braveCurrentTraceContext() {
            return ThreadLocalCurrentTraceContext.newBuilder()
                    .addScopeDecorator(MDCScopeDecorator.get())
                    .build();
        }

        @Bean
        Tracing braveTracing(CurrentTraceContext current, Spans spans) {
            return Tracing.newBuilder()
                    .currentTraceContext(current)
                    .sampler(Sampler.ALWAYS_SAMPLE)
                    .supportsJoin(false)
                    .traceId128Bit(true)
                    .propagationFactory(BaggagePropagation.newFactoryBuilder(B3Propagation.FACTORY)
                            .add(SingleBaggageField.remote(BaggageField.create(BAGGAGE)))
                            .build())
                    .addSpanHandler(new SpanHandler() {
                        @Override
                        public boolean end(TraceContext context, MutableSpan span, Cause cause) {
                            spans.export(span.traceId(), span.id(), span.parentId(), span.error() != null, span.name());
                            return true;
                        }
                    })
                    .build();
        }

        @Bean
        BraveTracer braveTracer(Tracing tracing, CurrentTraceContext current) {
            return new BraveTracer(
                    tracing.tracer(),
                    new BraveCurrentTraceContext(current),
                    new BraveBaggageManager(List.of(), List.of(BAGGAGE)));
        }

        @Bean
        BravePropagator bravePropagator(Tracing tracing) {
            return new BravePropagator(tracing);
        }
    }

    /** The rest is Boot's. It exports in batches. */
    @Configuration(proxyBeanMethods = false)
    @ConditionalOnProperty(name = TracingOnDemand.PROPERTY, havingValue = TracingOnDemand.OPEN_TELEMETRY)
    static class OpenTelemetry {

        @Bean
        SpanExporter spanExporter(Spans spans) {
            return new SpanExporter() {
                @Override
                public CompletableResultCode export(Collection<SpanData> ended) {
                    ended.forEach(span -> spans.export(
                            span.getTraceId(),
                            span.getSpanId(),
                            SpanId.isValid(span.getParentSpanId()) ? span.getParentSpanId() : null,
                            span.getStatus().getStatusCode() == StatusCode.ERROR,
                            span.getName()));
                    return CompletableResultCode.ofSuccess();
                }

                @Override
                public CompletableResultCode flush() {
                    return CompletableResultCode.ofSuccess();
                }

                @Override
                public CompletableResultCode shutdown() {
                    return CompletableResultCode.ofSuccess();
                }
            };
        }
    }
}
