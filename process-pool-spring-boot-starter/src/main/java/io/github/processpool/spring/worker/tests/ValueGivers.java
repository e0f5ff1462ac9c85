package io.github.processpool.spring.worker.tests;

import io.github.processpool.spring.worker.name.NamedTypes;
import java.lang.reflect.Field;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.BeanFactory;
import org.springframework.beans.factory.HierarchicalBeanFactory;
import org.springframework.beans.factory.config.SingletonBeanRegistry;
import org.springframework.boot.SpringApplication;
import org.springframework.context.ApplicationContextInitializer;
import org.springframework.test.context.ContextCustomizer;
import org.springframework.test.context.MergedContextConfiguration;
import org.springframework.util.ReflectionUtils;

/**
 * The initializers and context customizers of a test that give properties of its context their values, which is what they start a
 * container or a server for. In the application they are watched; in a worker, which gets the values, those that gave some are
 * not run. The ones that give none, which declare beans or change some, are.
 *
 * <p>{@code @DynamicPropertySource} methods and an embedded Kafka are known to be of that kind.
 *
 * <p><b>Thread safety:</b> used by the thread of a run, and by the one that builds pools afterwards.
 */
public final class ValueGivers {

    /** Under this name they travel, among the properties. */
    private static final String PROPERTY = "processPoolTestValueGivers";

    private static final String ADAPTER =
            "org.springframework.boot.test.context.SpringBootContextLoader$ContextCustomizerAdapter";
    private static final List<String> KNOWN = List.of(
            "org.springframework.test.context.support.DynamicPropertiesContextCustomizer",
            "org.springframework.kafka.test.context.EmbeddedKafkaContextCustomizer");
    private static final List<String> HARMLESS =
            List.of("org.springframework.", "io.github.processpool.spring.worker.description.");

    private ValueGivers() {}

    // -- In the application --

    /** Has those of a test watched in a run that begins; does nothing in other runs. */
    public static void watch(SpringApplication application) {
        if (isOfTest(application)) {
            List<ApplicationContextInitializer<?>> watched = new ArrayList<>();
            for (ApplicationContextInitializer<?> initializer : application.getInitializers()) {
                @Nullable String name = Adapters.nameOf(initializer, application);
                watched.add(
                        name == null || isHarmless(name)
                                ? initializer
                                : new WatchedInitializer<>(initializer, name, ValueGivers::note));
            }
            application.setInitializers(watched);
        }
    }

    private static boolean isHarmless(String name) {
        return HARMLESS.stream().anyMatch(name::startsWith);
    }

    private static void note(SingletonBeanRegistry beans, String name) {
        String bean = ValueGivers.class.getName() + "#" + name;
        if (!beans.containsSingleton(bean)) {
            beans.registerSingleton(bean, name);
        }
    }

    /** Adds those that gave values to what workers of this application get. */
    public static void addTo(Map<String, String> properties, BeanFactory beans) {
        List<String> names = new ArrayList<>();
        for (@Nullable BeanFactory level = beans; level != null; level = parentOf(level)) {
            if (level instanceof SingletonBeanRegistry singletons) {
                Set.of(singletons.getSingletonNames()).stream()
                        .filter(name -> name.startsWith(ValueGivers.class.getName() + "#"))
                        .forEach(name -> names.add(String.valueOf(singletons.getSingleton(name))));
            }
        }
        if (!names.isEmpty()) {
            properties.put(PROPERTY, String.join(",", names));
        }
    }

    private static @Nullable BeanFactory parentOf(BeanFactory beans) {
        return beans instanceof HierarchicalBeanFactory level ? level.getParentBeanFactory() : null;
    }

    // -- In a worker --

    /**
     * Takes them out of a run that begins.
     *
     * @param properties what the worker got
     */
    public static void leaveOut(SpringApplication application, Map<String, String> properties) {
        if (isOfTest(application)) {
            List<String> names = new ArrayList<>(KNOWN);
            names.addAll(List.of(properties.getOrDefault(PROPERTY, "").split(",")));
            List<ApplicationContextInitializer<?>> left = new ArrayList<>(application.getInitializers());
            left.removeIf(initializer -> names.contains(String.valueOf(Adapters.nameOf(initializer, application))));
            application.setInitializers(left);
        }
    }

    /** Without what is numbered anew in each process, as for lambdas. */
    static String stableName(Object object) {
        return NamedTypes.stable(object.getClass().getName());
    }

    private static boolean isOfTest(SpringApplication application) {
        return application.getInitializers().stream().anyMatch(ValueGivers::isAdapter);
    }

    private static boolean isAdapter(ApplicationContextInitializer<?> initializer) {
        return initializer.getClass().getName().equals(ADAPTER);
    }

    /** Looks into Boot's initializers that call customizers; apart, because Spring's test framework is there in tests only. */
    private static final class Adapters {

        /** The class of the test's own customizer or initializer; null if it is the application's. */
        static @Nullable String nameOf(ApplicationContextInitializer<?> initializer, SpringApplication application) {
            if (isAdapter(initializer)) {
                @Nullable Object customizer = fieldOf(initializer, ContextCustomizer.class);
                return customizer == null ? null : stableName(customizer);
            }
            boolean isOfTest = application.getInitializers().stream()
                    .filter(ValueGivers::isAdapter)
                    .map(adapter -> fieldOf(adapter, MergedContextConfiguration.class))
                    .anyMatch(merged -> merged instanceof MergedContextConfiguration configuration
                            && configuration.getContextInitializerClasses().contains(initializer.getClass()));
            return isOfTest ? stableName(initializer) : null;
        }

        private static @Nullable Object fieldOf(Object adapter, Class<?> type) {
            for (Field field : adapter.getClass().getDeclaredFields()) {
                if (field.getType() == type) {
                    ReflectionUtils.makeAccessible(field);
                    return ReflectionUtils.getField(field, adapter);
                }
            }
            return null;
        }
    }
}
