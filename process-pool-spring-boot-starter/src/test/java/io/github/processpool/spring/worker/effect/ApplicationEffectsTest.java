package io.github.processpool.spring.worker.effect;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.processpool.spring.worker.ContextOfWorker;
import jakarta.annotation.PostConstruct;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.springframework.beans.factory.InitializingBean;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.context.ApplicationContext;
import org.springframework.context.ApplicationContextAware;
import org.springframework.context.EnvironmentAware;
import org.springframework.context.annotation.AnnotationConfigApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;
import org.springframework.context.annotation.Lazy;
import org.springframework.core.env.Environment;
import org.springframework.util.Assert;

/** Beans that nobody asks for, found in the application and made in a worker. */
@ExtendWith(OutputCaptureExtension.class)
class ApplicationEffectsTest {

    private static final List<String> MADE = new ArrayList<>();

    @RegisterExtension
    final ContextOfWorker worker = new ContextOfWorker();

    @BeforeEach
    void forget() {
        MADE.clear();
        Holder.context = null;
        Setter.greeting = null;
    }

    @Configuration(proxyBeanMethods = false)
    @Import({
        Configured.class,
        Holder.class,
        Cell.class,
        ThroughItsMethod.class,
        ThroughAnother.class,
        Checking.class,
        Setter.class,
        Injected.class,
        Counting.class,
        Server.class,
        Plain.class,
        Rested.class
    })
    static class Application {

        @PostConstruct
        void begin() {
            MADE.add("application");
        }

        @Bean(initMethod = "open")
        Port port() {
            return new Port();
        }

        @Bean
        Object broken() {
            return new Object();
        }
    }

    @Configuration(proxyBeanMethods = false)
    static class Configured implements InitializingBean {

        @Override
        public void afterPropertiesSet() {
            MADE.add("configured");
        }
    }

    static class Holder implements ApplicationContextAware {
        private static @Nullable ApplicationContext context;

        @Override
        public void setApplicationContext(ApplicationContext given) {
            context = given;
        }
    }

    static class Cell implements EnvironmentAware {
        private static final AtomicReference<Environment> CELL = new AtomicReference<>();

        @Override
        public void setEnvironment(Environment environment) {
            CELL.set(environment);
        }
    }

    static class ThroughItsMethod implements EnvironmentAware {
        @SuppressWarnings("unused")
        private static @Nullable Environment kept;

        @Override
        public void setEnvironment(Environment environment) {
            keep(environment);
        }

        private static void keep(Environment environment) {
            kept = environment;
        }
    }

    static class ThroughAnother implements EnvironmentAware {

        @Override
        public void setEnvironment(Environment environment) {
            ThroughItsMethod.keep(environment);
        }
    }

    static class Checking implements EnvironmentAware {
        @SuppressWarnings("unused")
        private @Nullable String name;

        @Override
        public void setEnvironment(Environment environment) {
            Assert.notNull(environment, "no environment");
            name = nameOf(environment);
        }

        private static String nameOf(Environment environment) {
            return environment.toString();
        }
    }

    static class Setter {
        private static @Nullable String greeting;

        @Value("${greeting:hello}")
        void greeting(String text) {
            greeting = text;
        }
    }

    static class Injected {
        @SuppressWarnings("unused")
        private static @Nullable Environment environment;

        Injected(Environment environment) {
            Injected.environment = environment;
        }
    }

    static class Counting {
        @SuppressWarnings("unused")
        private static int count;

        @SuppressWarnings("unused")
        private @Nullable Environment environment;

        Counting(Environment environment) {
            this.environment = environment;
            count++;
        }
    }

    static class Server implements EnvironmentAware {

        @SuppressWarnings("unused")
        private @Nullable Environment environment;

        @Override
        public void setEnvironment(Environment environment) {
            this.environment = environment;
        }

        @PostConstruct
        void listen() {
            MADE.add("server");
        }
    }

    static class Plain {
        @SuppressWarnings("unused")
        private @Nullable Environment environment;

        @Autowired
        void environment(Environment given) {
            environment = given;
        }
    }

    @Lazy
    static class Rested implements ApplicationContextAware {
        @SuppressWarnings("unused")
        private static @Nullable ApplicationContext context;

        @Override
        public void setApplicationContext(ApplicationContext given) {
            context = given;
        }
    }

    static class Port {

        void open() {
            MADE.add("port");
        }
    }

    private static Effects found(String... patterns) {
        try (AnnotationConfigApplicationContext application =
                new AnnotationConfigApplicationContext(Application.class)) {
            ApplicationEffects effects = ApplicationEffects.of(
                    application.getBeanFactory(), List.of(Application.class.getName()), List.of(patterns));
            assertThat(effects.tell().tells()).isFalse();
            Effects first = effects.tell();
            assertThat(first.tells()).isTrue();
            assertThat(effects.tell().tells()).isFalse();
            return first;
        }
    }

    private static String name(Class<?> type) {
        return type.getName();
    }

    @Test
    void sourcesAndConfigurationsAndKeepersOfStaticFieldsAreThereForTheirEffect() {
        Effects effects = found();

        assertThat(effects.made())
                .containsExactlyInAnyOrder(
                        "applicationEffectsTest.Application",
                        name(Configured.class),
                        name(Holder.class),
                        name(Cell.class),
                        name(ThroughItsMethod.class),
                        name(ThroughAnother.class),
                        name(Setter.class),
                        name(Injected.class));
        assertThat(effects.initialized()).containsExactlyInAnyOrder(name(Server.class), "port");
    }

    @Test
    void theyAreMadeInAWorkerAndNothingElseIs(CapturedOutput output) {
        Effects effects = found("bro*");
        forget();
        BeansForEffect.registerIn(worker.context().getBeanFactory(), effects);
        worker.refresh(Application.class);

        assertThat(MADE).containsExactlyInAnyOrder("application", "configured");
        assertThat(Holder.context).isSameAs(worker.context());
        assertThat(Setter.greeting).isEqualTo("hello");
        assertThat(worker.context().getBeanFactory().containsSingleton("broken"))
                .isTrue();
        BeansForEffect.tellOf(worker.context().getBeanFactory(), "pdf");
        BeansForEffect.tellOf(worker.context().getBeanFactory(), "pdf");
        assertThat(output.getOut())
                .containsOnlyOnce("Not made in workers of pool 'pdf'")
                .contains("port", name(Server.class), "process-pool.worker.context.eager");
    }

    @Test
    void oneThatCantBeMadeKeepsNoOtherFromBeingMade(CapturedOutput output) {
        BeansForEffect.registerIn(
                worker.context().getBeanFactory(),
                new Effects(List.of("failing", "good"), List.of(), List.of(), false));
        worker.context().registerBean("failing", Object.class, () -> {
            throw new IllegalStateException("no licence");
        });
        worker.context().registerBean("good", Object.class, Object::new);
        worker.context().getBeanDefinition("failing").setLazyInit(true);
        worker.context().getBeanDefinition("good").setLazyInit(true);
        worker.refresh(Configured.class);

        assertThat(worker.context().getBeanFactory().containsSingleton("good")).isTrue();
        assertThat(output.getOut()).contains("The bean 'failing'", "no licence");
    }
}
