package io.github.processpool.spring.worker.statement;

import io.github.processpool.spring.worker.proxy.SameType;
import java.sql.Connection;
import javax.sql.DataSource;
import org.aopalliance.intercept.MethodInterceptor;
import org.springframework.aop.support.NameMatchMethodPointcutAdvisor;
import org.springframework.beans.factory.config.BeanPostProcessor;
import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;
import org.springframework.core.Ordered;

/**
 * Has the connections of a worker's data sources tell what they execute, so that the statement of a task that is to stop is
 * cancelled before the worker is killed: a database goes on with what a dead client has begun, and commits it.
 *
 * <p><b>Thread safety:</b> any thread.
 */
public final class CancellableDataSources implements BeanPostProcessor, Ordered {

    private final ConfigurableListableBeanFactory beans;
    private final NameMatchMethodPointcutAdvisor advisor;

    public CancellableDataSources(ConfigurableListableBeanFactory beans) {
        this.beans = beans;
        RunningStatements running = new RunningStatements();
        MethodInterceptor advice =
                call -> call.proceed() instanceof Connection connection ? TrackedJdbc.of(connection, running) : null;
        this.advisor = new NameMatchMethodPointcutAdvisor(advice);
        advisor.setMappedName("getConnection");
    }

    @Override
    public int getOrder() {
        return LOWEST_PRECEDENCE; // After all who make proxies.
    }

    @Override
    public Object postProcessAfterInitialization(Object bean, String beanName) {
        return bean instanceof DataSource ? SameType.advise(bean, beanName, advisor, beans) : bean;
    }
}
