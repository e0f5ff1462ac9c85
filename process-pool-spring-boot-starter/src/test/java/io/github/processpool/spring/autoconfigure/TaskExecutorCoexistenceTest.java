package io.github.processpool.spring.autoconfigure;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.processpool.ProcessPoolExecutor;
import io.github.processpool.spring.ProcessPools;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledForJreRange;
import org.junit.jupiter.api.condition.JRE;
import org.junit.jupiter.api.extension.ExtendWith;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.autoconfigure.task.TaskExecutionAutoConfiguration;
import org.springframework.boot.autoconfigure.task.TaskSchedulingAutoConfiguration;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.boot.test.context.runner.ReactiveWebApplicationContextRunner;
import org.springframework.boot.test.context.runner.WebApplicationContextRunner;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.task.SimpleAsyncTaskExecutor;
import org.springframework.scheduling.annotation.Async;
import org.springframework.scheduling.annotation.EnableAsync;
import org.springframework.scheduling.annotation.EnableScheduling;

/** The pool costs nobody the executor that Spring Boot makes, and takes no task that was not meant for it. */
@ExtendWith(OutputCaptureExtension.class)
class TaskExecutorCoexistenceTest {

    private static final AutoConfigurations CONFIGURATIONS = AutoConfigurations.of(
            ProcessPoolAutoConfiguration.class,
            TaskExecutionAutoConfiguration.class,
            TaskSchedulingAutoConfiguration.class);
    private static final String WARNING = "There is no 'applicationTaskExecutor'";

    private final ApplicationContextRunner runner = new ApplicationContextRunner().withConfiguration(CONFIGURATIONS);

    @Test
    void asyncMethodsRunOnBootsExecutor() {
        runner.withUserConfiguration(Asynchronous.class)
                .run(context -> assertThat(
                                context.getBean(Asynchronous.class).thread().join())
                        .startsWith("task-"));
    }

    @Test
    void schedulerStays() {
        runner.withUserConfiguration(Scheduling.class)
                .run(context -> assertThat(context).hasBean("taskScheduler").hasBean("applicationTaskExecutor"));
    }

    @Test
    @EnabledForJreRange(min = JRE.JAVA_21)
    void asyncMethodsRunOnVirtualThreadsOfBootsExecutor() {
        runner.withUserConfiguration(Asynchronous.class)
                .withPropertyValues("spring.threads.virtual.enabled=true")
                .run(context -> {
                    assertThat(context.getBean("applicationTaskExecutor")).isInstanceOf(SimpleAsyncTaskExecutor.class);
                    assertThat(context.getBean(Asynchronous.class).thread().join())
                            .startsWith("task-");
                });
    }

    @Test
    void webApplicationsKeepBootsExecutor() {
        new WebApplicationContextRunner()
                .withConfiguration(CONFIGURATIONS)
                .run(context -> assertThat(context)
                        .hasBean("applicationTaskExecutor")
                        .hasSingleBean(ProcessPoolExecutor.class));
    }

    @Test
    void reactiveWebApplicationsKeepBootsExecutor() {
        new ReactiveWebApplicationContextRunner()
                .withConfiguration(CONFIGURATIONS)
                .run(context -> assertThat(context)
                        .hasBean("applicationTaskExecutor")
                        .hasSingleBean(ProcessPoolExecutor.class));
    }

    @Test
    void bootsExecutorCanBeForced() {
        runner.withPropertyValues("spring.task.execution.mode=force")
                .withUserConfiguration(OwnPool.class)
                .run(context -> {
                    assertThat(context).hasBean("applicationTaskExecutor").doesNotHaveBean("processPoolExecutor");
                    assertThat(context.getBean(ProcessPools.class).names()).containsExactly("own");
                });
    }

    @Test
    void ownPoolReplacesOursAndItsPriceIsToldOnce(CapturedOutput output) {
        runner.withUserConfiguration(OwnPool.class).run(context -> {
            assertThat(context).hasSingleBean(ProcessPoolExecutor.class).doesNotHaveBean("applicationTaskExecutor");
            context.getSourceApplicationContext().stop();
            context.getSourceApplicationContext().start();
        });
        assertThat(output.toString().split(WARNING, -1)).hasSize(2);
        assertThat(output).contains("[ownPool]", "defaultCandidate = false", "spring.task.execution.mode=force");
    }

    @Test
    void ownPoolForQualifiersComesOnTopOfOurs(CapturedOutput output) {
        runner.withUserConfiguration(OwnPoolForQualifiers.class, WantsPool.class)
                .run(context -> {
                    assertThat(context).hasBean("processPoolExecutor").hasBean("applicationTaskExecutor");
                    assertThat(context.getBean(ProcessPools.class).names())
                            .containsExactlyInAnyOrder("own", "process-pool");
                    assertThat(context.getBean(WantsPool.class).pool).isSameAs(context.getBean("processPoolExecutor"));
                });
        assertThat(output).doesNotContain(WARNING);
    }

    @Test
    void nothingIsToldWhenAnotherExecutorIsTheReason(CapturedOutput output) {
        runner.withUserConfiguration(OwnPool.class, OwnExecutorService.class)
                .run(context -> assertThat(context).doesNotHaveBean("applicationTaskExecutor"));
        assertThat(output).doesNotContain(WARNING);
    }

    @Test
    void ownExecutorServiceIsInjectedInsteadOfThePool() {
        runner.withUserConfiguration(OwnExecutorService.class, WantsExecutors.class)
                .run(context -> {
                    WantsExecutors wants = context.getBean(WantsExecutors.class);
                    assertThat(wants.executor).isSameAs(context.getBean("ownExecutorService"));
                    assertThat(wants.services).contains(context.getBean(ExecutorService.class));
                });
    }

    @EnableAsync
    @Configuration(proxyBeanMethods = false)
    static class Asynchronous {

        @Async
        public CompletableFuture<String> thread() {
            return CompletableFuture.completedFuture(Thread.currentThread().getName());
        }
    }

    @EnableScheduling
    @Configuration(proxyBeanMethods = false)
    static class Scheduling {}

    @Configuration(proxyBeanMethods = false)
    static class OwnPool {

        @Bean
        ProcessPoolExecutor ownPool() {
            return ProcessPoolExecutor.builder().name("own").build();
        }
    }

    @Configuration(proxyBeanMethods = false)
    static class OwnPoolForQualifiers {

        @Bean(defaultCandidate = false)
        ProcessPoolExecutor ownPool() {
            return ProcessPoolExecutor.builder().name("own").build();
        }
    }

    @Configuration(proxyBeanMethods = false)
    static class OwnExecutorService {

        @Bean(destroyMethod = "shutdown")
        ExecutorService ownExecutorService() {
            return Executors.newSingleThreadExecutor();
        }
    }

    @Configuration(proxyBeanMethods = false)
    static class WantsExecutors {

        @Autowired
        Executor executor;

        @Autowired
        List<ExecutorService> services;
    }

    @Configuration(proxyBeanMethods = false)
    static class WantsPool {

        @Autowired
        ProcessPoolExecutor pool;
    }
}
