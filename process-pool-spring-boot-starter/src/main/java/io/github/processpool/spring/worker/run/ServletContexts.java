package io.github.processpool.spring.worker.run;

import org.jspecify.annotations.Nullable;
import org.springframework.boot.web.context.servlet.AnnotationConfigServletWebApplicationContext;
import org.springframework.boot.web.server.servlet.context.AnnotationConfigServletWebServerApplicationContext;
import org.springframework.boot.web.server.servlet.context.ServletWebServerApplicationContext;
import org.springframework.context.ApplicationListener;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.core.ResolvableType;
import org.springframework.web.context.support.GenericWebApplicationContext;

/**
 * Makes the contexts of applications with servlets for workers: no server is started and nothing registered for requests, and the
 * {@code ServletContext} is one of {@link NoServletContainer}. A condition on a deployment in a container sees what it sees in the
 * application: there is a {@code ServletContext} from the beginning, or not.
 */
final class ServletContexts {

    private ServletContexts() {}

    static ConfigurableApplicationContext withServer(boolean generated) {
        return generated ? new GeneratedWithServer() : new AnnotatedWithServer();
    }

    /** A test has a {@code ServletContext} of its own, and sets it. */
    static ConfigurableApplicationContext inContainer(boolean generated) {
        return generated ? new Generated() : new Annotated();
    }

    /** Would start a server if it were not for this. */
    private static final class AnnotatedWithServer extends AnnotationConfigServletWebServerApplicationContext {

        private final ContextEvents events = new ContextEvents();

        AnnotatedWithServer() {
            super(new WorkerBeanFactory());
        }

        /** In the place of the server's start, which sets the context up for requests. */
        @Override
        protected void onRefresh() {
            NoServletContainer.putInto(this);
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
    private static final class GeneratedWithServer extends ServletWebServerApplicationContext {

        private final ContextEvents events = new ContextEvents();

        GeneratedWithServer() {
            super(new WorkerBeanFactory());
        }

        /** In the place of the server's start, which sets the context up for requests. */
        @Override
        protected void onRefresh() {
            NoServletContainer.putInto(this);
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

    /** For a container that is elsewhere. */
    private static final class Annotated extends AnnotationConfigServletWebApplicationContext {

        private final ContextEvents events = new ContextEvents();

        Annotated() {
            super(new WorkerBeanFactory());
        }

        @Override
        protected void prepareRefresh() {
            NoServletContainer.putInto(this);
            super.prepareRefresh();
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
    private static final class Generated extends GenericWebApplicationContext {

        private final ContextEvents events = new ContextEvents();

        Generated() {
            super(new WorkerBeanFactory());
        }

        @Override
        protected void prepareRefresh() {
            NoServletContainer.putInto(this);
            super.prepareRefresh();
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
