package io.github.processpool.cluster.internal.jgroups;

import static io.github.processpool.cluster.internal.jgroups.TestMember.LIMIT;
import static io.github.processpool.cluster.internal.jgroups.TestMember.TLS;
import static io.github.processpool.cluster.internal.jgroups.TestMember.awaitView;
import static io.github.processpool.cluster.internal.jgroups.TestMember.freePorts;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.processpool.cluster.Discovery;
import java.io.IOException;
import java.lang.reflect.Proxy;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CountDownLatch;
import javax.sql.DataSource;
import org.awaitility.Awaitility;
import org.h2.jdbcx.JdbcDataSource;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Acceptance 38, at the transport: members find each other in the application's own database. */
@Timeout(300)
class DatabaseDiscoveryIT {

    private final JdbcDataSource database = new JdbcDataSource();
    private final List<TestMember> opened = new ArrayList<>();
    private final CountDownLatch back = new CountDownLatch(1);
    private volatile boolean gone;

    @BeforeEach
    void makeADatabase() {
        database.setURL("jdbc:h2:mem:" + UUID.randomUUID() + ";DB_CLOSE_DELAY=-1");
    }

    @AfterEach
    void closeAll() {
        back.countDown();
        opened.forEach(TestMember::close);
    }

    /** The database, while it is there; then whoever wants a connection waits for one, as pools of connections have them do. */
    private DataSource dataSource() {
        return (DataSource) Proxy.newProxyInstance(
                getClass().getClassLoader(), new Class<?>[] {DataSource.class}, (proxy, method, arguments) -> {
                    if (gone) {
                        back.await();
                        throw new SQLException("the database is gone");
                    }
                    return database.getConnection();
                });
    }

    private TestMember open(int port) throws IOException {
        TestMember member = new TestMember(port, Discovery.database(dataSource()), TLS);
        opened.add(member);
        return member.open();
    }

    private Set<String> rows() throws SQLException {
        try (Connection connection = database.getConnection();
                Statement statement = connection.createStatement();
                ResultSet result = statement.executeQuery("SELECT address FROM process_pool_members")) {
            Set<String> rows = new HashSet<>();
            while (result.next()) {
                rows.add(result.getString(1));
            }
            return rows;
        }
    }

    @Test
    void findsOthersInTheTableAndLeavesNoRow() throws Exception {
        int[] ports = freePorts(3);
        TestMember a = open(ports[0]);
        TestMember b = open(ports[1]);
        TestMember c = open(ports[2]);
        awaitView(a, b, c);
        assertThat(rows()).hasSize(3);

        b.close();
        assertThat(rows()).containsExactlyInAnyOrder("127.0.0.1:" + ports[0], "127.0.0.1:" + ports[2]);
        a.close();
        c.close();
        assertThat(rows()).isEmpty();
    }

    @Test
    void formsWithoutDelayDespiteRowsOfKilledMembersAndRemovesThem() throws Exception {
        int[] ports = freePorts(6);
        try (Connection connection = database.getConnection();
                Statement statement = connection.createStatement()) {
            statement.execute("CREATE TABLE process_pool_members (cluster_name VARCHAR(200), address VARCHAR(100))");
            for (int i = 2; i < 6; i++) {
                statement.execute("INSERT INTO process_pool_members VALUES ('test', '127.0.0.1:" + ports[i] + "')");
            }
            // Addresses of no machine, so that nothing even refuses.
            for (int i = 1; i < 30; i++) {
                statement.execute("INSERT INTO process_pool_members VALUES ('test', '192.0.2." + i + ":7800')");
            }
        }

        TestMember a = open(ports[0]);
        TestMember b = open(ports[1]);
        Awaitility.await()
                .atMost(Duration.ofSeconds(10))
                .until(() -> a.view().size() == 2 && b.view().size() == 2);
        Awaitility.await()
                .atMost(LIMIT)
                .until(() -> rows().equals(Set.of("127.0.0.1:" + ports[0], "127.0.0.1:" + ports[1])));
    }

    @Test
    void goesOnWithoutTheDatabaseAndLeavesWithoutIt() throws Exception {
        int[] ports = freePorts(2);
        TestMember a = open(ports[0]);
        TestMember b = open(ports[1]);
        awaitView(a, b);

        gone = true;
        a.send(b, "without a database");
        Awaitility.await().atMost(LIMIT).until(() -> !b.messages.isEmpty());
        b.close();
        Awaitility.await().atMost(LIMIT).until(() -> a.view().size() == 1);
        a.close();
        assertThat(Thread.getAllStackTraces().keySet())
                .noneMatch(thread -> thread.getName().startsWith("process-pool-cluster"));
    }
}
