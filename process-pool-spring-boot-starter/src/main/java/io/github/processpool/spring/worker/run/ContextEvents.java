package io.github.processpool.spring.worker.run;

import java.util.List;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import org.springframework.boot.availability.AvailabilityChangeEvent;
import org.springframework.boot.context.event.SpringApplicationEvent;
import org.springframework.context.ApplicationListener;
import org.springframework.context.event.ApplicationContextEvent;

/**
 * Tells a context of a worker which events it does not publish: those about its own life, since "ready" is where applications
 * begin to consume, to schedule and to import. All others go the application's way, through a multicaster of its own if it has
 * one.
 *
 * <p><b>Thread safety:</b> any thread.
 */
final class ContextEvents {

    /**
     * Do nothing but note which beans a context has, for those who can't ask it; without this one a span is not in the MDC. By
     * name, since the library need not be there.
     */
    private static final Set<String> NOTE_BEANS =
            Set.of("org.springframework.boot.micrometer.tracing.opentelemetry.autoconfigure"
                    + ".OpenTelemetryEventPublisherBeansApplicationListener");

    /** Added while the context is built, told when it is closed, by another thread. */
    private final List<ApplicationListener<ApplicationContextEvent>> noting = new CopyOnWriteArrayList<>();

    /** Told of each listener of the context. */
    @SuppressWarnings("unchecked") // It takes every event.
    void add(ApplicationListener<?> listener) {
        if (NOTE_BEANS.contains(listener.getClass().getName())) {
            noting.add((ApplicationListener<ApplicationContextEvent>) listener);
        }
    }

    /** Whether this event is not to be published. */
    boolean withhold(Object event) {
        if (event instanceof ApplicationContextEvent ofContext) {
            noting.forEach(listener -> listener.onApplicationEvent(ofContext));
            return true;
        }
        return event instanceof SpringApplicationEvent || event instanceof AvailabilityChangeEvent<?>;
    }
}
