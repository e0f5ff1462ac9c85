package io.github.processpool.spring.worker.values;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.processpool.spring.annotation.ConditionalOnProcessPoolParent;
import io.github.processpool.spring.worker.description.ContextKind;
import io.github.processpool.spring.worker.run.WorkerContexts;
import io.r2dbc.spi.ConnectionFactoryOptions;
import io.r2dbc.spi.Option;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.net.URI;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.beans.factory.support.BeanDefinitionRegistry;
import org.springframework.beans.factory.support.RootBeanDefinition;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.autoconfigure.service.connection.ConnectionDetails;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.env.RandomValuePropertySource;
import org.springframework.boot.ssl.DefaultSslBundleRegistry;
import org.springframework.boot.ssl.SslBundle;
import org.springframework.boot.ssl.SslBundles;
import org.springframework.context.annotation.AnnotationConfigApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;
import org.springframework.context.annotation.ImportBeanDefinitionRegistrar;
import org.springframework.core.env.MapPropertySource;
import org.springframework.core.type.AnnotationMetadata;

/** Connections of the application, read in it and put in place in a context that is a worker's. */
class ParentConnectionsTest {

    private AnnotationConfigApplicationContext application = new AnnotationConfigApplicationContext();
    private AnnotationConfigApplicationContext worker = new AnnotationConfigApplicationContext();
    private Map<String, String> overrides = Map.of();

    @AfterEach
    void close() {
        application.close();
        worker.close();
    }

    /** Of all shapes that there are in Boot's own. */
    interface StoreDetails extends ConnectionDetails {

        String getHost();

        @Nullable
        String getPassword();

        default List<Node> getNodes() {
            return List.of(new Node(getHost(), 1), new Node(getHost(), 2));
        }

        Standalone getStandalone();

        default String getUrl(Transport transport) {
            return transport + "://" + getHost();
        }

        default @Nullable SslBundle getSslBundle() {
            return null;
        }

        default ConnectionText getText() {
            return new ConnectionText("store://" + getHost());
        }

        default Map<String, Set<URI>> getMore() {
            return Map.of("all", Set.of(URI.create("store://" + getHost())));
        }

        default String[] getUrls() {
            return new String[] {getHost()};
        }

        default Token getToken() {
            return new Token.Secret(Thread.currentThread());
        }

        default Marker getMarker() {
            return new Marker() {};
        }

        sealed interface Token {
            Object secret();

            final class Secret implements Token {
                private final Object secret;

                Secret(Object secret) {
                    this.secret = secret;
                }

                @Override
                public Object secret() {
                    return secret;
                }
            }
        }

        interface Marker {}

        default ConnectionFactoryOptions getConnectionFactoryOptions() {
            return ConnectionFactoryOptions.builder()
                    .option(ConnectionFactoryOptions.DRIVER, "postgresql")
                    .option(ConnectionFactoryOptions.HOST, getHost())
                    .option(ConnectionFactoryOptions.PORT, 5432)
                    .option(ConnectionFactoryOptions.PASSWORD, "secret")
                    .option(ConnectionFactoryOptions.STATEMENT_TIMEOUT, Duration.ofSeconds(5))
                    .option(OF_A_DRIVER, Map.of("search_path", "shop"))
                    .build();
        }

        default ConnectionFactoryOptions getOddOptions() {
            return ConnectionFactoryOptions.builder()
                    .option(ODD, Thread.currentThread())
                    .build();
        }

        default Object getOdd() {
            return Thread.currentThread();
        }

        record Node(String host, int port) {}

        interface Standalone {
            String getHost();

            int getPort();
        }

        enum Transport {
            HTTP,
            GRPC
        }
    }

    private static final Option<Map<String, String>> OF_A_DRIVER = Option.sensitiveValueOf("options");
    private static final Option<Thread> ODD = Option.valueOf("odd");

    /** Has a text that says all, as MongoDB's does. */
    public static final class ConnectionText {
        private final String text;

        public ConnectionText(String text) {
            this.text = text;
        }

        @Override
        public boolean equals(Object other) {
            return other instanceof ConnectionText connection && connection.text.equals(text);
        }

        @Override
        public int hashCode() {
            return Objects.hash(text);
        }

        @Override
        public String toString() {
            return text;
        }
    }

    /** A server that can't be started twice. */
    static final class Server {
        static int started;

        final String host = "host" + ++started;
    }

    static class ServerDetails implements StoreDetails {
        private final Server server;
        private final @Nullable SslBundle bundle;

        ServerDetails(Server server, @Nullable SslBundle bundle) {
            this.server = server;
            this.bundle = bundle;
        }

        @Override
        public String getHost() {
            return server.host;
        }

        @Override
        public @Nullable String getPassword() {
            return null;
        }

        @Override
        public @Nullable SslBundle getSslBundle() {
            return bundle;
        }

        @Override
        public Standalone getStandalone() {
            return new Standalone() {
                @Override
                public String getHost() {
                    return server.host;
                }

                @Override
                public int getPort() {
                    return 6379;
                }
            };
        }
    }

    @Configuration(proxyBeanMethods = false)
    static class WithServer {

        @Bean
        Server server() {
            return new Server();
        }

        @Bean
        @Qualifier("first")
        ServerDetails details(Server server, SslBundles bundles) {
            return new ServerDetails(server, bundles.getBundle("known"));
        }

        @Bean
        SslBundles bundles() {
            DefaultSslBundleRegistry bundles = new DefaultSslBundleRegistry();
            bundles.registerBundle("known", SslBundle.of(null));
            return bundles;
        }
    }

    @Configuration(proxyBeanMethods = false)
    static class Client {

        @Bean
        @ConditionalOnMissingBean(StoreDetails.class)
        PropertiesStoreDetails propertiesStoreDetails(StoreProperties properties) {
            return new PropertiesStoreDetails(properties);
        }

        @Bean
        StoreProperties properties(org.springframework.core.env.Environment environment) {
            return new StoreProperties(environment.getProperty("store.host", "none"));
        }
    }

    @ConfigurationProperties("store")
    record StoreProperties(String host) {}

    static final class PropertiesStoreDetails extends ServerDetails {
        private final StoreProperties properties;

        PropertiesStoreDetails(StoreProperties properties) {
            super(new Server(), null);
            this.properties = properties;
        }

        @Override
        public String getHost() {
            return properties.host();
        }
    }

    @Test
    void aDeclaredConnectionSaysInAWorkerWhatItSaysInTheApplication() throws Exception {
        application.register(WithServer.class);
        worker.register(WithServer.class, Asking.class);
        start();

        StoreDetails told = worker.getBean(Asking.class).details;
        StoreDetails own = application.getBean(StoreDetails.class);
        assertThat(told.getHost()).isEqualTo(own.getHost());
        assertThat(told.getPassword()).isNull();
        assertThat(told.getNodes()).isEqualTo(own.getNodes());
        assertThat(told.getStandalone().getPort()).isEqualTo(6379);
        assertThat(told.getUrl(StoreDetails.Transport.GRPC)).isEqualTo("GRPC://" + own.getHost());
        assertThat(told.getText()).isEqualTo(own.getText());
        assertThat(told.getMore()).isEqualTo(own.getMore());
        assertThat(told.getUrls()).containsExactly(own.getHost());
        assertThat(told.getConnectionFactoryOptions()).isEqualTo(own.getConnectionFactoryOptions());
        assertThat(told.getConnectionFactoryOptions().toString()).doesNotContain("secret");
        assertThatThrownBy(told::getOddOptions).hasMessageContaining("Thread can't be handed on to a worker");
        assertThat(told.getSslBundle())
                .isSameAs(worker.getBean(SslBundles.class).getBundle("known"));
        assertThatThrownBy(told::getOdd)
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("java.lang.Thread can't be handed on to a worker");
        assertThat(worker.getBeanFactory().containsSingleton("server")).isFalse();
    }

    @Test
    void anAnswerThatNothingCanStandInForIsRefusedInWords() throws Exception {
        application.register(WithServer.class);
        worker.register(WithServer.class);
        start();

        StoreDetails told = worker.getBean(StoreDetails.class);
        assertThatThrownBy(told::getToken)
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("process-pool.worker.properties");
        assertThatThrownBy(told::getMarker)
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("process-pool.worker.properties");
    }

    @Test
    void propertiesForWorkersWinOverWhatCodeKnows() throws Exception {
        overrides = Map.of("store.host", "other");
        properties(worker, Map.of("store.host", "other"));
        application.registerBean("fromCompose", ServerDetails.class, () -> new ServerDetails(new Server(), null));
        application.register(WithServer.class, Client.class);
        worker.register(WithServer.class, Client.class);
        start();

        assertThat(worker.getBean("fromCompose", StoreDetails.class).getHost()).isEqualTo("other");
        assertThat(((StoreDetails) worker.getBean("details")).getHost()).isEqualTo("other");
        assertThat(worker.getBeanFactory().containsSingleton("server")).isFalse();
    }

    interface ShopConnectionDetails extends ConnectionDetails {
        String getShop();
    }

    static final class ShopAutoConfiguration {

        /** Where Boot has that of R2DBC. */
        static final class PropertiesShopConnectionDetails implements ShopConnectionDetails {
            private final StoreProperties properties;

            PropertiesShopConnectionDetails(StoreProperties properties) {
                this.properties = properties;
            }

            @Override
            public String getShop() {
                return properties.host();
            }
        }
    }

    record OfContainer(String getShop) implements ShopConnectionDetails {}

    @Test
    void propertiesForWorkersWinAlsoWhereAConfigurationHasTheClassForThem() throws Exception {
        overrides = Map.of("store.host", "other");
        properties(worker, Map.of("store.host", "other"));
        application.registerBean("ofContainer", OfContainer.class, () -> new OfContainer("container"));
        worker.register(Client.class);
        start();

        assertThat(worker.getBean(ShopConnectionDetails.class).getShop()).isEqualTo("other");
    }

    @Configuration(proxyBeanMethods = false)
    static class Asking {

        StoreDetails details;

        Asking(@Qualifier("first") StoreDetails details) {
            this.details = details;
        }
    }

    @Test
    void aConnectionThatCodeRegistersComesBeforeTheConditionsThatAskForOne() throws Exception {
        application.registerBean("fromCompose", ServerDetails.class, () -> new ServerDetails(new Server(), null));
        application.register(Client.class);
        worker.register(Client.class);
        start();

        assertThat(worker.getBeanNamesForType(StoreDetails.class)).containsExactly("fromCompose");
        assertThat(worker.getBean(StoreDetails.class).getHost())
                .isEqualTo(application.getBean(StoreDetails.class).getHost());
    }

    @Test
    void aBundleOfTheApplicationAloneIsRefusedInWords() throws Exception {
        application.registerBean(
                "fromCompose", ServerDetails.class, () -> new ServerDetails(new Server(), SslBundle.of(null)));
        start();

        assertThatThrownBy(worker.getBean(StoreDetails.class)::getSslBundle)
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("spring.ssl.bundle");
    }

    @Test
    void aConnectionFromPropertiesIsMadeOfTheWorkersOwn() throws Exception {
        properties(application, Map.of("store.host", "fixed"));
        properties(worker, Map.of("store.host", "fixed"));
        application.register(Client.class);
        worker.register(Client.class);
        start();

        assertThat(worker.getBean(StoreDetails.class)).isInstanceOf(PropertiesStoreDetails.class);
    }

    @Test
    void aConnectionFromRandomPropertiesIsTheApplications() throws Exception {
        for (AnnotationConfigApplicationContext context : List.of(application, worker)) {
            properties(context, Map.of("store.host", "${name}", "name", "${random.uuid}"));
            RandomValuePropertySource.addToEnvironment(context.getEnvironment());
            context.register(Client.class);
        }
        start();

        assertThat(worker.getBean(StoreDetails.class).getHost())
                .isEqualTo(application.getBean(StoreDetails.class).getHost());
    }

    @Test
    void propertiesForWorkersWinOverRandomOnes() throws Exception {
        overrides = Map.of("store.host", "other");
        properties(worker, Map.of("store.host", "other"));
        properties(application, Map.of("store.host", "${random.uuid}"));
        RandomValuePropertySource.addToEnvironment(application.getEnvironment());
        application.register(Client.class);
        worker.register(Client.class);
        start();

        assertThat(worker.getBean(StoreDetails.class).getHost()).isEqualTo("other");
    }

    static final class MarkerAlone implements ConnectionDetails {}

    @Test
    void aConnectionThatLetsNobodyAskIsTheWorkersOwn() throws Exception {
        application.register(MarkerAlone.class);
        worker.register(MarkerAlone.class);
        start();

        assertThat(worker.getBean(ConnectionDetails.class)).isInstanceOf(MarkerAlone.class);
    }

    static final class ImportedDetails extends ServerDetails {
        ImportedDetails() {
            super(new Server(), null);
        }
    }

    static final class Registrar implements ImportBeanDefinitionRegistrar {
        @Override
        public void registerBeanDefinitions(AnnotationMetadata importing, BeanDefinitionRegistry registry) {
            registry.registerBeanDefinition("fromRegistrar", new RootBeanDefinition(ImportedDetails.class));
        }
    }

    @Configuration(proxyBeanMethods = false)
    @Import({ImportedDetails.class, Registrar.class})
    static class Importing {}

    @Test
    void anImportedConnectionIsTheApplicationsWhereNoDefinitionMayOverrideAnother() throws Exception {
        application.register(Importing.class);
        worker = (AnnotationConfigApplicationContext) new WorkerContexts(ContextKind.NONE).create(null);
        worker.setAllowBeanDefinitionOverriding(false);
        worker.register(Importing.class);
        start();

        assertThat(worker.getBeansOfType(StoreDetails.class))
                .containsOnlyKeys(ImportedDetails.class.getName(), "fromRegistrar")
                .allSatisfy((name, details) -> assertThat(details.getHost())
                        .isEqualTo(application.getBean(name, StoreDetails.class).getHost()));
    }

    @Configuration(proxyBeanMethods = false)
    @ConditionalOnProcessPoolParent
    static class OfTheParent {

        @Bean
        ServerDetails details() {
            return new ServerDetails(new Server(), null);
        }
    }

    @Test
    void aConnectionOfTheParentAloneIsNotToldToWorkers() throws Exception {
        application.register(OfTheParent.class);
        properties(worker, Map.of("store.host", "workers"));
        worker.register(Client.class);
        start();

        assertThat(worker.getBean(StoreDetails.class).getHost()).isEqualTo("workers");
    }

    @Test
    void aDeclaredConnectionThatAConditionKeepsOutOfWorkersDoesNotComeBesideItsReplacement() throws Exception {
        application.register(WithServer.class);
        properties(worker, Map.of("store.host", "workers"));
        worker.register(Client.class);
        start();

        assertThat(worker.getBean(StoreDetails.class).getHost()).isEqualTo("workers");
    }

    private static void properties(AnnotationConfigApplicationContext context, Map<String, Object> properties) {
        context.getEnvironment()
                .getPropertySources()
                .addFirst(new MapPropertySource("test", new HashMap<>(properties)));
    }

    private void start() throws Exception {
        application.refresh();
        List<Connection> connections = ConnectionBeans.of(
                        application.getBeanFactory(), application.getEnvironment(), overrides)
                .read();
        worker.addBeanFactoryPostProcessor(new ParentConnections(copy(connections)));
        worker.addBeanFactoryPostProcessor(beans -> {
            for (String name : beans.getBeanDefinitionNames()) {
                if (beans.getBeanDefinition(name) instanceof RootBeanDefinition || name.equals("server")) {
                    beans.getBeanDefinition(name).setLazyInit(true);
                }
            }
        });
        worker.refresh();
    }

    @SuppressWarnings("unchecked")
    private static List<Connection> copy(List<Connection> connections) throws Exception {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (ObjectOutputStream out = new ObjectOutputStream(bytes)) {
            out.writeObject(connections);
        }
        try (ObjectInputStream in = new ObjectInputStream(new ByteArrayInputStream(bytes.toByteArray()))) {
            return (List<Connection>) in.readObject();
        }
    }
}
