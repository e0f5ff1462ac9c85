package io.github.processpool.spring.worker.values;

import static org.assertj.core.api.Assertions.assertThat;

import jakarta.jms.Connection;
import jakarta.jms.ConnectionFactory;
import jakarta.jms.JMSContext;
import java.util.HashMap;
import java.util.Map;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.jms.connection.CachingConnectionFactory;
import org.springframework.kafka.core.DefaultKafkaProducerFactory;
import org.springframework.kafka.core.KafkaTemplate;

/** Clients in a worker that a server would take for the application's. */
class OwnIdentitiesTest {

    private final OwnIdentities identities = new OwnIdentities();

    @BeforeEach
    void becomeAWorker() {
        ProcessIdentity.becomeWorker("pdf", () -> 2);
    }

    @AfterEach
    void becomeTheApplicationAgain() {
        ProcessIdentity.becomeWorker("application", () -> 0);
    }

    @Test
    void aProducerHasTransactionalIdsOfItsOwn() {
        DefaultKafkaProducerFactory<String, String> factory = new DefaultKafkaProducerFactory<>(Map.of());
        factory.setTransactionIdPrefix("orders-");
        identities.postProcessBeforeInitialization(factory, "factory");
        identities.postProcessBeforeInitialization(factory, "factory");

        assertThat(factory.getTransactionIdPrefix()).isEqualTo("orders--pdf-2-");
    }

    @Test
    void aTransactionalIdAmongTheSettingsOfAProducerIsChangedToo() {
        DefaultKafkaProducerFactory<String, String> factory = new DefaultKafkaProducerFactory<>(
                new HashMap<>(Map.of(ProducerConfig.TRANSACTIONAL_ID_CONFIG, "orders")));
        identities.postProcessBeforeInitialization(factory, "factory");

        assertThat(factory.getTransactionIdPrefix()).isEqualTo("orders-pdf-2-");
    }

    @Test
    void aProducerWithoutTransactionsGetsNone() {
        DefaultKafkaProducerFactory<String, String> factory = new DefaultKafkaProducerFactory<>(Map.of());
        identities.postProcessBeforeInitialization(factory, "factory");
        identities.postProcessBeforeInitialization(new KafkaTemplate<>(factory), "template");

        assertThat(factory.transactionCapable()).isFalse();
    }

    @Test
    void aJmsClientHasAnIdOfItsOwn() {
        Broker broker = new Broker();
        broker.setClientID("orders");
        CachingConnectionFactory outer = new CachingConnectionFactory(broker);
        outer.setClientId("orders");
        identities.postProcessBeforeInitialization(outer, "jms");

        assertThat(outer).extracting("clientId").isEqualTo("orders-pdf-2");
        assertThat(broker.getClientID()).isEqualTo("orders-pdf-2");
    }

    @Test
    void aJmsClientWithoutIdGetsNone() {
        Broker broker = new Broker();
        identities.postProcessBeforeInitialization(broker, "jms");

        assertThat(broker.getClientID()).isNull();
    }

    /** As the factories of brokers are. */
    public static class Broker implements ConnectionFactory {

        private @Nullable String id;

        public @Nullable String getClientID() {
            return id;
        }

        public void setClientID(String id) {
            this.id = id;
        }

        @Override
        public Connection createConnection() {
            throw new UnsupportedOperationException();
        }

        @Override
        public Connection createConnection(String userName, String password) {
            throw new UnsupportedOperationException();
        }

        @Override
        public JMSContext createContext() {
            throw new UnsupportedOperationException();
        }

        @Override
        public JMSContext createContext(String userName, String password) {
            throw new UnsupportedOperationException();
        }

        @Override
        public JMSContext createContext(String userName, String password, int sessionMode) {
            throw new UnsupportedOperationException();
        }

        @Override
        public JMSContext createContext(int sessionMode) {
            throw new UnsupportedOperationException();
        }
    }
}
