package io.github.processpool.spring.worker.database;

import java.util.Map;
import java.util.Properties;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.BeanWrapper;
import org.springframework.beans.BeansException;
import org.springframework.beans.PropertyAccessor;
import org.springframework.beans.PropertyAccessorFactory;
import org.springframework.beans.factory.config.BeanPostProcessor;
import org.springframework.core.Ordered;

/**
 * Keeps Hibernate and other JPA providers in a worker from creating, updating or dropping anything in a database that is not the
 * worker's own, also where the application makes its entity manager factory itself and no property of Boot holds.
 *
 * <p><b>Thread safety:</b> immutable.
 */
public final class SchemaGuard implements BeanPostProcessor, Ordered {

    /** Names and values of JPA, of Hibernate and of EclipseLink. */
    public static final Map<String, String> SCHEMA_PROPERTIES = Map.of(
            "hibernate.hbm2ddl.auto", "none",
            "hibernate.hbm2ddl.create_namespaces", "false",
            "eclipselink.ddl-generation", "none",
            "jakarta.persistence.schema-generation.database.action", "none",
            "jakarta.persistence.schema-generation.scripts.action", "none",
            "jakarta.persistence.create-database-schemas", "false",
            "javax.persistence.schema-generation.database.action", "none",
            "javax.persistence.schema-generation.scripts.action", "none");

    private final boolean privateOnesMayBe;

    /**
     * Creates the guard.
     *
     * @param privateOnesMayBe whether some database may be the worker's own
     */
    public SchemaGuard(boolean privateOnesMayBe) {
        this.privateOnesMayBe = privateOnesMayBe;
    }

    @Override
    public int getOrder() {
        return LOWEST_PRECEDENCE; // After all who may set something else.
    }

    @Override
    public Object postProcessBeforeInitialization(Object bean, String beanName) {
        for (Class<?> type = bean.getClass(); type != null; type = type.getSuperclass()) {
            if ("org.springframework.orm.jpa.AbstractEntityManagerFactoryBean".equals(type.getName())) {
                guard(bean, "jpaPropertyMap", PropertyAccessorFactory.forBeanPropertyAccess(bean));
            } else if (type.getName().endsWith(".LocalSessionFactoryBean")) {
                guard(bean, "hibernateProperties", PropertyAccessorFactory.forDirectFieldAccess(bean));
            }
        }
        return bean;
    }

    private void guard(Object factory, String property, PropertyAccessor source) {
        if (!privateOnesMayBe || !WorkerDatabases.isPrivate(sourceOf(source))) {
            set(factory, property);
        }
    }

    private static @Nullable DataSource sourceOf(PropertyAccessor factory) {
        try {
            return factory.isReadableProperty("dataSource")
                    ? (DataSource) factory.getPropertyValue("dataSource")
                    : null;
        } catch (BeansException e) {
            return null; // It is not certain.
        }
    }

    private static void set(Object factory, String property) {
        BeanWrapper wrapper = PropertyAccessorFactory.forBeanPropertyAccess(factory);
        Object properties = wrapper.getPropertyValue(property);
        if (properties instanceof Properties texts) {
            texts.putAll(SCHEMA_PROPERTIES);
        } else if (properties instanceof Map<?, ?> map) {
            @SuppressWarnings("unchecked") // Spring's, from names to anything, live.
            Map<String, Object> values = (Map<String, Object>) map;
            values.putAll(SCHEMA_PROPERTIES);
        }
    }
}
