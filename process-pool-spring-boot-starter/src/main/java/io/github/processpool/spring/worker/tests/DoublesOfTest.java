package io.github.processpool.spring.worker.tests;

import java.lang.reflect.Field;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;
import org.springframework.test.context.bean.override.BeanOverrideHandler;
import org.springframework.util.ReflectionUtils;

/**
 * Finds in a worker's context, before it is refreshed, what a test wants overridden by mocks and spies, and has Spring's test
 * framework put a {@link RefusedDouble} into each of these places. Beans of {@code @TestBean} are made by their own methods.
 * Stateless.
 */
public final class DoublesOfTest {

    /** Spring's bean for the overriding, and what the handlers of mocking libraries have in their names. */
    private static final String PROCESSOR =
            "org.springframework.test.context.bean.override.internalBeanOverridePostProcessor";

    private static final String DOUBLE = "mock";

    private DoublesOfTest() {}

    /**
     * Has the doubles of a test refused.
     *
     * @param beans of a context that is about to be refreshed
     * @param test the test's class, for messages; null if it is none
     * @throws IllegalStateException if they can't be found
     */
    public static void refuseIn(ConfigurableListableBeanFactory beans, @Nullable String test) {
        @Nullable Object processor = test == null ? null : beans.getSingleton(PROCESSOR);
        if (processor != null && test != null) {
            Handlers.of(processor).replace(beans, test);
        }
    }

    /**
     * Those of one context; apart, because Spring's test framework is there in tests only.
     *
     * @param handlers Spring's own set
     */
    private record Handlers(Set<BeanOverrideHandler> handlers) {

        /** Spring has no public way to them. */
        @SuppressWarnings("unchecked")
        static Handlers of(Object processor) {
            for (Field field : processor.getClass().getDeclaredFields()) {
                if (field.getType() == Set.class) {
                    ReflectionUtils.makeAccessible(field);
                    Object found = ReflectionUtils.getField(field, processor);
                    if (found instanceof Set<?> set && set.stream().allMatch(BeanOverrideHandler.class::isInstance)) {
                        return new Handlers((Set<BeanOverrideHandler>) set);
                    }
                }
            }
            throw new IllegalStateException(
                    "This version of Spring's test framework hides which beans are mocks of the test,"
                            + " so that workers can't refuse to use them. Test without processes: process-pool.mode=in-process");
        }

        void replace(ConfigurableListableBeanFactory beans, String test) {
            List<BeanOverrideHandler> replaced = new ArrayList<>();
            for (BeanOverrideHandler handler : handlers) {
                replaced.add(isDouble(handler) ? new RefusedDouble(handler, beans, test) : handler);
            }
            handlers.clear();
            handlers.addAll(replaced);
        }

        private static boolean isDouble(BeanOverrideHandler handler) {
            return handler.getClass().getSimpleName().toLowerCase(Locale.ROOT).contains(DOUBLE);
        }
    }
}
