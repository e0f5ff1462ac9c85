package io.github.processpool.spring.worker.broker;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.mockito.Mockito.RETURNS_DEFAULTS;
import static org.mockito.Mockito.mock;

import com.rabbitmq.client.AMQP;
import com.rabbitmq.client.Channel;
import com.rabbitmq.client.Connection;
import com.rabbitmq.client.ConnectionFactory;
import io.github.processpool.spring.worker.ContextOfWorker;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executor;
import java.util.concurrent.Future;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.mockito.invocation.InvocationOnMock;
import org.springframework.amqp.core.AmqpAdmin;
import org.springframework.amqp.core.AnonymousQueue;
import org.springframework.amqp.core.Binding;
import org.springframework.amqp.core.BindingBuilder;
import org.springframework.amqp.core.Declarables;
import org.springframework.amqp.core.FanoutExchange;
import org.springframework.amqp.core.Queue;
import org.springframework.amqp.core.QueueBuilder;
import org.springframework.amqp.rabbit.connection.CachingConnectionFactory;
import org.springframework.amqp.rabbit.core.RabbitAdmin;
import org.springframework.amqp.rabbit.core.RabbitTemplate;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** What a worker declares in a broker, played here, that it connects to. */
@ExtendWith(OutputCaptureExtension.class)
class RabbitDeclarationsTest {

    @RegisterExtension
    final ContextOfWorker worker = new ContextOfWorker();

    @Test
    void whatTheApplicationDeclaresIsDeclaredBeforeTheFirstMessageButForQueuesOfListeners() {
        worker.refresh(Shop.class);
        RabbitTemplate template = worker.context().getBean(RabbitTemplate.class);
        assertThat(worker.context().getBeanFactory().containsSingleton("admin")).isFalse();
        worker.context().getBeanFactory().registerSingleton("added", new AnonymousQueue());
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

    @Test
    void adminOfAFactoryThatIsNoBeanDeclaresWhenItConnects() {
        worker.refresh(OwnFactory.class);
        worker.context().getBean(RabbitAdmin.class).getRabbitTemplate().convertAndSend("orders", "", "text");

        assertThat(worker.context().getBean(Broker.class).told).containsExactly("exchange orders", "message to orders");
    }

    @Test
    void adminThatConnectsWhenItIsMadeDeclaresTheBeansToo(CapturedOutput output) {
        worker.refresh(Shop.class, DeclaringAdmin.class);
        worker.context().getBean("admin");
        worker.context().getBean(RabbitTemplate.class).convertAndSend("orders", "", "text");

        assertThat(worker.context().getBean(Broker.class).told)
                .contains("queue by hand", "exchange orders")
                .endsWith("message to orders");
        assertThat(output).doesNotContain("can't be made");
    }

    @Test
    void beanThatCantBeMadeHereKeepsNoOtherFromBeingDeclared(CapturedOutput output) {
        worker.refresh(Shop.class, BrokenQueue.class);
        RabbitTemplate template = worker.context().getBean(RabbitTemplate.class);
        template.convertAndSend("orders", "", "text");

        assertThat(worker.context().getBean(Broker.class).told)
                .containsExactly("exchange orders", "queue bookkeeping", "bookkeeping to orders", "message to orders");
        assertThat(output)
                .contains("'brokenQueue' can't be made in this worker")
                .contains("No queue in workers");
        assertThatThrownBy(() -> worker.context().getBean("brokenQueue")).hasRootCauseMessage("No queue in workers");
    }

    @Test
    void connectionWaitsForNoOtherThatIsOpenedAtTheTime() throws Exception {
        worker.refresh(TwoBrokers.class);
        TwoBrokers.Second second = worker.context().getBean(TwoBrokers.Second.class);
        CachingConnectionFactory first = worker.context().getBean("first", CachingConnectionFactory.class);
        worker.context().getBean("second");
        Executor eachInItsThread = task -> new Thread(task).start();
        Future<?> opened = CompletableFuture.runAsync(second.factory::createConnection, eachInItsThread);
        try {
            assertThat(second.opening.await(30, SECONDS)).isTrue();
            CompletableFuture.runAsync(first::createConnection, eachInItsThread).get(30, SECONDS);
            assertThat(worker.context().getBean(Broker.class).told).containsExactly("queue shared");
            assertThat(second.broker.told).isEmpty();
        } finally {
            second.goOn.countDown();
        }
        opened.get(30, SECONDS);
        assertThat(second.broker.told).containsExactly("queue shared");
    }

    @Configuration(proxyBeanMethods = false)
    static class BrokenAdmin {

        @Bean
        RabbitAdmin broken() {
            throw new IllegalStateException("Not in workers");
        }
    }

    @Configuration(proxyBeanMethods = false)
    static class BrokenQueue {

        @Bean
        Queue brokenQueue() {
            throw new IllegalStateException("No queue in workers");
        }
    }

    @Configuration(proxyBeanMethods = false)
    static class DeclaringAdmin {

        @Bean
        AmqpAdmin admin(CachingConnectionFactory connections) {
            RabbitAdmin admin = new RabbitAdmin(connections);
            admin.declareQueue(new Queue("by hand"));
            return admin;
        }
    }

    @Configuration(proxyBeanMethods = false)
    static class OwnFactory {

        @Bean
        Broker broker() {
            return new Broker();
        }

        @Bean
        RabbitAdmin admin(Broker broker) {
            return new RabbitAdmin(new CachingConnectionFactory(broker.client));
        }

        @Bean
        FanoutExchange orders() {
            return new FanoutExchange("orders");
        }

        @Bean
        Queue own() {
            return new AnonymousQueue();
        }
    }

    @Configuration(proxyBeanMethods = false)
    static class TwoBrokers {

        /** The second connection is being opened until it may go on. */
        static final class Second {

            final Broker broker = new Broker();
            final CountDownLatch opening = new CountDownLatch(1);
            final CountDownLatch goOn = new CountDownLatch(1);
            final CachingConnectionFactory factory = new CachingConnectionFactory(broker.client);

            void waitWhenOpening() {
                factory.addConnectionListener(connection -> {
                    opening.countDown();
                    try {
                        goOn.await();
                    } catch (InterruptedException e) {
                        throw new IllegalStateException(e);
                    }
                });
            }
        }

        @Bean
        Broker broker() {
            return new Broker();
        }

        @Bean
        Second secondBroker() {
            Second second = new Second();
            second.waitWhenOpening();
            return second;
        }

        @Bean
        CachingConnectionFactory first(Broker broker) {
            return new CachingConnectionFactory(broker.client);
        }

        @Bean
        CachingConnectionFactory second(Second secondBroker) {
            return secondBroker.factory;
        }

        @Bean
        RabbitAdmin adminOfFirst(@Qualifier("first") CachingConnectionFactory first) {
            return new RabbitAdmin(first);
        }

        @Bean
        RabbitAdmin adminOfSecond(@Qualifier("second") CachingConnectionFactory second) {
            return new RabbitAdmin(second);
        }

        @Bean
        Queue shared() {
            return new Queue("shared");
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
        Queue expiring() {
            return QueueBuilder.nonDurable("events.1").expires(60_000).build();
        }

        @Bean
        Binding expiringOfOrders(Queue expiring, FanoutExchange orders) {
            return BindingBuilder.bind(expiring).to(orders);
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
