package io.github.processpool.spring.async.advice;

import static io.github.processpool.spring.async.Places.LIMIT;
import static io.github.processpool.spring.async.Places.place;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.processpool.spring.annotation.CallerAdvice;
import io.github.processpool.spring.annotation.ProcessAsync;
import io.github.processpool.spring.async.InProcess;
import java.lang.reflect.Method;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import org.aopalliance.intercept.MethodInterceptor;
import org.aopalliance.intercept.MethodInvocation;
import org.assertj.core.api.ThrowingConsumer;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.aop.ClassFilter;
import org.springframework.aop.framework.autoproxy.DefaultAdvisorAutoProxyCreator;
import org.springframework.aop.support.DefaultPointcutAdvisor;
import org.springframework.aop.support.DynamicMethodMatcherPointcut;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Lazy;
import org.springframework.core.Ordered;
import org.springframework.resilience.annotation.EnableResilientMethods;
import org.springframework.resilience.annotation.Retryable;

/** Where advice runs whatever its order says, and in which order on each side. */
class AdviceOrderTest {

    private static final List<String> seen = new CopyOnWriteArrayList<>();

    @BeforeEach
    void forget() {
        seen.clear();
    }

    @Configuration(proxyBeanMethods = false)
    @EnableResilientMethods
    static class Application {

        @Bean
        static DefaultAdvisorAutoProxyCreator autoProxyCreator() {
            DefaultAdvisorAutoProxyCreator creator = new DefaultAdvisorAutoProxyCreator();
            creator.setOrder(Ordered.HIGHEST_PRECEDENCE);
            return creator;
        }

        @Bean
        static DefaultPointcutAdvisor body() {
            return advisor(0, new OfTheBody());
        }

        @Bean
        static DefaultPointcutAdvisor last() {
            return advisor(2, new OfTheCaller("last"));
        }

        @Bean
        static DefaultPointcutAdvisor first() {
            return advisor(1, new OfTheCaller("first"));
        }

        @Bean
        Called called() {
            return new Called();
        }
    }

    private static DefaultPointcutAdvisor advisor(int order, MethodInterceptor advice) {
        DefaultPointcutAdvisor advisor = new DefaultPointcutAdvisor(new OfCalls(), advice);
        advisor.setOrder(order);
        return advisor;
    }

    /** Looks at arguments, too. */
    static class OfCalls extends DynamicMethodMatcherPointcut {

        @Override
        public ClassFilter getClassFilter() {
            return type -> type == Called.class;
        }

        @Override
        public boolean matches(Method method, Class<?> targetClass, Object... arguments) {
            return arguments.length > 0 && !arguments[0].equals("unseen");
        }
    }

    static class OfTheBody implements MethodInterceptor {

        @Override
        public Object invoke(MethodInvocation invocation) throws Throwable {
            seen.add("body in " + place());
            return invocation.proceed();
        }
    }

    @CallerAdvice
    static class OfTheCaller implements MethodInterceptor {

        private final String name;

        OfTheCaller(String name) {
            this.name = name;
        }

        @Override
        public Object invoke(MethodInvocation invocation) throws Throwable {
            seen.add(name + " in " + place());
            invocation.getArguments()[0] += " of " + name;
            return invocation.proceed();
        }
    }

    static class Called {

        @Autowired
        @Lazy
        Called self;

        @ProcessAsync
        public CompletableFuture<String> call(String argument) {
            return CompletableFuture.completedFuture(argument);
        }

        @ProcessAsync
        @Retryable(delay = 0, maxRetries = 1)
        public CompletableFuture<String> retried(String argument) {
            seen.add("retried in " + place());
            throw new IllegalStateException(argument);
        }

        @ProcessAsync
        public CompletableFuture<String> callItself(String argument) {
            return self.call(argument);
        }
    }

    private static void inApplication(ThrowingConsumer<Called> test) {
        InProcess.application().withUserConfiguration(Application.class).run(context -> {
            test.accept(context.getBean(Called.class));
        });
    }

    @Test
    void callersAdviceComesBeforeThatOfTheBodyAndMayChangeArguments() {
        inApplication(called -> {
            assertThat(called.call("argument")).succeedsWithin(LIMIT).isEqualTo("argument of first of last");
            assertThat(seen).containsExactly("first in caller", "last in caller", "body in process-pool");
        });
    }

    @Test
    void adviceThatLooksAtArgumentsIsAskedForEachCall() {
        inApplication(called -> {
            assertThat(called.call("unseen")).succeedsWithin(LIMIT).isEqualTo("unseen");
            assertThat(seen).isEmpty();
        });
    }

    /** Spring puts the retry in front of all other advice, but its attempts are made on another thread than the caller's. */
    @Test
    void adviceOfAUserComesOnceBeforeARetry() {
        inApplication(called -> {
            assertThatThrownBy(() -> called.retried("argument").get()).cause().hasMessage("argument of first of last");
            assertThat(seen)
                    .containsExactly(
                            "first in caller",
                            "last in caller",
                            "body in process-pool",
                            "retried in process-pool",
                            "body in process-pool",
                            "retried in process-pool");
        });
    }

    @Test
    void callInsideATaskHasAllAdvice() {
        inApplication(called -> {
            assertThat(called.callItself("argument"))
                    .succeedsWithin(LIMIT)
                    .isEqualTo("argument of first of last of first of last");
            assertThat(seen)
                    .containsExactly(
                            "first in caller",
                            "last in caller",
                            "body in process-pool",
                            "body in process-pool",
                            "first in process-pool",
                            "last in process-pool");
        });
    }
}
