package io.github.processpool.spring.worker.likeness;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import java.io.Serializable;
import org.aopalliance.intercept.MethodInterceptor;
import org.aopalliance.intercept.MethodInvocation;
import org.junit.jupiter.api.Test;
import org.springframework.aop.framework.ProxyFactory;
import org.springframework.aop.interceptor.ExposeBeanNameAdvisors;

class BeanAdviceTest {

    private final Serializable target = "text";

    @Test
    void beanWithoutProxyHasNone() {
        assertThat(BeanAdvice.of(target)).isEqualTo(BeanAdvice.NONE);
        assertThat(BeanAdvice.of(null)).isEqualTo(BeanAdvice.NONE);
        assertThatCode(() -> BeanAdvice.require(BeanAdvice.NONE, target, "call"))
                .doesNotThrowAnyException();
    }

    @Test
    void sameAdviceIsEnoughInWhateverOrder() {
        String expected = BeanAdvice.of(proxy(target, new First(), new Second()));

        BeanAdvice.require(expected, proxy(target, new Second(), new First()), "call");
        assertThat(expected).contains("First").contains("Second");
    }

    @Test
    void adviceOfProxiesBehindProxiesCounts() {
        String expected = BeanAdvice.of(proxy(proxy(target, new First()), new Second()));

        BeanAdvice.require(expected, proxy(target, new First(), new Second()), "call");
    }

    @Test
    void adviceThatIsMissingIsNamed() {
        String expected = BeanAdvice.of(proxy(target, new First(), new Second()));

        assertThatIllegalStateException()
                .isThrownBy(() -> BeanAdvice.require(expected, proxy(target, new First()), "Shop.sell"))
                .withMessageContaining("Shop.sell is not called")
                .withMessageContaining("BeanAdviceTest$Second")
                .withMessageNotContaining("BeanAdviceTest$First");
    }

    @Test
    void adviceThatIsThereTwiceHasToBeThereTwice() {
        String expected = BeanAdvice.of(proxy(target, new First(), new First()));

        assertThat(BeanAdvice.missing(expected, proxy(target, new First()))).hasSize(1);
    }

    @Test
    void namesDoNotDependOnTheProcess() {
        MethodInterceptor lambda = MethodInvocation::proceed;
        assertThat(BeanAdvice.of(proxy(target, lambda))).isEqualTo(BeanAdviceTest.class.getName());
    }

    @Test
    void helpOfTheFrameworkDoesNotCount() {
        ProxyFactory factory = new ProxyFactory(target);
        factory.addAdvisor(ExposeBeanNameAdvisors.createAdvisorWithoutIntroduction("bean"));
        assertThat(BeanAdvice.of(factory.getProxy())).isEqualTo(BeanAdvice.NONE);
    }

    private static Object proxy(Object target, MethodInterceptor... advice) {
        ProxyFactory factory = new ProxyFactory(target);
        for (MethodInterceptor one : advice) {
            factory.addAdvice(one);
        }
        return factory.getProxy();
    }

    private static final class First implements MethodInterceptor {

        @Override
        public Object invoke(MethodInvocation invocation) throws Throwable {
            return invocation.proceed();
        }
    }

    private static final class Second implements MethodInterceptor {

        @Override
        public Object invoke(MethodInvocation invocation) throws Throwable {
            return invocation.proceed();
        }
    }
}
