package io.github.processpool.spring.pool;

import io.github.processpool.PoolSnapshot;
import io.github.processpool.ProcessPoolExecutor;
import io.github.processpool.spring.ProcessPools;
import io.github.processpool.spring.UnknownProcessPoolException;
import io.github.processpool.spring.settings.InvalidPoolDefinitionException;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;
import org.springframework.beans.factory.support.SimpleAutowireCandidateResolver;

/**
 * Finds the pools among the beans, those included that are injected by qualifier only. They are looked up once, when they are
 * asked for.
 *
 * <p><b>Thread safety:</b> any thread.
 */
public final class BeanFactoryProcessPools implements ProcessPools {

    private static final Set<String> NAMES_OF_OTHERS = Set.of("taskExecutor", "applicationTaskExecutor");

    private final ConfigurableListableBeanFactory beanFactory;
    /** Volatile: published once complete; looked up twice at worst. */
    private volatile @Nullable Map<String, ProcessPoolExecutor> pools;

    public BeanFactoryProcessPools(ConfigurableListableBeanFactory beanFactory) {
        this.beanFactory = beanFactory;
    }

    @Override
    public Set<String> names() {
        return asMap().keySet();
    }

    @Override
    public ProcessPoolExecutor get(String name) {
        ProcessPoolExecutor pool = asMap().get(name);
        if (pool == null) {
            throw new UnknownProcessPoolException(name, names());
        }
        return pool;
    }

    @Override
    public Map<String, ProcessPoolExecutor> asMap() {
        Map<String, ProcessPoolExecutor> known = pools;
        if (known == null) {
            known = Collections.unmodifiableMap(find());
            pools = known;
        }
        return known;
    }

    /** The pools that start and stop with the context: not those of its ancestors, which have a life of their own. */
    List<RestartablePool> restartable() {
        return asMap().values().stream()
                .filter(RestartablePool.class::isInstance)
                .map(RestartablePool.class::cast)
                .filter(pool -> pool.isOf(beanFactory))
                .toList();
    }

    /** Replaces the workers that there are; those that are started from now on have the new values anyway. */
    public void recycleWorkers() {
        for (RestartablePool pool : restartable()) {
            if (!pool.snapshot().workers().isEmpty()) {
                pool.recycleWorkers();
            }
        }
    }

    private Map<String, ProcessPoolExecutor> find() {
        Map<String, ProcessPoolExecutor> found = new LinkedHashMap<>();
        Map<String, String> beanNames = new LinkedHashMap<>();
        SimpleAutowireCandidateResolver.resolveAutowireCandidates(beanFactory, ProcessPoolExecutor.class)
                .forEach((beanName, pool) -> {
                    checkBeanName(beanName);
                    String name = nameOf(beanName, pool);
                    String earlier = beanNames.put(name, beanName);
                    if (earlier != null) {
                        throw sameName(name, earlier, beanName);
                    }
                    found.put(name, pool);
                });
        return found;
    }

    private static String nameOf(String beanName, ProcessPoolExecutor pool) {
        if (pool instanceof RestartablePool restartable) {
            return restartable.name();
        }
        PoolSnapshot snapshot = pool.snapshot();
        // A mock in a test has none.
        return snapshot == null ? beanName : snapshot.name();
    }

    private static void checkBeanName(String beanName) {
        if (NAMES_OF_OTHERS.contains(beanName)) {
            throw new InvalidPoolDefinitionException(
                    "The bean '" + beanName
                            + "' is a process pool. Under this name Spring looks for the executor of @Async"
                            + " methods and web requests, whose tasks can't be sent to another process.",
                    "Give the bean another name.");
        }
    }

    private static InvalidPoolDefinitionException sameName(String name, String bean, String other) {
        return new InvalidPoolDefinitionException(
                "The beans '" + bean + "' and '" + other + "' are both process pools with the name '" + name + "'.",
                "Give one of them another name: with ProcessPoolExecutor.builder().name(…), with the property"
                        + " 'process-pool.name' for the default pool, or with another key under 'process-pool.pools'.");
    }
}
