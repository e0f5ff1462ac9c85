package io.github.processpool.spring.worker.description;

import org.jspecify.annotations.Nullable;
import org.springframework.context.ConfigurableApplicationContext;

/** The name of the test class whose context this is, kept in the context. */
final class TestClassRecorder {

    private static final String BEAN = TestClassRecorder.class.getName();

    private TestClassRecorder() {}

    static void note(ConfigurableApplicationContext context, Class<?> testClass) {
        if (!context.getBeanFactory().containsSingleton(BEAN)) {
            context.getBeanFactory().registerSingleton(BEAN, testClass.getName());
        }
    }

    static @Nullable String testClassOf(ConfigurableApplicationContext context) {
        return (String) context.getBeanFactory().getSingleton(BEAN);
    }
}
