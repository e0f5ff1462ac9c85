package io.github.processpool.spring.worker.run;

import org.jspecify.annotations.Nullable;
import org.springframework.boot.web.context.reactive.AnnotationConfigReactiveWebApplicationContext;
import org.springframework.boot.web.context.reactive.GenericReactiveWebApplicationContext;
import org.springframework.boot.web.server.reactive.context.AnnotationConfigReactiveWebServerApplicationContext;
import org.springframework.boot.web.server.reactive.context.ReactiveWebServerApplicationContext;
import org.springframework.context.ApplicationListener;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.core.ResolvableType;

/** Makes the contexts of reactive applications for workers: no server is started. */
final class ReactiveContexts {

    private ReactiveContexts() {}

    static ConfigurableApplicationContext withServer(boolean generated) {
        return generated ? new GeneratedWithServer() : new AnnotatedWithServer();
    }

    static ConfigurableApplicationContext withoutServer(boolean generated) {
        return generated ? new Generated() : new Annotated();
    }

    /** Would start a server if it were not for this. */
    private static final class AnnotatedWithServer extends AnnotationConfigReactiveWebServerApplicationContext {

        private final ContextEvents events = new ContextEvents();

        AnnotatedWithServer() {
            super(new WorkerBeanFactory());
        }

        /** In the place of the server's start. */
        @Override
        protected void onRefresh() {
            initPropertySources();
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

    /** The same, ahead of time. */
    private static final class GeneratedWithServer extends ReactiveWebServerApplicationContext {

        private final ContextEvents events = new ContextEvents();

        GeneratedWithServer() {
            super(new WorkerBeanFactory());
        }

        /** In the place of the server's start. */
        @Override
        protected void onRefresh() {
            initPropertySources();
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

    /** Of a test. */
    private static final class Annotated extends AnnotationConfigReactiveWebApplicationContext {

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

    /** The same, ahead of time. */
    private static final class Generated extends GenericReactiveWebApplicationContext {

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
