package io.github.processpool.spring.worker.run;

import io.github.processpool.spring.worker.description.ApplicationDescription;
import io.github.processpool.spring.worker.description.ApplicationLaunch;
import io.github.processpool.spring.worker.description.ConfigurationFiles;
import io.github.processpool.spring.worker.description.ContextKind;
import io.github.processpool.spring.worker.description.ServletSettings;
import io.github.processpool.spring.worker.effect.BeansForEffect;
import io.github.processpool.spring.worker.leftout.WorkerDefinitions;
import io.github.processpool.spring.worker.name.NamedTypes;
import io.github.processpool.spring.worker.values.FirstSource;
import io.github.processpool.spring.worker.values.ParentConnections;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.Banner;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.context.event.ApplicationEnvironmentPreparedEvent;
import org.springframework.context.ApplicationContextAware;
import org.springframework.context.ApplicationListener;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.core.Ordered;
import org.springframework.core.env.ConfigurableEnvironment;
import org.springframework.core.env.MapPropertySource;
import org.springframework.core.env.MutablePropertySources;
import org.springframework.core.env.PropertySource;

/**
 * What is changed in a run of {@link SpringApplication} in a worker, so that no server comes of it: before anything happens, when
 * the environment is made, and when the context is loaded.
 *
 * <p><b>Thread safety:</b> immutable; changes what belongs to the thread of the run.
 */
final class RunChanges {

    /** Write files that are the parent's, or start services that are. By name, with what extends them. */
    private static final List<String> UNWANTED_LISTENERS = List.of(
            "org.springframework.boot.context.ApplicationPidFileWriter",
            "org.springframework.boot.web.server.context.WebServerPortFileWriter",
            "org.springframework.boot.docker.compose.lifecycle.DockerComposeListener");

    private static final String OF_CONTAINER = "servletContextInitParams";
    private static final String KIND = "spring.main.web-application-type";

    private final ApplicationDescription description;
    private final PropertySource<?> beforeConditions;
    private final PropertySource<?> properties;

    RunChanges(ApplicationDescription description) {
        this.description = description;
        this.beforeConditions = WorkerPropertySource.beforeConditions(description);
        this.properties = WorkerPropertySource.of(description);
    }

    /**
     * Changes a run that begins.
     *
     * @param wanted whether it has the parent's sources, and so its configuration files
     */
    void apply(SpringApplication application, boolean wanted) {
        application.setApplicationContextFactory(
                wanted ? new WorkerContexts(kind(), description.servlets()) : new WorkerContexts(null));
        application.setBannerMode(Banner.Mode.OFF);
        quieten(application);
        List<ApplicationListener<?>> listeners = new ArrayList<>(application.getListeners());
        listeners.removeIf(listener -> NamedTypes.firstOf(listener.getClass(), UNWANTED_LISTENERS) != null);
        // Before Boot reads configuration files, and before it starts logging: a test or a post-processor puts its own
        // first.
        listeners.add(new OnEnvironment(
                Ordered.HIGHEST_PRECEDENCE + 9, environment -> beforeFilesAreRead(environment, wanted)));
        listeners.add(new OnEnvironment(Ordered.HIGHEST_PRECEDENCE + 19, this::afterFilesAreRead));
        application.setListeners(listeners);
    }

    /** Null: that of the run, which has read the property. */
    private @Nullable ContextKind kind() {
        ApplicationLaunch launch = description.launch();
        return launch == null || description.settings().overrides().containsKey(KIND) ? null : launch.kind();
    }

    /** Once more when the run has read its properties, which may say something else; no condition is to see another value there. */
    static void quieten(SpringApplication application) {
        application.setRegisterShutdownHook(false);
        application.setKeepAlive(false);
        application.setLogStartupInfo(false);
        application.setLazyInitialization(false); // Definitions are made lazy by ourselves.
    }

    private void beforeFilesAreRead(ConfigurableEnvironment environment, boolean wanted) {
        putFirst(environment);
        ConfigurationFiles files = description.files();
        if (wanted && files != null) {
            files.putInto(environment);
        }
        ServletSettings servlets = description.servlets();
        if (wanted && servlets != null && kind() == ContextKind.SERVLET_DEPLOYED) {
            putParameters(servlets, environment.getPropertySources());
        }
    }

    /** A container that was there before the application has given them to it from the beginning; others do so when it is refreshed. */
    private static void putParameters(ServletSettings servlets, MutablePropertySources sources) {
        if (sources.contains(OF_CONTAINER)) {
            sources.replace(OF_CONTAINER, new MapPropertySource(OF_CONTAINER, Map.copyOf(servlets.parameters())));
        }
    }

    private void afterFilesAreRead(ConfigurableEnvironment environment) {
        putFirst(environment);
        ConfigurationFiles.finishIn(environment);
    }

    void putFirst(ConfigurableEnvironment environment) {
        putFirst(beforeConditions, environment);
    }

    private static void putFirst(PropertySource<?> properties, ConfigurableEnvironment environment) {
        MutablePropertySources sources = environment.getPropertySources();
        sources.remove(properties.getName());
        sources.addFirst(properties);
    }

    void apply(ConfigurableApplicationContext context) {
        BeansForEffect.registerIn(context.getBeanFactory(), description.effects());
        // Called when all definitions are there.
        context.addBeanFactoryPostProcessor(beans -> putFirst(properties, context.getEnvironment()));
        context.addBeanFactoryPostProcessor(new FirstSource(context.getEnvironment(), properties));
        context.addBeanFactoryPostProcessor(new ParentConnections(description.connections()));
        context.addBeanFactoryPostProcessor(new WorkerDefinitions(description.settings(), context.getEnvironment()));
    }

    /** What the rest of the run would have done. Events of the run itself do not come any more. */
    static void addListeners(SpringApplication application, ConfigurableApplicationContext context) {
        for (ApplicationListener<?> listener : application.getListeners()) {
            if (listener instanceof ApplicationContextAware aware) {
                aware.setApplicationContext(context);
            }
            context.addApplicationListener(listener);
        }
    }

    private record OnEnvironment(int order, Consumer<ConfigurableEnvironment> change)
            implements ApplicationListener<ApplicationEnvironmentPreparedEvent>, Ordered {

        @Override
        public int getOrder() {
            return order;
        }

        @Override
        public void onApplicationEvent(ApplicationEnvironmentPreparedEvent event) {
            change.accept(event.getEnvironment());
        }
    }
}
