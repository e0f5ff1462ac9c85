package io.github.processpool.spring.worker;

import io.github.processpool.spring.worker.description.ApplicationDescription;
import io.github.processpool.spring.worker.description.ContextKind;
import io.github.processpool.spring.worker.leftout.WorkerDefinitions;
import io.github.processpool.spring.worker.run.WorkerContexts;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.springframework.context.annotation.AnnotationConfigApplicationContext;

/** A context as it is in a worker, without one; closed after each test. */
public final class ContextOfWorker implements AfterEachCallback {

    private final AnnotationConfigApplicationContext context =
            (AnnotationConfigApplicationContext) new WorkerContexts(ContextKind.NONE).create(null);

    /** Properties for workers only. */
    public Map<String, String> overrides = Map.of();
    /** Names of the beans that workers start. */
    public List<String> started = List.of();

    public boolean privateDatabase;

    public AnnotationConfigApplicationContext context() {
        return context;
    }

    public void refresh(Class<?>... configurations) {
        context.register(configurations);
        context.addBeanFactoryPostProcessor(new WorkerDefinitions(
                new ApplicationDescription.Settings(
                        overrides,
                        started,
                        List.of(),
                        privateDatabase,
                        privateDatabase ? List.of("JDBC") : List.of(),
                        Duration.ofSeconds(1)),
                context.getEnvironment()));
        context.refresh();
    }

    @Override
    public void afterEach(ExtensionContext test) {
        context.close();
    }
}
