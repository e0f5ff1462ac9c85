package io.github.processpool.spring.worker;

import org.jspecify.annotations.Nullable;
import org.springframework.aot.AotDetector;
import org.springframework.beans.factory.support.DefaultListableBeanFactory;
import org.springframework.boot.WebApplicationType;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.AnnotationConfigApplicationContext;
import org.springframework.context.support.GenericApplicationContext;

/** Makes the contexts of runs in a worker: those of Boot for an application without a web server, in which no runner is found. */
final class WorkerContexts {

    private WorkerContexts() {}

    static ConfigurableApplicationContext create(@Nullable WebApplicationType type) {
        return AotDetector.useGeneratedArtifacts()
                ? new GenericApplicationContext(new WithoutRunners())
                : new AnnotationConfigApplicationContext(new WithoutRunners());
    }

    /** Boot looks runners up by a type of its own. They are beans like others for everybody else. */
    private static final class WithoutRunners extends DefaultListableBeanFactory {

        @Override
        public String[] getBeanNamesForType(@Nullable Class<?> type) {
            return type != null && "org.springframework.boot.Runner".equals(type.getName())
                    ? new String[0]
                    : super.getBeanNamesForType(type);
        }
    }
}
