package io.github.processpool.spring.worker.database;

import io.github.processpool.spring.worker.proxy.SameType;
import java.util.regex.Pattern;
import javax.sql.DataSource;
import org.springframework.beans.factory.config.BeanPostProcessor;
import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;
import org.springframework.core.Ordered;
import org.springframework.util.ClassUtils;

/**
 * Refuses in a worker connections of a data source, or of a factory of R2DBC connections, whose URL has the driver of Testcontainers
 * start a container: it would be another one in each worker, and empty. One that is reused is the application's.
 *
 * <p><b>Thread safety:</b> any thread; immutable.
 */
public final class ContainersOfUrls implements BeanPostProcessor, Ordered {

    private static final String CONTAINER = "jdbc:tc:";
    private static final Pattern REUSED = Pattern.compile(".*[?&]tc_reusable=true(&.*|$)");

    private final ConfigurableListableBeanFactory beans;
    private final boolean hasReactive;

    public ContainersOfUrls(ConfigurableListableBeanFactory beans) {
        this.beans = beans;
        this.hasReactive = ClassUtils.isPresent(ReactiveContainers.TYPE, beans.getBeanClassLoader());
    }

    @Override
    public int getOrder() {
        return LOWEST_PRECEDENCE; // After all who set something, or make proxies.
    }

    @Override
    public Object postProcessAfterInitialization(Object bean, String beanName) {
        String url = bean instanceof DataSource source ? DatabaseKind.urlOf(source) : null;
        if (url != null && isContainerOfItsOwn(DatabaseKind.unwrapped(url))) {
            return refused(bean, beanName, "data source", CONTAINER, "getConnection");
        }
        return hasReactive && ReactiveContainers.isContainerOfItsOwn(bean)
                ? refused(bean, beanName, "connection factory", "r2dbc:tc:", "create")
                : bean;
    }

    private static boolean isContainerOfItsOwn(String url) {
        return url.startsWith(CONTAINER) && !REUSED.matcher(url).matches();
    }

    private Object refused(Object source, String beanName, String kind, String url, String method) {
        String words = "The URL of the " + kind + " '" + beanName + "' begins with " + url + ", which starts a"
                + " container of Testcontainers in each process, so this worker would see another database, which is"
                + " empty. Declare the container as a bean with @ServiceConnection, or as a field with"
                + " @ServiceConnection: workers get its connection. With TC_REUSABLE=true in the URL all use one";
        return SameType.refuse(source, beanName, method, words, beans);
    }
}
