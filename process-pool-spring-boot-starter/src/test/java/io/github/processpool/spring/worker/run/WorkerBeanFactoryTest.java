package io.github.processpool.spring.worker.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import io.github.processpool.spring.worker.description.ApplicationDescription;
import io.github.processpool.spring.worker.description.ContextKind;
import io.github.processpool.spring.worker.leftout.WorkerDefinitions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.BeanCreationException;
import org.springframework.beans.factory.ListableBeanFactory;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.SmartInitializingSingleton;
import org.springframework.context.annotation.AnnotationConfigApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Lazy;

/** Beans that complete their set-up when all singletons are there, in a context that makes them late. */
class WorkerBeanFactoryTest {

    private static final List<String> TOLD = new ArrayList<>();

    private final AnnotationConfigApplicationContext context = context();

    private static AnnotationConfigApplicationContext context() {
        AnnotationConfigApplicationContext context =
                (AnnotationConfigApplicationContext) new WorkerContexts(ContextKind.NONE).create(null);
        context.register(Beans.class);
        context.addBeanFactoryPostProcessor(new WorkerDefinitions(
                new ApplicationDescription.Settings(
                        Map.of(), List.of(), List.of(), false, List.of(), Duration.ofSeconds(1)),
                context.getEnvironment()));
        context.refresh();
        return context;
    }

    @AfterEach
    void close() {
        context.close();
        TOLD.clear();
    }

    @Test
    void whoIsThereAtTheStartIsToldOnceAndNobodyElseIsMade() {
        context.getBean("eager");

        assertThat(TOLD).containsExactly("eager");
    }

    @Test
    void whoIsMadeLaterIsToldOnce() {
        context.getBean("handlers");
        context.getBean("handlers");

        assertThat(TOLD).containsExactly("eager", "handlers with [client]");
    }

    @Test
    void whoIsPartOfAnotherIsToldWhenThatIsThere() {
        Client client = context.getBean(Client.class);

        assertThat(TOLD).containsExactly("eager", "handlers with [client]");
        assertThat(client.handlers().told).isTrue();
    }

    @Test
    void whoIsMadeOnDemandIsToldBeforeItIsUsed() {
        context.getBean(OnDemand.class).use();

        assertThat(TOLD).containsExactly("eager", "handlers with [client]");
    }

    @Test
    void failureIsThatOfEverybodyWhoAsks() {
        for (int i = 0; i < 2; i++) {
            assertThatIllegalStateException()
                    .isThrownBy(() -> context.getBean("failing"))
                    .withMessage("not today");
        }
    }

    @Test
    void whoIsMadeOnTheWayToABeanThatFailsIsToldAllTheSame() {
        for (int i = 0; i < 2; i++) {
            assertThatExceptionOfType(BeanCreationException.class)
                    .isThrownBy(() -> context.getBean("failsWithHandlers"))
                    .withRootCauseInstanceOf(UnsupportedOperationException.class);
        }
        assertThat(context.getBean(Handlers.class).told).isTrue();
        assertThat(TOLD).containsExactly("eager", "handlers with [client]");
    }

    /** Looks up who depends on it, as registries of handlers do. */
    static final class Handlers implements SmartInitializingSingleton {

        private final ListableBeanFactory beans;
        boolean told;

        Handlers(ListableBeanFactory beans) {
            this.beans = beans;
        }

        @Override
        public void afterSingletonsInstantiated() {
            told = true;
            TOLD.add("handlers with " + beans.getBeansOfType(Client.class).keySet());
        }
    }

    record Client(Handlers handlers) {}

    record OnDemand(ObjectProvider<Handlers> handlers) {

        void use() {
            assertThat(handlers.getObject().told).isTrue();
        }
    }

    @Configuration(proxyBeanMethods = false)
    static class Beans {

        @Bean
        Handlers handlers(ListableBeanFactory beans) {
            return new Handlers(beans);
        }

        @Bean
        Client client(Handlers handlers) {
            return new Client(handlers);
        }

        @Bean
        OnDemand onDemand(ObjectProvider<Handlers> handlers) {
            return new OnDemand(handlers);
        }

        @Bean
        SmartInitializingSingleton failing() {
            return () -> {
                throw new IllegalStateException("not today");
            };
        }

        @Bean
        Runnable failsWithHandlers(Handlers handlers) {
            throw new UnsupportedOperationException("because of " + handlers);
        }

        @Bean
        @Lazy(false)
        SmartInitializingSingleton eager() {
            return () -> TOLD.add("eager");
        }
    }
}
