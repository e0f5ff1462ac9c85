package io.github.processpool.spring.worker.database;

import java.util.List;
import java.util.regex.Pattern;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.BeanWrapper;
import org.springframework.beans.BeansException;
import org.springframework.beans.PropertyAccessorFactory;
import org.springframework.beans.factory.BeanFactory;
import org.springframework.beans.factory.BeanFactoryUtils;
import org.springframework.beans.factory.ListableBeanFactory;
import org.springframework.beans.factory.config.ConfigurableBeanFactory;
import org.springframework.core.env.Environment;

/**
 * Tells in the parent whether the application's database lives in the memory of its process, so that each worker has another one,
 * which is empty. Only if that is certain of every data source: otherwise what fills a database in a worker could harm one that
 * is shared. No bean is made and no connection opened for it.
 */
public final class PrivateDatabase {

    /** Not {@code jdbc:h2:tcp://…/mem:}, which is shared. */
    private static final Pattern IN_MEMORY =
            Pattern.compile("jdbc:(h2:mem:|hsqldb:mem:|derby:memory:|sqlite::memory:).*", Pattern.CASE_INSENSITIVE);

    private static final List<String> URL_PROPERTIES = List.of("jdbcUrl", "url");
    private static final int DEEPEST_PROXY = 8;

    private PrivateDatabase() {}

    public static boolean isIn(BeanFactory beans) {
        if (!(beans instanceof ListableBeanFactory listable)) {
            return false;
        }
        String[] names = BeanFactoryUtils.beanNamesForTypeIncludingAncestors(listable, DataSource.class, true, false);
        for (String name : names) {
            if (!isPrivate(beans, name, names.length == 1)) {
                return false;
            }
        }
        return names.length > 0;
    }

    /** One that is not made yet is taken for what the property says only if there is no other that it could be for. */
    private static boolean isPrivate(BeanFactory beans, String name, boolean isOnly) {
        if (beans instanceof ConfigurableBeanFactory configurable
                && configurable.getSingleton(name) instanceof DataSource source) {
            return isPrivate(source, 0);
        }
        String url = beans.getBean(Environment.class).getProperty("spring.datasource.url");
        return isOnly && url != null && IN_MEMORY.matcher(url).matches();
    }

    private static boolean isPrivate(Object source, int depth) {
        for (Class<?> type : source.getClass().getInterfaces()) {
            if ("org.springframework.jdbc.datasource.embedded.EmbeddedDatabase".equals(type.getName())) {
                return true;
            }
        }
        for (String property : URL_PROPERTIES) {
            if (valueOf(source, property) instanceof String url) {
                return IN_MEMORY.matcher(url).matches();
            }
        }
        Object target = valueOf(source, "targetDataSource");
        return target != null && depth < DEEPEST_PROXY && isPrivate(target, depth + 1);
    }

    private static @Nullable Object valueOf(Object source, String property) {
        BeanWrapper wrapper = PropertyAccessorFactory.forBeanPropertyAccess(source);
        try {
            return wrapper.isReadableProperty(property) ? wrapper.getPropertyValue(property) : null;
        } catch (BeansException e) {
            return null; // Then it is not known, and taken for shared.
        }
    }
}
