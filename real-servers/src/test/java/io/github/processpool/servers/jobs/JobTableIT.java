package io.github.processpool.servers.jobs;

import static io.github.processpool.servers.NoProcessIsLeft.LIMIT;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.github.kagkarlsson.scheduler.Scheduler;
import io.github.processpool.ProcessPoolExecutor;
import io.github.processpool.SerializableCallable;
import io.github.processpool.servers.NoProcessIsLeft;
import io.github.processpool.servers.PostgresServer;
import io.github.processpool.servers.work.Desk;
import io.github.processpool.servers.work.Desk.Work;
import io.github.processpool.servers.work.DocumentedPage;
import io.github.processpool.servers.work.Node;
import io.github.processpool.servers.work.Printer;
import io.github.processpool.spring.WorkerBeans;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
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
import org.springframework.boot.SpringApplication;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.jdbc.core.JdbcTemplate;

/** A job table in front of a pool of two workers, with the code and the settings of {@code docs/work-from-a-job-table.md}. */
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
@Timeout(value = 300, unit = TimeUnit.SECONDS)
class JobTableIT {

    @TempDir
    static Path folder;

    static @Nullable PostgresServer postgres;
    static Desk desk;
    static JdbcTemplate database;
    static List<String> arguments;
    static @Nullable ConfigurableApplicationContext shared;

    @BeforeAll
    static void start() throws Exception {
        DocumentedPage page = new DocumentedPage("work-from-a-job-table.md");
        postgres = PostgresServer.start();
        desk = new Desk();
        database = postgres.jdbc();
        database.execute("create table orders (number text primary key)");
        database.execute(page.blocks("sql").get(0));
        arguments = List.of(
                page.settings(folder),
                "--spring.main.web-application-type=none",
                "--spring.datasource.url=" + postgres.url(),
                "--process-pool.max-workers=2",
                "--process-pool.start-timeout=3m",
                "--db-scheduler.polling-interval=100ms",
                "--db-scheduler.heartbeat-interval=1s",
                "--" + Printer.DESK + "=" + desk.port());
        shared = application();
    }

    @AfterAll
    static void stop() throws Exception {
        if (shared != null) {
            shared.close();
        }
        if (postgres != null) {
            postgres.close();
        }
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
    void asManyJobsRunAsThereAreWorkersAndOneThatIsDoneIsGone() throws Exception {
        place(shared(), "first", "second", "third");
        Work first = desk.next();
        Work second = desk.next();
        assertThat(jobs()).isEqualTo(3);
        desk.hasHeardNothingElse();

        second.finish();
        Work third = desk.next("third");
        assertThat(third.pid()).isEqualTo(second.pid());
        first.finish();
        third.finish();
        await().atMost(LIMIT).until(() -> jobs() == 0);
    }

    @Test
    @Order(2)
    void workersTakeNoJobsThemselvesButMayScheduleThem() throws Exception {
        SerializableCallable<Boolean> takesJobs = () ->
                ((Scheduler) WorkerBeans.bean("scheduler")).getSchedulerState().isStarted();
        assertThat(shared().getBean(ProcessPoolExecutor.class).submit(takesJobs).get())
                .isFalse();
    }

    @Test
    @Order(3)
    void jobOfNodeThatIsKilledIsRunByAnother() throws Exception {
        place(shared(), "fourth", "fifth");
        Work fourth = desk.next();
        Work fifth = desk.next();
        try (Node other = Node.start(folder, JobsApplication.class, arguments)) {
            place(shared(), "sixth");
            Work lost = desk.next("sixth");
            assertThat(other.has(lost.pid())).isTrue();
            other.kill();
        }
        fourth.finish();
        Work again = desk.next("sixth");
        assertThat(again.pid()).isEqualTo(fourth.pid());
        again.finish();
        fifth.finish();
        await().atMost(LIMIT).until(() -> jobs() == 0);
    }

    @Test
    @Order(4)
    void applicationThatStopsFinishesWhatRunsAndLeavesTheRest() throws Exception {
        place(shared(), "seventh", "eighth", "ninth");
        Work first = desk.next();
        Work second = desk.next();
        ProcessPoolExecutor pool = shared().getBean(ProcessPoolExecutor.class);
        CompletableFuture<Void> stop = CompletableFuture.runAsync(shared()::close);
        await().atMost(LIMIT).until(pool::isShutdown);
        first.finish();
        second.finish();
        stop.get();
        assertThat(database.queryForList(
                        "select task_instance from scheduled_tasks where not picked and last_failure is null",
                        String.class))
                .containsExactly("ninth");
        assertThat(jobs()).isOne();
    }

    @Test
    @Order(5)
    void jobThatIsDueBeginsWhenTheApplicationHasStarted() throws Exception {
        try (ConfigurableApplicationContext next = application()) {
            assertThat(next.getBean(JobsApplication.Start.class).tookJobs).isFalse();
            desk.next("ninth").finish();
            await().atMost(LIMIT).until(() -> jobs() == 0);
        }
    }

    @Test
    @Order(6)
    void jobThatHangsIsKilledByThePoolAndRunAgainLater() throws Exception {
        try (ConfigurableApplicationContext application = application(
                "--invoices.timeout=3s", "--invoices.retry-after=100ms", "--process-pool.grace-period=0s")) {
            place(application, "endless");
            Work endless = desk.next("endless");
            Work again = desk.next("endless");
            assertThat(again.pid()).isNotEqualTo(endless.pid());
            await().atMost(LIMIT).until(() -> ProcessHandle.of(endless.pid()).isEmpty());
            again.finish();
            await().atMost(LIMIT).until(() -> jobs() == 0);
        }
    }

    private static ConfigurableApplicationContext shared() {
        return Objects.requireNonNull(shared);
    }

    private static ConfigurableApplicationContext application(String... more) {
        List<String> all = new ArrayList<>(arguments);
        all.addAll(List.of(more));
        return SpringApplication.run(JobsApplication.class, all.toArray(String[]::new));
    }

    private static void place(ConfigurableApplicationContext application, String... orders) {
        for (String order : orders) {
            application.getBean(Orders.class).place(order);
        }
    }

    private static int jobs() {
        return database.queryForObject("select count(*) from scheduled_tasks", Integer.class);
    }
}
