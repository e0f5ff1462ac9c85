package io.github.processpool.spring.worker.values;

import io.github.processpool.spring.worker.likeness.Definitions;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.BeansException;
import org.springframework.beans.factory.config.BeanDefinition;
import org.springframework.beans.factory.config.ConfigurableBeanFactory;
import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;
import org.springframework.boot.autoconfigure.service.connection.ConnectionDetails;
import org.springframework.boot.ssl.SslBundles;
import org.springframework.core.env.ConfigurableEnvironment;
import org.springframework.util.ClassUtils;

/**
 * The beans of the application that know its connections, in the parent: found when a pool is built, asked for each worker that
 * starts, since a container may have been started again. Those that only repeat properties are left to the workers, which have the same
 * ones; unless the properties are random. So are those that have no interface to ask them by.
 *
 * <p><b>Thread safety:</b> immutable. The beans are asked on any thread, and none is made then.
 */
public final class ConnectionBeans {

    private static final Logger log = LoggerFactory.getLogger(ConnectionBeans.class);

    private record Found(
            String name,
            boolean declared,
            boolean primary,
            ConnectionDetails details,
            @Nullable Class<?> replacement) {

        Packed pack(Packing packing) {
            return replacement == null
                    ? packing.answers(details, interfacesOf(details))
                    : new Packed.FromProperties(replacement.getName());
        }
    }

    private final List<Found> all;
    private final @Nullable SslBundles bundles;

    private ConnectionBeans(List<Found> all, @Nullable SslBundles bundles) {
        this.all = all;
        this.bundles = bundles;
    }

    /**
     * Finds those of an application.
     *
     * @param beans the application's
     * @param environment with its properties
     * @param overrides properties that workers have in the place of the application's
     */
    public static ConnectionBeans of(
            ConfigurableBeanFactory beans, ConfigurableEnvironment environment, Map<String, String> overrides) {
        if (!(beans instanceof ConfigurableListableBeanFactory listable)) {
            return new ConnectionBeans(List.of(), null);
        }
        DetailsFromProperties properties = new DetailsFromProperties(environment, overrides);
        List<Found> all = new ArrayList<>();
        for (String name : listable.getBeanNamesForType(ConnectionDetails.class, true, false)) {
            ConnectionDetails details = Definitions.isOfParent(listable, name) ? null : detailsOf(listable, name);
            if (details != null && !interfacesOf(details).isEmpty() && !properties.areEnoughFor(details)) {
                BeanDefinition definition =
                        listable.containsBeanDefinition(name) ? listable.getBeanDefinition(name) : null;
                boolean declared = definition != null && definition.getFactoryMethodName() != null;
                all.add(new Found(
                        name,
                        declared,
                        definition != null && definition.isPrimary(),
                        details,
                        properties.replacement(interfacesOf(details))));
            }
        }
        return new ConnectionBeans(
                all,
                all.isEmpty()
                        ? null
                        : listable.getBeanProvider(SslBundles.class).getIfAvailable());
    }

    private static @Nullable ConnectionDetails detailsOf(ConfigurableListableBeanFactory beans, String name) {
        try {
            return beans.getBean(name, ConnectionDetails.class);
        } catch (BeansException e) {
            log.warn(
                    "The bean '{}' can't be made, so workers are not told what connection it knows: {}",
                    name,
                    e.toString());
            return null;
        }
    }

    /** Asks all beans. */
    public List<Connection> read() {
        Packing packing = new Packing(bundles);
        return all.stream()
                .map(found -> new Connection(found.name(), found.declared(), found.primary(), found.pack(packing)))
                .toList();
    }

    private static List<Class<?>> interfacesOf(ConnectionDetails details) {
        return Arrays.stream(ClassUtils.getAllInterfaces(details))
                .filter(type -> type != ConnectionDetails.class && ConnectionDetails.class.isAssignableFrom(type))
                .<Class<?>>map(type -> type)
                .toList();
    }
}
