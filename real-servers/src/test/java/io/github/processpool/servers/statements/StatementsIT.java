package io.github.processpool.servers.statements;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.github.processpool.TaskTimeoutException;
import io.github.processpool.servers.NoProcessIsLeft;
import io.github.processpool.servers.PostgresServer;
import io.github.processpool.servers.statements.StatementsApplication.Copies;
import java.time.Duration;
import java.util.Arrays;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.springframework.boot.SpringApplication;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.jdbc.core.JdbcTemplate;

/** The statement of a task that ran out of time, or was cancelled, in a real server. */
@ExtendWith(NoProcessIsLeft.class)
@Timeout(value = 300, unit = TimeUnit.SECONDS)
class StatementsIT {

    private static final Duration LIMIT = Duration.ofSeconds(30);
    private static final int FOR_EVER = 600;

    @Test
    void statementOfTaskThatIsStoppedIsNotCommittedLater() throws Exception {
        try (PostgresServer server = PostgresServer.start()) {
            JdbcTemplate database = server.jdbc();
            database.execute("create table numbers (x int)");
            database.execute("create table copied (x int)");
            database.execute("insert into numbers values (1)");
            String[] arguments = Stream.concat(
                            Arrays.stream(StatementsApplication.ARGUMENTS),
                            Stream.of("--spring.datasource.url=" + server.url()))
                    .toArray(String[]::new);
            try (ConfigurableApplicationContext context =
                    SpringApplication.run(StatementsApplication.class, arguments)) {
                Copies copies = context.getBean(Copies.class);
                assertThat(copies.copyFor(0).get()).isEqualTo(1);
                long worker = copies.process().get();

                assertThatThrownBy(() -> copies.copyForTooLong(FOR_EVER).get())
                        .hasCauseInstanceOf(TaskTimeoutException.class);
                awaitNothingRunsIn(database);

                CompletableFuture<Integer> cancelled = copies.copyFor(FOR_EVER);
                await().atMost(LIMIT).until(() -> running(database) == 1);
                cancelled.cancel(true);
                awaitNothingRunsIn(database);

                assertThat(copied(database)).isEqualTo(1);
                // It has ended by itself and need not have been killed, and neither need its connection.
                assertThat(copies.process().get()).isEqualTo(worker);
                assertThat(copies.copyFor(0).get()).isEqualTo(1);
            }
        }
    }

    private static void awaitNothingRunsIn(JdbcTemplate database) {
        await().atMost(LIMIT).until(() -> running(database) == 0);
    }

    private static int running(JdbcTemplate database) {
        return database.queryForObject(
                "select count(*) from pg_stat_activity where state = 'active' and query like '%pg_sleep%'"
                        + " and pid <> pg_backend_pid()",
                Integer.class);
    }

    private static int copied(JdbcTemplate database) {
        return database.queryForObject("select count(*) from copied", Integer.class);
    }
}
