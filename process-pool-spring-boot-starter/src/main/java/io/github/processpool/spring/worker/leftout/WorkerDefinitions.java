package io.github.processpool.spring.worker.leftout;

import io.github.processpool.spring.worker.database.DatabaseInitializers;
import io.github.processpool.spring.worker.database.SchemaGuard;
import io.github.processpool.spring.worker.database.SmallPools;
import io.github.processpool.spring.worker.description.ApplicationDescription;
import io.github.processpool.spring.worker.values.ApplicationAlone;
import io.github.processpool.spring.worker.values.OwnIdentities;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.springframework.beans.factory.BeanFactoryUtils;
import org.springframework.beans.factory.config.BeanDefinition;
import org.springframework.beans.factory.config.BeanFactoryPostProcessor;
import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;
import org.springframework.beans.factory.support.DefaultListableBeanFactory;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.context.support.AbstractApplicationContext;
import org.springframework.core.env.Environment;
import org.springframework.util.ClassUtils;
import org.springframework.util.StringUtils;

/**
 * Takes out of a context that is to be refreshed in a worker what properties can't switch off: in an application that was
 * processed ahead of time conditions are not asked any more, and beans that the application declares itself ask for none. Works
 * on definitions, so nothing is made first.
 *
 * <p>Called once, after all definitions are there and before the first bean is made.
 */
public final class WorkerDefinitions implements BeanFactoryPostProcessor {

    /** Make something happen by itself for methods of other beans. By name, since none of the libraries need be there. */
    private static final List<String> PROCESSORS = List.of(
            "org.springframework.scheduling.annotation.ScheduledAnnotationBeanPostProcessor",
            "org.springframework.jms.annotation.JmsListenerAnnotationBeanPostProcessor",
            "org.springframework.kafka.annotation.KafkaListenerAnnotationBeanPostProcessor",
            "org.springframework.amqp.rabbit.annotation.RabbitListenerAnnotationBeanPostProcessor",
            "org.springframework.pulsar.annotation.PulsarListenerAnnotationBeanPostProcessor",
            "org.springframework.pulsar.reactive.config.annotation.ReactivePulsarListenerAnnotationBeanPostProcessor",
            "io.awspring.cloud.sqs.annotation.SqsListenerAnnotationBeanPostProcessor",
            "org.springframework.jmx.export.MBeanExporter");

    private final ApplicationDescription.Settings settings;
    private final Environment environment;

    public WorkerDefinitions(ApplicationDescription.Settings settings, Environment environment) {
        this.settings = settings;
        this.environment = environment;
    }

    @Override
    public void postProcessBeanFactory(ConfigurableListableBeanFactory factory) {
        DefaultListableBeanFactory beans = (DefaultListableBeanFactory) factory;
        Set<String> unwanted = namesOf(beans, PROCESSORS);
        unwanted.addAll(namesOf(beans, ApplicationAlone.TYPES));
        unwanted.addAll(namesOf(beans, DatabaseInitializers.TYPES_WITHOUT_JDBC));
        if (!settings.privateDatabase()) {
            unwanted.addAll(namesOf(beans, DatabaseInitializers.TYPES));
            unwanted.addAll(DatabaseInitializers.detectedIn(beans, environment));
            beans.registerSingleton(SchemaGuard.class.getName(), new SchemaGuard());
        }
        // As beans, since only those are put in order with the ones that bind properties.
        beans.registerSingleton(SmallPools.class.getName(), new SmallPools(settings.overrides()));
        beans.registerSingleton(OwnIdentities.class.getName(), new OwnIdentities());
        ServerScope.registerIn(beans);
        ServerObject.registerIn(beans);
        remove(beans, unwanted);
        if (!Binder.get(environment)
                .bind("process-pool.worker.nested-pools", Boolean.class)
                .orElse(false)) {
            RefusedPool.replacePoolsIn(beans);
        }
        replace(
                beans,
                AbstractApplicationContext.LIFECYCLE_PROCESSOR_BEAN_NAME,
                new WorkerLifecycleProcessor(beans, settings.startedBeans()));
        LazyDefinitions.makeIn(beans, namesOf(beans, LazyDefinitions.REPOSITORIES));
    }

    private static Set<String> namesOf(DefaultListableBeanFactory beans, List<String> types) {
        Set<String> names = new LinkedHashSet<>();
        for (String typeName : types) {
            if (ClassUtils.isPresent(typeName, beans.getBeanClassLoader())) {
                Class<?> type = ClassUtils.resolveClassName(typeName, beans.getBeanClassLoader());
                for (String name : beans.getBeanNamesForType(type, true, false)) {
                    names.add(BeanFactoryUtils.transformedBeanName(name));
                }
            }
        }
        return names;
    }

    private static void remove(DefaultListableBeanFactory beans, Set<String> unwanted) {
        for (String name : unwanted) {
            if (beans.containsBeanDefinition(name)) {
                beans.removeBeanDefinition(name);
            }
        }
        for (String name : beans.getBeanDefinitionNames()) {
            BeanDefinition definition = beans.getBeanDefinition(name);
            String[] needed = definition.getDependsOn();
            if (needed != null) {
                List<String> left = new ArrayList<>(Arrays.asList(needed));
                if (left.removeAll(unwanted)) {
                    definition.setDependsOn(StringUtils.toStringArray(left));
                }
            }
        }
    }

    private static void replace(DefaultListableBeanFactory beans, String name, Object bean) {
        if (beans.containsBeanDefinition(name)) {
            beans.removeBeanDefinition(name);
        }
        beans.registerSingleton(name, bean);
    }
}
