package io.github.processpool.spring.autoconfigure;

import io.github.processpool.ProcessPoolExecutor;
import io.github.processpool.spring.settings.ProcessPoolProperties.NamedPool;
import io.github.processpool.spring.settings.PropertyLayers;
import io.github.processpool.spring.settings.written.PoolsByName;
import java.util.Map;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.beans.factory.support.AutowireCandidateQualifier;
import org.springframework.beans.factory.support.BeanDefinitionRegistry;
import org.springframework.beans.factory.support.RootBeanDefinition;
import org.springframework.boot.context.properties.bind.Bindable;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.context.annotation.ImportBeanDefinitionRegistrar;
import org.springframework.core.env.Environment;
import org.springframework.core.type.AnnotationMetadata;

/**
 * Registers a bean for each pool under {@code process-pool.pools}. It is injected where a qualifier asks for it and nowhere
 * else, so that it takes nobody's place as the executor of something.
 */
final class NamedPoolsRegistrar implements ImportBeanDefinitionRegistrar {

    private final Environment environment;

    NamedPoolsRegistrar(Environment environment) {
        this.environment = environment;
    }

    @Override
    public void registerBeanDefinitions(AnnotationMetadata importing, BeanDefinitionRegistry registry) {
        PoolsByName.check(environment);
        Binder.get(environment)
                .bind(PropertyLayers.PREFIX + ".pools", Bindable.mapOf(String.class, NamedPool.class))
                .orElse(Map.of())
                .keySet()
                .forEach(name -> registry.registerBeanDefinition(name + "ProcessPoolExecutor", definition(name)));
    }

    private static RootBeanDefinition definition(String name) {
        RootBeanDefinition definition = new RootBeanDefinition();
        definition.setTargetType(ProcessPoolExecutor.class);
        definition.setFactoryBeanName(ProcessPoolAutoConfiguration.FACTORY);
        definition.setFactoryMethodName("namedPool");
        definition.getConstructorArgumentValues().addIndexedArgumentValue(0, name);
        definition.setDefaultCandidate(false);
        // A lookup by type, which does not filter candidates as injection does, then finds the default pool.
        definition.setFallback(true);
        definition.addQualifier(new AutowireCandidateQualifier(Qualifier.class, name));
        definition.setDescription("The process pool '" + name + "'");
        return definition;
    }
}
