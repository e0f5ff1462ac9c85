package io.github.processpool.spring.worker.run;

import io.github.processpool.spring.worker.description.ServletSettings;
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

    /** Deployed is one whose container was there before it. */
    static ConfigurableApplicationContext withServer(
            boolean generated, boolean deployed, @Nullable ServletSettings settings) {
        return generated ? new GeneratedWithServer(deployed, settings) : new AnnotatedWithServer(deployed, settings);
    }

    /** A test has a {@code ServletContext} of its own, and sets it. */
    static ConfigurableApplicationContext inContainer(boolean generated, @Nullable ServletSettings settings) {
        return generated ? new Generated(settings) : new Annotated(settings);
    }

    /** Would start a server if it were not for this. */
    private static final class AnnotatedWithServer extends AnnotationConfigServletWebServerApplicationContext {

        private final ContextEvents events = new ContextEvents();
        private final boolean deployed;
        private final @Nullable ServletSettings settings;

        AnnotatedWithServer(boolean deployed, @Nullable ServletSettings settings) {
            super(new WorkerBeanFactory());
            this.deployed = deployed;
            this.settings = settings;
        }

        @Override
        protected void prepareRefresh() {
            if (deployed) {
                NoServletContainer.putInto(this, settings);
            }
            super.prepareRefresh();
        }

        /** In the place of the server's start, which sets the context up for requests. */
        @Override
        protected void onRefresh() {
            NoServletContainer.putInto(this, settings);
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
        private final boolean deployed;
        private final @Nullable ServletSettings settings;

        GeneratedWithServer(boolean deployed, @Nullable ServletSettings settings) {
            super(new WorkerBeanFactory());
            this.deployed = deployed;
            this.settings = settings;
        }

        @Override
        protected void prepareRefresh() {
            if (deployed) {
                NoServletContainer.putInto(this, settings);
            }
            super.prepareRefresh();
        }

        /** In the place of the server's start, which sets the context up for requests. */
        @Override
        protected void onRefresh() {
            NoServletContainer.putInto(this, settings);
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
        private final @Nullable ServletSettings settings;

        Annotated(@Nullable ServletSettings settings) {
            super(new WorkerBeanFactory());
            this.settings = settings;
        }

        @Override
        protected void prepareRefresh() {
            NoServletContainer.putInto(this, settings);
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
        private final @Nullable ServletSettings settings;

        Generated(@Nullable ServletSettings settings) {
            super(new WorkerBeanFactory());
            this.settings = settings;
        }

        @Override
        protected void prepareRefresh() {
            NoServletContainer.putInto(this, settings);
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
