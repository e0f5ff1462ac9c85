package io.github.processpool.spring.async;

import static io.github.processpool.spring.async.Analyses.assertAnalysis;
import static io.github.processpool.spring.async.Analyses.assertProblem;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.processpool.PoolMode;
import io.github.processpool.ProcessPoolExecutor;
import io.github.processpool.spring.annotation.ProcessAsync;
import io.github.processpool.spring.autoconfigure.ProcessAsyncAutoConfiguration;
import io.github.processpool.spring.autoconfigure.ProcessPoolAutoConfiguration;
import java.io.InputStream;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Flow;
import org.aopalliance.intercept.MethodInterceptor;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.springframework.aop.framework.ProxyFactory;
import org.springframework.boot.LazyInitializationBeanFactoryPostProcessor;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.SimpleAliasRegistry;
import org.springframework.web.context.annotation.RequestScope;

/** Annotated methods that can't work end the start of the application. */
@ExtendWith(OutputCaptureExtension.class)
class DeclarationsTest {

    private final ApplicationContextRunner application = InProcess.application();

    // -- Modifiers --

    static class WithFinalMethod {
        @ProcessAsync
        public final void run() {}
    }

    static class WithPrivateMethod {
        @ProcessAsync
        private void run() {}
    }

    static class WithStaticMethod {
        @ProcessAsync
        static void run() {}
    }

    static final class FinalClass {
        @ProcessAsync
        public void run() {}
    }

    record ARecord() {
        @ProcessAsync
        public void run() {}
    }

    static final class FinalWithUselessInterface implements Runnable {
        @Override
        public void run() {}

        @ProcessAsync
        public void runToo() {}

        @ProcessAsync
        public void runThree() {}
    }

    @ProcessAsync
    static class WithFinalMethodByClass {
        public final void run() {}
    }

    @Test
    void finalMethod() {
        assertProblem(WithFinalMethod.class, "WithFinalMethod.run is final", "Remove 'final' from WithFinalMethod.run");
        assertProblem(WithFinalMethodByClass.class, "WithFinalMethodByClass.run is final", "Remove 'final'");
    }

    @Test
    void privateMethod() {
        assertProblem(WithPrivateMethod.class, "WithPrivateMethod.run is private", "Make WithPrivateMethod.run public");
    }

    @Test
    void staticMethod() {
        assertProblem(WithStaticMethod.class, "WithStaticMethod.run is static", "a method of the object");
    }

    @Test
    void finalClass() {
        assertProblem(FinalClass.class, "a class that is final", "Let FinalClass be a class that is not final");
        assertProblem(ARecord.class, "a class that is a record", "declare run in an interface");
        assertProblem(
                FinalWithUselessInterface.class,
                "FinalWithUselessInterface.runToo is in",
                "Declare runToo in an interface");
    }

    interface OnlyOther {
        void other();
    }

    static class NotInInterface implements OnlyOther {
        @Override
        public void other() {}

        @ProcessAsync
        public void run() {}
    }

    @Test
    void methodThatTheProxyDoesNotHave() {
        assertAnalysis(
                application
                        .withBean("subject", NotInInterface.class)
                        .withPropertyValues("spring.aop.proxy-target-class=false"),
                analysis -> {
                    assertThat(analysis.getDescription()).contains("NotInInterface.run is in no interface of its bean");
                    assertThat(analysis.getAction()).contains("spring.aop.proxy-target-class=true");
                });
    }

    interface WrongRepository {
        @ProcessAsync
        Flow.Publisher<String> query();
    }

    @Test
    void proxyOfAnInterfaceIsNamedByIt() {
        ApplicationContextRunner proxied = application.withBean("subject", WrongRepository.class, () -> {
            ProxyFactory factory = new ProxyFactory(WrongRepository.class, (MethodInterceptor) call -> List.of());
            factory.setTarget(new SimpleAliasRegistry());
            return (WrongRepository) factory.getProxy();
        });
        assertAnalysis(
                proxied,
                analysis -> assertThat(analysis.getDescription())
                        .contains("in the bean 'subject' (" + WrongRepository.class.getName() + ")")
                        .contains("WrongRepository.query returns java.util.concurrent.Flow"));
    }

    // -- Kinds of beans --

    @Test
    void methodThatMakesABean() {
        assertProblem(Factory.class, "Factory.words is a @Bean method", "at the methods of the bean's class");
    }

    @Configuration
    static class Factory {
        @Bean
        @ProcessAsync
        CompletableFuture<String> words() {
            return CompletableFuture.completedFuture("made");
        }
    }

    @Test
    void beanThatBelongsToARequest() {
        assertAnalysis(application.withUserConfiguration(OfARequest.class), analysis -> {
            assertThat(analysis.getDescription())
                    .contains("(" + Words.class.getName() + ")")
                    .contains("it has the scope 'request', which there is not in a worker");
            assertThat(analysis.getAction()).contains("to a bean without that scope");
        });
    }

    @Configuration(proxyBeanMethods = false)
    static class OfARequest {
        @Bean
        @RequestScope
        Words words() {
            return new Words();
        }
    }

    static class Words {
        @ProcessAsync
        public void print() {}
    }

    // -- Attributes --

    static class WrongAttributes {
        @ProcessAsync(
                timeout = "0s",
                queueTimeout = "soon",
                deadline = "${no.such.property}",
                gracePeriod = "-1s",
                maxAttempts = "0",
                priority = "${some.priority}",
                placement = "there",
                affinityKey = "#p0.",
                quarantineKey = "#nmae")
        public void run(String name) {}
    }

    @Test
    void allWrongAttributesAtOnceWithTheirValues() {
        assertAnalysis(
                application.withBean("subject", WrongAttributes.class).withPropertyValues("some.priority=high"),
                analysis -> {
                    assertThat(analysis.getDescription())
                            .contains("WrongAttributes.run: timeout can't be '0s'")
                            .contains("queueTimeout can't be 'soon'")
                            .contains("deadline can't be '${no.such.property}'")
                            .contains("gracePeriod can't be '-1s'")
                            .contains("maxAttempts can't be '0'")
                            .contains("priority can't be 'high' (from '${some.priority}')")
                            .contains("placement can't be 'there': it is neither here nor anywhere")
                            .contains("affinityKey can't be '#p0.'")
                            .contains("quarantineKey can't be '#nmae': the method has no parameter #nmae");
                    assertThat(analysis.getAction())
                            .contains("Give timeout of WrongAttributes.run a duration such as 30s")
                            .contains("Give maxAttempts of WrongAttributes.run a whole number");
                });
    }

    // -- Pools --

    static class WrongPool {
        @ProcessAsync("pdf")
        public void run() {}
    }

    static class WithoutPool {
        @ProcessAsync
        public void run() {}
    }

    static class ManyProblems {
        @ProcessAsync("pdf")
        public final void run(InputStream content) {}
    }

    @Test
    void unknownPoolWithTheKnownOnes() {
        assertAnalysis(
                application
                        .withBean("subject", WrongPool.class)
                        .withPropertyValues("process-pool.pools.mail.max-workers=1"),
                analysis -> {
                    assertThat(analysis.getDescription())
                            .contains("WrongPool.run: There is no process pool 'pdf'; there are: process-pool, mail");
                    assertThat(analysis.getAction()).contains("'process-pool.pools.pdf.max-workers'");
                });
    }

    @Test
    void poolThatTheApplicationBuildsItself() {
        assertAnalysis(
                application
                        .withBean("subject", WithoutPool.class)
                        .withBean(
                                ProcessPoolExecutor.class,
                                () -> ProcessPoolExecutor.builder()
                                        .mode(PoolMode.IN_PROCESS)
                                        .build()),
                analysis -> {
                    assertThat(analysis.getDescription())
                            .contains("WithoutPool.run: the workers of the default process pool do not have");
                    assertThat(analysis.getAction()).contains("process-pool.* properties");
                });
    }

    @Test
    void noDefaultPool() {
        assertAnalysis(
                application
                        .withBean("subject", WithoutPool.class)
                        .withBean("one", ProcessPoolExecutor.class, () -> named("one"))
                        .withBean("two", ProcessPoolExecutor.class, () -> named("two")),
                analysis -> assertThat(analysis.getDescription())
                        .contains("WithoutPool.run: There is no default process pool; there are: one, two"));
    }

    private static ProcessPoolExecutor named(String name) {
        return ProcessPoolExecutor.builder()
                .name(name)
                .mode(PoolMode.IN_PROCESS)
                .build();
    }

    @Test
    void everyProblemOfABeanInOneAnalysis() {
        assertAnalysis(
                application.withBean("subject", ManyProblems.class),
                analysis -> assertThat(analysis.getDescription())
                        .contains("is final", "There is no process pool 'pdf'", "java.io.InputStream"));
    }

    @Test
    void applicationPrintsTheAnalysis(CapturedOutput output) {
        SpringApplication wrong = new SpringApplication(ManyProblems.class, ProcessPoolAutoConfiguration.class);
        wrong.addPrimarySources(List.of(ProcessAsyncAutoConfiguration.class));
        wrong.setWebApplicationType(WebApplicationType.NONE);

        assertThatThrownBy(wrong::run).isNotNull();

        assertThat(output)
                .contains("APPLICATION FAILED TO START", "Description:", "ManyProblems.run is final", "Action:")
                .contains("Remove 'final' from ManyProblems.run");
    }

    @Test
    void poolsOfAllBeansInOneAnalysis() {
        assertAnalysis(
                application.withBean("one", WrongPool.class).withBean("two", WrongPool.class),
                analysis -> assertThat(analysis.getDescription()).contains("bean 'one'", "bean 'two'"));
    }

    @Test
    void beansThatAreMadeLaterAreCheckedByTheirType() {
        assertAnalysis(
                application.withBean(
                        "subject",
                        WithFinalMethod.class,
                        WithFinalMethod::new,
                        definition -> definition.setLazyInit(true)),
                analysis -> assertThat(analysis.getDescription()).contains("WithFinalMethod.run is final"));
        assertAnalysis(
                application.withBean(
                        "subject", WrongPool.class, WrongPool::new, definition -> definition.setScope("prototype")),
                analysis -> assertThat(analysis.getDescription()).contains("no process pool 'pdf'"));
    }

    @Test
    void lazyApplicationIsCheckedAtItsStart() {
        assertAnalysis(
                application
                        .withInitializer(context ->
                                context.addBeanFactoryPostProcessor(new LazyInitializationBeanFactoryPostProcessor()))
                        .withBean("subject", WithFinalMethod.class),
                analysis -> assertThat(analysis.getDescription()).contains("WithFinalMethod.run is final"));
    }

    @Test
    void typeWithoutAnnotationIsLeftAlone() {
        application
                .withBean("plain", SimpleAliasRegistry.class)
                .run(context -> assertThat(context.getBean("plain").getClass()).isEqualTo(SimpleAliasRegistry.class));
    }
}
