package io.github.processpool.spring.async.check;

import io.github.processpool.ProcessPoolExecutor;
import java.lang.reflect.Field;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.springframework.aop.framework.Advised;
import org.springframework.aop.interceptor.AsyncExecutionAspectSupport;
import org.springframework.beans.factory.BeanFactoryUtils;
import org.springframework.beans.factory.annotation.BeanFactoryAnnotationUtils;
import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;
import org.springframework.beans.factory.config.EmbeddedValueResolver;
import org.springframework.core.task.support.TaskExecutorAdapter;
import org.springframework.scheduling.concurrent.ConcurrentTaskExecutor;
import org.springframework.util.ReflectionUtils;

/**
 * Tells which executors of {@code @Async} methods are process pools, also behind Spring's adapters, as Spring would find them. No
 * bean is made for it but pools, which start nothing then; an executor that nobody finds is told by Spring at the call.
 *
 * <p><b>Thread safety:</b> used by the thread that starts the context.
 */
final class AsyncExecutors {

    private final ConfigurableListableBeanFactory beans;

    AsyncExecutors(ConfigurableListableBeanFactory beans) {
        this.beans = beans;
    }

    /** The pool that a qualifier, or the name of a bean, stands for; it may have placeholders. */
    Optional<ProcessPoolExecutor> named(String qualifier) {
        String name = resolve(qualifier);
        return name == null
                ? Optional.empty()
                : Stream.concat(
                                names(ProcessPoolExecutor.class, name).map(beans::getBean),
                                Stream.of(TaskExecutorAdapter.class, ConcurrentTaskExecutor.class)
                                        .flatMap(adapter -> names(adapter, name))
                                        .map(beans::getSingleton))
                        .flatMap(executor -> behind(executor).stream())
                        .findFirst();
    }

    private @Nullable String resolve(String qualifier) {
        try {
            return new EmbeddedValueResolver(beans).resolveStringValue(qualifier);
        } catch (RuntimeException e) {
            return null;
        }
    }

    private Stream<String> names(Class<?> type, String qualifier) {
        return Stream.of(BeanFactoryUtils.beanNamesForTypeIncludingAncestors(beans, type, true, false))
                .filter(name -> BeanFactoryAnnotationUtils.isQualifierMatch(qualifier::equals, name, beans));
    }

    /**
     * The pool for methods that name none, from an {@code AsyncConfigurer} or the bean {@code taskExecutor}. Spring asks for it at
     * the first call, and keeps it; asked for now, it keeps it from now on.
     *
     * @param bean with Spring's advice; null: not made yet
     */
    Optional<ProcessPoolExecutor> byDefault(@Nullable Object bean) {
        return bean instanceof Advised advised
                ? Stream.of(advised.getAdvisors())
                        .map(advisor -> advisor.getAdvice())
                        .filter(AsyncExecutionAspectSupport.class::isInstance)
                        .flatMap(advice -> behind(defaultOf(advice)).stream())
                        .findFirst()
                : Optional.empty();
    }

    private static @Nullable Object defaultOf(Object advice) {
        try {
            return read(AsyncExecutionAspectSupport.class, "defaultExecutor", advice) instanceof Supplier<?> supplier
                    ? supplier.get()
                    : null;
        } catch (RuntimeException e) { // An AsyncConfigurer that fails, which is told at the call.
            return null;
        }
    }

    private static Optional<ProcessPoolExecutor> behind(@Nullable Object executor) {
        if (executor instanceof ProcessPoolExecutor pool) {
            return Optional.of(pool);
        }
        Class<?> adapter = executor instanceof TaskExecutorAdapter
                ? TaskExecutorAdapter.class
                : executor instanceof ConcurrentTaskExecutor ? ConcurrentTaskExecutor.class : null;
        return adapter != null && read(adapter, "concurrentExecutor", executor) instanceof ProcessPoolExecutor pool
                ? Optional.of(pool)
                : Optional.empty();
    }

    private static @Nullable Object read(Class<?> type, String name, @Nullable Object object) {
        Field field = ReflectionUtils.findField(type, name);
        if (field == null) {
            return null;
        }
        ReflectionUtils.makeAccessible(field);
        return ReflectionUtils.getField(field, object);
    }
}
