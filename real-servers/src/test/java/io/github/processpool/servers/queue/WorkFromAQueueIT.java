package io.github.processpool.servers.queue;

import static io.github.processpool.servers.NoProcessIsLeft.LIMIT;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.github.processpool.ProcessPoolExecutor;
import io.github.processpool.servers.NoProcessIsLeft;
import io.github.processpool.servers.RabbitServer;
import io.github.processpool.servers.work.Desk;
import io.github.processpool.servers.work.Desk.Work;
import io.github.processpool.servers.work.DocumentedPage;
import io.github.processpool.servers.work.Node;
import io.github.processpool.servers.work.Printer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.amqp.core.AmqpAdmin;
import org.springframework.amqp.core.Message;
import org.springframework.amqp.core.MessageBuilder;
import org.springframework.amqp.core.MessageProperties;
import org.springframework.amqp.core.QueueInformation;
import org.springframework.amqp.rabbit.core.RabbitTemplate;
import org.springframework.boot.SpringApplication;
import org.springframework.context.ConfigurableApplicationContext;

/** A queue in front of a pool of two workers, with the code and the settings of {@code docs/work-from-a-queue.md}. */
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
@Timeout(value = 300, unit = TimeUnit.SECONDS)
class WorkFromAQueueIT {

    private static final String ORDERS = "orders";
    private static final String FAILED = "orders.failed";

    @TempDir
    static Path folder;

    static Optional<RabbitServer> rabbit = Optional.empty();
    static Desk desk;
    static List<String> arguments;
    static @Nullable ConfigurableApplicationContext context;

    @BeforeAll
    static void start() throws Exception {
        rabbit = RabbitServer.start();
        assumeTrue(rabbit.isPresent(), RabbitServer.ABSENT);
        desk = new Desk();
        arguments = List.of(
                new DocumentedPage("work-from-a-queue.md").settings(folder),
                "--spring.main.web-application-type=none",
                "--spring.rabbitmq.port=" + rabbit.get().port(),
                "--process-pool.max-workers=2",
                "--process-pool.start-timeout=3m",
                "--process-pool.quarantine-after=2",
                "--" + Printer.DESK + "=" + desk.port());
        context = SpringApplication.run(OrdersApplication.class, arguments.toArray(String[]::new));
    }

    @AfterAll
    static void stop() throws Exception {
        if (context != null) {
            context.close();
        }
        rabbit.ifPresent(RabbitServer::close);
        if (desk != null) {
            desk.close();
        }
        NoProcessIsLeft.awaitEnd();
    }

    @AfterEach
    void nothingElseWasBegun() {
        desk.hasHeardNothingElse();
    }

    @Test
    @Order(1)
    void messageIsAcknowledgedWhenItsWorkHasEndedSoThatTheNextOneIsTaken() throws Exception {
        send("first", "second", "third");
        Work first = desk.next();
        Work second = desk.next();
        assertThat(List.of(first.order(), second.order())).containsExactlyInAnyOrder("first", "second");
        assertThat(waitingIn(ORDERS)).isOne();
        desk.hasHeardNothingElse();

        second.finish();
        Work third = desk.next("third");
        assertThat(third.pid()).isEqualTo(second.pid());
        assertThat(waitingIn(ORDERS)).isZero();
        first.finish();
        third.finish();
    }

    @Test
    @Order(2)
    void messageWhoseWorkFailsIsSetAsideAndNotDoneAgain() throws Exception {
        send("wrong");
        desk.next("wrong").fail();
        Message failed = receiveFailed();
        assertThat(failed.getBody()).asString().isEqualTo("wrong");
        assertThat((Object)
                        failed.getMessageProperties().getXDeathHeader().get(0).get("reason"))
                .isEqualTo("rejected");
    }

    @Test
    @Order(3)
    void messageThatCanNotBeReadIsSetAside() throws Exception {
        template()
                .send(
                        ORDERS,
                        MessageBuilder.withBody("nothing".getBytes(StandardCharsets.UTF_8))
                                .setContentType(MessageProperties.CONTENT_TYPE_SERIALIZED_OBJECT)
                                .build());
        assertThat(receiveFailed().getBody()).asString().isEqualTo("nothing");
    }

    @Test
    @Order(4)
    void workOfWorkerThatDiesIsDoneByAnother() throws Exception {
        send("hard");
        Work first = desk.next("hard");
        first.crash();
        Work second = desk.next("hard");
        assertThat(second.pid()).isNotEqualTo(first.pid());
        second.finish();
    }

    @Test
    @Order(5)
    void messageThatKillsEveryWorkerIsSetAside() throws Exception {
        send("deadly");
        desk.next("deadly").crash();
        desk.next("deadly").crash();
        assertThat(receiveFailed().getBody()).asString().isEqualTo("deadly");

        // Quarantined by now: no worker is given it.
        send("deadly");
        assertThat(receiveFailed().getBody()).asString().isEqualTo("deadly");
    }

    @Test
    @Order(6)
    void messageOfNodeThatIsKilledIsDeliveredToAnother() throws Exception {
        send("first", "second");
        Work first = desk.next();
        Work second = desk.next();
        try (Node other = Node.start(folder, OrdersApplication.class, arguments)) {
            await().atMost(LIMIT).until(() -> queue(ORDERS).getConsumerCount() == 2);
            send("third");
            Work lost = desk.next("third");
            assertThat(other.has(lost.pid())).isTrue();
            other.kill();
        }
        first.finish();
        Work again = desk.next("third");
        assertThat(again.pid()).isEqualTo(first.pid());
        again.finish();
        second.finish();
    }

    @Test
    @Order(7)
    void applicationThatStopsFinishesWhatRunsAndLeavesTheRest() throws Exception {
        send("first", "second", "third");
        Work first = desk.next();
        Work second = desk.next();
        assertThat(waitingIn(ORDERS)).isOne();
        ProcessPoolExecutor pool = context().getBean(ProcessPoolExecutor.class);
        CompletableFuture<Void> stop =
                CompletableFuture.runAsync(() -> context().close());
        await().atMost(LIMIT).until(pool::isShutdown);
        first.finish();
        second.finish();
        stop.get();

        try (ConfigurableApplicationContext next =
                SpringApplication.run(OrdersApplication.class, arguments.toArray(String[]::new))) {
            context = next;
            desk.next("third").finish();
            await().atMost(LIMIT).until(() -> pool().snapshot().completedTasks() == 1);
        }
    }

    @Test
    @Order(8)
    void workThatTakesLongerThanTheShutdownPhaseIsKilledAndItsMessageSetAside() throws Exception {
        List<String> hurried = new ArrayList<>(arguments);
        hurried.add("--spring.lifecycle.timeout-per-shutdown-phase=3s");
        try (ConfigurableApplicationContext stopped =
                SpringApplication.run(OrdersApplication.class, hurried.toArray(String[]::new))) {
            context = stopped;
            send("long");
            desk.next("long");
        }
        try (ConfigurableApplicationContext next =
                SpringApplication.run(OrdersApplication.class, arguments.toArray(String[]::new))) {
            context = next;
            assertThat(receiveFailed().getBody()).asString().isEqualTo("long");
        }
    }

    private static ConfigurableApplicationContext context() {
        return Objects.requireNonNull(context);
    }

    private static ProcessPoolExecutor pool() {
        return context().getBean(ProcessPoolExecutor.class);
    }

    private static RabbitTemplate template() {
        return context().getBean(RabbitTemplate.class);
    }

    private static void send(String... orders) {
        for (String order : orders) {
            template().convertAndSend(ORDERS, order);
        }
    }

    private static Message receiveFailed() {
        Message message = template().receive(FAILED, LIMIT.toMillis());
        assertThat(message).isNotNull();
        return message;
    }

    private static QueueInformation queue(String name) {
        return context().getBean(AmqpAdmin.class).getQueueInfo(name);
    }

    /** Those that nobody has taken. */
    private static long waitingIn(String name) {
        return queue(name).getMessageCount();
    }
}
