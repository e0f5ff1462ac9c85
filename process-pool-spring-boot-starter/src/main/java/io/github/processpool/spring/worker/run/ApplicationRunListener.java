package io.github.processpool.spring.worker.run;

import io.github.processpool.spring.worker.description.ApplicationRecord;
import io.github.processpool.spring.worker.likeness.DefinitionsAtStart;
import io.github.processpool.spring.worker.tests.AddedSources;
import io.github.processpool.spring.worker.tests.ValueGivers;
import io.github.processpool.spring.worker.values.ProcessIdentity;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.SpringApplicationRunListener;
import org.springframework.boot.bootstrap.ConfigurableBootstrapContext;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.core.Ordered;
import org.springframework.core.env.ConfigurableEnvironment;

/**
 * Sees every run of a {@link SpringApplication}, before anything else of the application does. In a worker that builds its
 * context it hands the run to the {@link ContextStart}; everywhere else it only notes, in an {@link ApplicationRecord}, how the
 * application is started.
 *
 * <p><b>Thread safety:</b> one instance for each run, used by the thread of the run.
 */
public final class ApplicationRunListener implements SpringApplicationRunListener, Ordered {

    private final SpringApplication application;
    private final String[] arguments;
    private final @Nullable ContextStart start = ContextStart.ongoing();

    ApplicationRunListener(SpringApplication application, String[] arguments) {
        this.application = application;
        this.arguments = arguments;
    }

    @Override
    public int getOrder() {
        return HIGHEST_PRECEDENCE;
    }

    @Override
    public void starting(ConfigurableBootstrapContext bootstrapContext) {
        if (start != null) {
            start.onStarting(application);
        } else {
            ValueGivers.watch(application);
        }
    }

    @Override
    public void environmentPrepared(
            ConfigurableBootstrapContext bootstrapContext, ConfigurableEnvironment environment) {
        ProcessIdentity.addTo(environment);
        if (start != null) {
            start.onEnvironment(environment);
        }
    }

    @Override
    public void contextPrepared(ConfigurableApplicationContext context) {
        if (start != null) {
            start.onContextPrepared(application, context);
        }
    }

    @Override
    public void contextLoaded(ConfigurableApplicationContext context) {
        if (start != null) {
            start.onContextLoaded(application, arguments, context);
        } else {
            AddedSources.note(context, ApplicationRecord.make(application, arguments, context));
            context.addBeanFactoryPostProcessor(new DefinitionsAtStart());
        }
    }

    @Override
    public void failed(@Nullable ConfigurableApplicationContext context, Throwable exception) {
        if (start != null) {
            start.onFailed(application, arguments, exception);
        } else if (context != null) {
            ApplicationRecord.forget(context);
        }
    }
}
