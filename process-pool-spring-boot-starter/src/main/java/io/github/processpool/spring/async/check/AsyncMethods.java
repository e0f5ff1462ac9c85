package io.github.processpool.spring.async.check;

import io.github.processpool.PoolSnapshot;
import io.github.processpool.ProcessPoolExecutor;
import io.github.processpool.spring.async.call.AnnotatedMethods;
import io.github.processpool.spring.async.call.BeanMethods;
import io.github.processpool.spring.async.call.PoolLookup;
import io.github.processpool.spring.async.call.Problem;
import io.github.processpool.spring.async.check.InvalidProcessAsyncException.BeanProblems;
import java.lang.reflect.Method;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.springframework.aop.framework.AopProxyUtils;
import org.springframework.beans.factory.FactoryBean;
import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;
import org.springframework.core.MethodIntrospector;
import org.springframework.core.MethodIntrospector.MetadataLookup;
import org.springframework.core.annotation.AnnotatedElementUtils;
import org.springframework.core.annotation.AnnotationUtils;
import org.springframework.scheduling.annotation.Async;
import org.springframework.scheduling.config.TaskManagementConfigUtils;
import org.springframework.util.ClassUtils;
import org.springframework.util.ReflectionUtils;

/**
 * Finds methods with Spring's {@link Async} whose executor is a process pool, when all beans are there: what Spring gives that
 * executor can't be sent to another process, so each call would fail. Beans that are not made yet are looked at by their type.
 *
 * <p><b>Thread safety:</b> used by the thread that starts the context.
 */
public final class AsyncMethods {

    private final ConfigurableListableBeanFactory beans;
    private final PoolLookup pools;
    private final AsyncExecutors executors;

    public AsyncMethods(ConfigurableListableBeanFactory beans, PoolLookup pools) {
        this.beans = beans;
        this.pools = pools;
        this.executors = new AsyncExecutors(beans);
    }

    /**
     * Ends the start of the context when there are such methods.
     *
     * @throws InvalidProcessAsyncException if there are
     */
    public void check() {
        if (!isEnabled()) {
            return;
        }
        List<BeanProblems> wrong = new ArrayList<>();
        Set<Class<?>> seen = new HashSet<>();
        for (String name : beans.getBeanDefinitionNames()) {
            Object singleton = beans.containsSingleton(name) ? beans.getSingleton(name) : null;
            Class<?> type = typeOf(name, singleton);
            if (type != null && seen.add(type)) {
                List<Problem> problems = problemsOf(type, singleton);
                if (!problems.isEmpty()) {
                    wrong.add(new BeanProblems(name, type, problems));
                }
            }
        }
        if (!wrong.isEmpty()) {
            throw new InvalidProcessAsyncException("@Async", wrong);
        }
    }

    private boolean isEnabled() {
        return beans.containsBeanDefinition(TaskManagementConfigUtils.ASYNC_ANNOTATION_PROCESSOR_BEAN_NAME)
                || beans.containsBeanDefinition(TaskManagementConfigUtils.ASYNC_EXECUTION_ASPECT_BEAN_NAME);
    }

    private @Nullable Class<?> typeOf(String name, @Nullable Object singleton) {
        if (beans.getMergedBeanDefinition(name).isAbstract()) {
            return null;
        }
        Class<?> type = singleton == null || singleton instanceof FactoryBean<?>
                ? beans.getType(name, false)
                : AopProxyUtils.ultimateTargetClass(singleton);
        return type == null ? null : ClassUtils.getUserClass(type);
    }

    private List<Problem> problemsOf(Class<?> type, @Nullable Object bean) {
        if (!AnnotationUtils.isCandidateClass(type, Async.class) || AnnotatedMethods.isSprings(type.getName())) {
            return List.of();
        }
        List<Problem> problems = new ArrayList<>();
        boolean isOfClass = AnnotatedElementUtils.hasAnnotation(type, Async.class);
        MethodIntrospector.selectMethods(type, (MetadataLookup<String>) method -> qualifierOf(method, isOfClass))
                .forEach((method, qualifier) -> {
                    String name = BeanMethods.taskName(method, type);
                    (qualifier.isEmpty() ? executors.byDefault(bean) : executors.named(qualifier))
                            .map(pool -> problem(name, qualifier, pool))
                            .ifPresent(problems::add);
                });
        return problems;
    }

    /** As Spring does: what stands at the method, else at the class that declares it. Null: not one of these methods. */
    private static @Nullable String qualifierOf(Method method, boolean isOfClass) {
        if (method.isSynthetic() || ReflectionUtils.isObjectMethod(method)) {
            return null;
        }
        Async own = AnnotatedElementUtils.findMergedAnnotation(method, Async.class);
        if (own != null || !isOfClass) {
            return own == null ? null : own.value();
        }
        return Optional.ofNullable(AnnotatedElementUtils.findMergedAnnotation(method.getDeclaringClass(), Async.class))
                .map(Async::value)
                .orElse("");
    }

    private Problem problem(String method, String qualifier, ProcessPoolExecutor pool) {
        String executor = qualifier.isEmpty() ? "the one of @Async methods that name none" : "'" + qualifier + "'";
        return new Problem(
                method + ": its executor, " + executor
                        + ", is a process pool, and what Spring makes of a call of an @Async method can't be sent to a"
                        + " worker",
                "Annotate " + method + " with " + annotationFor(pool)
                        + " instead of @Async, or give it an executor of this process.");
    }

    private String annotationFor(ProcessPoolExecutor pool) {
        if (!pools.isFromProperties(pool)) {
            return "@ProcessAsync and a pool from process-pool.* properties";
        }
        @Nullable PoolSnapshot snapshot = pool.snapshot(); // Null from a mock.
        return snapshot == null || pools.isDefault(pool)
                ? "@ProcessAsync"
                : "@ProcessAsync(pool = \"" + snapshot.name() + "\")";
    }
}
