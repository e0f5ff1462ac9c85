package io.github.processpool.spring.worker;

import java.util.List;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.BeanFactory;
import org.springframework.boot.availability.AvailabilityChangeEvent;
import org.springframework.boot.context.event.SpringApplicationEvent;
import org.springframework.context.ApplicationEvent;
import org.springframework.context.ApplicationListener;
import org.springframework.context.event.ApplicationContextEvent;
import org.springframework.context.event.SimpleApplicationEventMulticaster;
import org.springframework.core.ResolvableType;

/**
 * Passes on the events that the application publishes itself, and none about the life of the context: "ready" is where
 * applications begin to consume, to schedule and to import.
 *
 * <p><b>Thread safety:</b> as in Spring's.
 */
final class WorkerEventMulticaster extends SimpleApplicationEventMulticaster {

    /**
     * Do nothing but note which beans a context has, for those who can't ask it; without this one a span is not in the MDC. By
     * name, since the library need not be there.
     */
    private static final Set<String> NOTE_BEANS =
            Set.of("org.springframework.boot.micrometer.tracing.opentelemetry.autoconfigure"
                    + ".OpenTelemetryEventPublisherBeansApplicationListener");

    /** Added while the context is built, told when it is closed, by another thread. */
    private final List<ApplicationListener<?>> noting = new CopyOnWriteArrayList<>();

    WorkerEventMulticaster(BeanFactory beans) {
        super(beans);
    }

    @Override
    public void addApplicationListener(ApplicationListener<?> listener) {
        super.addApplicationListener(listener);
        if (NOTE_BEANS.contains(listener.getClass().getName())) {
            noting.add(listener);
        }
    }

    @Override
    public void multicastEvent(ApplicationEvent event, @Nullable ResolvableType eventType) {
        boolean ofContext = event instanceof ApplicationContextEvent
                || event instanceof SpringApplicationEvent
                || event instanceof AvailabilityChangeEvent<?>;
        if (!ofContext) {
            super.multicastEvent(event, eventType);
        } else if (event instanceof ApplicationContextEvent) {
            noting.forEach(listener -> invokeListener(listener, event));
        }
    }
}
