package io.github.processpool.spring.autoconfigure;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.processpool.PoolState;
import io.github.processpool.ProcessPoolExecutor;
import io.github.processpool.spring.ProcessPools;
import io.github.processpool.spring.UnknownProcessPoolException;
import java.util.concurrent.Executor;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.autoconfigure.task.TaskExecutionAutoConfiguration;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.task.AsyncTaskExecutor;

/** Which beans there are. Pools without a minimum of workers start no process. */
class ProcessPoolAutoConfigurationTest {

    private final ApplicationContextRunner runner = new ApplicationContextRunner()
            .withConfiguration(
                    AutoConfigurations.of(ProcessPoolAutoConfiguration.class, TaskExecutionAutoConfiguration.class));

    @Test
    void makesPoolWithAsManyWorkersAsProcessors() {
        runner.run(context -> {
            assertThat(context).hasSingleBean(ProcessPoolExecutor.class).hasBean("processPoolExecutor");
            assertThat(context.getBean(ProcessPoolExecutor.class).snapshot())
                    .satisfies(snapshot -> assertThat(snapshot.name()).isEqualTo("process-pool"))
                    .satisfies(snapshot -> assertThat(snapshot.state()).isEqualTo(PoolState.RUNNING))
                    .satisfies(snapshot -> assertThat(snapshot.maxWorkers())
                            .isEqualTo(Runtime.getRuntime().availableProcessors()));
        });
    }

    @Test
    void makesNothingWhenDisabled() {
        runner.withPropertyValues("process-pool.enabled=false", "process-pool.pools.pdf.max-workers=1")
                .run(context -> assertThat(context)
                        .doesNotHaveBean(ProcessPoolExecutor.class)
                        .doesNotHaveBean(ProcessPools.class)
                        .hasBean("applicationTaskExecutor"));
    }

    @Test
    void leavesBootsTaskExecutorInPlace() {
        runner.withUserConfiguration(Injected.class).run(context -> {
            Object boots = context.getBean("applicationTaskExecutor");
            Injected injected = context.getBean(Injected.class);
            assertThat(injected.executor).isSameAs(boots);
            assertThat(injected.asyncTaskExecutor).isSameAs(boots);
            assertThat(injected.pool).isSameAs(context.getBean("processPoolExecutor"));
        });
    }

    @Test
    void namedPoolIsInjectedByQualifierOnly() {
        runner.withPropertyValues("process-pool.pools.pdf.max-workers=3")
                .withUserConfiguration(Injected.class, InjectedByQualifier.class)
                .run(context -> {
                    assertThat(context.getBean(InjectedByQualifier.class).pdf.snapshot())
                            .satisfies(snapshot -> assertThat(snapshot.name()).isEqualTo("pdf"))
                            .satisfies(snapshot ->
                                    assertThat(snapshot.maxWorkers()).isEqualTo(3));
                    assertThat(context.getBean(Injected.class).pool).isSameAs(context.getBean("processPoolExecutor"));
                    assertThat(context).hasBean("applicationTaskExecutor");
                });
    }

    @Test
    void lookupByTypeFindsWhatInjectionFinds() {
        runner.withPropertyValues("process-pool.pools.pdf.max-workers=3", "process-pool.pools.mail.max-workers=1")
                .run(context -> {
                    assertThat(context.getSourceApplicationContext().getBean(ProcessPoolExecutor.class))
                            .isSameAs(context.getBean("processPoolExecutor"));
                    assertThat(context.getSourceApplicationContext().getBean(Executor.class))
                            .isSameAs(context.getBean("applicationTaskExecutor"));
                });
    }

    @Test
    void poolsAreListedByName() {
        runner.withPropertyValues("process-pool.pools.pdf.max-workers=3", "process-pool.pools.mail.max-workers=1")
                .run(context -> {
                    ProcessPools pools = context.getBean(ProcessPools.class);
                    assertThat(pools.names()).containsExactlyInAnyOrder("process-pool", "pdf", "mail");
                    assertThat(pools.get("mail")).isSameAs(context.getBean("mailProcessPoolExecutor"));
                    assertThatThrownBy(() -> pools.get("mial"))
                            .isInstanceOf(UnknownProcessPoolException.class)
                            .hasMessageContainingAll("mial", "process-pool", "pdf", "mail");
                });
    }

    @Configuration(proxyBeanMethods = false)
    static class Injected {

        @Autowired
        Executor executor;

        @Autowired
        AsyncTaskExecutor asyncTaskExecutor;

        @Autowired
        ProcessPoolExecutor pool;
    }

    @Configuration(proxyBeanMethods = false)
    static class InjectedByQualifier {

        @Autowired
        @Qualifier("pdf")
        ProcessPoolExecutor pdf;
    }
}
