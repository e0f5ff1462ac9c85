package io.github.processpool.spring.async;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.github.processpool.ProcessPoolExecutor;
import io.github.processpool.WorkerContext;
import io.github.processpool.spring.annotation.ProcessAsync;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.reflect.Proxy;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicBoolean;
import org.aopalliance.intercept.MethodInterceptor;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.aop.framework.Advised;
import org.springframework.aop.framework.ProxyFactory;
import org.springframework.aop.framework.autoproxy.DefaultAdvisorAutoProxyCreator;
import org.springframework.aop.scope.ScopedProxyUtils;
import org.springframework.aop.support.AopUtils;
import org.springframework.aop.support.NameMatchMethodPointcutAdvisor;
import org.springframework.beans.factory.FactoryBean;
import org.springframework.beans.factory.InitializingBean;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.beans.factory.config.AutowireCapableBeanFactory;
import org.springframework.beans.factory.config.BeanDefinitionHolder;
import org.springframework.beans.factory.support.DefaultListableBeanFactory;
import org.springframework.beans.factory.support.RootBeanDefinition;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.cache.annotation.Cacheable;
import org.springframework.cache.annotation.EnableCaching;
import org.springframework.cache.concurrent.ConcurrentMapCacheManager;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Lazy;
import org.springframework.context.support.SimpleThreadScope;
import org.springframework.core.AliasRegistry;
import org.springframework.core.SimpleAliasRegistry;
import org.springframework.core.annotation.AliasFor;
import org.springframework.core.env.Environment;
import org.springframework.resilience.annotation.EnableResilientMethods;
import org.springframework.resilience.annotation.Retryable;
import org.springframework.samples.Clinic;
import org.springframework.scheduling.annotation.Async;
import org.springframework.scheduling.annotation.EnableAsync;

/** Which methods of which beans run in workers. A worker's thread is told by its {@link WorkerContext}. */
class ProxiesTest {

    private static final Duration LIMIT = Duration.ofSeconds(30);
    private static final List<String> seen = new CopyOnWriteArrayList<>();

    private final ApplicationContextRunner application = InProcess.application();

    /** Where this thread is. */
    private static String place() {
        try {
            return WorkerContext.current().poolName();
        } catch (IllegalStateException e) {
            return "caller";
        }
    }

    private static CompletableFuture<String> here() {
        return CompletableFuture.completedFuture(place());
    }

    private static void assertInWorker(CompletableFuture<String> place) {
        assertThat(place).succeedsWithin(LIMIT).isEqualTo("process-pool");
    }

    private static void assertInCaller(CompletableFuture<String> place) {
        assertThat(place).isCompletedWithValue("caller");
    }

    @BeforeEach
    void forget() {
        seen.clear();
    }

    // -- Where the annotation stands --

    static class OfAnyVisibility {
        @ProcessAsync
        public CompletableFuture<String> ofAll() {
            return here();
        }

        @ProcessAsync
        protected CompletableFuture<String> ofSubclasses() {
            return here();
        }

        @ProcessAsync
        CompletableFuture<String> ofThePackage() {
            return here();
        }

        CompletableFuture<String> notAnnotated() {
            return here();
        }
    }

    @Test
    void annotatedMethodsOfAnyVisibilityButPrivate() {
        application.withBean(OfAnyVisibility.class).run(context -> {
            OfAnyVisibility bean = context.getBean(OfAnyVisibility.class);

            assertInWorker(bean.ofAll());
            assertInWorker(bean.ofSubclasses());
            assertInWorker(bean.ofThePackage());
            assertInCaller(bean.notAnnotated());
        });
    }

    static class NotAnnotatedBase {
        public CompletableFuture<String> inherited() {
            return here();
        }
    }

    @ProcessAsync("other")
    static class AnnotatedClass extends NotAnnotatedBase implements InitializingBean, AutoCloseable {
        public CompletableFuture<String> ofAll() {
            return here();
        }

        @ProcessAsync
        public CompletableFuture<String> withItsOwn() {
            return here();
        }

        CompletableFuture<String> ofThePackage() {
            return here();
        }

        /** Returns what no method that is called in a worker may return. */
        @Autowired
        public int use(Environment environment) {
            return 1;
        }

        @Override
        public void afterPropertiesSet() {
            seen.add(place());
        }

        @Override
        public void close() {
            seen.add(place());
        }

        @Override
        public String toString() {
            return place();
        }
    }

    @Test
    void publicMethodsOfAnAnnotatedClassButNotThoseForTheContainer() {
        application
                .withPropertyValues("process-pool.pools.other.max-workers=1")
                .withBean(AnnotatedClass.class)
                .run(context -> {
                    AnnotatedClass bean = context.getBean(AnnotatedClass.class);

                    assertThat(bean.ofAll()).succeedsWithin(LIMIT).isEqualTo("other");
                    assertInWorker(bean.withItsOwn());
                    assertInCaller(bean.ofThePackage());
                    assertInCaller(bean.inherited());
                    assertThat(bean).hasToString("caller");
                    bean.close();
                    bean.afterPropertiesSet();
                    assertThat(seen).containsOnly("caller");
                });
    }

    @ProcessAsync
    @Retention(RetentionPolicy.RUNTIME)
    @interface Isolated {
        @AliasFor(annotation = ProcessAsync.class)
        String pool() default "other";
    }

    static class WithMetaAnnotation {
        @Isolated
        public CompletableFuture<String> inOther() {
            return here();
        }

        @Isolated(pool = "process-pool")
        public CompletableFuture<String> inDefault() {
            return here();
        }
    }

    @Test
    void annotationThatIsPartOfAnother() {
        application
                .withPropertyValues("process-pool.pools.other.max-workers=1")
                .withBean(WithMetaAnnotation.class)
                .run(context -> {
                    WithMetaAnnotation bean = context.getBean(WithMetaAnnotation.class);

                    assertThat(bean.inOther()).succeedsWithin(LIMIT).isEqualTo("other");
                    assertInWorker(bean.inDefault());
                });
    }

    interface AnnotatedInterface {
        @ProcessAsync
        CompletableFuture<String> place();

        @ProcessAsync
        default CompletableFuture<String> byDefault() {
            return here();
        }
    }

    static class OfAnnotatedInterface implements AnnotatedInterface {
        @Override
        public CompletableFuture<String> place() {
            return here();
        }
    }

    static final class FinalOfAnnotatedInterface implements AnnotatedInterface {
        @Override
        public CompletableFuture<String> place() {
            return here();
        }
    }

    @Test
    void methodsOfAnAnnotatedInterfaceByBothKindsOfProxies() {
        for (String byClass : List.of("true", "false")) {
            application
                    .withPropertyValues("spring.aop.proxy-target-class=" + byClass)
                    .withBean(OfAnnotatedInterface.class)
                    .run(context -> {
                        AnnotatedInterface bean = context.getBean(AnnotatedInterface.class);

                        assertThat(AopUtils.isCglibProxy(bean)).isEqualTo(byClass.equals("true"));
                        assertInWorker(bean.place());
                        assertInWorker(bean.byDefault());
                    });
        }
    }

    @Test
    void finalClassHasAProxyOfItsInterfaces() {
        application.withBean(FinalOfAnnotatedInterface.class).run(context -> {
            AnnotatedInterface bean = context.getBean(AnnotatedInterface.class);

            assertThat(Proxy.isProxyClass(bean.getClass())).isTrue();
            assertInWorker(bean.place());
        });
    }

    abstract static class GenericBase<T> {
        @ProcessAsync
        public CompletableFuture<String> tell(T value) {
            return CompletableFuture.completedFuture(value + " in " + place());
        }

        @ProcessAsync
        public abstract CompletableFuture<String> tellToo(T value);
    }

    static class OfNumbers extends GenericBase<Integer> {
        @Override
        public CompletableFuture<String> tellToo(Integer value) {
            return tellIt(value + 1);
        }

        private static CompletableFuture<String> tellIt(int value) {
            return CompletableFuture.completedFuture(value + " in " + place());
        }
    }

    @Test
    void methodsOfAGenericSuperclass() {
        application.withBean(OfNumbers.class).run(context -> {
            GenericBase<Integer> bean = context.getBean(OfNumbers.class);

            assertThat(bean.tell(1)).succeedsWithin(LIMIT).isEqualTo("1 in process-pool");
            assertThat(bean.tellToo(1)).succeedsWithin(LIMIT).isEqualTo("2 in process-pool");
        });
    }

    static class Overloaded {
        @ProcessAsync
        CompletableFuture<String> tell(int value) {
            return CompletableFuture.completedFuture("int in " + place());
        }

        @ProcessAsync("other")
        CompletableFuture<String> tell(Integer value) {
            return CompletableFuture.completedFuture("Integer in " + place());
        }

        CompletableFuture<String> tell(Object value) {
            return CompletableFuture.completedFuture("Object in " + place());
        }
    }

    @Test
    void overloadedMethodsAreToldApart() {
        application
                .withPropertyValues("process-pool.pools.other.max-workers=1")
                .withBean(Overloaded.class)
                .run(context -> {
                    Overloaded bean = context.getBean(Overloaded.class);

                    assertThat(bean.tell(1)).succeedsWithin(LIMIT).isEqualTo("int in process-pool");
                    assertThat(bean.tell(Integer.valueOf(1)))
                            .succeedsWithin(LIMIT)
                            .isEqualTo("Integer in other");
                    assertThat(bean.tell((Object) 1)).isCompletedWithValue("Object in caller");
                });
    }

    @Configuration
    static class AnnotatedConfiguration {
        @Bean
        OfAnnotatedInterface made() {
            return new OfAnnotatedInterface();
        }

        @ProcessAsync
        CompletableFuture<String> sameBean() {
            OfAnnotatedInterface bean = made();
            return CompletableFuture.completedFuture(bean == made() ? place() : "another bean");
        }
    }

    @Test
    void methodOfAConfigurationClass() {
        application.withUserConfiguration(AnnotatedConfiguration.class).run(context -> {
            assertInWorker(context.getBean(AnnotatedConfiguration.class).sameBean());
            assertInWorker(context.getBean(OfAnnotatedInterface.class).place());
        });
    }

    @Test
    void samplesOfSpringAreNotSpring() {
        application
                .withBean(Clinic.class)
                .run(context -> assertThat(context.getBean(Clinic.class).isOnPoolThread())
                        .succeedsWithin(LIMIT)
                        .isEqualTo(true));
    }

    static class Alternating implements AnnotatedInterface {
        @ProcessAsync("other")
        @Override
        public CompletableFuture<String> place() {
            return here();
        }
    }

    @Test
    void prototypesOfSeveralClassesUnderOneName() {
        AtomicBoolean first = new AtomicBoolean(true);
        application
                .withPropertyValues("process-pool.pools.other.max-workers=1", "spring.aop.proxy-target-class=false")
                .withBean(
                        "changing",
                        AnnotatedInterface.class,
                        () -> first.getAndSet(false) ? new OfAnnotatedInterface() : new Alternating(),
                        definition -> definition.setScope("prototype"))
                .run(context -> {
                    assertThat(((AnnotatedInterface) context.getBean("changing")).place())
                            .succeedsWithin(LIMIT)
                            .isEqualTo("process-pool");
                    assertThat(((AnnotatedInterface) context.getBean("changing")).place())
                            .succeedsWithin(LIMIT)
                            .isEqualTo("other");
                });
    }

    @Test
    void beanNameIsAnyText() {
        application
                .withBean("a bean/of: ünusual#name.1 ${x}", OfAnyVisibility.class)
                .run(context ->
                        assertInWorker(context.getBean(OfAnyVisibility.class).ofAll()));
    }

    // -- Other proxies --

    @Configuration(proxyBeanMethods = false)
    static class WithOtherAdvice {

        @Bean
        static DefaultAdvisorAutoProxyCreator autoProxyCreator() {
            return new DefaultAdvisorAutoProxyCreator();
        }

        @Bean
        static NameMatchMethodPointcutAdvisor advisor() {
            NameMatchMethodPointcutAdvisor advisor = new NameMatchMethodPointcutAdvisor();
            advisor.setMappedName("place");
            advisor.setAdvice((MethodInterceptor) invocation -> {
                seen.add(place());
                return invocation.proceed();
            });
            return advisor;
        }

        @Bean
        AnnotatedInterface bean() {
            return new OfAnnotatedInterface();
        }
    }

    /** As {@code @Transactional} does. */
    @Test
    void otherAdviceRunsInTheWorkerOnly() {
        for (String byClass : List.of("true", "false")) {
            seen.clear();
            application
                    .withInitializer(context -> context.getBeanFactory()
                            .addBeanPostProcessor(new SetsProxyTargetClass(Boolean.parseBoolean(byClass))))
                    .withUserConfiguration(WithOtherAdvice.class)
                    .run(context -> {
                        AnnotatedInterface bean = context.getBean(AnnotatedInterface.class);

                        assertInWorker(bean.place());
                        assertThat(((Advised) bean).getAdvisors()).hasSize(3);
                        assertThat(AopUtils.isCglibProxy(bean)).isEqualTo(byClass.equals("true"));
                        assertThat(seen).containsExactly("process-pool");
                    });
        }
    }

    @Configuration(proxyBeanMethods = false)
    @EnableResilientMethods
    @EnableAsync
    @EnableCaching
    static class WithAdviceOfAnnotations {

        @Bean
        ConcurrentMapCacheManager cacheManager() {
            return new ConcurrentMapCacheManager();
        }

        @Bean
        AdvisedMany advisedMany() {
            return new AdvisedMany();
        }
    }

    static class AdvisedMany {
        @ProcessAsync
        @Retryable(delay = 0, maxRetries = 1)
        public void failsOnce() {
            seen.add(place());
            if (seen.size() == 1) {
                throw new IllegalStateException("once");
            }
        }

        @ProcessAsync
        @Cacheable("places")
        public CompletableFuture<String> cached() {
            seen.add(place());
            return here();
        }

        @ProcessAsync
        @Async
        public CompletableFuture<String> asyncToo() {
            return CompletableFuture.completedFuture(Thread.currentThread().getName());
        }
    }

    @Test
    void otherAnnotationsTakeEffectInTheWorker() {
        application.withUserConfiguration(WithAdviceOfAnnotations.class).run(context -> {
            AdvisedMany bean = context.getBean(AdvisedMany.class);
            ProcessPoolExecutor pool = context.getBean(ProcessPoolExecutor.class);

            bean.failsOnce();
            await().atMost(LIMIT).untilAsserted(() -> assertThat(seen).containsExactly("process-pool", "process-pool"));
            seen.clear();
            assertInWorker(bean.cached());
            assertInWorker(bean.cached());
            assertThat(seen).containsExactly("process-pool");
            assertThat(bean.asyncToo()).succeedsWithin(LIMIT).asString().contains("SimpleAsyncTaskExecutor");
            assertThat(pool.snapshot().completedTasks()).isEqualTo(4);
        });
    }

    private record SetsProxyTargetClass(boolean byClass)
            implements org.springframework.beans.factory.config.BeanPostProcessor {

        @Override
        public Object postProcessBeforeInitialization(Object bean, String beanName) {
            if (bean instanceof DefaultAdvisorAutoProxyCreator creator) {
                creator.setProxyTargetClass(byClass);
            }
            return bean;
        }
    }

    @Test
    void proxyThatTakesNoMoreAdviceIsWrapped() {
        application
                .withBean(AnnotatedInterface.class, () -> {
                    ProxyFactory factory = new ProxyFactory(new OfAnnotatedInterface());
                    factory.setFrozen(true);
                    return (AnnotatedInterface) factory.getProxy();
                })
                .run(context ->
                        assertInWorker(context.getBean(AnnotatedInterface.class).place()));
    }

    @Test
    void proxyThatIsNotSpringsIsWrapped() {
        AnnotatedInterface target = new OfAnnotatedInterface();
        application
                .withBean(AnnotatedInterface.class, () -> (AnnotatedInterface) Proxy.newProxyInstance(
                        getClass().getClassLoader(),
                        new Class<?>[] {AnnotatedInterface.class},
                        (proxy, method, arguments) -> method.invoke(target, arguments)))
                .run(context ->
                        assertInWorker(context.getBean(AnnotatedInterface.class).place()));
    }

    interface Aliases extends AliasRegistry {
        @ProcessAsync
        CompletableFuture<String> query();

        CompletableFuture<String> notAnnotated();

        /** Which the class behind the proxy has too. */
        @ProcessAsync
        @Override
        void removeAlias(String alias);
    }

    @ProcessAsync
    interface AnnotatedAliases extends AliasRegistry {
        CompletableFuture<String> query();
    }

    /** Makes repositories as Spring Data does: the class behind the proxy is the library's and knows nothing of the interface. */
    static class RepositoryFactory<T> implements FactoryBean<T> {
        private final Class<T> type;

        RepositoryFactory(Class<T> type) {
            this.type = type;
        }

        @Override
        public T getObject() {
            ProxyFactory factory = new ProxyFactory();
            factory.setTarget(new SimpleAliasRegistry());
            factory.setInterfaces(type);
            factory.addAdvice((MethodInterceptor) invocation -> {
                seen.add(place());
                Class<?> place = invocation.getMethod().getDeclaringClass();
                if (place == AliasRegistry.class) {
                    return invocation.proceed();
                }
                return invocation.getMethod().getReturnType() == void.class ? null : here();
            });
            return type.cast(factory.getProxy());
        }

        @Override
        public Class<T> getObjectType() {
            return type;
        }
    }

    @Test
    void methodsOfARepository() {
        application
                .withBean("aliases", RepositoryFactory.class, () -> new RepositoryFactory<>(Aliases.class))
                .run(context -> {
                    Aliases bean = context.getBean(Aliases.class);

                    assertInWorker(bean.query());
                    assertInCaller(bean.notAnnotated());
                    seen.clear();
                    bean.removeAlias("alias");
                    await().atMost(LIMIT).untilAsserted(() -> assertThat(seen).containsExactly("process-pool"));
                });
    }

    @Test
    void annotatedRepositoryKeepsWhatItInherits() {
        application
                .withBean("aliases", RepositoryFactory.class, () -> new RepositoryFactory<>(AnnotatedAliases.class))
                .run(context -> {
                    AnnotatedAliases bean = context.getBean(AnnotatedAliases.class);

                    assertInWorker(bean.query());
                    bean.registerAlias("name", "alias");
                    assertThat(bean.isAlias("alias")).isTrue();
                });
    }

    abstract static class KnowsNoInterface {
        public CompletableFuture<String> place() {
            return here();
        }
    }

    static class InheritsTheMethod extends KnowsNoInterface implements AnnotatedInterface {}

    @Test
    void methodOfAnAnnotatedInterfaceThatASuperclassHas() {
        for (String byClass : List.of("true", "false")) {
            application
                    .withPropertyValues("spring.aop.proxy-target-class=" + byClass)
                    .withBean(InheritsTheMethod.class)
                    .run(context -> assertInWorker(
                            context.getBean(AnnotatedInterface.class).place()));
        }
    }

    @Test
    void scopedBeanIsCalledByTheNameOfItsTarget() {
        application
                .withInitializer(context -> {
                    DefaultListableBeanFactory beans = (DefaultListableBeanFactory) context.getBeanFactory();
                    beans.registerScope("thread", new SimpleThreadScope());
                    RootBeanDefinition target = new RootBeanDefinition(OfAnyVisibility.class);
                    target.setScope("thread");
                    BeanDefinitionHolder scoped =
                            ScopedProxyUtils.createScopedProxy(new BeanDefinitionHolder(target, "scoped"), beans, true);
                    beans.registerBeanDefinition("scoped", scoped.getBeanDefinition());
                })
                .run(context -> assertInWorker(((OfAnyVisibility) context.getBean("scoped")).ofAll()));
    }

    static class Factory implements FactoryBean<OfAnnotatedInterface> {
        @ProcessAsync
        public CompletableFuture<String> ofTheFactory() {
            return here();
        }

        @Override
        public OfAnnotatedInterface getObject() {
            return new OfAnnotatedInterface();
        }

        @Override
        public Class<?> getObjectType() {
            return OfAnnotatedInterface.class;
        }
    }

    @Test
    void factoryAndItsProductAreTwoBeans() {
        application.withBean("made", Factory.class).run(context -> {
            assertInWorker(((Factory) context.getBean("&made")).ofTheFactory());
            assertInWorker(context.getBean(OfAnnotatedInterface.class).place());
        });
    }

    @Test
    void prototypeIsMadeAnewInTheWorker() {
        application
                .withBean(OfAnyVisibility.class, OfAnyVisibility::new, definition -> definition.setScope("prototype"))
                .run(context ->
                        assertInWorker(context.getBean(OfAnyVisibility.class).ofAll()));
    }

    // -- No proxy --

    static class Caller {
        private final Caller self;
        private final OfAnyVisibility other;

        Caller(@Lazy Caller self, OfAnyVisibility other) {
            this.self = self;
            this.other = other;
        }

        CompletableFuture<String> callsItself() {
            return place();
        }

        CompletableFuture<String> callsItsProxy() {
            return self.place();
        }

        @ProcessAsync
        CompletableFuture<String> place() {
            return here();
        }

        @ProcessAsync
        CompletableFuture<String> callsOther() {
            seen.add(Thread.currentThread().getName());
            CompletableFuture<String> place = other.ofAll();
            assertThat(place).isDone();
            return place;
        }
    }

    @Test
    void callFromInsideTheSameBeanStaysLocal() {
        application.withBean(OfAnyVisibility.class).withBean(Caller.class).run(context -> {
            Caller bean = context.getBean(Caller.class);

            assertInCaller(bean.callsItself());
            assertInWorker(bean.callsItsProxy());
        });
    }

    /** There is one worker only, so a second task would wait for the first for ever. */
    @Test
    void callInsideAWorkerStaysThere() {
        application
                .withBean(OfAnyVisibility.class)
                .withBean(Caller.class)
                .run(context -> assertInWorker(context.getBean(Caller.class).callsOther()));
    }

    @Test
    void instanceOfATestClassIsLeftAlone() {
        application.run(context -> {
            OfAnyVisibility test = new OfAnyVisibility();

            assertThat(context.getAutowireCapableBeanFactory()
                            .initializeBean(
                                    test,
                                    OfAnyVisibility.class.getName()
                                            + AutowireCapableBeanFactory.ORIGINAL_INSTANCE_SUFFIX))
                    .isSameAs(test);
        });
    }

    @Test
    void beanThatAWorkerCouldNotFindIsRefused() {
        application.run(context -> assertThatThrownBy(
                        () -> context.getAutowireCapableBeanFactory().initializeBean(new OfAnyVisibility(), "nameless"))
                .isInstanceOf(InvalidProcessAsyncException.class)
                .hasMessageContaining("no name by which a worker could find it"));
    }
}
