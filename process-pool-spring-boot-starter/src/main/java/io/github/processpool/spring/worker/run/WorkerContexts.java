package io.github.processpool.spring.worker.run;

import io.github.processpool.spring.worker.description.ContextKind;
import io.github.processpool.spring.worker.description.ServletSettings;
import org.jspecify.annotations.Nullable;
import org.springframework.aot.AotDetector;
import org.springframework.boot.ApplicationContextFactory;
import org.springframework.boot.WebApplicationType;
import org.springframework.context.ApplicationListener;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.AnnotationConfigApplicationContext;
import org.springframework.context.support.GenericApplicationContext;
import org.springframework.core.ResolvableType;
import org.springframework.core.env.ConfigurableEnvironment;

/**
 * Makes the contexts of runs in a worker, each of the kind that its application has: with all that conditions look at, and
 * without a server. No runner is found in them, and they publish nothing about their own life.
 *
 * <p>Those for the web are apart, in {@link ServletContexts} and {@link ReactiveContexts}, because their libraries are optional.
 *
 * @param wanted the kind of the context that the worker is for; null for another run, whose context is of its own kind
 * @param servlets what a {@code ServletContext} is to say; null if properties decide
 */
public record WorkerContexts(
        @Nullable ContextKind wanted, @Nullable ServletSettings servlets) implements ApplicationContextFactory {

    /** Creates those of a kind, of which properties decide the rest. */
    public WorkerContexts(@Nullable ContextKind wanted) {
        this(wanted, null);
    }

    @Override
    public @Nullable Class<? extends ConfigurableEnvironment> getEnvironmentType(@Nullable WebApplicationType type) {
        return DEFAULT.getEnvironmentType(kind(type).type());
    }

    @Override
    public @Nullable ConfigurableEnvironment createEnvironment(@Nullable WebApplicationType type) {
        return DEFAULT.createEnvironment(kind(type).type());
    }

    @Override
    public ConfigurableApplicationContext create(@Nullable WebApplicationType type) {
        boolean generated = AotDetector.useGeneratedArtifacts();
        ContextKind kind = kind(type);
        if (kind == ContextKind.SERVLET_SERVER || kind == ContextKind.SERVLET_DEPLOYED) {
            return ServletContexts.withServer(generated, kind == ContextKind.SERVLET_DEPLOYED, servlets);
        } else if (kind == ContextKind.SERVLET) {
            return ServletContexts.inContainer(generated, servlets);
        } else if (kind == ContextKind.REACTIVE_SERVER) {
            return ReactiveContexts.withServer(generated);
        } else if (kind == ContextKind.REACTIVE) {
            return ReactiveContexts.withoutServer(generated);
        }
        return generated ? new Generated() : new Annotated();
    }

    private ContextKind kind(@Nullable WebApplicationType type) {
        if (wanted != null) {
            return wanted;
        }
        return type == null
                ? ContextKind.NONE
                : ContextKind.of(type, Thread.currentThread().getContextClassLoader());
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
