package io.github.processpool.spring.worker.database;

import java.lang.reflect.Field;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.util.Collection;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
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

    private final boolean sizeIsGiven;

    public SmallPools(Map<String, String> overrides) {
        this.sizeIsGiven = overrides.keySet().stream()
                .anyMatch(name -> name.toLowerCase(Locale.ROOT).replace("-", "").endsWith("maximumpoolsize"));
    }

    @Override
    public int getOrder() {
        return LOWEST_PRECEDENCE; // After all who may set something else.
    }

    @Override
    public Object postProcessBeforeInitialization(Object bean, String beanName) {
        if (!sizeIsGiven && bean instanceof DataSource source) {
            limit(source, Collections.newSetFromMap(new IdentityHashMap<>()));
        }
        return bean;
    }

    /** With those behind it: the targets of a router, or of a proxy, are often no beans. */
    private static void limit(@Nullable Object source, Set<Object> seen) {
        if (source == null || !seen.add(source)) {
            return;
        }
        if (source instanceof Map<?, ?> sources) {
            sources.values().forEach(each -> limit(each, seen));
        } else if (source instanceof Collection<?> sources) {
            sources.forEach(each -> limit(each, seen));
        } else if (source instanceof DataSource) {
            if (isPool(source.getClass())) {
                limit(PropertyAccessorFactory.forBeanPropertyAccess(source));
            } else {
                ReflectionUtils.doWithFields(
                        source.getClass(), field -> limit(valueOf(field, source), seen), SmallPools::mayHaveSources);
            }
        }
    }

    private static boolean isPool(@Nullable Class<?> type) {
        return type != null
                && ("com.zaxxer.hikari.HikariDataSource".equals(type.getName()) || isPool(type.getSuperclass()));
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

    private static void limit(BeanWrapper pool) {
        // What was not set is negative, and becomes ten.
        if (!(pool.getPropertyValue("maximumPoolSize") instanceof Integer size) || size < 0 || size > CONNECTIONS) {
            pool.setPropertyValue("maximumPoolSize", CONNECTIONS);
        }
        pool.setPropertyValue("minimumIdle", 0);
        Object running = pool.getPropertyValue("hikariPoolMXBean");
        if (running != null) { // It was started by its constructor, and may have opened more already.
            Method evict = ReflectionUtils.findMethod(running.getClass(), "softEvictConnections");
            ReflectionUtils.invokeMethod(Objects.requireNonNull(evict), running);
        }
    }
}
