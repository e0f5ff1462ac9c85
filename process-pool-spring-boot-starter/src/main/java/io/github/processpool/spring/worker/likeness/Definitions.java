package io.github.processpool.spring.worker.likeness;

import io.github.processpool.spring.annotation.ConditionalOnProcessPoolParent;
import io.github.processpool.spring.worker.name.NamedTypes;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.annotation.AnnotatedBeanDefinition;
import org.springframework.beans.factory.config.BeanDefinition;
import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;
import org.springframework.core.type.MethodMetadata;

/**
 * Reads off bean definitions where their beans come from, as a number that is the same in each process. No class is loaded for it.
 * Stateless.
 */
public final class Definitions {

    /** Set at a definition that a worker has put in the place of the application's. */
    public static final String STAND_IN = Definitions.class.getName() + ".standIn";

    /** Set at a definition whose bean a worker prefers to all others, those included that the application prefers. */
    public static final String PREFERRED = Definitions.class.getName() + ".preferred";

    static final String PARENT_ONLY = ConditionalOnProcessPoolParent.class.getName();
    private static final String DEVTOOLS = "org.springframework.boot.devtools.";
    /** For {@code @DynamicPropertySource}, which does not run in workers: they get the values. */
    private static final String OF_TEST =
            "org.springframework.test.context.support.internalDynamicPropertyRegistrarBeanInitializer";

    private static final int DEEPEST = 8;

    private Definitions() {}

    /** Returns whether the definition of that name is one that a worker has put in the place of the application's. */
    public static boolean isStandIn(ConfigurableListableBeanFactory beans, String name) {
        return beans.containsBeanDefinition(name)
                && beans.getBeanDefinition(name).hasAttribute(STAND_IN);
    }

    /** Returns whether the definition of that name is one whose bean a worker prefers. */
    public static boolean isPreferred(ConfigurableListableBeanFactory beans, String name) {
        return beans.containsBeanDefinition(name)
                && beans.getBeanDefinition(name).hasAttribute(PREFERRED);
    }

    /** All but those that are the parent's on purpose, and those that came while it ran. */
    static Map<String, Integer> forWorkers(ConfigurableListableBeanFactory beans) {
        Map<String, Integer> origins = new HashMap<>();
        BroughtAlong broughtAlong = BroughtAlong.in(beans);
        for (String name : DefinitionsAtStart.of(beans)) {
            if (!name.equals(OF_TEST) && !isOfParent(beans, name, broughtAlong::isOfParent, 0)) {
                origins.put(name, origin(beans.getBeanDefinition(name)));
            }
        }
        return origins;
    }

    /** Where the bean comes from: its class, or the method that makes it. */
    static int origin(BeanDefinition definition) {
        return (stable(definition.getBeanClassName()) + "|" + stable(definition.getFactoryBeanName()) + "|"
                        + definition.getFactoryMethodName())
                .hashCode();
    }

    private static @Nullable String stable(@Nullable String name) {
        return name == null ? null : NamedTypes.stable(name);
    }

    /** Returns whether a bean is the application's alone because somebody has said so. */
    public static boolean isOfParent(ConfigurableListableBeanFactory beans, String name) {
        return beans.containsBeanDefinition(name) && isOfParent(beans, name, className -> false, 0);
    }

    private static boolean isOfParent(
            ConfigurableListableBeanFactory beans, String name, Predicate<String> broughtAlong, int depth) {
        BeanDefinition definition = beans.getBeanDefinition(name);
        String factory = definition.getFactoryBeanName();
        String place = factory == null ? String.valueOf(definition.getBeanClassName()) : factory;
        return place.startsWith(DEVTOOLS)
                || definition instanceof AnnotatedBeanDefinition annotated && isOfParent(annotated)
                || definition.getBeanClassName() != null && broughtAlong.test(NamedTypes.stable(place))
                || factory != null
                        && depth < DEEPEST
                        && beans.containsBeanDefinition(factory)
                        && isOfParent(beans, factory, broughtAlong, depth + 1);
    }

    /** With a method, the class is that of the method. */
    private static boolean isOfParent(AnnotatedBeanDefinition definition) {
        MethodMetadata method = definition.getFactoryMethodMetadata();
        return definition.getMetadata().isAnnotated(PARENT_ONLY) || method != null && method.isAnnotated(PARENT_ONLY);
    }
}
