package io.github.processpool.spring.async.advice;

import static io.github.processpool.spring.async.Places.LIMIT;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.processpool.ProcessPoolExecutor;
import io.github.processpool.spring.annotation.CallerAdvice;
import io.github.processpool.spring.annotation.ProcessAsync;
import io.github.processpool.spring.async.InProcess;
import io.github.processpool.spring.async.Places;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import org.aopalliance.intercept.MethodInterceptor;
import org.aopalliance.intercept.MethodInvocation;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.slf4j.MDC;
import org.springframework.aop.support.NameMatchMethodPointcutAdvisor;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.cache.annotation.Cacheable;
import org.springframework.cache.annotation.EnableCaching;
import org.springframework.cache.concurrent.ConcurrentMapCacheManager;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.EnableAspectJAutoProxy;
import org.springframework.security.authentication.TestingAuthenticationToken;
import org.springframework.security.core.Authentication;
import org.springframework.security.core.context.SecurityContextHolder;
import org.springframework.transaction.TransactionDefinition;
import org.springframework.transaction.support.AbstractPlatformTransactionManager;
import org.springframework.transaction.support.DefaultTransactionStatus;
import org.springframework.transaction.support.TransactionTemplate;

/** The caller's advice goes on on another thread: what belongs to the caller goes along all the same. */
class OtherThreadTest {

    private final ApplicationContextRunner application =
            InProcess.application().withUserConfiguration(Application.class);

    @AfterEach
    void forget() {
        SecurityContextHolder.clearContext();
        MDC.clear();
    }

    @Configuration(proxyBeanMethods = false)
    @EnableCaching
    @EnableAspectJAutoProxy(proxyTargetClass = true)
    static class Application {

        @Bean
        static NameMatchMethodPointcutAdvisor elsewhere() {
            NameMatchMethodPointcutAdvisor advisor = new NameMatchMethodPointcutAdvisor(new Elsewhere());
            advisor.setMappedNames("elsewhere", "afterCommit");
            return advisor;
        }

        @Bean
        ConcurrentMapCacheManager cacheManager() {
            return new ConcurrentMapCacheManager();
        }

        @Bean
        Called called() {
            return new Called();
        }
    }

    /** On a thread of another user. */
    @CallerAdvice
    static class Elsewhere implements MethodInterceptor {

        @Override
        public Object invoke(MethodInvocation invocation) {
            return CompletableFuture.supplyAsync(() -> proceed(invocation)).thenCompose(end -> end);
        }

        private static CompletableFuture<Object> proceed(MethodInvocation invocation) {
            login("mallory");
            try {
                return (CompletableFuture<Object>) Objects.requireNonNull(invocation.proceed());
            } catch (Throwable e) {
                return CompletableFuture.failedFuture(e);
            } finally {
                SecurityContextHolder.clearContext();
            }
        }
    }

    static class Called {

        @ProcessAsync
        @Cacheable(cacheNames = "who", sync = true)
        public CompletableFuture<String> cached() {
            return who();
        }

        @ProcessAsync
        public CompletableFuture<String> elsewhere() {
            return who();
        }

        @ProcessAsync(afterCommit = "true")
        public CompletableFuture<String> afterCommit() {
            return who();
        }

        private static CompletableFuture<String> who() {
            Authentication user = SecurityContextHolder.getContext().getAuthentication();
            return CompletableFuture.completedFuture(
                    (user == null ? "nobody" : user.getName()) + ", " + MDC.get("request"));
        }
    }

    private static void login(String name) {
        SecurityContextHolder.getContext().setAuthentication(new TestingAuthenticationToken(name, "secret"));
    }

    @Test
    void loaderOfACacheHasTheUserAndTheMdcOfTheCaller() {
        application.run(context -> {
            login("alice");
            MDC.put("request", "7");

            assertThat(context.getBean(Called.class).cached())
                    .succeedsWithin(LIMIT)
                    .isEqualTo("alice, 7");
        });
    }

    @Test
    void userOfAnotherThreadIsNeverTaken() {
        application.run(context -> {
            Called called = context.getBean(Called.class);

            assertThat(called.elsewhere()).succeedsWithin(LIMIT).isEqualTo("nobody, null");
            login("alice");
            assertThat(called.elsewhere()).succeedsWithin(LIMIT).isEqualTo("alice, null");
        });
    }

    @Test
    void callWaitsForTheCommitOfTheCaller() {
        application.run(context -> {
            Called called = context.getBean(Called.class);
            ProcessPoolExecutor pool = context.getBean(ProcessPoolExecutor.class);
            TransactionTemplate transaction = new TransactionTemplate(new NoDatabase());

            CompletableFuture<String> rolledBack = transaction.execute(status -> {
                status.setRollbackOnly();
                return called.afterCommit();
            });
            assertThat(rolledBack).failsWithin(LIMIT);
            assertThat(Places.tasks(pool)).isZero();

            CompletableFuture<String> committed = transaction.execute(status -> called.afterCommit());
            assertThat(committed).succeedsWithin(LIMIT);
            assertThat(called.afterCommit()).succeedsWithin(LIMIT);
        });
    }

    private static final class NoDatabase extends AbstractPlatformTransactionManager {

        private static final long serialVersionUID = 1L;

        @Override
        protected Object doGetTransaction() {
            return this;
        }

        @Override
        protected void doBegin(Object transaction, TransactionDefinition definition) {}

        @Override
        protected void doCommit(DefaultTransactionStatus status) {}

        @Override
        protected void doRollback(DefaultTransactionStatus status) {}
    }
}
