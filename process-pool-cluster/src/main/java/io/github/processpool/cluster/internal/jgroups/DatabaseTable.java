package io.github.processpool.cluster.internal.jgroups;

import io.github.processpool.cluster.Discovery;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Collection;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.Set;
import java.util.stream.Collectors;
import javax.sql.DataSource;

/**
 * Finds members in a table of a database: one row for each, with its address. Rows of members that were killed stay until one of the
 * others, or the first one that comes after them, removes them.
 *
 * <p><b>Thread safety:</b> immutable; each call has a connection of its own.
 */
public final class DatabaseTable implements Discovery {

    private static final String CREATE = "CREATE TABLE process_pool_members (cluster_name VARCHAR(200) NOT NULL,"
            + " address VARCHAR(100) NOT NULL, PRIMARY KEY (cluster_name, address))";
    private static final String SELECT = "SELECT address FROM process_pool_members WHERE cluster_name = ?";
    private static final String INSERT = "INSERT INTO process_pool_members (cluster_name, address) VALUES (?, ?)";
    private static final String DELETE = "DELETE FROM process_pool_members WHERE cluster_name = ? AND address = ?";

    /** Of one statement, in seconds. */
    private static final int LIMIT = 5;

    private final DataSource database;

    /** Asks for no connection yet. */
    public DatabaseTable(DataSource database) {
        this.database = database;
    }

    @Override
    public Collection<InetSocketAddress> find(String cluster, InetSocketAddress self) throws SQLException {
        Set<String> rows = rowsOfTable(cluster);
        if (!rows.contains(text(self))) {
            try {
                change(INSERT, cluster, text(self));
            } catch (SQLException e) {
                // Whoever had this address before may have left its row just now, or put it in again.
                if (!rows(cluster).contains(text(self))) {
                    throw e;
                }
            }
        }
        Set<InetSocketAddress> found = new LinkedHashSet<>();
        for (String row : rows) {
            int colon = row.lastIndexOf(':');
            try {
                // Only addresses are written, so no name is asked for.
                found.add(new InetSocketAddress(
                        InetAddress.getByName(row.substring(0, colon)), Integer.parseInt(row.substring(colon + 1))));
            } catch (UnknownHostException | IllegalArgumentException | IndexOutOfBoundsException e) {
                throw new SQLException(
                        "Table process_pool_members has a row of cluster '" + cluster + "' that is no address: " + row,
                        e);
            }
        }
        return found;
    }

    @Override
    public void keepOnly(String cluster, Collection<InetSocketAddress> members) throws SQLException {
        Set<String> stale = new HashSet<>(rows(cluster));
        stale.removeAll(members.stream().map(DatabaseTable::text).collect(Collectors.toSet()));
        for (String row : stale) {
            change(DELETE, cluster, row);
        }
    }

    @Override
    public void leave(String cluster, InetSocketAddress self) throws SQLException {
        change(DELETE, cluster, text(self));
    }

    /** Creates the table if it is missing. Each attempt has a connection of its own, because a failure spoils some transactions. */
    private Set<String> rowsOfTable(String cluster) throws SQLException {
        try {
            return rows(cluster);
        } catch (SQLException missing) {
            SQLException notCreated = null;
            try (Connection connection = database.getConnection();
                    PreparedStatement statement = connection.prepareStatement(CREATE)) {
                statement.setQueryTimeout(LIMIT);
                statement.execute();
                commit(connection);
            } catch (SQLException e) {
                notCreated = e;
            }
            try {
                return rows(cluster);
            } catch (SQLException e) {
                if (notCreated != null) {
                    e.addSuppressed(notCreated);
                }
                throw e;
            }
        }
    }

    private Set<String> rows(String cluster) throws SQLException {
        try (Connection connection = database.getConnection();
                PreparedStatement statement = connection.prepareStatement(SELECT)) {
            statement.setQueryTimeout(LIMIT);
            statement.setString(1, cluster);
            Set<String> rows = new LinkedHashSet<>();
            try (ResultSet result = statement.executeQuery()) {
                while (result.next()) {
                    rows.add(result.getString(1));
                }
            }
            commit(connection);
            return rows;
        }
    }

    private void change(String sql, String cluster, String address) throws SQLException {
        try (Connection connection = database.getConnection();
                PreparedStatement statement = connection.prepareStatement(sql)) {
            statement.setQueryTimeout(LIMIT);
            statement.setString(1, cluster);
            statement.setString(2, address);
            statement.executeUpdate();
            commit(connection);
        }
    }

    private static void commit(Connection connection) throws SQLException {
        if (!connection.getAutoCommit()) {
            connection.commit();
        }
    }

    private static String text(InetSocketAddress address) {
        return address.getAddress().getHostAddress() + ":" + address.getPort();
    }

    @Override
    public String toString() {
        return "database";
    }
}
