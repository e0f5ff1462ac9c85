package io.github.processpool.spring.worker.leftout;

import io.github.processpool.spring.micrometer.WorkerMeters;
import io.github.processpool.spring.worker.broker.InMemoryBrokers;
import io.github.processpool.spring.worker.broker.RabbitDeclarations;
import io.github.processpool.spring.worker.database.ContainersOfUrls;
import io.github.processpool.spring.worker.database.DatabaseGuards;
import io.github.processpool.spring.worker.database.DatabaseInitializers;
import io.github.processpool.spring.worker.database.FallbackDatabase;
import io.github.processpool.spring.worker.database.HandMadeFactories;
import io.github.processpool.spring.worker.database.SchemaGuard;
import io.github.processpool.spring.worker.database.SmallPools;
import io.github.processpool.spring.worker.description.ApplicationDescription;
import io.github.processpool.spring.worker.leftout.LeftOutBeans.Reason;
import io.github.processpool.spring.worker.statement.CancellableDataSources;
import io.github.processpool.spring.worker.values.ApplicationAlone;
import io.github.processpool.spring.worker.values.OwnIdentities;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
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

    /** Make something happen by itself, for methods of other beans or for jobs. By name, since none of the libraries need be there. */
    private static final List<String> PROCESSORS = List.of(
            "org.springframework.scheduling.annotation.ScheduledAnnotationBeanPostProcessor",
            "org.springframework.jms.annotation.JmsListenerAnnotationBeanPostProcessor",
            "org.springframework.kafka.annotation.KafkaListenerAnnotationBeanPostProcessor",
            "org.springframework.amqp.rabbit.annotation.RabbitListenerAnnotationBeanPostProcessor",
            "org.springframework.pulsar.annotation.PulsarListenerAnnotationBeanPostProcessor",
            "org.springframework.pulsar.reactive.config.annotation.ReactivePulsarListenerAnnotationBeanPostProcessor",
            "io.awspring.cloud.sqs.annotation.SqsListenerAnnotationBeanPostProcessor",
            "com.github.kagkarlsson.scheduler.boot.config.DbSchedulerStarter");

    /** Know the containers of listeners, of which a worker has none. */
    private static final List<String> REGISTRIES = List.of(
            "org.springframework.jms.config.JmsListenerEndpointRegistry",
            "org.springframework.kafka.config.KafkaListenerEndpointRegistry",
            "org.springframework.amqp.rabbit.listener.RabbitListenerEndpointRegistry",
            "org.springframework.pulsar.config.ListenerEndpointRegistry",
            "io.awspring.cloud.sqs.listener.MessageListenerContainerRegistry");

    private static final String CLUSTER = "io.github.processpool.cluster.ProcessPoolCluster";
    private static final String RABBIT = "org.springframework.amqp.rabbit.core.RabbitAdmin";

    private static final List<String> EXPORTERS = List.of("org.springframework.jmx.export.MBeanExporter");

    private static final String METERS = "io.micrometer.core.instrument.MeterRegistry";

    private final ApplicationDescription.Settings settings;
    private final Environment environment;

    public WorkerDefinitions(ApplicationDescription.Settings settings, Environment environment) {
        this.settings = settings;
        this.environment = environment;
    }

    @Override
    public void postProcessBeanFactory(ConfigurableListableBeanFactory factory) {
        DefaultListableBeanFactory beans = (DefaultListableBeanFactory) factory;
        Map<String, Reason> unwanted = unwanted(beans);
        Set<String> initializers = namesOf(beans, DatabaseInitializers.TYPES);
        initializers.addAll(DatabaseInitializers.detectedIn(beans, environment));
        if (settings.privateDatabase()) {
            initializers.removeAll(unwanted.keySet());
            DatabaseGuards.registerIn(beans, initializers);
        } else {
            initializers.forEach(name -> unwanted.put(name, Reason.SCHEMA));
            beans.registerSingleton(SchemaGuard.class.getName(), new SchemaGuard(false));
        }
        addGuards(beans);
        // Of a context with servlets: it registers its own scopes before.
        ServerObject.registerIn(beans, beans.getRegisteredScope("session") != null);
        ServerScope.registerIn(beans);
        LeftOutBeans leftOut = new LeftOutBeans();
        unwanted.forEach((name, reason) -> leftOut.add(name, typeOf(beans, name), reason));
        if (environment.getProperty("process-pool.cluster.enabled", Boolean.class, false)
                && ClassUtils.isPresent(CLUSTER, beans.getBeanClassLoader())) {
            leftOut.add(
                    "processPoolCluster",
                    ClassUtils.resolveClassName(CLUSTER, beans.getBeanClassLoader()),
                    Reason.MEMBERSHIP);
        }
        leftOut.registerIn(beans);
        remove(beans, unwanted.keySet());
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

    private void addGuards(DefaultListableBeanFactory beans) {
        beans.registerSingleton(
                FallbackDatabase.class.getName(),
                new FallbackDatabase(beans, environment, settings.overrides(), settings.bootDatabases()));
        HandMadeFactories.refuseIn(beans, settings.overrides().keySet());
        // As beans, since only those are put in order with the ones that bind properties.
        beans.registerSingleton(SmallPools.class.getName(), new SmallPools(settings.overrides()));
        beans.registerSingleton(CancellableDataSources.class.getName(), new CancellableDataSources(beans));
        beans.registerSingleton(ContainersOfUrls.class.getName(), new ContainersOfUrls(beans));
        beans.registerSingleton(InMemoryBrokers.class.getName(), new InMemoryBrokers(beans, settings.startedBeans()));
        beans.registerSingleton(OwnIdentities.class.getName(), new OwnIdentities());
        if (ClassUtils.isPresent(RABBIT, beans.getBeanClassLoader())) {
            beans.registerSingleton(RabbitDeclarations.class.getName(), new RabbitDeclarations(beans));
        }
        if (ClassUtils.isPresent(METERS, beans.getBeanClassLoader())) {
            WorkerMeters.registerIn(beans);
        }
    }

    private Map<String, Reason> unwanted(DefaultListableBeanFactory beans) {
        Map<String, Reason> unwanted = new LinkedHashMap<>();
        namesOf(beans, PROCESSORS).forEach(name -> unwanted.put(name, Reason.SERVICE));
        namesOf(beans, ApplicationAlone.TYPES).forEach(name -> unwanted.put(name, Reason.STARTED));
        namesOf(beans, REGISTRIES).stream()
                .filter(name -> !settings.startedBeans().contains(name))
                .forEach(name -> unwanted.put(name, Reason.SERVICE));
        namesOf(beans, EXPORTERS).forEach(name -> unwanted.put(name, Reason.MANAGEMENT));
        namesOf(beans, DatabaseInitializers.TYPES_WITHOUT_JDBC).forEach(name -> unwanted.put(name, Reason.SCHEMA));
        namesOf(beans, InMemoryBrokers.SERVERS).forEach(name -> unwanted.put(name, Reason.STARTED));
        return unwanted;
    }

    private static @Nullable Class<?> typeOf(DefaultListableBeanFactory beans, String name) {
        return beans.containsBeanDefinition(name) ? beans.getType(name, false) : null;
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
