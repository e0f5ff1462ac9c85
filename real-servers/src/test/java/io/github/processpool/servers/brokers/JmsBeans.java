package io.github.processpool.servers.brokers;

import io.github.processpool.servers.brokers.BrokersApplication.Heard;
import io.github.processpool.spring.annotation.ProcessAsync;
import jakarta.jms.ConnectionFactory;
import java.util.concurrent.CompletableFuture;
import org.apache.activemq.artemis.jms.client.ActiveMQConnectionFactory;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.boot.artemis.autoconfigure.ArtemisAutoConfiguration;
import org.springframework.boot.artemis.autoconfigure.ArtemisConfigurationCustomizer;
import org.springframework.boot.autoconfigure.ImportAutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.boot.jms.autoconfigure.JmsAutoConfiguration;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.jms.annotation.JmsListener;
import org.springframework.jms.config.DefaultJmsListenerContainerFactory;
import org.springframework.jms.connection.CachingConnectionFactory;
import org.springframework.jms.core.JmsTemplate;

/** What is done with Artemis, which is in memory for some beans and a server for others. */
@Configuration(proxyBeanMethods = false)
@ConditionalOnProperty("test.artemis.port")
@ImportAutoConfiguration({ArtemisAutoConfiguration.class, JmsAutoConfiguration.class})
class JmsBeans {

    @Bean
    ArtemisConfigurationCustomizer acceptor(@Value("${test.artemis.port}") int port) {
        return configuration -> {
            try {
                configuration.addAcceptorConfiguration("tcp", "tcp://127.0.0.1:" + port);
            } catch (Exception e) {
                throw new IllegalStateException(e);
            }
        };
    }

    @Bean(defaultCandidate = false)
    CachingConnectionFactory server(@Value("${test.artemis.port}") int port) {
        CachingConnectionFactory factory =
                new CachingConnectionFactory(new ActiveMQConnectionFactory("tcp://127.0.0.1:" + port));
        factory.setClientId("shop");
        return factory;
    }

    @Bean
    DefaultJmsListenerContainerFactory durable(@Qualifier("server") ConnectionFactory server) {
        DefaultJmsListenerContainerFactory factory = new DefaultJmsListenerContainerFactory();
        factory.setConnectionFactory(server);
        factory.setPubSubDomain(true);
        factory.setSubscriptionDurable(true);
        return factory;
    }

    @Bean
    JmsTemplate inMemory(ConnectionFactory factory) {
        return new JmsTemplate(factory);
    }

    @Bean
    JmsTemplate toServer(@Qualifier("server") ConnectionFactory server) {
        JmsTemplate template = new JmsTemplate(server);
        template.setPubSubDomain(true);
        return template;
    }

    @Bean
    News news(@Qualifier("inMemory") JmsTemplate inMemory, @Qualifier("toServer") JmsTemplate toServer, Heard heard) {
        return new News(inMemory, toServer, heard);
    }

    static class News {

        private final JmsTemplate inMemory;
        private final JmsTemplate toServer;
        private final Heard heard;

        News(JmsTemplate inMemory, JmsTemplate toServer, Heard heard) {
            this.inMemory = inMemory;
            this.toServer = toServer;
            this.heard = heard;
        }

        @ProcessAsync
        public CompletableFuture<Long> sendInMemory(String text) {
            inMemory.convertAndSend("notes", BrokersApplication.signed(text));
            return CompletableFuture.completedFuture(ProcessHandle.current().pid());
        }

        @ProcessAsync
        public CompletableFuture<Long> send(String text) {
            sendHere(text);
            return CompletableFuture.completedFuture(ProcessHandle.current().pid());
        }

        void sendHere(String text) {
            toServer.convertAndSend("news", BrokersApplication.signed(text));
        }

        @JmsListener(destination = "news", containerFactory = "durable", subscription = "shop")
        void read(String text) {
            heard.texts.add("news: " + text);
        }
    }
}
