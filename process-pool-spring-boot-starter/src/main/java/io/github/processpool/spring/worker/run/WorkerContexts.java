package io.github.processpool.spring.worker.run;

import org.jspecify.annotations.Nullable;
import org.springframework.aot.AotDetector;
import org.springframework.boot.WebApplicationType;
import org.springframework.context.ApplicationListener;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.AnnotationConfigApplicationContext;
import org.springframework.context.support.GenericApplicationContext;
import org.springframework.core.ResolvableType;

/**
 * Makes the contexts of runs in a worker: those of Boot for an application without a web server, in which no runner is found, and
 * which publish nothing about their own life.
 */
public final class WorkerContexts {

    private WorkerContexts() {}

    public static ConfigurableApplicationContext create(@Nullable WebApplicationType type) {
        return AotDetector.useGeneratedArtifacts() ? new Generated() : new Annotated();
    }

    private static final class Annotated extends AnnotationConfigApplicationContext {

        private final ContextEvents events = new ContextEvents();

        Annotated() {
            super(new WorkerBeanFactory());
        }

        @Override
        public void addApplicationListener(ApplicationListener<?> listener) {
            super.addApplicationListener(listener);
            events.add(listener);
        }

        @Override
        protected void publishEvent(Object event, @Nullable ResolvableType typeHint) {
            if (!events.withhold(event)) {
                super.publishEvent(event, typeHint);
            }
        }
    }

    private static final class Generated extends GenericApplicationContext {

        private final ContextEvents events = new ContextEvents();

        Generated() {
            super(new WorkerBeanFactory());
        }

        @Override
        public void addApplicationListener(ApplicationListener<?> listener) {
            super.addApplicationListener(listener);
            events.add(listener);
        }

        @Override
        protected void publishEvent(Object event, @Nullable ResolvableType typeHint) {
            if (!events.withhold(event)) {
                super.publishEvent(event, typeHint);
            }
        }
    }
}
