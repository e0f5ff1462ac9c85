package io.github.processpool.spring.pool;

import io.github.processpool.ProcessPoolExecutor;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Executor;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.config.BeanDefinition;
import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;
import org.springframework.beans.factory.support.AbstractBeanDefinition;
import org.springframework.boot.task.ThreadPoolTaskExecutorBuilder;

/**
 * Tells once when pools that the application declares as beans are the reason why Spring Boot made no
 * {@code applicationTaskExecutor}: nothing fails then, but {@code @Async} methods get a new thread per call. The pools of the
 * auto-configuration never are the reason.
 */
public final class ApplicationTaskExecutorCheck {

    private static final Set<String> BOOTS_OWN = Set.of("applicationTaskExecutor", "taskScheduler");
    private static final Logger log = LoggerFactory.getLogger(ApplicationTaskExecutorCheck.class);

    private final ConfigurableListableBeanFactory beanFactory;
    private boolean done;

    public ApplicationTaskExecutorCheck(ConfigurableListableBeanFactory beanFactory) {
        this.beanFactory = beanFactory;
    }

    void run() {
        if (done || beanFactory.containsBean("applicationTaskExecutor") || !bootMakesTaskExecutors()) {
            return;
        }
        done = true;
        List<String> pools = candidates(ProcessPoolExecutor.class)
                .filter(name -> !(beanFactory.getBean(name) instanceof RestartablePool))
                .toList();
        boolean others = candidates(Executor.class)
                .anyMatch(
                        name -> !BOOTS_OWN.contains(name) && !beanFactory.isTypeMatch(name, ProcessPoolExecutor.class));
        if (!pools.isEmpty() && !others) {
            log.warn(
                    "There is no 'applicationTaskExecutor', because the process pools {} are beans: Spring Boot makes none"
                            + " where there is another Executor, so @Async methods get a new thread per call, and web requests"
                            + " have no executor. Either declare these pools with @Bean(defaultCandidate = false) and inject"
                            + " them by qualifier, or set spring.task.execution.mode=force",
                    pools);
        }
    }

    private boolean bootMakesTaskExecutors() {
        return beanFactory.getBeanNamesForType(ThreadPoolTaskExecutorBuilder.class, true, false).length > 0;
    }

    private Stream<String> candidates(Class<?> type) {
        return Stream.of(beanFactory.getBeanNamesForType(type, true, false)).filter(this::isCandidate);
    }

    private boolean isCandidate(String name) {
        if (!beanFactory.containsBeanDefinition(name)) {
            return true;
        }
        BeanDefinition definition = beanFactory.getMergedBeanDefinition(name);
        return definition.isAutowireCandidate()
                && (!(definition instanceof AbstractBeanDefinition ours) || ours.isDefaultCandidate());
    }
}
