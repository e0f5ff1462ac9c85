package io.github.processpool.spring.worker.broker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.mockito.Mockito.RETURNS_DEFAULTS;
import static org.mockito.Mockito.mock;

import com.rabbitmq.client.AMQP;
import com.rabbitmq.client.Channel;
import com.rabbitmq.client.Connection;
import com.rabbitmq.client.ConnectionFactory;
import io.github.processpool.spring.worker.ContextOfWorker;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.mockito.invocation.InvocationOnMock;
import org.springframework.amqp.core.AmqpAdmin;
import org.springframework.amqp.core.AnonymousQueue;
import org.springframework.amqp.core.Binding;
import org.springframework.amqp.core.BindingBuilder;
import org.springframework.amqp.core.Declarables;
import org.springframework.amqp.core.FanoutExchange;
import org.springframework.amqp.core.Queue;
import org.springframework.amqp.rabbit.connection.CachingConnectionFactory;
import org.springframework.amqp.rabbit.core.RabbitAdmin;
import org.springframework.amqp.rabbit.core.RabbitTemplate;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** What a worker declares in a broker, played here, that it connects to. */
class RabbitDeclarationsTest {

    @RegisterExtension
    final ContextOfWorker worker = new ContextOfWorker();

    @Test
    void whatTheApplicationDeclaresIsDeclaredBeforeTheFirstMessageButForQueuesOfListeners() {
        worker.refresh(Shop.class);
        RabbitTemplate template = worker.context().getBean(RabbitTemplate.class);
        assertThat(worker.context().getBeanFactory().containsSingleton("admin")).isFalse();
        template.convertAndSend("orders", "", "text");

        assertThat(worker.context().getBean(Broker.class).told)
                .containsExactly("exchange orders", "queue bookkeeping", "bookkeeping to orders", "message to orders");
    }

    @Test
    void adminThatCantBeMadeHereKeepsNoMessageFromBeingSent() {
        worker.refresh(Shop.class, BrokenAdmin.class);
        worker.context().getBean(RabbitTemplate.class).convertAndSend("orders", "", "text");

        assertThat(worker.context().getBean(Broker.class).told).endsWith("message to orders");
    }

    @Configuration(proxyBeanMethods = false)
    static class BrokenAdmin {

        @Bean
        RabbitAdmin broken() {
            throw new IllegalStateException("Not in workers");
        }
    }

    /** Writes down what it is told. */
    static final class Broker {

        final List<String> told = new ArrayList<>();
        private final Channel channel = mock(Channel.class, this::answer);
        private final Connection connection = mock(Connection.class, this::answer);
        final ConnectionFactory client = mock(ConnectionFactory.class, this::answer);

        private Object answer(InvocationOnMock call) throws Throwable {
            return switch (call.getMethod().getName()) {
                case "newConnection" -> connection;
                case "createChannel" -> channel;
                case "isOpen" -> true;
                case "queueDeclare" -> {
                    told.add("queue " + call.getArgument(0));
                    yield mock(AMQP.Queue.DeclareOk.class);
                }
                case "exchangeDeclare" -> told("exchange " + call.getArgument(0));
                case "queueBind" -> told(call.getArgument(0) + " to " + call.getArgument(1));
                case "basicPublish" -> told("message to " + call.getArgument(0));
                default -> RETURNS_DEFAULTS.answer(call);
            };
        }

        private @Nullable Object told(String what) {
            told.add(what);
            return null;
        }
    }

    @Configuration(proxyBeanMethods = false)
    static class Shop {

        @Bean
        Broker broker() {
            return new Broker();
        }

        @Bean
        CachingConnectionFactory connections(Broker broker) {
            return new CachingConnectionFactory(broker.client);
        }

        @Bean
        AmqpAdmin admin(CachingConnectionFactory connections) {
            return new RabbitAdmin(connections);
        }

        @Bean
        RabbitTemplate template(CachingConnectionFactory connections) {
            return new RabbitTemplate(connections);
        }

        @Bean
        FanoutExchange orders() {
            return new FanoutExchange("orders");
        }

        /** Needs the admin, as a queue of one admin does. */
        @Bean
        Queue bookkeeping(AmqpAdmin admin) {
            Queue queue = new Queue("bookkeeping");
            queue.setAdminsThatShouldDeclare(admin);
            return queue;
        }

        @Bean
        Binding bookkeepingOfOrders() {
            return new Binding("bookkeeping", Binding.DestinationType.QUEUE, "orders", "", null);
        }

        @Bean
        Queue own() {
            return new AnonymousQueue();
        }

        @Bean
        Binding ownOfOrders(FanoutExchange orders) {
            return new Binding("updates", Binding.DestinationType.QUEUE, "orders", "", null);
        }

        @Bean
        Declarables updates(FanoutExchange orders) {
            Queue updates = new Queue("updates", true, false, true);
            Queue anonymous = new AnonymousQueue();
            return new Declarables(
                    updates, anonymous, BindingBuilder.bind(anonymous).to(orders));
        }
    }
}
