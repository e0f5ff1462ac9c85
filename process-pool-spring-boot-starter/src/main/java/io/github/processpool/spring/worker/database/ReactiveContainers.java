package io.github.processpool.spring.worker.database;

import io.github.processpool.spring.worker.name.NamedTypes;
import io.r2dbc.spi.ConnectionFactory;
import io.r2dbc.spi.ConnectionFactoryOptions;
import io.r2dbc.spi.Option;
import io.r2dbc.spi.Wrapped;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.BeansException;
import org.springframework.beans.PropertyAccessorFactory;

/**
 * Knows factories of R2DBC connections for which the driver of Testcontainers starts a container of its own, and those whose database
 * is in memory. Apart from {@link ContainersOfUrls} and {@link BootDatabase}, because the library is optional. Stateless.
 */
final class ReactiveContainers {

    static final String TYPE = "io.r2dbc.spi.ConnectionFactory";

    private static final String DRIVER = "tc";
    private static final String FACTORY = "org.testcontainers.r2dbc.";
    private static final Option<Object> REUSED = Option.valueOf("TC_REUSABLE");
    private static final String OPTIONS = "options";
    private static final int DEEPEST = 8;

    private ReactiveContainers() {}

    /** Also behind pools and what else is around a factory; the options are told by Boot's, and kept by Testcontainers' own. */
    static boolean isContainerOfItsOwn(Object bean) {
        Object next = bean instanceof ConnectionFactory ? bean : null;
        for (int depth = 0; next != null && depth < DEEPEST; depth++) {
            boolean isOfContainers = NamedTypes.isIn(next.getClass(), FACTORY);
            ConnectionFactoryOptions options = isOfContainers ? kept(next) : told(next);
            if (isOfContainers || options != null && DRIVER.equals(options.getValue(ConnectionFactoryOptions.DRIVER))) {
                return options == null || !isReused(options);
            }
            next = next instanceof Wrapped<?> wrapped ? wrapped.unwrap() : null;
        }
        return false;
    }

    /** Also behind pools. In memory is H2's alone, the only one that Boot makes; the options are told by Boot's. */
    static DatabaseKind kindOf(Object bean) {
        Object next = bean instanceof ConnectionFactory ? bean : null;
        for (int depth = 0; next != null && depth < DEEPEST; depth++) {
            ConnectionFactoryOptions options = told(next);
            if (options != null) {
                return isInMemory(options) ? DatabaseKind.IN_MEMORY : DatabaseKind.SHARED;
            }
            next = next instanceof Wrapped<?> wrapped ? wrapped.unwrap() : null;
        }
        return DatabaseKind.UNKNOWN;
    }

    private static boolean isInMemory(ConnectionFactoryOptions options) {
        return "h2".equals(options.getValue(ConnectionFactoryOptions.DRIVER))
                && "mem".equals(options.getValue(ConnectionFactoryOptions.PROTOCOL));
    }

    private static boolean isReused(ConnectionFactoryOptions options) {
        return "true".equalsIgnoreCase(String.valueOf(options.getValue(REUSED)));
    }

    private static @Nullable ConnectionFactoryOptions told(Object factory) {
        return NamedTypes.property(factory, OPTIONS) instanceof ConnectionFactoryOptions options ? options : null;
    }

    private static @Nullable ConnectionFactoryOptions kept(Object factory) {
        try {
            return PropertyAccessorFactory.forDirectFieldAccess(factory).getPropertyValue(OPTIONS)
                            instanceof ConnectionFactoryOptions options
                    ? options
                    : null;
        } catch (BeansException e) {
            return null;
        }
    }
}
