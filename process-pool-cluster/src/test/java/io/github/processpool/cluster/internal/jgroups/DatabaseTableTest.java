package io.github.processpool.cluster.internal.jgroups;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.processpool.cluster.Discovery;
import java.lang.reflect.Proxy;
import java.net.InetSocketAddress;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.UUID;
import javax.sql.DataSource;
import org.h2.jdbcx.JdbcDataSource;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DatabaseTableTest {

    private static final InetSocketAddress A = new InetSocketAddress("10.0.0.1", 7800);
    private static final InetSocketAddress B = new InetSocketAddress("10.0.0.2", 7800);

    private static JdbcDataSource database(String mode) {
        JdbcDataSource database = new JdbcDataSource();
        database.setURL("jdbc:h2:mem:" + UUID.randomUUID() + ";DB_CLOSE_DELAY=-1;MODE=" + mode);
        return database;
    }

    @ParameterizedTest
    @ValueSource(strings = {"REGULAR", "PostgreSQL", "MySQL"})
    void createsTheTableAndTellsOfAllWhoAreInIt(String mode) throws Exception {
        Discovery table = Discovery.database(database(mode));

        assertThat(table.find("shop", A)).isEmpty();
        assertThat(table.find("shop", A)).containsExactly(A);
        assertThat(table.find("shop", B)).containsExactly(A);
        assertThat(table.find("shop", B)).containsExactlyInAnyOrder(A, B);
        assertThat(table.find("other", B))
                .as("another cluster in the same table")
                .isEmpty();
        table.leave("shop", A);
        assertThat(table.find("shop", B)).containsExactly(B);
    }

    @Test
    void removesWhoIsGoneAndHasOthersComeBack() throws Exception {
        Discovery table = Discovery.database(database("REGULAR"));
        table.find("shop", A);
        table.find("shop", B);

        table.keepOnly("shop", List.of(A));
        assertThat(table.find("shop", A)).containsExactly(A);
        table.find("shop", B);
        assertThat(table.find("shop", A)).containsExactlyInAnyOrder(A, B);
    }

    @Test
    void commitsWhereTheConnectionsOfTheApplicationDoNot() throws Exception {
        JdbcDataSource database = database("REGULAR");
        Discovery table = Discovery.database((DataSource) Proxy.newProxyInstance(
                getClass().getClassLoader(), new Class<?>[] {DataSource.class}, (proxy, method, arguments) -> {
                    Connection connection = database.getConnection();
                    connection.setAutoCommit(false);
                    return connection;
                }));

        table.find("shop", A);
        assertThat(Discovery.database(database).find("shop", B)).containsExactly(A);
    }

    @Test
    void saysWhyThereIsNoTable() {
        JdbcDataSource database = new JdbcDataSource();
        database.setURL("jdbc:h2:mem:none;IFEXISTS=TRUE");

        assertThatThrownBy(() -> Discovery.database(database).find("shop", A)).isInstanceOf(SQLException.class);
    }

    @Test
    void looksUpNoNameThatSomebodyWroteIntoTheTable() throws Exception {
        JdbcDataSource database = database("REGULAR");
        Discovery table = Discovery.database(database);
        table.find("shop", A);
        try (Connection connection = database.getConnection()) {
            connection.createStatement().execute("INSERT INTO process_pool_members VALUES ('shop', 'no address')");
        }

        assertThatThrownBy(() -> table.find("shop", A))
                .isInstanceOf(SQLException.class)
                .hasMessageContaining("no address");
    }
}
