package io.github.processpool.spring.worker.likeness;

import java.io.Serializable;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.springframework.beans.factory.BeanFactory;
import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;

/**
 * What an application consists of, as far as a worker can compare it: taken in the parent when a pool is built, and held against
 * the context of each worker by {@link Likeness}.
 *
 * @param definitions the bean definitions that workers are to have, by name, each with a number that tells where its bean comes from
 * @param advice around the beans that are called, by their names; without those that are not made yet
 * @param generated values that the application has generated for itself, as properties that no condition may see
 */
public record ApplicationShape(
        Map<String, Integer> definitions, Map<String, String> advice, Map<String, String> generated)
        implements Serializable {

    /** Nothing is known of an application. */
    public static final ApplicationShape UNKNOWN = new ApplicationShape(Map.of(), Map.of(), Map.of());

    /**
     * Takes the shape of an application. No bean is made for it, but advice that Spring Security would make for the first call.
     *
     * @param beans the application's
     * @param calledBeans names of those with methods that run in workers
     */
    public static ApplicationShape of(BeanFactory beans, List<String> calledBeans) {
        if (!(beans instanceof ConfigurableListableBeanFactory known)) {
            return UNKNOWN;
        }
        Map<String, String> advice = new HashMap<>();
        for (String name : calledBeans) {
            Object bean = known.getSingleton(name);
            String names = BeanAdvice.of(bean);
            if (!names.equals(BeanAdvice.NONE)) {
                advice.put(name, names);
            }
        }
        return new ApplicationShape(Definitions.forWorkers(known), advice, GeneratedPassword.of(known));
    }

    @Override
    public String toString() {
        // Not what was generated: it is secret.
        return "ApplicationShape[" + definitions.size() + " definitions]";
    }
}
