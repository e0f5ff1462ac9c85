package io.github.processpool.spring.worker.run;

import io.github.processpool.spring.worker.description.ApplicationDescription;
import io.github.processpool.spring.worker.description.ConfigurationFiles;
import io.github.processpool.spring.worker.effect.BeansForEffect;
import io.github.processpool.spring.worker.leftout.WorkerDefinitions;
import io.github.processpool.spring.worker.values.FirstSource;
import io.github.processpool.spring.worker.values.ParentConnections;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.springframework.boot.Banner;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.context.event.ApplicationEnvironmentPreparedEvent;
import org.springframework.context.ApplicationContextAware;
import org.springframework.context.ApplicationListener;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.core.Ordered;
import org.springframework.core.env.ConfigurableEnvironment;
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

    private final ApplicationDescription description;
    private final PropertySource<?> properties;

    RunChanges(ApplicationDescription description) {
        this.description = description;
        this.properties = WorkerPropertySource.of(description);
    }

    /**
     * Changes a run that begins.
     *
     * @param wanted whether it has the parent's sources, and so its configuration files
     */
    void apply(SpringApplication application, boolean wanted) {
        application.setWebApplicationType(WebApplicationType.NONE);
        application.setApplicationContextFactory(WorkerContexts::create);
        application.setRegisterShutdownHook(false);
        application.setKeepAlive(false);
        application.setBannerMode(Banner.Mode.OFF);
        application.setLogStartupInfo(false);
        List<ApplicationListener<?>> listeners = new ArrayList<>(application.getListeners());
        listeners.removeIf(listener -> isUnwanted(listener.getClass()));
        // Before Boot reads configuration files, and before it starts logging: a test or a post-processor puts its own
        // first.
        listeners.add(new OnEnvironment(
                Ordered.HIGHEST_PRECEDENCE + 9, environment -> beforeFilesAreRead(environment, wanted)));
        listeners.add(new OnEnvironment(Ordered.HIGHEST_PRECEDENCE + 19, this::afterFilesAreRead));
        application.setListeners(listeners);
    }

    private void beforeFilesAreRead(ConfigurableEnvironment environment, boolean wanted) {
        putFirst(environment);
        ConfigurationFiles files = description.files();
        if (wanted && files != null) {
            files.putInto(environment);
        }
    }

    private void afterFilesAreRead(ConfigurableEnvironment environment) {
        putFirst(environment);
        ConfigurationFiles.finishIn(environment);
    }

    void putFirst(ConfigurableEnvironment environment) {
        MutablePropertySources sources = environment.getPropertySources();
        sources.remove(properties.getName());
        sources.addFirst(properties);
    }

    void apply(ConfigurableApplicationContext context) {
        BeansForEffect.registerIn(context.getBeanFactory(), description.effects());
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

    private static boolean isUnwanted(Class<?> type) {
        for (Class<?> ancestor = type; ancestor != null; ancestor = ancestor.getSuperclass()) {
            if (UNWANTED_LISTENERS.contains(ancestor.getName())) {
                return true;
            }
        }
        return false;
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
