package io.github.processpool.spring.worker.leftout;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.zaxxer.hikari.HikariDataSource;
import io.github.processpool.PoolMode;
import io.github.processpool.ProcessPoolExecutor;
import io.github.processpool.spring.worker.ContextOfWorker;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.RejectedExecutionException;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.boot.availability.AvailabilityChangeEvent;
import org.springframework.boot.availability.ReadinessState;
import org.springframework.boot.test.context.FilteredClassLoader;
import org.springframework.boot.test.util.TestPropertyValues;
import org.springframework.context.ApplicationEvent;
import org.springframework.context.ApplicationListener;
import org.springframework.context.Lifecycle;
import org.springframework.context.PayloadApplicationEvent;
import org.springframework.context.SmartLifecycle;
import org.springframework.context.annotation.AnnotationConfigApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.DependsOn;
import org.springframework.context.event.SimpleApplicationEventMulticaster;
import org.springframework.core.ResolvableType;
import org.springframework.jdbc.datasource.DriverManagerDataSource;
import org.springframework.jdbc.datasource.init.DataSourceInitializer;
import org.springframework.orm.jpa.LocalContainerEntityManagerFactoryBean;
import org.springframework.scheduling.annotation.EnableScheduling;
import org.springframework.scheduling.annotation.Scheduled;

/** Definitions that are taken out of a context before it is refreshed, or replaced; no process is needed to see that. */
class WorkerDefinitionsTest {

    private static final List<String> MADE = new ArrayList<>();

    @RegisterExtension
    final ContextOfWorker worker = new ContextOfWorker();

    private final AnnotationConfigApplicationContext context = worker.context();

    @BeforeEach
    void forget() {
        MADE.clear();
    }

    @Test
    void nothingIsStartedOrScheduled() {
        worker.refresh(Beans.class);
        Client client = context.getBean(Client.class);
        assertThat(client.running).isFalse();
        assertThat(context.containsBean("org.springframework.context.annotation.internalScheduledAnnotationProcessor"))
                .isFalse();
    }

    @Test
    void whatIsNamedIsStartedAndStopped() {
        worker.started = List.of("client", "nobody");
        worker.refresh(Beans.class);
        Client client = context.getBean(Client.class);
        assertThat(client.running).isTrue();
        context.close();
        assertThat(client.running).isFalse();
    }

    @Test
    void whatIsNamedHasToBeStartable() {
        worker.started = List.of("text");
        assertThatThrownBy(() -> worker.refresh(Beans.class))
                .hasMessageContaining("process-pool.worker.context.start")
                .hasMessageContaining("'text'")
                .hasMessageContaining(Lifecycle.class.getName());
    }

    @Test
    void eventsOfTheContextAreNotPassedOnAndOthersAre() {
        worker.refresh(Beans.class);
        context.getBean(Listener.class).heard.clear();

        AvailabilityChangeEvent.publish(context, ReadinessState.ACCEPTING_TRAFFIC);
        context.start();
        context.publishEvent("own");

        assertThat(context.getBean(Listener.class).heard)
                .hasSize(1)
                .allMatch(PayloadApplicationEvent.class::isInstance);
    }

    @Test
    void multicasterOfTheApplicationIsUsedForItsOwnEventsAndForNoneOfTheContext() {
        worker.refresh(Multicasting.class);
        context.start();
        AvailabilityChangeEvent.publish(context, ReadinessState.ACCEPTING_TRAFFIC);
        context.publishEvent("own");

        assertThat(context.getBean(NeedsMulticaster.class).multicaster().multicast)
                .singleElement()
                .isInstanceOf(PayloadApplicationEvent.class);
        assertThat(context.getBean(Listener.class).heard).singleElement().isInstanceOf(PayloadApplicationEvent.class);
    }

    @Test
    void initializerOfDatabaseIsGoneWithWhatDependsOnIt() {
        worker.refresh(Beans.class);
        assertThat(context.containsBean("scripts")).isFalse();
        assertThat(context.getBean("afterScripts")).isEqualTo("after");
        assertThat(context.getBeanFactory().getBeanDefinition("afterScripts").getDependsOn())
                .containsExactly("text");
    }

    @Test
    void initializerOfPrivateDatabaseStays() {
        worker.privateDatabase = true;
        worker.refresh(Beans.class);
        assertThat(context.containsBean("scripts")).isTrue();
        LocalContainerEntityManagerFactoryBean factory = new LocalContainerEntityManagerFactoryBean();
        assertThat(schemaOf(factory)).isEqualTo("none"); // Nothing is known of its data source.
        factory.setDataSource(new DriverManagerDataSource("jdbc:h2:mem:private"));
        factory.getJpaPropertyMap().clear();
        assertThat(schemaOf(factory)).isNull();
    }

    @Test
    void initializersAreFoundWithoutTheirLibraries() {
        context.setClassLoader(new FilteredClassLoader("org.springframework.boot.sql", "org.flywaydb", "liquibase"));
        worker.refresh(Beans.class);
        assertThat(context.containsBean("scripts")).isFalse();
    }

    @Test
    void hibernateMakesNoSchemaWhateverTheApplicationSets() {
        worker.refresh(Beans.class);
        LocalContainerEntityManagerFactoryBean factory = new LocalContainerEntityManagerFactoryBean();
        factory.getJpaPropertyMap().put("hibernate.hbm2ddl.auto", "create");
        assertThat(schemaOf(factory)).isEqualTo("none");
    }

    @Test
    void poolsOfTheApplicationAreInjectedAndRefused() {
        worker.refresh(Pools.class);
        ProcessPoolExecutor pool = context.getBean(User.class).pool;

        assertThatThrownBy(() -> pool.submit(() -> 1))
                .isInstanceOf(RejectedExecutionException.class)
                .hasMessageContaining("'own'")
                .hasMessageContaining("process-pool.worker.nested-pools=true");
        assertThat(pool).isEqualTo(context.getBean("own")).hasToString("RefusedPool[own]");
        assertThat(pool.shutdownNow()).isEmpty();
        assertThat(pool.isShutdown()).isFalse();
        assertThat(MADE).isEmpty();
    }

    @Test
    void poolsOfTheApplicationStayWhereNestingIsAllowed() {
        TestPropertyValues.of("process-pool.worker.nested-pools=true").applyTo(context);
        worker.refresh(Pools.class);
        assertThat(context.getBean(User.class).pool.submit(() -> 1)).succeedsWithin(Duration.ofSeconds(60));
        assertThat(MADE).containsExactly("pool");
    }

    @Test
    void nothingOfAServerIsNeededForAWorker() {
        context.setClassLoader(new FilteredClassLoader("jakarta.servlet", "org.springframework.web"));
        worker.refresh(Connections.class);
        assertThat(context.getBean(HikariDataSource.class)).isNotNull();
    }

    @Test
    void poolOfConnectionsThatTheApplicationDeclaresIsSmall() {
        worker.refresh(Connections.class);
        HikariDataSource pool = context.getBean(HikariDataSource.class);
        assertThat(pool.getMaximumPoolSize()).isEqualTo(2);
        assertThat(pool.getMinimumIdle()).isZero();
    }

    @Test
    void poolOfConnectionsIsAsLargeAsTheApplicationSaysForWorkers() {
        worker.overrides = Map.of("my.source.maximum-pool-size", "7");
        worker.refresh(Connections.class);
        assertThat(context.getBean(HikariDataSource.class).getMaximumPoolSize()).isEqualTo(30);
    }

    private Object schemaOf(LocalContainerEntityManagerFactoryBean factory) {
        context.getDefaultListableBeanFactory()
                .getBeanPostProcessors()
                .forEach(processor -> processor.postProcessBeforeInitialization(factory, "factory"));
        return factory.getJpaPropertyMap().get("hibernate.hbm2ddl.auto");
    }

    @Configuration(proxyBeanMethods = false)
    @EnableScheduling
    static class Beans {

        @Bean
        Client client() {
            return new Client();
        }

        @Bean
        String text() {
            return "text";
        }

        @Bean
        Listener listener() {
            return new Listener();
        }

        @Bean
        DataSourceInitializer scripts() {
            DataSourceInitializer scripts = new DataSourceInitializer();
            scripts.setDataSource(new DriverManagerDataSource("jdbc:h2:mem:private"));
            return scripts;
        }

        @Bean
        @DependsOn({"text", "scripts"})
        String afterScripts() {
            return "after";
        }
    }

    /** Remembers what it was given; injected by its own type, as that of Spring Modulith is. */
    static final class Multicaster extends SimpleApplicationEventMulticaster {

        final List<ApplicationEvent> multicast = new ArrayList<>();

        @Override
        public void multicastEvent(ApplicationEvent event, ResolvableType eventType) {
            multicast.add(event);
            super.multicastEvent(event, eventType);
        }
    }

    record NeedsMulticaster(Multicaster multicaster) {}

    @Configuration(proxyBeanMethods = false)
    static class Multicasting {

        @Bean
        Multicaster applicationEventMulticaster() {
            return new Multicaster();
        }

        @Bean
        NeedsMulticaster needsMulticaster(Multicaster multicaster) {
            return new NeedsMulticaster(multicaster);
        }

        @Bean
        Listener listener() {
            return new Listener();
        }
    }

    @Configuration(proxyBeanMethods = false)
    static class Connections {

        @Bean
        HikariDataSource source() {
            HikariDataSource source = new HikariDataSource();
            source.setMaximumPoolSize(30);
            return source;
        }
    }

    @Configuration(proxyBeanMethods = false)
    static class Pools {

        @Bean
        @Qualifier("special")
        ProcessPoolExecutor own() {
            MADE.add("pool");
            return ProcessPoolExecutor.builder()
                    .name("own")
                    .maxWorkers(1)
                    .mode(PoolMode.IN_PROCESS)
                    .build();
        }

        @Bean
        User user(@Qualifier("special") ProcessPoolExecutor pool) {
            return new User(pool);
        }
    }

    static final class User {

        final ProcessPoolExecutor pool;

        User(ProcessPoolExecutor pool) {
            this.pool = pool;
        }
    }

    static final class Listener implements ApplicationListener<ApplicationEvent> {

        final List<ApplicationEvent> heard = new ArrayList<>();

        @Override
        public void onApplicationEvent(ApplicationEvent event) {
            heard.add(event);
        }
    }

    static final class Client implements SmartLifecycle {

        boolean running;

        @Scheduled(fixedRate = 1)
        void tick() {
            MADE.add("tick");
        }

        @Override
        public void start() {
            running = true;
        }

        @Override
        public void stop() {
            running = false;
        }

        @Override
        public boolean isRunning() {
            return running;
        }
    }
}
