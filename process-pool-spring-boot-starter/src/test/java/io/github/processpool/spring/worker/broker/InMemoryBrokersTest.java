package io.github.processpool.spring.worker.broker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.processpool.spring.worker.ContextOfWorker;
import jakarta.jms.Connection;
import jakarta.jms.ConnectionFactory;
import jakarta.jms.JMSContext;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.integration.channel.AbstractMessageChannel;
import org.springframework.integration.channel.DirectChannel;
import org.springframework.integration.channel.PublishSubscribeChannel;
import org.springframework.integration.channel.QueueChannel;
import org.springframework.integration.endpoint.PollingConsumer;
import org.springframework.messaging.SubscribableChannel;
import org.springframework.messaging.simp.SimpMessagingTemplate;
import org.springframework.messaging.simp.broker.SimpleBrokerMessageHandler;
import org.springframework.messaging.support.ExecutorSubscribableChannel;
import org.springframework.messaging.support.GenericMessage;

/** Messages into what lives in the memory of a process, in a worker; no process is needed to see that they are refused. */
class InMemoryBrokersTest {

    private static final GenericMessage<String> MESSAGE = new GenericMessage<>("text");

    @RegisterExtension
    final ContextOfWorker worker = new ContextOfWorker();

    @Test
    void jmsBrokerInMemoryIsRefusedInWordsThroughPoolsToo() {
        worker.refresh(Jms.class);
        for (String name : List.of("classic", "oneOfTwo", "artemis", "cached")) {
            Factory factory = worker.context().getBean(name, Factory.class);
            assertThatThrownBy(factory::createConnection)
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessageContaining("'" + name + "'")
                    .hasMessageContaining("nobody listens to that of a worker")
                    .hasMessageContaining("spring.artemis.mode=native");
        }
        for (String name : List.of("server", "hostThatEndsWithVm")) {
            assertThat(worker.context().getBean(name, Factory.class).createConnection())
                    .isNull();
        }
    }

    @Test
    void messageToTheSimpleStompBrokerIsRefused() {
        worker.refresh(Stomp.class);
        SimpMessagingTemplate template = worker.context().getBean(SimpMessagingTemplate.class);
        assertThatThrownBy(() -> template.convertAndSend("/topic/pages", "text"))
                .hasStackTraceContaining("nobody would get this message")
                .hasStackTraceContaining("process-pool.worker.context.start");
    }

    @Test
    void queueOfSpringIntegrationIsRefusedAndSoIsAChannelThatNobodyHears() {
        worker.refresh(Integration.class);
        assertThatThrownBy(() -> channel("queue").send(MESSAGE))
                .hasStackTraceContaining("The queue 'queue' lives in the memory of each process");
        assertThatThrownBy(() -> channel("events").send(MESSAGE))
                .hasStackTraceContaining("has no subscriber in a worker");
        assertThatThrownBy(() -> channel("direct").send(MESSAGE))
                .hasStackTraceContaining("has no subscriber in a worker");
    }

    @Test
    void channelThatIsHeardInTheWorkerTakesMessages() {
        worker.started = List.of("consumer");
        worker.refresh(Integration.class, Consumed.class);
        worker.context().getBean(PublishSubscribeChannel.class).subscribe(message -> {});
        assertThat(channel("events").send(MESSAGE)).isTrue();
        assertThat(channel("queue").send(MESSAGE)).isTrue();
    }

    private AbstractMessageChannel channel(String name) {
        return worker.context().getBean(name, AbstractMessageChannel.class);
    }

    /** As those of ActiveMQ, Artemis and caches tell where they connect to. */
    static class Factory implements ConnectionFactory {

        private final String url;
        private final String connector;
        private final ConnectionFactory target;

        Factory(String url, String connector, ConnectionFactory target) {
            this.url = url;
            this.connector = connector;
            this.target = target;
        }

        public String getBrokerURL() {
            return url;
        }

        public Connector[] getStaticConnectors() {
            return connector == null ? new Connector[0] : new Connector[] {new Connector(connector)};
        }

        public ConnectionFactory getTargetConnectionFactory() {
            return target;
        }

        @Override
        public Connection createConnection() {
            return null;
        }

        @Override
        public Connection createConnection(String user, String password) {
            return null;
        }

        @Override
        public JMSContext createContext() {
            return null;
        }

        @Override
        public JMSContext createContext(int mode) {
            return null;
        }

        @Override
        public JMSContext createContext(String user, String password) {
            return null;
        }

        @Override
        public JMSContext createContext(String user, String password, int mode) {
            return null;
        }
    }

    /** As Artemis' description of a connector. */
    public static class Connector {

        private final String name;

        Connector(String name) {
            this.name = name;
        }

        public String getFactoryClassName() {
            return name;
        }
    }

    @Configuration(proxyBeanMethods = false)
    static class Jms {

        private static final String IN_VM = "org.apache.activemq.artemis.core.remoting.impl.invm.InVMConnectorFactory";

        @Bean
        Factory classic() {
            return new Factory("failover:(vm://localhost)", null, null);
        }

        @Bean
        Factory oneOfTwo() {
            return new Factory("failover:(tcp://host:61616, VM://localhost)", null, null);
        }

        @Bean
        Factory artemis() {
            return new Factory(null, IN_VM, null);
        }

        @Bean
        Factory cached() {
            return new Factory(null, null, new Factory(null, IN_VM, null));
        }

        @Bean
        Factory hostThatEndsWithVm() {
            return new Factory("failover:(tcp://mq-vm:61616,tcp://other-vm:61616)", null, null);
        }

        @Bean
        Factory server() {
            return new Factory("tcp://host:61616", "org.apache.activemq.artemis.NettyConnectorFactory", null);
        }
    }

    @Configuration(proxyBeanMethods = false)
    static class Stomp {

        @Bean
        ExecutorSubscribableChannel brokerChannel() {
            return new ExecutorSubscribableChannel();
        }

        @Bean
        SimpleBrokerMessageHandler simpleBrokerMessageHandler(SubscribableChannel brokerChannel) {
            return new SimpleBrokerMessageHandler(brokerChannel, brokerChannel, brokerChannel, List.of("/topic"));
        }

        @Bean
        SimpMessagingTemplate brokerMessagingTemplate(SubscribableChannel brokerChannel) {
            return new SimpMessagingTemplate(brokerChannel);
        }
    }

    @Configuration(proxyBeanMethods = false)
    static class Integration {

        @Bean
        QueueChannel queue() {
            return new QueueChannel();
        }

        @Bean
        PublishSubscribeChannel events() {
            return new PublishSubscribeChannel();
        }

        @Bean
        DirectChannel direct() {
            return new DirectChannel();
        }
    }

    @Configuration(proxyBeanMethods = false)
    static class Consumed {

        @Bean
        PollingConsumer consumer(QueueChannel queue) {
            PollingConsumer consumer = new PollingConsumer(queue, message -> {}) {

                @Override
                protected void doStart() {}

                @Override
                protected void doStop() {}
            };
            consumer.setAutoStartup(false);
            return consumer;
        }
    }
}
