package io.github.processpool.spring.worker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.zaxxer.hikari.HikariDataSource;
import io.github.processpool.PoolMode;
import io.github.processpool.ProcessPoolExecutor;
import jakarta.servlet.ServletContext;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import jakarta.servlet.http.HttpSession;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.RejectedExecutionException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.beans.factory.support.RootBeanDefinition;
import org.springframework.beans.factory.support.ScopeNotActiveException;
import org.springframework.boot.LazyInitializationExcludeFilter;
import org.springframework.boot.autoconfigure.task.TaskSchedulingAutoConfiguration;
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
import org.springframework.context.annotation.Lazy;
import org.springframework.context.event.SimpleApplicationEventMulticaster;
import org.springframework.core.ResolvableType;
import org.springframework.data.repository.NoRepositoryBean;
import org.springframework.data.repository.Repository;
import org.springframework.data.repository.core.support.RepositoryFactoryBeanSupport;
import org.springframework.data.repository.core.support.RepositoryFactorySupport;
import org.springframework.jdbc.datasource.init.DataSourceInitializer;
import org.springframework.orm.jpa.LocalContainerEntityManagerFactoryBean;
import org.springframework.scheduling.annotation.EnableScheduling;
import org.springframework.scheduling.annotation.Scheduled;
import org.springframework.web.context.annotation.RequestScope;
import org.springframework.web.context.request.WebRequest;

/** What is taken out of a context before it is refreshed; no process is needed to see that. */
class WorkerDefinitionsTest {

    private static final List<String> MADE = new ArrayList<>();

    private final AnnotationConfigApplicationContext context =
            (AnnotationConfigApplicationContext) WorkerContexts.create(null);
    private boolean privateDatabase;
    private List<String> started = List.of();
    private Map<String, String> overrides = Map.of();

    @AfterEach
    void close() {
        context.close();
        MADE.clear();
    }

    @Test
    void nothingIsMadeBeforeItIsNeeded() {
        refresh(Beans.class);
        assertThat(MADE).containsExactly("explicitly not lazy");
    }

    @Test
    void whatAFilterOfTheApplicationNamesIsMadeFromTheStart() {
        refresh(Filtering.class);
        assertThat(MADE).containsExactly("named by a filter");
    }

    @Test
    void repositoriesAreMadeWhenTheyAreNeededThoughTheirDefinitionsAreNotLazy() {
        RootBeanDefinition definition = new RootBeanDefinition(Repositories.class, Repositories::new);
        definition.setLazyInit(false);
        context.registerBeanDefinition("books", definition);
        refresh(Beans.class);
        assertThat(MADE).containsExactly("explicitly not lazy");
        context.getBean("&books");
        assertThat(MADE).containsExactly("explicitly not lazy", "repository");
    }

    @Test
    void scheduledBeansAreNotMadeFromTheStartThoughBootWouldDoSo() {
        refresh(Beans.class, TaskSchedulingAutoConfiguration.class);
        assertThat(context.containsBean("scheduledBeanLazyInitializationExcludeFilter"))
                .isTrue();
        assertThat(MADE).containsExactly("explicitly not lazy");
    }

    @Test
    void nothingIsStartedOrScheduled() {
        refresh(Beans.class);
        Client client = context.getBean(Client.class);
        assertThat(client.running).isFalse();
        assertThat(context.containsBean("org.springframework.context.annotation.internalScheduledAnnotationProcessor"))
                .isFalse();
    }

    @Test
    void whatIsNamedIsStartedAndStopped() {
        started = List.of("client", "nobody");
        refresh(Beans.class);
        Client client = context.getBean(Client.class);
        assertThat(client.running).isTrue();
        context.close();
        assertThat(client.running).isFalse();
    }

    @Test
    void whatIsNamedHasToBeStartable() {
        started = List.of("text");
        assertThatThrownBy(() -> refresh(Beans.class))
                .hasMessageContaining("process-pool.worker.context.start")
                .hasMessageContaining("'text'")
                .hasMessageContaining(Lifecycle.class.getName());
    }

    @Test
    void eventsOfTheContextAreNotPassedOnAndOthersAre() {
        refresh(Beans.class);
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
        refresh(Multicasting.class);
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
        refresh(Beans.class);
        assertThat(context.containsBean("scripts")).isFalse();
        assertThat(context.getBean("afterScripts")).isEqualTo("after");
        assertThat(context.getBeanFactory().getBeanDefinition("afterScripts").getDependsOn())
                .containsExactly("text");
    }

    @Test
    void initializerOfPrivateDatabaseStays() {
        privateDatabase = true;
        refresh(Beans.class);
        assertThat(context.containsBean("scripts")).isTrue();
        LocalContainerEntityManagerFactoryBean factory = new LocalContainerEntityManagerFactoryBean();
        assertThat(schemaOf(factory)).isNull();
    }

    @Test
    void initializersAreFoundWithoutTheirLibraries() {
        context.setClassLoader(new FilteredClassLoader("org.springframework.boot.sql", "org.flywaydb", "liquibase"));
        refresh(Beans.class);
        assertThat(context.containsBean("scripts")).isFalse();
    }

    @Test
    void hibernateMakesNoSchemaWhateverTheApplicationSets() {
        refresh(Beans.class);
        LocalContainerEntityManagerFactoryBean factory = new LocalContainerEntityManagerFactoryBean();
        factory.getJpaPropertyMap().put("hibernate.hbm2ddl.auto", "create");
        assertThat(schemaOf(factory)).isEqualTo("none");
    }

    @Test
    void poolsOfTheApplicationAreInjectedAndRefused() {
        refresh(Pools.class);
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
        refresh(Pools.class);
        assertThat(context.getBean(User.class).pool.submit(() -> 1)).succeedsWithin(Duration.ofSeconds(60));
        assertThat(MADE).containsExactly("pool");
    }

    @Test
    void beanOfARequestCanBeInjectedAndUsingItIsRefusedWithWords() {
        refresh(Requests.class);
        UsesRequest user = context.getBean(UsesRequest.class);

        assertThatExceptionOfType(ScopeNotActiveException.class)
                .isThrownBy(user.request()::text)
                .havingCause()
                .withMessageContaining(
                        "The bean 'request' has the scope 'request', and there is none in a worker process");
    }

    @Test
    void objectsOfAServerCanBeInjectedAndUsingOneIsRefusedWithWords() {
        refresh(UsesServer.class);
        UsesServer user = context.getBean(UsesServer.class);

        assertThatIllegalStateException()
                .isThrownBy(() -> user.request.getHeader("Host"))
                .withMessageContaining("There is no ServletRequest in a worker process");
        assertThatIllegalStateException()
                .isThrownBy(() -> user.response.setStatus(200))
                .withMessageContaining("There is no ServletResponse");
        assertThatIllegalStateException()
                .isThrownBy(() -> user.session.getId())
                .withMessageContaining("There is no HttpSession");
        assertThatIllegalStateException()
                .isThrownBy(() -> user.servletContext.getContextPath())
                .withMessageContaining("There is no ServletContext");
        assertThatIllegalStateException()
                .isThrownBy(() -> user.webRequest.getContextPath())
                .withMessageContaining("There is no WebRequest");
        assertThat(user.request).asString().contains("no ServletRequest");
    }

    @Test
    void nothingOfAServerIsNeededForAWorker() {
        context.setClassLoader(new FilteredClassLoader("jakarta.servlet", "org.springframework.web"));
        refresh(Connections.class);
        assertThat(context.getBean(HikariDataSource.class)).isNotNull();
    }

    @Test
    void poolOfConnectionsThatTheApplicationDeclaresIsSmall() {
        refresh(Connections.class);
        HikariDataSource pool = context.getBean(HikariDataSource.class);
        assertThat(pool.getMaximumPoolSize()).isEqualTo(2);
        assertThat(pool.getMinimumIdle()).isZero();
    }

    @Test
    void poolOfConnectionsIsAsLargeAsTheApplicationSaysForWorkers() {
        overrides = Map.of("my.source.maximum-pool-size", "7");
        refresh(Connections.class);
        assertThat(context.getBean(HikariDataSource.class).getMaximumPoolSize()).isEqualTo(30);
    }

    private Object schemaOf(LocalContainerEntityManagerFactoryBean factory) {
        context.getDefaultListableBeanFactory()
                .getBeanPostProcessors()
                .forEach(processor -> processor.postProcessBeforeInitialization(factory, "factory"));
        return factory.getJpaPropertyMap().get("hibernate.hbm2ddl.auto");
    }

    private void refresh(Class<?>... configurations) {
        context.register(configurations);
        context.addBeanFactoryPostProcessor(new WorkerDefinitions(
                new ApplicationDescription.Settings(
                        overrides, started, List.of(), privateDatabase, Duration.ofSeconds(1)),
                context.getEnvironment()));
        context.refresh();
    }

    @Configuration(proxyBeanMethods = false)
    @EnableScheduling
    static class Beans {

        @Bean
        Client client() {
            MADE.add("client");
            return new Client();
        }

        @Bean
        @Lazy(false)
        Integer eager() {
            MADE.add("explicitly not lazy");
            return 1;
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
            return new DataSourceInitializer();
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
    static class Filtering {

        @Bean
        static LazyInitializationExcludeFilter numbersAreNeeded() {
            return LazyInitializationExcludeFilter.forBeanTypes(Number.class);
        }

        @Bean
        Integer number() {
            MADE.add("named by a filter");
            return 1;
        }

        @Bean
        String text() {
            MADE.add("text");
            return "text";
        }
    }

    static class Request {

        String text() {
            return "hello";
        }
    }

    record UsesRequest(Request request) {}

    @Configuration(proxyBeanMethods = false)
    static class Requests {

        @Bean
        @RequestScope
        Request request() {
            return new Request();
        }

        @Bean
        UsesRequest user(Request request) {
            return new UsesRequest(request);
        }
    }

    static final class UsesServer {

        @Autowired
        HttpServletRequest request;

        @Autowired
        HttpServletResponse response;

        @Autowired
        HttpSession session;

        @Autowired
        ServletContext servletContext;

        @Autowired
        WebRequest webRequest;
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

    @NoRepositoryBean // Other tests look for repositories in this package.
    interface Books extends Repository<String, Long> {}

    static class Repositories extends RepositoryFactoryBeanSupport<Books, String, Long> {

        Repositories() {
            super(Books.class);
        }

        /** Instead of looking through queries, for which there is no store. */
        @Override
        public void afterPropertiesSet() {
            MADE.add("repository");
        }

        @Override
        protected RepositoryFactorySupport createRepositoryFactory() {
            throw new UnsupportedOperationException();
        }
    }
}
