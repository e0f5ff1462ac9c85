package io.github.processpool.spring;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.processpool.PoolMode;
import io.github.processpool.ProcessPoolExecutor;
import io.github.processpool.spring.autoconfigure.ProcessPoolAutoConfiguration;
import org.junit.jupiter.api.Test;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;

/** In one process: a task finds the beans of the application whose pool runs it. */
class WorkerBeansTest {

    private final ApplicationContextRunner runner = new ApplicationContextRunner()
            .withConfiguration(AutoConfigurations.of(ProcessPoolAutoConfiguration.class))
            .withPropertyValues("process-pool.mode=in-process", "process-pool.max-workers=1");

    @Test
    void beanIsThatOfTheApplicationInThisProcess() {
        runner.withBean("name", String.class, () -> "first")
                .run(first -> runner.withBean("name", String.class, () -> "second")
                        .run(second -> {
                            assertThat(beanOf(first.getBean(ProcessPoolExecutor.class)))
                                    .isEqualTo("first");
                            assertThat(beanOf(second.getBean(ProcessPoolExecutor.class)))
                                    .isEqualTo("second");
                        }));
        assertThat(WorkerProcess.isWorker()).isFalse();
    }

    @Test
    void filterForArgumentsLetsTheInitializerThrough() {
        runner.withBean("name", String.class, () -> "filtered")
                .withPropertyValues("process-pool.parameter-filter=io.github.processpool.spring.WorkerBeansTest*;"
                        + "java.lang.invoke.SerializedLambda;java.lang.Object;java.lang.Class;!*")
                .run(context -> assertThat(beanOf(context.getBean(ProcessPoolExecutor.class)))
                        .isEqualTo("filtered"));
    }

    @Test
    void poolThatTheApplicationMakesHasNoBeans() throws Exception {
        try (ProcessPoolExecutor pool = ProcessPoolExecutor.builder()
                .mode(PoolMode.IN_PROCESS)
                .maxWorkers(1)
                .name("own")
                .build()) {
            assertThatThrownBy(() -> beanOf(pool))
                    .hasStackTraceContaining("There is no application context for the bean 'name'")
                    .hasStackTraceContaining("'own'");
        }
    }

    @Test
    void outsideOfTasksThereIsNone() {
        assertThatThrownBy(() -> WorkerBeans.bean("name")).isInstanceOf(IllegalStateException.class);
    }

    private static Object beanOf(ProcessPoolExecutor pool) throws Exception {
        return pool.submit(() -> WorkerBeans.bean("name").toString()).get();
    }
}
