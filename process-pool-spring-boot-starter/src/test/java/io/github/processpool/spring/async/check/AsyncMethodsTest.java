package io.github.processpool.spring.async.check;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.processpool.PoolMode;
import io.github.processpool.ProcessPoolExecutor;
import io.github.processpool.spring.async.InProcess;
import io.github.processpool.spring.autoconfigure.FailedStart;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.springframework.boot.diagnostics.FailureAnalysis;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.annotation.AliasFor;
import org.springframework.core.task.support.TaskExecutorAdapter;
import org.springframework.scheduling.annotation.Async;
import org.springframework.scheduling.annotation.AsyncConfigurer;
import org.springframework.scheduling.annotation.EnableAsync;
import org.springframework.scheduling.concurrent.ConcurrentTaskExecutor;

/** Methods with Spring's annotation whose executor is a process pool, which could run none of them. */
class AsyncMethodsTest {

    private final ApplicationContextRunner application = InProcess.application()
            .withPropertyValues("process-pool.pools.pdf.max-workers=1")
            .withUserConfiguration(Asynchronous.class);

    @Configuration(proxyBeanMethods = false)
    @EnableAsync
    static class Asynchronous {}

    private void assertRefused(ApplicationContextRunner application, Class<?> bean, String what, String remedy) {
        FailureAnalysis analysis = FailedStart.of(application.withBean("subject", bean));
        assertThat(analysis.getDescription())
                .contains("@Async can't work in the bean 'subject' (" + bean.getName() + ")")
                .contains(what + ", is a process pool");
        assertThat(analysis.getAction()).contains(remedy);
    }

    private void assertStarts(ApplicationContextRunner application) {
        application.run(context -> assertThat(context).hasNotFailed());
    }

    static class InDefaultPool {
        @Async("processPoolExecutor")
        public CompletableFuture<String> render() {
            return CompletableFuture.completedFuture("");
        }
    }

    @Test
    void beanOfThePoolIsNamedWithTheAnnotationToUse() {
        assertRefused(
                application,
                InDefaultPool.class,
                "InDefaultPool.render: its executor, 'processPoolExecutor'",
                "Annotate InDefaultPool.render with @ProcessAsync instead of @Async");
    }

    static class InNamedPool {
        @Async("pdf")
        public void render() {}
    }

    @Test
    void qualifierOfAPoolIsNamedWithThePoolToUse() {
        assertRefused(
                application,
                InNamedPool.class,
                "InNamedPool.render: its executor, 'pdf'",
                "Annotate InNamedPool.render with @ProcessAsync(pool = \"pdf\") instead of @Async");
    }

    @Async("pdfProcessPoolExecutor")
    static class OfClass {
        public void render() {}

        public void print() {}
    }

    @Test
    void annotationAtTheClassNamesAllItsMethods() {
        assertRefused(application, OfClass.class, "OfClass.render: its executor, 'pdfProcessPoolExecutor'", "");
        assertRefused(application, OfClass.class, "OfClass.print: its executor, 'pdfProcessPoolExecutor'", "");
    }

    @Target(ElementType.METHOD)
    @Retention(RetentionPolicy.RUNTIME)
    @Async
    @interface Rendering {
        @AliasFor(annotation = Async.class, attribute = "value")
        String executor() default "pdf";
    }

    static class OfAnnotationOfItsOwn {
        @Rendering
        public void render() {}
    }

    @Test
    void annotationOfTheApplicationsOwnIsSeen() {
        assertRefused(application, OfAnnotationOfItsOwn.class, "OfAnnotationOfItsOwn.render: its executor, 'pdf'", "");
    }

    static class OfProperty {
        @Async("${render.executor}")
        public void render() {}
    }

    @Test
    void placeholderIsResolved() {
        assertRefused(
                application.withPropertyValues("render.executor=pdf"),
                OfProperty.class,
                "OfProperty.render: its executor, '${render.executor}'",
                "@ProcessAsync(pool = \"pdf\")");
        assertStarts(application.withBean(OfProperty.class));
    }

    interface Renderer {
        void render();
    }

    static class OfInterface implements Renderer {
        @Async("pdf")
        @Override
        public void render() {}
    }

    @Test
    void beanBehindAProxyOfItsInterfaceIsSeen() {
        assertRefused(application, OfInterface.class, "OfInterface.render: its executor, 'pdf'", "");
    }

    @Test
    void beanThatIsMadeLaterIsSeenByItsType() {
        FailureAnalysis analysis = FailedStart.of(application.withBean(
                "subject", InNamedPool.class, InNamedPool::new, definition -> definition.setLazyInit(true)));
        assertThat(analysis.getDescription()).contains("InNamedPool.render: its executor, 'pdf'");
    }

    @Configuration(proxyBeanMethods = false)
    static class OwnPool {
        @Bean
        Executor ownPool() {
            return ProcessPoolExecutor.builder()
                    .name("own")
                    .mode(PoolMode.IN_PROCESS)
                    .build();
        }
    }

    static class InOwnPool {
        @Async("ownPool")
        public void render() {}
    }

    @Test
    void poolThatTheApplicationBuildsAsAnyExecutorIsSeen() {
        assertRefused(
                application.withUserConfiguration(OwnPool.class),
                InOwnPool.class,
                "InOwnPool.render: its executor, 'ownPool'",
                "with @ProcessAsync and a pool from process-pool.* properties instead of @Async");
    }

    @Configuration(proxyBeanMethods = false)
    static class Adapters {
        @Bean
        TaskExecutorAdapter adapter(ProcessPoolExecutor processPoolExecutor) {
            return new TaskExecutorAdapter(processPoolExecutor);
        }

        @Bean
        ConcurrentTaskExecutor concurrent(ProcessPoolExecutor processPoolExecutor) {
            return new ConcurrentTaskExecutor(processPoolExecutor);
        }
    }

    static class ByAdapters {
        @Async("adapter")
        public void render() {}

        @Async("concurrent")
        public void print() {}
    }

    @Test
    void poolBehindAnAdapterOfSpringIsSeen() {
        ApplicationContextRunner adapted = application.withUserConfiguration(Adapters.class);
        assertRefused(adapted, ByAdapters.class, "ByAdapters.render: its executor, 'adapter'", "@ProcessAsync instead");
        assertRefused(adapted, ByAdapters.class, "ByAdapters.print: its executor, 'concurrent'", "");
    }

    static class OfNoExecutor {
        @Async
        public void render() {}

        @Async
        public void print() {}
    }

    @Configuration(proxyBeanMethods = false)
    static class Configurer implements AsyncConfigurer {

        static final AtomicInteger asked = new AtomicInteger();
        private final ProcessPoolExecutor pool;

        Configurer(ProcessPoolExecutor processPoolExecutor) {
            this.pool = processPoolExecutor;
        }

        @Override
        public Executor getAsyncExecutor() {
            asked.incrementAndGet();
            return pool;
        }
    }

    @Test
    void poolOfAnAsyncConfigurerIsSeen() {
        Configurer.asked.set(0);
        assertRefused(
                application.withUserConfiguration(Configurer.class),
                OfNoExecutor.class,
                "OfNoExecutor.render: its executor, the one of @Async methods that name none",
                "Annotate OfNoExecutor.render with @ProcessAsync instead of @Async");
        assertThat(Configurer.asked).hasValue(1);
    }

    @Configuration(proxyBeanMethods = false)
    static class FailingConfigurer implements AsyncConfigurer {
        @Override
        public Executor getAsyncExecutor() {
            throw new IllegalStateException("not yet");
        }
    }

    @Test
    void asyncConfigurerThatFailsEndsNoStart() {
        assertStarts(application.withUserConfiguration(FailingConfigurer.class).withBean(OfNoExecutor.class));
    }

    @Configuration(proxyBeanMethods = false)
    static class PoolWithTheNameOfTheDefault {
        @Bean({"own", "taskExecutor"})
        ProcessPoolExecutor own() {
            return ProcessPoolExecutor.builder()
                    .name("own")
                    .mode(PoolMode.IN_PROCESS)
                    .build();
        }
    }

    @Test
    void poolWithTheOtherNameTaskExecutorIsSeen() {
        assertRefused(
                application.withUserConfiguration(PoolWithTheNameOfTheDefault.class),
                OfNoExecutor.class,
                "OfNoExecutor.render: its executor, the one of @Async methods that name none",
                "");
    }

    @Configuration(proxyBeanMethods = false)
    static class OfThisProcess {
        @Bean
        Executor threads() {
            return Runnable::run;
        }
    }

    static class InThreads {
        @Async("threads")
        public void render() {}

        @Async("unknown")
        public void print() {}
    }

    @Test
    void otherExecutorsAreLeftToSpring() {
        assertStarts(application
                .withUserConfiguration(OfThisProcess.class)
                .withBean(InThreads.class)
                .withBean(OfNoExecutor.class));
    }

    @Test
    void whereSpringDoesNotLookForTheAnnotationItMeansNothing() {
        assertStarts(InProcess.application().withBean(InDefaultPool.class));
    }
}
