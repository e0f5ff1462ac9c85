package io.github.processpool.spring.worker;

import io.github.processpool.spring.WorkerProcess;
import io.github.processpool.spring.worker.bean.ParentBeans;
import io.github.processpool.spring.worker.description.ApplicationDescription;
import io.github.processpool.spring.worker.description.ApplicationLaunch;
import io.github.processpool.spring.worker.description.ApplicationRecord;
import io.github.processpool.spring.worker.description.ConfigurationFiles;
import io.github.processpool.spring.worker.description.ParentOnlyProperties;
import io.github.processpool.spring.worker.description.ServletSettings;
import io.github.processpool.spring.worker.effect.ApplicationEffects;
import io.github.processpool.spring.worker.effect.Effects;
import io.github.processpool.spring.worker.likeness.ApplicationShape;
import io.github.processpool.spring.worker.tests.AddedSources;
import io.github.processpool.spring.worker.tests.ValueGivers;
import io.github.processpool.spring.worker.values.ConnectionBeans;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.BeanFactory;
import org.springframework.beans.factory.config.ConfigurableBeanFactory;
import org.springframework.core.env.ConfigurableEnvironment;
import org.springframework.core.env.Environment;

/**
 * Describes the application for each worker that starts, as it is then. What it needs of the context is looked up when it is made:
 * when a worker starts, another thread may hold the locks of the context and wait for that worker.
 *
 * <p><b>Thread safety:</b> immutable; asks the application on any thread.
 *
 * @param launch how it was started; null if that is not known
 * @param number of the application in this JVM
 * @param told what else there is to tell; null if workers can't start it
 * @param settings what its properties say about contexts in workers
 * @param shape what it consists of
 */
record ApplicationDescriber(
        @Nullable ApplicationLaunch launch,
        long number,
        @Nullable Told told,
        ApplicationDescription.Settings settings,
        ApplicationShape shape) {

    private record Told(
            ConfigurableEnvironment environment,
            ConnectionBeans connections,
            ApplicationEffects effects,
            Map<String, String> ofTest,
            ConfigurableBeanFactory beans) {

        /** With what a test has done to its context, which workers read among the properties. */
        Map<String, String> properties() {
            Map<String, String> properties = new LinkedHashMap<>(ParentOnlyProperties.of(environment));
            properties.putAll(ofTest);
            return properties;
        }
    }

    static ApplicationDescriber of(
            ConfigurableBeanFactory beans,
            List<String> eagerBeans,
            ApplicationDescription.Settings settings,
            ApplicationShape shape) {
        ApplicationRecord made = ApplicationRecord.of(beans);
        Told told = made != null && beans.getBean(Environment.class) instanceof ConfigurableEnvironment environment
                ? new Told(
                        environment,
                        ConnectionBeans.of(beans, environment, settings.overrides()),
                        ApplicationEffects.of(beans, made.launch().sources(), eagerBeans),
                        ofTest(beans),
                        beans)
                : null;
        return new ApplicationDescriber(
                made == null ? null : made.launch(), ParentBeans.register(beans), told, settings, shape);
    }

    private static Map<String, String> ofTest(BeanFactory beans) {
        Map<String, String> notes = new LinkedHashMap<>();
        ValueGivers.addTo(notes, beans);
        AddedSources.addTo(notes, beans);
        return notes;
    }

    ApplicationDescription describe() {
        boolean readsFiles = launch == null || launch.oneOfSeveral();
        return new ApplicationDescription(
                WorkerProcess.THIS_JVM,
                number,
                launch,
                told == null ? Map.of() : told.properties(),
                told == null || readsFiles ? null : ConfigurationFiles.of(told.environment(), settings.overrides()),
                told == null ? List.of() : told.connections().read(),
                told == null ? Effects.NONE : told.effects().tell(),
                settings,
                shape,
                told == null ? null : ServletSettings.of(told.beans(), settings.overrides()));
    }
}
