package io.github.processpool.spring.worker.leftout;

import java.lang.reflect.Method;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import org.springframework.beans.factory.config.BeanDefinition;
import org.springframework.beans.factory.support.AbstractBeanDefinition;
import org.springframework.beans.factory.support.DefaultListableBeanFactory;
import org.springframework.beans.factory.support.RootBeanDefinition;
import org.springframework.boot.LazyInitializationExcludeFilter;

/**
 * Makes the definitions of a worker's context lazy, as if nothing had to be there from the start. A bean that is explicitly not
 * lazy stays so: by its definition, or by a filter of the application or of a library that knows what has to be there.
 *
 * <p>Unlike in an application that Boot makes lazy, a {@code SmartInitializingSingleton} is no exception: some begin to serve
 * then. One that is made is told, see {@code WorkerBeanFactory}. Neither is a repository that Spring Data has found: it says of
 * each whether it is lazy, so that nobody has meant it by that.
 */
final class LazyDefinitions {

    /** Declare filters for what a server has to begin with: schedules, exporters, meters. By name, as they are optional. */
    private static final Set<String> FOR_SERVERS = Set.of(
            "org.springframework.boot.autoconfigure.task.TaskSchedulingAutoConfiguration",
            "org.springframework.boot.actuate.autoconfigure.endpoint.jmx.JmxEndpointAutoConfiguration",
            "org.springframework.boot.micrometer.metrics.autoconfigure.task.TaskExecutorMetricsAutoConfiguration",
            "org.springframework.boot.websocket.autoconfigure.servlet.WebSocketMessagingAutoConfiguration",
            "io.github.processpool.spring.autoconfigure.ProcessPoolMetricsAutoConfiguration");

    /** Configurations whose beans are infrastructure of a server, or of pools, which a worker makes when it needs them like others. */
    private static final Pattern INFRASTRUCTURE_OF_SERVERS =
            Pattern.compile("org\\.springframework\\.boot\\..*ManagementContextConfiguration"
                    + "|io\\.github\\.processpool\\.spring\\.autoconfigure\\.ProcessPoolMetricsAutoConfiguration");

    /** Types of the beans that {@link #makeIn} takes for repositories. */
    static final List<String> REPOSITORIES =
            List.of("org.springframework.data.repository.core.support.RepositoryFactoryBeanSupport");

    private LazyDefinitions() {}

    static void makeIn(DefaultListableBeanFactory beans, Set<String> repositories) {
        List<LazyInitializationExcludeFilter> filters = filtersOf(beans);
        for (String name : beans.getBeanDefinitionNames()) {
            if (beans.getBeanDefinition(name) instanceof AbstractBeanDefinition definition
                    && (definition.getLazyInit() == null || isFound(definition) && repositories.contains(name))
                    && !isInfrastructure(definition)
                    && !isExcluded(beans, name, definition, filters)) {
                definition.setLazyInit(true);
            }
        }
    }

    private static boolean isInfrastructure(BeanDefinition definition) {
        String factory = definition.getFactoryBeanName();
        String place = factory == null ? definition.getBeanClassName() : factory;
        return definition.getRole() == BeanDefinition.ROLE_INFRASTRUCTURE
                && !(place != null && INFRASTRUCTURE_OF_SERVERS.matcher(place).matches());
    }

    /** And not declared by a method, which says what somebody has meant. */
    private static boolean isFound(AbstractBeanDefinition definition) {
        return definition.getFactoryMethodName() == null;
    }

    private static boolean isExcluded(
            DefaultListableBeanFactory beans,
            String name,
            BeanDefinition definition,
            List<LazyInitializationExcludeFilter> filters) {
        Class<?> type = filters.isEmpty() ? null : beans.getType(name, false);
        return type != null && filters.stream().anyMatch(filter -> filter.isExcluded(name, definition, type));
    }

    private static List<LazyInitializationExcludeFilter> filtersOf(DefaultListableBeanFactory beans) {
        List<LazyInitializationExcludeFilter> filters = new ArrayList<>();
        for (String name : beans.getBeanNamesForType(LazyInitializationExcludeFilter.class, false, false)) {
            if (!isForServers(beans, name)) {
                filters.add(beans.getBean(name, LazyInitializationExcludeFilter.class));
            }
        }
        return filters;
    }

    private static boolean isForServers(DefaultListableBeanFactory beans, String name) {
        Method method = beans.containsBeanDefinition(name)
                        && beans.getMergedBeanDefinition(name) instanceof RootBeanDefinition definition
                ? definition.getResolvedFactoryMethod()
                : null;
        return method != null && FOR_SERVERS.contains(method.getDeclaringClass().getName());
    }
}
