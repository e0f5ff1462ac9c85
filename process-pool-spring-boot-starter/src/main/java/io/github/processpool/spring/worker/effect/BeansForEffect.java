package io.github.processpool.spring.worker.effect;

import io.github.processpool.spring.worker.name.NamesInWords;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;
import org.springframework.core.NestedExceptionUtils;
import org.springframework.util.PatternMatchUtils;

/**
 * Makes in a worker, before any other singleton, the beans that are there for their effect, and tells which beans that do something
 * in the application were not made here. One that can't be made is told of and keeps no other from being made.
 *
 * <p><b>Thread safety:</b> {@link #makeIn} is called once, by the thread that refreshes the context; {@link #tell} by any.
 */
public final class BeansForEffect {

    private static final Logger log = LoggerFactory.getLogger(BeansForEffect.class);

    private final Effects effects;
    private final AtomicBoolean told = new AtomicBoolean();

    private BeansForEffect(Effects effects) {
        this.effects = effects;
    }

    /** Makes them known to a context that is about to be refreshed. */
    public static void registerIn(ConfigurableListableBeanFactory beans, Effects effects) {
        beans.registerSingleton(BeansForEffect.class.getName(), new BeansForEffect(effects));
    }

    /** Makes those that such a context has. */
    public static void makeIn(ConfigurableListableBeanFactory beans) {
        if (beans.getSingleton(BeansForEffect.class.getName()) instanceof BeansForEffect known) {
            known.make(beans);
        }
    }

    /** Tells, once and in one worker of the pool, what was not made in a context. */
    public static void tellOf(ConfigurableListableBeanFactory beans, String pool) {
        if (beans.getSingleton(BeansForEffect.class.getName()) instanceof BeansForEffect known) {
            known.tell(beans, pool);
        }
    }

    private void make(ConfigurableListableBeanFactory beans) {
        Set<String> wanted = new LinkedHashSet<>();
        String[] patterns = effects.patterns().toArray(String[]::new);
        for (String name : beans.getBeanDefinitionNames()) {
            if (effects.made().contains(name) || PatternMatchUtils.simpleMatch(patterns, name)) {
                wanted.add(name);
            }
        }
        for (String name : wanted) {
            if (beans.getMergedBeanDefinition(name).isSingleton()) {
                make(name, beans);
            }
        }
    }

    private static void make(String name, ConfigurableListableBeanFactory beans) {
        try {
            beans.getBean(name);
        } catch (RuntimeException | LinkageError e) {
            log.warn(
                    "The bean '{}', which is there for its effect, can't be made in this worker: {}",
                    name,
                    NestedExceptionUtils.getMostSpecificCause(e).toString());
        }
    }

    private void tell(ConfigurableListableBeanFactory beans, String pool) {
        if (!effects.tells() || !told.compareAndSet(false, true)) {
            return;
        }
        List<String> unmade = effects.initialized().stream()
                .filter(name -> beans.containsBeanDefinition(name) && !beans.containsSingleton(name))
                .toList();
        if (!unmade.isEmpty()) {
            log.info(
                    "Not made in workers of pool '{}', because nothing there asks for them: {}. @Lazy(false) or"
                            + " process-pool.worker.context.eager makes them",
                    pool,
                    NamesInWords.of(unmade));
        }
    }
}
