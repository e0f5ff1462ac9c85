package io.github.processpool.spring.async.advice;

import static io.github.processpool.spring.async.Places.assertInWorker;
import static io.github.processpool.spring.async.Places.here;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.processpool.spring.annotation.ProcessAsync;
import io.github.processpool.spring.async.InProcess;
import java.lang.reflect.Method;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import org.aopalliance.intercept.MethodInterceptor;
import org.aopalliance.intercept.MethodInvocation;
import org.junit.jupiter.api.Test;
import org.springframework.aop.framework.Advised;
import org.springframework.aop.framework.ProxyFactory;
import org.springframework.aop.framework.autoproxy.DefaultAdvisorAutoProxyCreator;
import org.springframework.aop.interceptor.ExposeBeanNameAdvisors;
import org.springframework.aop.support.DefaultPointcutAdvisor;
import org.springframework.aop.support.StaticMethodMatcherPointcutAdvisor;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** Advice of a method is parted once, not at each call. */
class KnownAdviceTest {

    private static final AtomicInteger matched = new AtomicInteger();

    @Configuration(proxyBeanMethods = false)
    static class Application {

        @Bean
        static DefaultAdvisorAutoProxyCreator autoProxyCreator() {
            DefaultAdvisorAutoProxyCreator creator = new DefaultAdvisorAutoProxyCreator();
            creator.setProxyTargetClass(true);
            return creator;
        }

        @Bean
        static Counted counted() {
            Counted advisor = new Counted();
            advisor.setAdvice(new Nothing());
            return advisor;
        }

        @Bean
        Called one() {
            return new Called();
        }

        @Bean
        Called other() {
            return new Called();
        }
    }

    static class Counted extends StaticMethodMatcherPointcutAdvisor {

        private static final long serialVersionUID = 1L;

        @Override
        public boolean matches(Method method, Class<?> targetClass) {
            matched.incrementAndGet();
            return Called.class.isAssignableFrom(targetClass);
        }
    }

    static class Nothing implements MethodInterceptor {

        @Override
        public Object invoke(MethodInvocation invocation) throws Throwable {
            return invocation.proceed();
        }
    }

    static class Called {

        @ProcessAsync
        public CompletableFuture<String> call() {
            return here();
        }
    }

    @Test
    void twoBeansOfOneClassKeepTheirAdvice() {
        InProcess.application().withUserConfiguration(Application.class).run(context -> {
            List<Called> singletons = List.of((Called) context.getBean("one"), (Called) context.getBean("other"));
            callAll(singletons);
            int known = matched.get();
            callAll(singletons);
            assertThat(matched).hasValue(known);
        });
    }

    @Test
    void prototypesOfOneNameShareTheirAdvice() throws Exception {
        Method method = Called.class.getMethod("call");
        MethodAdvice ofFirst =
                MethodAdvice.of(proxy("many"), new DefaultPointcutAdvisor(new Nothing()), method, Called.class);

        assertThat(ofFirst.isOf(proxy("many").getAdvisors())).isTrue();
        Advised withMore = proxy("many");
        withMore.addAdvice(new Nothing());
        assertThat(ofFirst.isOf(withMore.getAdvisors())).isFalse();
    }

    private static Advised proxy(String beanName) {
        ProxyFactory factory = new ProxyFactory(new Called());
        factory.addAdvisor(ExposeBeanNameAdvisors.createAdvisorWithoutIntroduction(beanName));
        return (Advised) factory.getProxy();
    }

    private static void callAll(List<Called> beans) {
        beans.forEach(bean -> assertInWorker(bean.call()));
    }
}
