package io.github.processpool.sample.document;

import io.github.processpool.sample.SampleProperties;
import io.github.processpool.sample.SampleProperties.Database;
import io.github.processpool.spring.annotation.ConditionalOnProcessPoolParent;
import java.sql.SQLException;
import java.util.UUID;
import org.h2.tools.Server;
import org.springframework.beans.factory.DisposableBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBooleanProperty;
import org.springframework.boot.jdbc.autoconfigure.JdbcConnectionDetails;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.jdbc.core.simple.JdbcClient;

/**
 * The database that the parent and its workers share: files in the {@link Workspace}, which a server in the parent has opened. Its
 * address differs from run to run; workers are told by the starter, which asks the bean with the connection's details.
 *
 * <p>Instances that share their workers share a database as well: one has it at a port that is known, and the others, which have
 * nothing of this, are told by {@code spring.datasource.*} where that is.
 */
@Configuration(proxyBeanMethods = false)
@ConditionalOnBooleanProperty(name = "sample.database.own", matchIfMissing = true)
class DatabaseConfiguration {

    private static final String HERE = "127.0.0.1";
    private static final String USER = "sample";

    static {
        // H2 reads this once. Without it it listens to the whole network, to refuse what comes from there.
        System.setProperty("h2.bindAddress", HERE);
    }

    @Bean(initMethod = "start", destroyMethod = "stop")
    @ConditionalOnProcessPoolParent
    SharedServer sharedDatabaseServer(Workspace workspace, SampleProperties properties) throws SQLException {
        return new SharedServer(workspace.database().toString(), properties.database());
    }

    /** A bean of this type takes the place of the properties {@code spring.datasource.*}. In workers it says what it says here. */
    @Bean
    JdbcConnectionDetails sharedDatabase(SharedServer server) {
        return new SharedDatabase(server.url(), server.password());
    }

    /** Destroyed before the data source: the files are to be closed when the folder is deleted. */
    @Bean
    @ConditionalOnProcessPoolParent
    DisposableBean sharedDatabaseEnd(JdbcClient database) {
        return () -> database.sql("shutdown").update();
    }

    private record SharedDatabase(String url, String password) implements JdbcConnectionDetails {

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
            return password;
        }
    }

    /**
     * Serves one database: under a name that nobody guesses, or under a known one at a known port. Thread safety: immutable, H2's
     * server apart.
     */
    static final class SharedServer {

        private final String key;
        private final String password;
        private final Server server;

        private SharedServer(String files, Database settings) throws SQLException {
            this.key = settings.port() == 0 ? UUID.randomUUID().toString() : "pages";
            this.password = settings.password();
            String port = Integer.toString(settings.port());
            this.server = Server.createTcpServer("-tcpPort", port, "-tcpDaemon", "-ifNotExists", "-key", key, files);
        }

        void start() throws SQLException {
            server.start();
        }

        void stop() {
            server.stop();
        }

        String password() {
            return password;
        }

        String url() {
            // H2 must not close the database by itself when the JVM is told to end: documents that are still rendered
            // have until then.
            return "jdbc:h2:tcp://" + HERE + ":" + server.getPort() + "/" + key + ";DB_CLOSE_ON_EXIT=FALSE";
        }
    }
}
