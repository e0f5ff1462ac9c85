package io.github.processpool.spring.worker.database;

import io.github.processpool.spring.worker.name.NamedTypes;
import io.github.processpool.spring.worker.name.PropertyNames;
import java.lang.reflect.Field;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.util.Collection;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.BeanWrapper;
import org.springframework.beans.PropertyAccessorFactory;
import org.springframework.beans.factory.config.BeanPostProcessor;
import org.springframework.core.Ordered;
import org.springframework.util.ReflectionUtils;

/**
 * Makes connection pools small that the application declares itself, for which no property of Boot holds; one of Boot is small
 * already. Those that routers and proxies have behind them are small, too. Unless the application says in {@code
 * process-pool.worker.properties} how large a pool is to be.
 *
 * <p><b>Thread safety:</b> immutable.
 */
public final class SmallPools implements BeanPostProcessor, Ordered {

    static final int CONNECTIONS = 2;

    private static final String HIKARI = "com.zaxxer.hikari.HikariDataSource";

    /** By class: the property with the most connections of a pool, then those that it keeps though nobody uses them. */
    private static final Map<String, List<String>> SIZES = Map.of(
            HIKARI,
            List.of("maximumPoolSize", "minimumIdle"),
            "org.apache.tomcat.jdbc.pool.DataSource",
            List.of("maxActive", "minIdle", "initialSize", "maxIdle"),
            "org.apache.commons.dbcp2.BasicDataSource",
            List.of("maxTotal", "minIdle", "initialSize", "maxIdle"),
            "com.mchange.v2.c3p0.ComboPooledDataSource",
            List.of("maxPoolSize", "minPoolSize", "initialPoolSize"),
            "oracle.ucp.jdbc.PoolDataSourceImpl",
            List.of("maxPoolSize", "minPoolSize", "initialPoolSize"));

    private static final String MOST_IDLE = "maxIdle";

    /** Classes of pools whose size the application says. */
    private final Set<String> given;

    public SmallPools(Map<String, String> overrides) {
        this.given = SIZES.entrySet().stream()
                .filter(pool -> overrides.keySet().stream()
                        .anyMatch(name -> isSize(name, pool.getValue().get(0))))
                .map(Map.Entry::getKey)
                .collect(Collectors.toUnmodifiableSet());
    }

    /** Those of other pools than a database's are named alike. */
    private static boolean isSize(String name, String property) {
        String uniform = PropertyNames.uniform(name);
        return uniform.endsWith(property.toLowerCase(Locale.ROOT))
                && (!uniform.startsWith("spring.") || uniform.startsWith("spring.datasource."));
    }

    @Override
    public int getOrder() {
        return LOWEST_PRECEDENCE; // After all who may set something else.
    }

    @Override
    public Object postProcessBeforeInitialization(Object bean, String beanName) {
        if (bean instanceof DataSource source) {
            limit(source, Collections.newSetFromMap(new IdentityHashMap<>()));
        }
        return bean;
    }

    /** With those behind it: the targets of a router, or of a proxy, are often no beans. */
    private void limit(@Nullable Object source, Set<Object> seen) {
        if (source == null || !seen.add(source)) {
            return;
        }
        if (source instanceof Map<?, ?> sources) {
            sources.values().forEach(each -> limit(each, seen));
        } else if (source instanceof Collection<?> sources) {
            sources.forEach(each -> limit(each, seen));
        } else if (source instanceof DataSource) {
            String pool = NamedTypes.firstOf(source.getClass(), SIZES.keySet());
            if (pool != null) {
                if (!given.contains(pool)) {
                    limit(PropertyAccessorFactory.forBeanPropertyAccess(source), pool);
                }
            } else {
                ReflectionUtils.doWithFields(
                        source.getClass(), field -> limit(valueOf(field, source), seen), SmallPools::mayHaveSources);
            }
        }
    }

    private static boolean mayHaveSources(Field field) {
        Class<?> type = field.getType();
        return !Modifier.isStatic(field.getModifiers())
                && (DataSource.class.isAssignableFrom(type)
                        || Map.class.isAssignableFrom(type)
                        || Collection.class.isAssignableFrom(type)
                        || type == Object.class);
    }

    private static @Nullable Object valueOf(Field field, Object owner) {
        try {
            field.setAccessible(true);
            return field.get(owner);
        } catch (IllegalAccessException | RuntimeException e) { // Of a module that is closed.
            return null;
        }
    }

    private static void limit(BeanWrapper pool, String type) {
        List<String> sizes = Objects.requireNonNull(SIZES.get(type));
        // The most comes last, since some pools refuse one below the least.
        sizes.subList(1, sizes.size()).forEach(size -> {
            if (MOST_IDLE.equals(size)) {
                reduce(pool, size);
            } else {
                pool.setPropertyValue(size, 0);
            }
        });
        reduce(pool, sizes.get(0));
        Object running = HIKARI.equals(type) ? pool.getPropertyValue("hikariPoolMXBean") : null;
        if (running != null) { // It was started by its constructor, and may have opened more already.
            Method evict = ReflectionUtils.findMethod(running.getClass(), "softEvictConnections");
            ReflectionUtils.invokeMethod(Objects.requireNonNull(evict), running);
        }
    }

    /** What was not set is negative or 0, and becomes many. */
    private static void reduce(BeanWrapper pool, String size) {
        if (!(pool.getPropertyValue(size) instanceof Integer now) || now < 1 || now > CONNECTIONS) {
            pool.setPropertyValue(size, CONNECTIONS);
        }
    }
}
