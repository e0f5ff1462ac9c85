package io.github.processpool.spring.worker;

import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.BeanFactory;
import org.springframework.boot.availability.AvailabilityChangeEvent;
import org.springframework.boot.context.event.SpringApplicationEvent;
import org.springframework.context.ApplicationEvent;
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

    WorkerEventMulticaster(BeanFactory beans) {
        super(beans);
    }

    @Override
    public void multicastEvent(ApplicationEvent event, @Nullable ResolvableType eventType) {
        boolean ofContext = event instanceof ApplicationContextEvent
                || event instanceof SpringApplicationEvent
                || event instanceof AvailabilityChangeEvent<?>;
        if (!ofContext) {
            super.multicastEvent(event, eventType);
        }
    }
}
