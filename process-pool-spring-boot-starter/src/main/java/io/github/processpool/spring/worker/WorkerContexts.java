package io.github.processpool.spring.worker;

import org.jspecify.annotations.Nullable;
import org.springframework.aot.AotDetector;
import org.springframework.boot.WebApplicationType;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.AnnotationConfigApplicationContext;
import org.springframework.context.support.GenericApplicationContext;

/** Makes the contexts of runs in a worker: those of Boot for an application without a web server, in which no runner is found. */
final class WorkerContexts {

    private WorkerContexts() {}

    static ConfigurableApplicationContext create(@Nullable WebApplicationType type) {
        return AotDetector.useGeneratedArtifacts()
                ? new GenericApplicationContext(new WorkerBeanFactory())
                : new AnnotationConfigApplicationContext(new WorkerBeanFactory());
    }
}
