package io.github.processpool.spring.async;

import static io.github.processpool.spring.async.Places.LIMIT;
import static io.github.processpool.spring.async.Places.assertInCaller;
import static io.github.processpool.spring.async.Places.assertInWorker;
import static io.github.processpool.spring.async.Places.here;
import static io.github.processpool.spring.async.Places.place;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.github.processpool.ProcessPoolExecutor;
import io.github.processpool.spring.annotation.ProcessAsync;
import io.github.processpool.spring.async.Places.AnnotatedInterface;
import io.github.processpool.spring.async.Places.OfAnnotatedInterface;
import io.github.processpool.spring.async.Places.OfAnyVisibility;
import java.lang.reflect.Proxy;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import org.aopalliance.intercept.MethodInterceptor;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.aop.framework.Advised;
import org.springframework.aop.framework.ProxyFactory;
import org.springframework.aop.framework.autoproxy.DefaultAdvisorAutoProxyCreator;
import org.springframework.aop.scope.ScopedProxyUtils;
import org.springframework.aop.support.AopUtils;
import org.springframework.aop.support.NameMatchMethodPointcutAdvisor;
import org.springframework.beans.factory.FactoryBean;
import org.springframework.beans.factory.config.BeanDefinitionHolder;
import org.springframework.beans.factory.support.DefaultListableBeanFactory;
import org.springframework.beans.factory.support.RootBeanDefinition;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.cache.annotation.Cacheable;
import org.springframework.cache.annotation.EnableCaching;
import org.springframework.cache.concurrent.ConcurrentMapCacheManager;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.support.SimpleThreadScope;
import org.springframework.core.AliasRegistry;
import org.springframework.core.SimpleAliasRegistry;
import org.springframework.resilience.annotation.EnableResilientMethods;
import org.springframework.resilience.annotation.Retryable;
import org.springframework.scheduling.annotation.Async;
import org.springframework.scheduling.annotation.EnableAsync;
import org.springframework.security.access.AccessDeniedException;
import org.springframework.security.access.prepost.PreAuthorize;
import org.springframework.security.authentication.TestingAuthenticationToken;
import org.springframework.security.config.annotation.method.configuration.EnableMethodSecurity;
import org.springframework.security.core.context.SecurityContextHolder;

/** Annotated methods of beans that have another proxy, too, or are made by others. */
class OtherProxiesTest {

    private static final List<String> seen = new CopyOnWriteArrayList<>();

    private final ApplicationContextRunner application = InProcess.application();

    @BeforeEach
    @AfterEach
    void forget() {
        seen.clear();
        SecurityContextHolder.clearContext();
    }

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
    void otherAnnotationsTakeEffect() {
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
            // A retry is a task, and a hit of the cache is none.
            assertThat(pool.snapshot().completedTasks()).isEqualTo(3);
            assertThat(pool.snapshot().failedTasks()).isEqualTo(1);
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

    @PreAuthorize("hasRole('KEEPER')")
    interface GuardedAliases extends AliasRegistry {
        @ProcessAsync
        CompletableFuture<String> query();

        @ProcessAsync
        @Cacheable("places")
        CompletableFuture<String> cached();
    }

    @Configuration(proxyBeanMethods = false)
    @EnableMethodSecurity
    @EnableCaching
    static class WithSecurity {

        @Bean
        ConcurrentMapCacheManager cacheManager() {
            return new ConcurrentMapCacheManager();
        }
    }

    @Test
    void adviceOfTheTypeOfARepositoryGuardsItsMethods() {
        application
                .withUserConfiguration(WithSecurity.class)
                .withBean("aliases", RepositoryFactory.class, () -> new RepositoryFactory<>(GuardedAliases.class))
                .run(context -> {
                    GuardedAliases bean = context.getBean(GuardedAliases.class);

                    login("ROLE_VISITOR");
                    assertThatThrownBy(bean::query).isInstanceOf(AccessDeniedException.class);
                    assertThatThrownBy(bean::cached).isInstanceOf(AccessDeniedException.class);
                    assertThat(Places.tasks(context.getBean(ProcessPoolExecutor.class)))
                            .isZero();
                    login("ROLE_KEEPER");
                    assertInWorker(bean.query());
                    assertInWorker(bean.cached());
                });
    }

    private static void login(String role) {
        SecurityContextHolder.getContext().setAuthentication(new TestingAuthenticationToken("alice", "secret", role));
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
                    beans.registerScope("refresh", new SimpleThreadScope());
                    RootBeanDefinition target = new RootBeanDefinition(OfAnyVisibility.class);
                    target.setScope("refresh");
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
}
