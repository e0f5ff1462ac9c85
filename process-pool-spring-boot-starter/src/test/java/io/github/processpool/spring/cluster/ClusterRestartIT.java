package io.github.processpool.spring.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.github.processpool.ProcessPoolExecutor;
import io.github.processpool.spring.NoWorkerIsLeft;
import io.github.processpool.spring.cluster.SharedApplication.Reports;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.springframework.context.ConfigurableApplicationContext;

/** An application that is started again and again in one JVM, as devtools and the cache of test contexts do. */
@ExtendWith(NoWorkerIsLeft.class)
@Timeout(value = 300, unit = TimeUnit.SECONDS)
class ClusterRestartIT {

    private static final String URL = "jdbc:h2:mem:cluster;DB_CLOSE_DELAY=-1";

    /** Scenario 41. */
    @Test
    void restartLeavesNothing() throws Exception {
        int port = SharedApplications.freePorts().get(0);
        try (Connection database = DriverManager.getConnection(URL, "sa", "")) {
            for (int i = 0; i < 2; i++) {
                try (ConfigurableApplicationContext context = start(port)) {
                    awaitRows(database, "127.0.0.1:" + port);
                    assertThat(context.getBean(Reports.class).look().get().who())
                            .isEqualTo("again");

                    context.stop();
                    assertNothingIsLeft(database, port);

                    context.start();
                    awaitRows(database, "127.0.0.1:" + port);
                    assertThat(context.getBean(Reports.class).look().get().who())
                            .isEqualTo("again");
                    assertThat(context.getBean(ClusterView.class).pool("reports"))
                            .isNotNull();
                }
                assertNothingIsLeft(database, port);
            }
            database.createStatement().execute("SHUTDOWN");
        }
    }

    /** A context that fails after its pools were opened, or is joined where its port is taken. */
    @Test
    void joinThatFailsIsNoFailedStart() throws Exception {
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getByName("127.0.0.1"))) {
            int port = taken.getLocalPort();
            try (Connection database = DriverManager.getConnection(URL, "sa", "");
                    ConfigurableApplicationContext context = start(port)) {
                assertThat(context.getBean(Reports.class).look().get().who()).isEqualTo("again");
                assertThat(context.getBean(ClusterView.class).state().members()).isZero();

                taken.close();

                await("a later attempt")
                        .atMost(NoWorkerIsLeft.LIMIT)
                        .until(() -> context.getBean(ClusterView.class).state().members() == 1);
                Map<String, ProcessPoolExecutor> pools = context.getBeansOfType(ProcessPoolExecutor.class);
                assertThat(pools).containsKey("reportsProcessPoolExecutor");
                context.close();
                assertNothingIsLeft(database, port);
                database.createStatement().execute("SHUTDOWN");
            }
        }
    }

    private static ConfigurableApplicationContext start(int port) {
        return SharedApplications.start(
                "again",
                port,
                "--test.database=true",
                "--spring.datasource.url=" + URL,
                "--spring.flyway.enabled=false",
                "--spring.liquibase.enabled=false",
                "--process-pool.cluster.discovery=jdbc");
    }

    private static void awaitRows(Connection database, String... addresses) {
        await("the rows of members")
                .atMost(NoWorkerIsLeft.LIMIT)
                .ignoreExceptionsInstanceOf(SQLException.class) // There is no table yet.
                .untilAsserted(() -> assertThat(rows(database)).containsExactly(addresses));
    }

    private static List<String> rows(Connection database) throws SQLException {
        List<String> rows = new ArrayList<>();
        try (ResultSet found = database.createStatement().executeQuery("SELECT address FROM process_pool_members")) {
            while (found.next()) {
                rows.add(found.getString(1));
            }
        }
        return rows;
    }

    private static void assertNothingIsLeft(Connection database, int port) throws Exception {
        awaitRows(database);
        await("the end of threads")
                .atMost(NoWorkerIsLeft.LIMIT)
                .untilAsserted(() -> assertThat(ClusterThreads.names()).isEmpty());
        new ServerSocket(port, 1, InetAddress.getByName("127.0.0.1")).close();
    }
}
