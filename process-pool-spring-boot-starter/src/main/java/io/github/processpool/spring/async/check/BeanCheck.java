package io.github.processpool.spring.async.check;

import io.github.processpool.PayloadSerializer;
import io.github.processpool.ProcessPoolExecutor;
import io.github.processpool.spring.ProcessPoolExecutorBuilderCustomizer;
import io.github.processpool.spring.UnknownProcessPoolException;
import io.github.processpool.spring.annotation.ProcessAsync;
import io.github.processpool.spring.async.call.BeanMethods;
import io.github.processpool.spring.async.call.CallOptions;
import io.github.processpool.spring.async.call.PoolLookup;
import io.github.processpool.spring.async.call.Problem;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.config.BeanDefinition;
import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;

/**
 * Checks the annotated methods of a bean: their declarations when the bean is made, and what they ask of pools once those are
 * there. When a declaration is wrong all else is looked at too, so that everything about a bean is told at once.
 *
 * <p><b>Thread safety:</b> any thread.
 */
public final class BeanCheck {

    private static final Logger log = LoggerFactory.getLogger(BeanCheck.class);

    private static final Set<String> SCOPES_OF_SERVERS = Set.of("request", "session", "application", "websocket");
    /** The last is Spring Cloud's, whose beans are made from properties, which a worker has. */
    private static final Set<String> SCOPES_OF_WORKERS = Set.of("", "singleton", "prototype", "refresh");

    private static final String MOVE =
            "Move its @ProcessAsync methods to a bean without that scope, and pass them what they need.";

    private final ConfigurableListableBeanFactory beanFactory;
    private final PoolLookup pools;
    private final SerializableSubclasses subclasses;
    /** The names of those that were told. */
    private final Set<String> prototypes = ConcurrentHashMap.newKeySet();

    public BeanCheck(ConfigurableListableBeanFactory beanFactory, PoolLookup pools) {
        this.beanFactory = beanFactory;
        this.pools = pools;
        this.subclasses = new SerializableSubclasses(beanFactory);
    }

    /** A bean with methods to check; the proxy is null if none was made yet. */
    public record Subject(
            String beanName, Class<?> type, @Nullable Class<?> proxy, Map<Method, ProcessAsync> methods) {

        /** What a user wrote: for a proxy of an interface alone that interface. */
        public Class<?> declaringType() {
            Class<?> place = methods.keySet().iterator().next().getDeclaringClass();
            return place.isAssignableFrom(type) && !Proxy.isProxyClass(type) ? type : place;
        }
    }

    /** What is wrong with declarations; if anything is, all that is wrong. */
    public List<Problem> declarations(Subject bean) {
        List<Problem> problems = new ArrayList<>();
        if (!beanFactory.containsBean(bean.beanName())) {
            problems.add(new Problem(
                    "it has no name by which a worker could find it: it is part of another bean's definition, or was not"
                            + " made by the context",
                    "Declare it as a bean of its own."));
        }
        scope(bean.beanName()).ifPresent(problems::add);
        bean.methods()
                .forEach((method, annotation) -> problems.addAll(
                        MethodCheck.ofDeclaration(method, bean.type(), bean.proxy(), annotation, beanFactory)));
        if (!problems.isEmpty()) {
            problems.addAll(pools(bean));
        }
        return problems;
    }

    private Optional<Problem> scope(String beanName) {
        if (!beanFactory.containsBeanDefinition(beanName)) {
            return Optional.empty();
        }
        BeanDefinition definition = beanFactory.getMergedBeanDefinition(beanName);
        String scope = Objects.requireNonNullElse(definition.getScope(), "");
        if (definition.isPrototype() && prototypes.add(beanName)) {
            log.warn(
                    "The bean '{}' is a prototype: each call of its @ProcessAsync methods makes another one in the worker, without"
                            + " the state and the constructor arguments of the one that is called. Pass the methods what they"
                            + " need, and let the bean be a singleton",
                    beanName);
        }
        if (SCOPES_OF_SERVERS.contains(scope)) {
            return Optional.of(new Problem("it has the scope '" + scope + "', which there is not in a worker", MOVE));
        }
        return SCOPES_OF_WORKERS.contains(scope)
                ? Optional.empty()
                : Optional.of(new Problem(
                        "it has the scope '" + scope
                                + "', whose beans belong to a thread or a run of the application, and a"
                                + " worker has neither",
                        MOVE));
    }

    /** What is wrong with pools and with what travels. Makes the pools, which starts nothing. */
    public List<Problem> pools(Subject bean) {
        List<Problem> problems = new ArrayList<>();
        bean.methods().forEach((method, annotation) -> {
            String name = BeanMethods.taskName(method, bean.type());
            CallOptions options = CallOptions.of(name, method, annotation, beanFactory);
            ProcessPoolExecutor pool = poolOf(name, options, problems);
            boolean byJava = pool != null && isByJava(pool);
            problems.addAll(MethodCheck.ofValues(method, bean.type(), byJava, subclasses::mayBeSerializable));
            if (byJava) {
                subclasses.tellOfProjection(name, method, bean.type());
            }
        });
        return problems;
    }

    /** Whether a method of the bean, of which nothing is wrong, runs in the pool. */
    public boolean isCalledIn(Subject bean, ProcessPoolExecutor pool) {
        return bean.methods().entrySet().stream().anyMatch(method -> {
            String name = BeanMethods.taskName(method.getKey(), bean.type());
            CallOptions options = CallOptions.of(name, method.getKey(), method.getValue(), beanFactory);
            return pools.get(options.pool()) == pool;
        });
    }

    private @Nullable ProcessPoolExecutor poolOf(String name, CallOptions options, List<Problem> problems) {
        try {
            ProcessPoolExecutor pool = pools.get(options.pool());
            if (!pools.isFromProperties(pool)) {
                problems.add(ownPool(name, options.pool()));
            }
            return pool;
        } catch (UnknownProcessPoolException e) {
            problems.add(new Problem(
                    name + ": " + e.getMessage(),
                    "Let " + name + " name a pool that there is, or define the pool, for example with the property"
                            + " 'process-pool.pools." + e.name() + ".max-workers'."));
        } catch (IllegalStateException e) {
            problems.add(new Problem(name + ": " + e.getMessage(), "Name the pool: @ProcessAsync(pool = \"…\")."));
        }
        return null;
    }

    private static Problem ownPool(String name, String pool) {
        return new Problem(
                name + ": the workers of "
                        + (pool.isEmpty() ? "the default process pool" : "process pool '" + pool + "'")
                        + " do not have the application's beans, because the application builds the pool itself",
                "Define the pool of " + name + " with process-pool.* properties; a bean of type"
                        + " ProcessPoolExecutorBuilderCustomizer changes what they can't say.");
    }

    /** Unless there may be a serializer of the application's own. */
    private boolean isByJava(ProcessPoolExecutor pool) {
        return pools.isFromProperties(pool)
                && isWithout(PayloadSerializer.class)
                && isWithout(ProcessPoolExecutorBuilderCustomizer.class);
    }

    /** What a starter adds for its own ends has another role. */
    private boolean isWithout(Class<?> type) {
        return Stream.of(beanFactory.getBeanNamesForType(type, true, false))
                .noneMatch(name -> !beanFactory.containsBeanDefinition(name)
                        || beanFactory.getBeanDefinition(name).getRole() == BeanDefinition.ROLE_APPLICATION);
    }
}
