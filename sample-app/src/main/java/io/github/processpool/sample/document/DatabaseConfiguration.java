package io.github.processpool.sample.document;

import io.github.processpool.spring.annotation.ConditionalOnProcessPoolParent;
import java.sql.SQLException;
import java.util.UUID;
import org.h2.tools.Server;
import org.springframework.beans.factory.DisposableBean;
import org.springframework.boot.jdbc.autoconfigure.JdbcConnectionDetails;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.jdbc.core.simple.JdbcClient;

/**
 * The database that the parent and its workers share: files in the {@link Workspace}, which a server in the parent has opened. Its
 * address differs from run to run; workers are told by the starter, which asks the bean with the connection's details.
 */
@Configuration(proxyBeanMethods = false)
class DatabaseConfiguration {

    private static final String HERE = "127.0.0.1";
    private static final String USER = "sample";

    static {
        // H2 reads this once. Without it it listens to the whole network, to refuse what comes from there.
        System.setProperty("h2.bindAddress", HERE);
    }

    @Bean(initMethod = "start", destroyMethod = "stop")
    @ConditionalOnProcessPoolParent
    SharedServer sharedDatabaseServer(Workspace workspace) throws SQLException {
        return new SharedServer(workspace.database().toString());
    }

    /** A bean of this type takes the place of the properties {@code spring.datasource.*}. In workers it says what it says here. */
    @Bean
    JdbcConnectionDetails sharedDatabase(SharedServer server) {
        return new SharedDatabase(server.url());
    }

    /** Destroyed before the data source: the files are to be closed when the folder is deleted. */
    @Bean
    @ConditionalOnProcessPoolParent
    DisposableBean sharedDatabaseEnd(JdbcClient database) {
        return () -> database.sql("shutdown").update();
    }

    private record SharedDatabase(String url) implements JdbcConnectionDetails {

        @Override
        public String getJdbcUrl() {
            return url;
        }

        @Override
        public String getUsername() {
            return USER;
        }

        @Override
        public String getPassword() {
            return "";
        }
    }

    /** Serves one database, under a name that nobody guesses. Thread safety: immutable, H2's server apart. */
    static final class SharedServer {

        private final String key = UUID.randomUUID().toString();
        private final Server server;

        private SharedServer(String database) throws SQLException {
            this.server = Server.createTcpServer("-tcpPort", "0", "-tcpDaemon", "-ifNotExists", "-key", key, database);
        }

        void start() throws SQLException {
            server.start();
        }

        void stop() {
            server.stop();
        }

        String url() {
            // H2 must not close the database by itself when the JVM is told to end: documents that are still rendered
            // have
            // until then.
            return "jdbc:h2:tcp://" + HERE + ":" + server.getPort() + "/" + key + ";DB_CLOSE_ON_EXIT=FALSE";
        }
    }
}
