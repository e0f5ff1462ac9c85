package io.github.processpool.spring.worker.database;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.mockito.Mockito.mock;
import static org.mockito.Mockito.when;

import io.github.processpool.spring.worker.ContextOfWorker;
import jakarta.persistence.EntityManagerFactory;
import org.hibernate.SessionFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Lazy;
import org.springframework.orm.jpa.LocalContainerEntityManagerFactoryBean;

/** Factories of the application's own from a module path; this test is on the class path, where they are let through. */
class HandMadeFactoriesTest {

    @RegisterExtension
    final ContextOfWorker worker = new ContextOfWorker();

    @Test
    void factoryThatAMethodMakesIsRefusedBeforeItIsMadeWithTheRemedy() {
        HandMadeFactories guard = new HandMadeFactories(worker.context().getBeanFactory());
        worker.context().registerBean(HandMadeFactories.class, () -> guard);
        worker.refresh(Factories.class);
        assertThatThrownBy(() -> worker.context().getBean("byHand"))
                .rootCause()
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("'byHand'")
                .hasMessageContaining("LocalSessionFactoryBean")
                .hasMessageContaining("as a parameter of the method if it only unwraps it")
                .hasMessageContaining("hibernate.hbm2ddl.auto=none");
        assertThat(guard.postProcessBeforeInstantiation(LocalContainerEntityManagerFactoryBean.class, "bySpring"))
                .isNull();
    }

    @Test
    void methodThatUnwrapsTheFactoryWhichItIsGivenMakesNone() {
        HandMadeFactories guard = new HandMadeFactories(worker.context().getBeanFactory());
        worker.context().registerBean(HandMadeFactories.class, () -> guard);
        SessionFactory made = mock(SessionFactory.class);
        when(made.unwrap(SessionFactory.class)).thenReturn(made);
        worker.context().getBeanFactory().registerSingleton("bySpring", made);
        worker.refresh(Unwrapping.class);
        assertThat(worker.context().getBean("unwrapped")).isSameAs(made);
    }

    @Test
    void nothingIsRefusedWhereHibernateFindsTheServiceOrTheUserHasSaidHowTheSchemaIs() {
        worker.refresh(Factories.class);
        assertThatThrownBy(() -> worker.context().getBean("byHand")).rootCause().hasMessage("made");
        assertThat(HandMadeFactories.isAboutSchema("hibernate.hbm2ddl.auto")).isTrue();
        assertThat(HandMadeFactories.isAboutSchema("spring.jpa.properties.hibernate.hbm2ddl.auto"))
                .isTrue();
        assertThat(HandMadeFactories.isAboutSchema("spring.jpa.show-sql")).isFalse();
    }

    @Configuration(proxyBeanMethods = false)
    static class Factories {

        @Bean
        @Lazy
        SessionFactory byHand() {
            throw new IllegalStateException("made");
        }
    }

    @Configuration(proxyBeanMethods = false)
    static class Unwrapping {

        @Bean
        @Lazy
        SessionFactory unwrapped(@Qualifier("bySpring") EntityManagerFactory factory) {
            return factory.unwrap(SessionFactory.class);
        }
    }
}
