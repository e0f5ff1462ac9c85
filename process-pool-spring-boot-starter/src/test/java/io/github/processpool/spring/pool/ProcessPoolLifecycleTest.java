package io.github.processpool.spring.pool;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.github.processpool.PoolShutdownException;
import io.github.processpool.PoolState;
import io.github.processpool.ProcessPoolExecutor;
import io.github.processpool.ProcessPoolListener;
import io.github.processpool.TaskOptions;
import io.github.processpool.TaskSubmitter;
import io.github.processpool.WorkerCommandCustomizer;
import io.github.processpool.WorkerContext;
import io.github.processpool.WorkerInitializer;
import io.github.processpool.spring.ProcessPoolExecutorBuilderCustomizer;
import io.github.processpool.spring.ProcessPools;
import io.github.processpool.spring.autoconfigure.ProcessPoolAutoConfiguration;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.RejectedExecutionException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.springframework.beans.factory.BeanFactory;
import org.springframework.beans.factory.InitializingBean;
import org.springframework.boot.LazyInitializationBeanFactoryPostProcessor;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.autoconfigure.context.LifecycleAutoConfiguration;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.scheduling.concurrent.ExecutorConfigurationSupport;

/** When a pool starts and ends; without workers, which {@code LifecycleIT} has. */
@ExtendWith(OutputCaptureExtension.class)
class ProcessPoolLifecycleTest {

    private final ApplicationContextRunner runner = new ApplicationContextRunner()
            .withConfiguration(
                    AutoConfigurations.of(ProcessPoolAutoConfiguration.class, LifecycleAutoConfiguration.class));

    @Test
    void startsBeforeTaskExecutorsAndStopsAfterThem() {
        runner.run(context -> assertThat(
                        context.getBean(ProcessPoolLifecycle.class).getPhase())
                .isLessThan(ExecutorConfigurationSupport.DEFAULT_PHASE)
                .isPositive());
    }

    @Test
    void refusesTasksOfTheThreadThatIsStillStartingTheContext() {
        runner.withUserConfiguration(SubmitsTooEarly.class)
                .run(context -> assertThat(context.getBean(SubmitsTooEarly.class).failure)
                        .isInstanceOf(RejectedExecutionException.class)
                        .hasMessageContaining("still starting"));
    }

    /** As the threads of a scheduler do that starts with its bean. */
    @Test
    void taskOfAnotherThreadWaitsForTheStartAlsoIfThatThreadMakesTheBeanOfThePool() {
        runner.withUserConfiguration(SubmitsFromAThread.class)
                .withPropertyValues("process-pool.mode=in-process")
                .run(context -> {
                    SubmitsFromAThread submits = context.getBean(SubmitsFromAThread.class);
                    assertThat(submits.waited).isTrue();
                    assertThat(submits.result)
                            .succeedsWithin(Duration.ofSeconds(30))
                            .isEqualTo(1);
                });
    }

    @Test
    void stoppedPoolRefusesTasksAndRestartedOneTakesThem() {
        runner.withPropertyValues("process-pool.max-workers=2").run(context -> {
            ConfigurableApplicationContext source = context.getSourceApplicationContext();
            ProcessPoolExecutor pool = context.getBean(ProcessPoolExecutor.class);
            TaskSubmitter view = pool.with(TaskOptions.defaults());

            source.stop();
            assertThat(pool.isTerminated()).isTrue();
            assertThatThrownBy(() -> view.submit(() -> 1)).isInstanceOf(PoolShutdownException.class);

            source.start();
            assertThat(pool.isShutdown()).isFalse();
            assertThat(pool.snapshot().state()).isEqualTo(PoolState.RUNNING);
            assertThat(context.getBean(ProcessPoolLifecycle.class).isRunning()).isTrue();
        });
    }

    /** One of the pool's would go on in code of others when the context has closed the log. */
    @Test
    void theThreadThatStopsTheContextTellsItThatThePoolsHaveStopped() {
        runner.run(context -> {
            ProcessPoolExecutor pool = context.getBean(ProcessPoolExecutor.class);
            List<Thread> tellers = new ArrayList<>();

            context.getBean(ProcessPoolLifecycle.class).stop(() -> {
                assertThat(pool.isTerminated()).isTrue();
                tellers.add(Thread.currentThread());
            });

            assertThat(tellers).containsExactly(Thread.currentThread());
        });
    }

    @Test
    void nothingIsLeftWhenTheContextIsClosed() {
        List<ProcessPoolExecutor> pools = new ArrayList<>();
        runner.withPropertyValues("process-pool.pools.pdf.max-workers=1").run(context -> {
            pools.add(context.getBean("processPoolExecutor", ProcessPoolExecutor.class));
            pools.add(context.getBean("pdfProcessPoolExecutor", ProcessPoolExecutor.class));
        });
        assertThat(pools).hasSize(2).allMatch(ProcessPoolExecutor::isTerminated);
    }

    @Test
    void poolsOfAnAncestorOutliveTheContextsBelowIt() {
        runner.run(ancestor -> {
            ProcessPoolExecutor inherited = ancestor.getBean(ProcessPoolExecutor.class);
            List<ProcessPoolExecutor> own = new ArrayList<>();

            runner.withParent(ancestor)
                    .withPropertyValues("process-pool.pools.pdf.max-workers=1")
                    .run(context -> {
                        ProcessPools pools = context.getBean(ProcessPools.class);
                        assertThat(pools.get("process-pool")).isSameAs(inherited);
                        own.add(pools.get("pdf"));
                    });

            assertThat(own).singleElement().matches(ProcessPoolExecutor::isTerminated);
            assertThat(inherited.isShutdown()).isFalse();
        });
    }

    @Test
    void endOfPoolIsOneLine(CapturedOutput output) {
        runner.run(context -> {});
        assertThat(output.toString().split("Process pool 'process-pool' stopped", -1))
                .hasSize(2);
        assertThat(output).contains("no task was lost");
    }

    @Test
    void shutdownTimeoutAboveThatOfThePhaseIsTold(CapturedOutput output) {
        runner.withPropertyValues(
                        "process-pool.shutdown-timeout=20s", "spring.lifecycle.timeout-per-shutdown-phase=10s")
                .run(context -> assertThat(output)
                        .contains("PT20S", "(PT10S)", "only PT9S", "spring.lifecycle.timeout-per-shutdown-phase"));
    }

    @Test
    void shutdownTimeoutWithinThatOfThePhaseIsNotTold(CapturedOutput output) {
        runner.withPropertyValues("process-pool.shutdown-timeout=20s")
                .run(context -> assertThat(output).doesNotContain("does not fit"));
    }

    @Test
    void poolsStartInLazyApplicationsToo() {
        runner.withInitializer(context ->
                        context.addBeanFactoryPostProcessor(new LazyInitializationBeanFactoryPostProcessor()))
                .run(context -> {
                    assertThat(context.getBean(ProcessPoolLifecycle.class).isRunning())
                            .isTrue();
                    assertThat(context.getBean(ProcessPoolExecutor.class)
                                    .snapshot()
                                    .maxWorkers())
                            .isPositive();
                });
    }

    @Test
    void beansOfTheApplicationTakePart() {
        runner.withPropertyValues("process-pool.pools.pdf.max-workers=1")
                .withUserConfiguration(Participants.class)
                .run(context -> {
                    assertThat(context.getBean(Participants.class).customized)
                            .containsExactlyInAnyOrder("process-pool", "pdf");
                    assertThat(context.getBean("pdfProcessPoolExecutor", ProcessPoolExecutor.class)
                                    .snapshot()
                                    .queueCapacity())
                            .isEqualTo(3);
                });
    }

    @Configuration(proxyBeanMethods = false)
    static class SubmitsTooEarly implements InitializingBean {

        private final ProcessPoolExecutor pool;
        RejectedExecutionException failure;

        SubmitsTooEarly(ProcessPoolExecutor pool) {
            this.pool = pool;
        }

        @Override
        public void afterPropertiesSet() {
            try {
                pool.submit(() -> 1);
            } catch (RejectedExecutionException e) {
                failure = e;
            }
        }
    }

    static class SubmitsFromAThread {

        final CompletableFuture<Integer> result = new CompletableFuture<>();
        final boolean waited;

        SubmitsFromAThread(BeanFactory beans) {
            Thread thread = new Thread(() -> {
                try {
                    result.complete(beans.getBean(ProcessPoolExecutor.class)
                            .submit(() -> 1)
                            .get());
                } catch (Exception e) {
                    result.completeExceptionally(e);
                }
            });
            thread.start();
            await().until(() -> result.isDone() || thread.getState() == Thread.State.TIMED_WAITING);
            waited = !result.isDone();
        }
    }

    @Configuration(proxyBeanMethods = false)
    static class Participants {

        final List<String> customized = new ArrayList<>();

        @Bean
        ProcessPoolExecutorBuilderCustomizer customizer() {
            return (poolName, builder) -> {
                customized.add(poolName);
                builder.queueCapacity(3);
            };
        }

        /** Depends on a pool itself. */
        @Bean
        ProcessPoolListener listener(ProcessPoolExecutor pool) {
            return new ProcessPoolListener() {};
        }

        @Bean
        WorkerCommandCustomizer commandCustomizer() {
            return command -> {};
        }

        @Bean
        WorkerInitializer first() {
            return new Initializer();
        }

        @Bean
        WorkerInitializer second() {
            return new Initializer();
        }
    }

    static class Initializer implements WorkerInitializer {

        private static final long serialVersionUID = 1L;

        @Override
        public void start(WorkerContext context) {}
    }
}
