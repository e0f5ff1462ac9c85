package io.github.processpool.spring.worker.likeness;

import io.github.processpool.spring.worker.name.NamesInWords;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.config.BeanDefinition;
import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;

/**
 * Holds a worker's context against the {@link ApplicationShape} of the parent, and tells in the log what differs, once for each
 * pool. It refuses nothing: a bean that is missing is refused where it is needed, and a call by {@link BeanAdvice}.
 *
 * <p><b>Thread safety:</b> immutable.
 *
 * @param shape the application's
 * @param pool the name of the worker's pool
 */
public record Likeness(ApplicationShape shape, String pool) {

    private static final Logger log = LoggerFactory.getLogger(Likeness.class);

    /**
     * Compares definitions, when the context is refreshed.
     *
     * @param leftOut names of the beans that are left out on purpose
     */
    public void compare(ConfigurableListableBeanFactory beans, Set<String> leftOut) {
        Set<String> missing = new TreeSet<>();
        Set<String> others = new TreeSet<>();
        shape.definitions().forEach((name, origin) -> {
            if (!beans.containsBeanDefinition(name)) {
                if (!leftOut.contains(name) && !beans.containsSingleton(name)) {
                    missing.add(name);
                }
            } else if (isAnother(beans.getBeanDefinition(name), origin)) {
                others.add(name);
            }
        });
        if (!(missing.isEmpty() && others.isEmpty()) && PoolsFirst.isFirst("beans")) {
            log.warn(
                    "The application in workers of pool '{}' is another one: {}{}. A condition is decided otherwise there. A"
                            + " called bean that needs one of these can't be made there, or is given another;"
                            + " @ConditionalOnProcessPoolParent says that a bean is not for workers. (This is said once.)",
                    pool,
                    missing.isEmpty() ? "" : "it has no " + NamesInWords.of(missing),
                    others.isEmpty()
                            ? ""
                            : (missing.isEmpty() ? "" : ", and ") + "other beans are called "
                                    + NamesInWords.of(others));
        }
    }

    private static boolean isAnother(BeanDefinition definition, int origin) {
        return !definition.hasAttribute(Definitions.STAND_IN) && Definitions.origin(definition) != origin;
    }

    /**
     * Compares the advice of a bean that is called.
     *
     * @param name of the bean
     * @param bean of this worker
     */
    public void compareAdvice(String name, Object bean) {
        List<String> missing = BeanAdvice.missing(shape.advice().getOrDefault(name, BeanAdvice.NONE), bean);
        if (!missing.isEmpty() && PoolsFirst.isFirst("advice-" + Integer.toHexString(name.hashCode()))) {
            log.warn(
                    "The bean '{}' does not have the advice in workers of pool '{}' that it has in the application, so calls"
                            + " of it are refused: {}. Let workers have that: a condition, a profile, a customizer or"
                            + " @ConditionalOnProcessPoolParent keeps it out. (This is said once.)",
                    name,
                    pool,
                    String.join(", ", missing));
        }
    }
}
