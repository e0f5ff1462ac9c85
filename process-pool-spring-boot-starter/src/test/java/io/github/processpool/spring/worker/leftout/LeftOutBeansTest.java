package io.github.processpool.spring.worker.leftout;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import io.github.processpool.spring.worker.ContextOfWorker;
import org.flywaydb.core.Flyway;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.springframework.beans.factory.BeanCreationException;
import org.springframework.beans.factory.NoSuchBeanDefinitionException;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.UnsatisfiedDependencyException;
import org.springframework.boot.sql.init.AbstractScriptDatabaseInitializer;
import org.springframework.boot.sql.init.DatabaseInitializationSettings;
import org.springframework.context.annotation.AnnotationConfigApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.jmx.export.MBeanExporter;
import org.springframework.scheduling.annotation.EnableScheduling;
import org.springframework.scheduling.annotation.ScheduledAnnotationBeanPostProcessor;

/** Beans that a worker leaves out, seen by those that want them. */
class LeftOutBeansTest {

    private static final String WORDS =
            "Workers leave out the bean 'flyway' (org.flywaydb.core.Flyway), because it creates,"
                    + " migrates or fills a database";

    @RegisterExtension
    final ContextOfWorker worker = new ContextOfWorker();

    private final AnnotationConfigApplicationContext context = worker.context();

    @Test
    void beanThatIsLeftOutIsInjectedAndRefusesToBeUsed() {
        worker.refresh(Migrating.class);
        UsesFlyway user = context.getBean(UsesFlyway.class);

        assertThatIllegalStateException().isThrownBy(user.flyway::info).withMessageContaining(WORDS);
        assertThat(user.flyway).hasToString("LeftOut[flyway]");
        assertThat(user.optional.getIfAvailable()).as("optional").isNull();
    }

    @Test
    void beanThatIsLeftOutIsNamedWhenItIsAskedFor() {
        worker.refresh(Migrating.class);
        assertThatExceptionOfType(NoSuchBeanDefinitionException.class)
                .isThrownBy(() -> context.getBean("flyway"))
                .withMessageContaining(WORDS);
        assertThatExceptionOfType(NoSuchBeanDefinitionException.class)
                .isThrownBy(() -> context.getBean(Flyway.class))
                .withMessageContaining(WORDS);
        assertThatExceptionOfType(NoSuchBeanDefinitionException.class)
                .isThrownBy(() -> context.getBean(ScheduledAnnotationBeanPostProcessor.class))
                .withMessageContaining("because it has methods run by themselves");
    }

    @Test
    void beanOfAFinalClassIsRefusedWhereItIsInjected() {
        worker.refresh(Scripts.class);
        assertThatExceptionOfType(UnsatisfiedDependencyException.class)
                .isThrownBy(() -> context.getBean(UsesScripts.class))
                .withMessageContaining("Workers leave out the bean 'scripts'");
    }

    @Test
    void beanThatIsMissingForAnotherReasonIsMissing() {
        worker.refresh(Missing.class);
        assertThatExceptionOfType(BeanCreationException.class)
                .isThrownBy(() -> context.getBean(UsesFlyway.class))
                .withMessageContaining("No qualifying bean of type 'org.flywaydb.core.Flyway'");
    }

    @Test
    void exporterIsInjected() {
        worker.refresh(Exporting.class);
        assertThatIllegalStateException()
                .isThrownBy(() -> context.getBean(UsesExporter.class).exporter().addExcludedBean("source"))
                .withMessageContaining("because it makes beans known to management");
    }

    record UsesFlyway(Flyway flyway, ObjectProvider<Flyway> optional) {}

    record UsesScripts(FinalScripts scripts) {}

    record UsesExporter(MBeanExporter exporter) {}

    static final class FinalScripts extends AbstractScriptDatabaseInitializer {

        FinalScripts() {
            super(new DatabaseInitializationSettings());
        }

        @Override
        protected void runScripts(Scripts scripts) {}
    }

    @Configuration(proxyBeanMethods = false)
    @EnableScheduling
    static class Migrating {

        @Bean
        Flyway flyway() {
            throw new IllegalStateException("made");
        }

        @Bean
        UsesFlyway user(Flyway flyway, ObjectProvider<Flyway> optional) {
            return new UsesFlyway(flyway, optional);
        }
    }

    @Configuration(proxyBeanMethods = false)
    static class Scripts {

        @Bean
        FinalScripts scripts() {
            return new FinalScripts();
        }

        @Bean
        UsesScripts user(FinalScripts scripts) {
            return new UsesScripts(scripts);
        }
    }

    @Configuration(proxyBeanMethods = false)
    static class Missing {

        @Bean
        UsesFlyway user(Flyway flyway, ObjectProvider<Flyway> optional) {
            return new UsesFlyway(flyway, optional);
        }
    }

    @Configuration(proxyBeanMethods = false)
    static class Exporting {

        @Bean
        MBeanExporter exporter() {
            return new MBeanExporter();
        }

        @Bean
        UsesExporter user(MBeanExporter exporter) {
            return new UsesExporter(exporter);
        }
    }
}
