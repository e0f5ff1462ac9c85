package io.github.processpool.spring.async;

import static io.github.processpool.spring.async.Places.LIMIT;
import static io.github.processpool.spring.async.Places.place;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.processpool.spring.annotation.ProcessAsync;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.springframework.aop.framework.Advised;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.transaction.TransactionDefinition;
import org.springframework.transaction.annotation.EnableTransactionManagement;
import org.springframework.transaction.annotation.Transactional;
import org.springframework.transaction.support.AbstractPlatformTransactionManager;
import org.springframework.transaction.support.DefaultTransactionStatus;
import org.springframework.transaction.support.TransactionSynchronizationManager;

/** Annotated methods of beans that others are given before they are complete: the others get the proxy, too. */
class EarlyReferencesTest {

    private final ApplicationContextRunner application = InProcess.application().withAllowCircularReferences(true);

    @Configuration(proxyBeanMethods = false)
    @EnableTransactionManagement
    static class WithTransactions {
        @Bean
        Transactions transactionManager() {
            return new Transactions();
        }
    }

    static class Transactions extends AbstractPlatformTransactionManager {

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

    private static CompletableFuture<String> placeAndTransaction() {
        return CompletableFuture.completedFuture(
                place() + (TransactionSynchronizationManager.isActualTransactionActive() ? ", transaction" : ""));
    }

    static class InjectedIntoItself {
        @Autowired
        InjectedIntoItself self;

        @ProcessAsync
        @Transactional
        public CompletableFuture<String> run() {
            return placeAndTransaction();
        }

        CompletableFuture<String> runItself() {
            return self.run();
        }
    }

    static class One {
        @Autowired
        Other other;

        @ProcessAsync
        @Transactional
        public CompletableFuture<String> run() {
            return placeAndTransaction();
        }

        public CompletableFuture<String> runOther() {
            return other.run();
        }
    }

    static class Other {
        @Autowired
        One one;

        @ProcessAsync
        @Transactional
        public CompletableFuture<String> run() {
            return placeAndTransaction();
        }

        public CompletableFuture<String> runOne() {
            return one.run();
        }
    }

    @Test
    void beanInjectedIntoItself() {
        application.withBean(InjectedIntoItself.class).run(context -> {
            InjectedIntoItself bean = context.getBean(InjectedIntoItself.class);

            assertThat(bean.run()).succeedsWithin(LIMIT).isEqualTo("process-pool");
            assertThat(bean.runItself()).succeedsWithin(LIMIT).isEqualTo("process-pool");
        });
    }

    @Test
    void beanInjectedIntoItselfThatHasTransactions() {
        application
                .withUserConfiguration(WithTransactions.class)
                .withBean(InjectedIntoItself.class)
                .run(context -> assertThat(
                                context.getBean(InjectedIntoItself.class).runItself())
                        .succeedsWithin(LIMIT)
                        .isEqualTo("process-pool, transaction"));
    }

    @Test
    void circleOfBeans() {
        application.withBean(One.class).withBean(Other.class).run(context -> {
            assertThat(context.getBean(One.class).runOther())
                    .succeedsWithin(LIMIT)
                    .isEqualTo("process-pool");
            assertThat(context.getBean(Other.class).runOne())
                    .succeedsWithin(LIMIT)
                    .isEqualTo("process-pool");
        });
    }

    @Test
    void circleOfBeansThatHaveTransactions() {
        application
                .withUserConfiguration(WithTransactions.class)
                .withBean(One.class)
                .withBean(Other.class)
                .run(context -> {
                    assertThat(context.getBean(One.class).runOther())
                            .succeedsWithin(LIMIT)
                            .isEqualTo("process-pool, transaction");
                    assertThat(context.getBean(Other.class).runOne())
                            .succeedsWithin(LIMIT)
                            .isEqualTo("process-pool, transaction");
                });
    }

    /** Others were given the spy, and the container completes the bean behind it: as with {@code @MockitoSpyBean}. */
    @Test
    void beanBehindASpyThatOthersHaveGetsNoProxyOfItsOwn() {
        application.withBean("one", One.class).withBean(Other.class).run(context -> {
            ProcessAsyncBeanPostProcessor processor = context.getBean(ProcessAsyncBeanPostProcessor.class);
            One bean = new One();

            assertThat(processor.getEarlyBeanReference(new One(), "one")).isInstanceOf(Advised.class);
            assertThat(processor.postProcessAfterInitialization(bean, "one")).isSameAs(bean);
            processor.getEarlyBeanReference(new One(), "one");
            processor.postProcessBeforeInstantiation(One.class, "one");
            assertThat(processor.postProcessAfterInitialization(bean, "one")).isInstanceOf(Advised.class);
        });
    }
}
