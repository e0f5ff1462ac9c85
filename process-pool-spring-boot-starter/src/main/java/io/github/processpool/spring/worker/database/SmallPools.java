package io.github.processpool.spring.worker.database;

import java.util.Locale;
import java.util.Map;
import org.springframework.beans.BeanWrapper;
import org.springframework.beans.PropertyAccessorFactory;
import org.springframework.beans.factory.config.BeanPostProcessor;
import org.springframework.core.Ordered;

/**
 * Makes connection pools small that the application declares itself, for which no property of Boot holds; one of Boot is small
 * already. Unless the application says in {@code process-pool.worker.properties} how large a pool is to be.
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
        for (Class<?> type = bean.getClass(); type != null && !sizeIsGiven; type = type.getSuperclass()) {
            if ("com.zaxxer.hikari.HikariDataSource".equals(type.getName())) {
                limit(PropertyAccessorFactory.forBeanPropertyAccess(bean));
            }
        }
        return bean;
    }

    private static void limit(BeanWrapper pool) {
        // What was not set is negative, and becomes ten.
        if (!(pool.getPropertyValue("maximumPoolSize") instanceof Integer size) || size < 0 || size > CONNECTIONS) {
            pool.setPropertyValue("maximumPoolSize", CONNECTIONS);
        }
        pool.setPropertyValue("minimumIdle", 0);
    }
}
