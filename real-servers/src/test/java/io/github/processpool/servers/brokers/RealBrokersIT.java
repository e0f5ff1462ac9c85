package io.github.processpool.servers.brokers;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.github.processpool.ProcessPoolExecutor;
import io.github.processpool.WorkerCrashedException;
import io.github.processpool.servers.KafkaServer;
import io.github.processpool.servers.NoProcessIsLeft;
import io.github.processpool.servers.RabbitServer;
import io.github.processpool.servers.RedisServer;
import io.github.processpool.servers.ServerProgram;
import io.github.processpool.servers.brokers.BrokersApplication.Heard;
import io.github.processpool.servers.brokers.JmsBeans.News;
import io.github.processpool.servers.brokers.KafkaBeans.Payments;
import io.github.processpool.servers.brokers.RabbitBeans.Orders;
import io.github.processpool.servers.brokers.RedisBeans.Notes;
import io.github.processpool.servers.work.Desk;
import io.github.processpool.servers.work.Desk.Work;
import io.github.processpool.servers.work.Printer;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.Timeout;
import org.springframework.amqp.core.AmqpAdmin;
import org.springframework.boot.SpringApplication;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.data.redis.core.StringRedisTemplate;
import org.springframework.kafka.core.KafkaTemplate;

/** Called beans and real brokers, in one application with one worker, which is killed in the end. */
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
@Timeout(value = 300, unit = TimeUnit.SECONDS)
class RealBrokersIT {

    private static final Duration LIMIT = Duration.ofSeconds(30);

    static Optional<RedisServer> redis = Optional.empty();
    static Optional<RabbitServer> rabbit = Optional.empty();
    static KafkaServer kafka;
    static Desk desk;
    static ConfigurableApplicationContext context;

    @BeforeAll
    static void start() throws Exception {
        redis = RedisServer.start();
        rabbit = RabbitServer.start();
        kafka = KafkaServer.start();
        desk = new Desk();
        List<String> arguments = new ArrayList<>(List.of(BrokersApplication.ARGUMENTS));
        redis.ifPresent(server -> {
            System.setProperty(RedisBeans.PORT, server.port() + "");
            arguments.add("--test.redis.port=known");
        });
        rabbit.ifPresent(server -> arguments.add("--spring.rabbitmq.port=" + server.port()));
        arguments.add("--spring.kafka.bootstrap-servers=" + kafka.address());
        arguments.add("--" + Printer.DESK + "=" + desk.port());
        arguments.add("--test.artemis.port=" + ServerProgram.freePort());
        context = SpringApplication.run(BrokersApplication.class, arguments.toArray(String[]::new));
    }

    @AfterAll
    static void stop() throws IOException {
        System.clearProperty(RedisBeans.PORT);
        if (context != null) {
            context.close();
        }
        redis.ifPresent(RedisServer::close);
        rabbit.ifPresent(RabbitServer::close);
        if (kafka != null) {
            kafka.close();
        }
        if (desk != null) {
            desk.close();
        }
        NoProcessIsLeft.awaitEnd();
    }

    @Test
    @Order(1)
    void redisIsThatOfTheApplicationThoughOnlyABeanKnowsItsPort() throws Exception {
        assumeTrue(redis.isPresent(), RedisServer.ABSENT);
        StringRedisTemplate here = context.getBean(StringRedisTemplate.class);
        here.opsForValue().set("question", "how many?");

        String read =
                context.getBean(Notes.class).exchange("question", "answer").get();
        assertThat(read).isEqualTo("how many?");
        assertThat(here.opsForValue().get("answer")).isEqualTo("written from " + worker());
    }

    @Test
    @Order(2)
    void aHitOfTheCacheInRedisStartsNoTask() throws Exception {
        assumeTrue(redis.isPresent(), RedisServer.ABSENT);
        Notes notes = context.getBean(Notes.class);
        String first = notes.signature("a note").get();
        long done = pool().snapshot().completedTasks();
        String second = notes.signature("a note").get();

        assertThat(first).isEqualTo("a note from " + worker());
        assertThat(second).isEqualTo(first);
        assertThat(pool().snapshot().completedTasks()).isEqualTo(done);
    }

    @Test
    @Order(1)
    void queueIsDeclaredForTheWorkerAsForTheApplicationUnlessItIsOneOfListeners() throws Exception {
        assumeTrue(rabbit.isPresent(), RabbitServer.ABSENT);
        AmqpAdmin admin = context.getBean(AmqpAdmin.class);
        admin.deleteQueue("archive"); // As if the application had not connected.
        Orders orders = context.getBean(Orders.class);
        long sender = orders.send("a lamp").get();

        assertThat(heard(2))
                .containsExactlyInAnyOrder("bookkeeping: a lamp from " + sender, "own: a lamp from " + sender);
        assertThat(admin.getQueueInfo("archive").getMessageCount()).isOne();
        String ownQueue = orders.ownQueue().get();
        assertThat(admin.getQueueInfo(ownQueue)).isNull();
    }

    @Test
    @Order(2)
    void messageToRabbitIsHeardByTheApplicationAlone() throws Exception {
        assumeTrue(rabbit.isPresent(), RabbitServer.ABSENT);
        Orders orders = context.getBean(Orders.class);
        long sender = orders.send("a book").get();
        assertThat(heard(2))
                .containsExactlyInAnyOrder("bookkeeping: a book from " + sender, "own: a book from " + sender);
        assertThat(context.getBean(AmqpAdmin.class).getQueueInfo("bookkeeping").getConsumerCount())
                .isOne();

        CompletableFuture<Long> interrupted = orders.sendAndWork("a pen");
        assertThat(heard(2)).contains("bookkeeping: a pen from " + sender);
        interrupted.cancel(true);
        assertThat(orders.send("paper").get()).isEqualTo(sender);
        assertThat(heard(2)).contains("bookkeeping: paper from " + sender);
    }

    @Test
    @Order(2)
    void workerAndApplicationSendToKafkaInTransactionsInTurns() throws Exception {
        Payments payments = context.getBean(Payments.class);
        for (int i = 0; i < 3; i++) {
            payments.sendHere("here " + i);
            long sender = payments.send("there " + i).get();
            assertThat(sender).isEqualTo(worker());
            assertThat(heard(2))
                    .containsExactly(
                            "payments: here " + i + " from "
                                    + ProcessHandle.current().pid(),
                            "payments: there " + i + " from " + sender);
        }
        try (Admin admin = Admin.create(Map.of(AdminClientConfig.BOOTSTRAP_SERVERS_CONFIG, kafka.address()))) {
            assertThat(admin.describeConsumerGroups(List.of("shop"))
                            .all()
                            .get()
                            .get("shop")
                            .members())
                    .hasSize(1);
        }
    }

    @Test
    @Order(2)
    void recordIsCommittedWhenTheWorkThatItsListenerWaitsForHasEnded() throws Exception {
        KafkaTemplate<String, String> sender = context.getBean("kafkaTemplate", KafkaTemplate.class);
        sender.executeInTransaction(operations -> operations.send("orders", "an invoice"));
        Work work = desk.next("an invoice");
        assertThat(work.pid()).isEqualTo(worker());
        try (Admin admin = Admin.create(Map.of(AdminClientConfig.BOOTSTRAP_SERVERS_CONFIG, kafka.address()))) {
            assertThat(committed(admin, "orders")).isZero();
            work.finish();
            await().atMost(LIMIT).until(() -> committed(admin, "orders") > 0);
        }
    }

    private static long committed(Admin admin, String topic) throws Exception {
        OffsetAndMetadata offset = admin.listConsumerGroupOffsets("invoices")
                .partitionsToOffsetAndMetadata()
                .get()
                .get(new TopicPartition(topic, 0));
        return offset == null ? 0 : offset.offset();
    }

    @Test
    @Order(2)
    void brokerInTheMemoryOfTheApplicationIsRefusedWithTheRemedy() {
        assertThatThrownBy(
                        () -> context.getBean(News.class).sendInMemory("text").get())
                .hasStackTraceContaining("lives in the memory of each process")
                .hasStackTraceContaining("spring.artemis.mode=native");
    }

    @Test
    @Order(2)
    void workerSendsByJmsBesideTheDurableSubscriberOfTheApplication() throws Exception {
        News news = context.getBean(News.class);
        for (int i = 0; i < 2; i++) {
            long sender = news.send("there " + i).get();
            news.sendHere("here " + i);
            assertThat(heard(2))
                    .containsExactlyInAnyOrder(
                            "news: there " + i + " from " + sender,
                            "news: here " + i + " from "
                                    + ProcessHandle.current().pid());
        }
    }

    @Test
    @Order(3)
    void workerThatIsKilledWithItsConnectionsCostsOneTask() throws Exception {
        assumeTrue(redis.isPresent(), RedisServer.ABSENT);
        Notes notes = context.getBean(Notes.class);
        CompletableFuture<String> lost = notes.await("list");
        StringRedisTemplate here = context.getBean(StringRedisTemplate.class);
        await().atMost(LIMIT).until(() -> here.hasKey("list.awaited"));
        long killed = worker();
        ProcessHandle.of(killed).orElseThrow().destroyForcibly();

        assertThatThrownBy(lost::get).hasCauseInstanceOf(WorkerCrashedException.class);
        assertThat(notes.exchange("question", "answer").get()).isEqualTo("how many?");
        assertThat(worker()).isNotEqualTo(killed);
        if (rabbit.isPresent()) {
            long sender = context.getBean(Orders.class).send("ink").get();
            assertThat(heard(2)).contains("bookkeeping: ink from " + sender);
        }
        long sender = context.getBean(Payments.class).send("after").get();
        assertThat(heard(1)).containsExactly("payments: after from " + sender);
        context.getBean(News.class).send("after").get();
        assertThat(heard(1)).containsExactly("news: after from " + sender);
    }

    private static ProcessPoolExecutor pool() {
        return context.getBean(ProcessPoolExecutor.class);
    }

    private static long worker() {
        return pool().snapshot().workers().get(0).pid();
    }

    private static List<String> heard(int count) throws InterruptedException {
        Heard heard = context.getBean(Heard.class);
        List<String> texts = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            String text = heard.texts.poll(LIMIT.toSeconds(), TimeUnit.SECONDS);
            assertThat(text).as("after %s", texts).isNotNull();
            texts.add(text);
        }
        return texts;
    }
}
