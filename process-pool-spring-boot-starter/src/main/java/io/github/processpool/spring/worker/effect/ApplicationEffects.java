package io.github.processpool.spring.worker.effect;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.config.BeanDefinition;
import org.springframework.beans.factory.config.ConfigurableBeanFactory;
import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;
import org.springframework.boot.autoconfigure.AutoConfigurationPackages;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.annotation.AnnotatedElementUtils;
import org.springframework.util.ClassUtils;

/**
 * Finds in the parent the beans that are there for their effect, among the singletons that it has made: the sources of the
 * application, its configuration classes that are initialized, and beans that keep what Spring gives them in a static field.
 *
 * <p>Libraries' configuration classes are none of them, and neither is a bean that only does something when it is made: it may open
 * a port. The worker tells of those.
 *
 * <p><b>Thread safety:</b> immutable but for the count of how often it was asked.
 */
public final class ApplicationEffects {

    /** One that is written when the pool is built goes nowhere; the next is the first worker's. */
    private static final int FIRST_WORKER = 2;

    private final Effects effects;
    private final AtomicInteger told = new AtomicInteger();

    private ApplicationEffects(Effects effects) {
        this.effects = effects;
    }

    /**
     * Finds those of an application whose singletons are there.
     *
     * @param beans the application's
     * @param sources names of the classes that it was started from
     * @param patterns of the names of beans that are to be made in workers
     */
    public static ApplicationEffects of(ConfigurableBeanFactory beans, List<String> sources, List<String> patterns) {
        List<String> made = new ArrayList<>();
        List<String> initialized = new ArrayList<>();
        if (beans instanceof ConfigurableListableBeanFactory listable) {
            Set<String> folders = foldersOf(listable, sources);
            for (String name : listable.getBeanDefinitionNames()) {
                Class<?> type = typeOfMade(listable, name);
                if (type == null || isOfLibrary(type)) {
                    continue;
                }
                boolean isOwn = folders.contains(type.getPackageName()) || isBelow(folders, type);
                boolean isInitialized = isOwn && isInitialized(listable.getMergedBeanDefinition(name), type);
                if (sources.contains(type.getName())
                        || isInitialized && AnnotatedElementUtils.hasAnnotation(type, Configuration.class)
                        || StaticKeepers.isOne(type)) {
                    made.add(name);
                } else if (isInitialized) {
                    initialized.add(name);
                }
            }
        }
        return new ApplicationEffects(new Effects(made, List.copyOf(patterns), initialized, false));
    }

    private static Set<String> foldersOf(ConfigurableListableBeanFactory beans, List<String> sources) {
        Set<String> folders = new LinkedHashSet<>();
        sources.forEach(source -> folders.add(ClassUtils.getPackageName(source)));
        if (AutoConfigurationPackages.has(beans)) {
            folders.addAll(AutoConfigurationPackages.get(beans));
        }
        return folders;
    }

    private static boolean isBelow(Set<String> folders, Class<?> type) {
        return folders.stream()
                .anyMatch(folder -> !folder.isEmpty() && type.getName().startsWith(folder + "."));
    }

    /** Null if it was not made; then the application gets on without it as well. */
    private static @Nullable Class<?> typeOfMade(ConfigurableListableBeanFactory beans, String name) {
        Object bean = beans.containsSingleton(name) ? beans.getSingleton(name) : null;
        return bean == null ? null : ClassUtils.getUserClass(bean);
    }

    private static boolean isOfLibrary(Class<?> type) {
        String name = type.getName();
        return name.startsWith("org.springframework.") || name.startsWith("java.") || name.startsWith("jdk.");
    }

    private static boolean isInitialized(BeanDefinition definition, Class<?> type) {
        return definition.getInitMethodName() != null || InitMethods.isIn(type);
    }

    /** Asked for each worker. */
    public Effects tell() {
        boolean tells = told.incrementAndGet() == FIRST_WORKER;
        return new Effects(effects.made(), effects.patterns(), effects.initialized(), tells);
    }
}
