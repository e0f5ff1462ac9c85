package io.github.processpool.spring.worker.database;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.processpool.spring.worker.ContextOfWorker;
import org.hibernate.SessionFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
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
        worker.context().registerBean(HandMadeFactories.class, () -> new HandMadeFactories(null));
        worker.refresh(Factories.class);
        assertThatThrownBy(() -> worker.context().getBean("byHand"))
                .rootCause()
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("'byHand'")
                .hasMessageContaining("LocalSessionFactoryBean")
                .hasMessageContaining("hibernate.hbm2ddl.auto=none");
        assertThat(new HandMadeFactories(null)
                        .postProcessBeforeInstantiation(LocalContainerEntityManagerFactoryBean.class, "bySpring"))
                .isNull();
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
}
