package io.github.processpool.spring.worker.description;

import java.util.List;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.test.context.ContextConfigurationAttributes;
import org.springframework.test.context.ContextCustomizer;
import org.springframework.test.context.ContextCustomizerFactory;
import org.springframework.test.context.MergedContextConfiguration;

/**
 * Has every context that Spring's test framework makes remember the test class that it was made for, so that workers can have the
 * same one. All its customizers are equal, so contexts are shared between test classes as without them.
 */
final class TestContextRecorderFactory implements ContextCustomizerFactory {

    @Override
    public ContextCustomizer createContextCustomizer(
            Class<?> testClass, List<ContextConfigurationAttributes> configAttributes) {
        return new Recorder();
    }

    private record Recorder() implements ContextCustomizer {

        @Override
        public void customizeContext(ConfigurableApplicationContext context, MergedContextConfiguration mergedConfig) {
            TestClassRecorder.note(context, mergedConfig.getTestClass());
        }
    }
}
