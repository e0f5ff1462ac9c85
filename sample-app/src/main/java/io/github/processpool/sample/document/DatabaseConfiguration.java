package io.github.processpool.sample.document;

import io.github.processpool.WorkerCommandCustomizer;
import io.github.processpool.spring.annotation.ConditionalOnProcessPoolParent;
import java.sql.SQLException;
import java.util.Map;
import java.util.UUID;
import org.h2.tools.Server;
import org.springframework.beans.factory.DisposableBean;
import org.springframework.boot.jdbc.autoconfigure.JdbcConnectionDetails;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.jdbc.core.simple.JdbcClient;

/**
 * The database that the parent and its workers share: files in the {@link Workspace}, which the parent has opened and serves to its
 * workers. Where that is differs from run to run, so workers are told: in their environment, which other users of the machine
 * can't read.
 */
@Configuration(proxyBeanMethods = false)
@ConditionalOnProcessPoolParent
class DatabaseConfiguration {

    private static final String HERE = "127.0.0.1";
    private static final String USER = "sample";

    static {
        // H2 reads this once. Without it it listens to the whole network, to refuse what comes from there.
        System.setProperty("h2.bindAddress", HERE);
    }

    /** A bean of this type takes the place of the properties {@code spring.datasource.*}. */
    @Bean
    JdbcConnectionDetails sharedDatabase(Workspace workspace) {
        // H2 must not close it by itself when the JVM is told to end: documents that are still rendered have until
        // then.
        return new SharedDatabase("jdbc:h2:file:" + workspace.database() + ";DB_CLOSE_ON_EXIT=FALSE");
    }

    @Bean(initMethod = "start", destroyMethod = "stop")
    SharedServer sharedDatabaseServer(Workspace workspace) throws SQLException {
        return new SharedServer(workspace.database().toString());
    }

    @Bean
    WorkerCommandCustomizer sharedDatabaseOfWorkers(SharedServer server) {
        return command -> command.environment()
                .putAll(Map.of("SPRING_DATASOURCE_URL", server.url(), "SPRING_DATASOURCE_USERNAME", USER));
    }

    /** Destroyed before the data source: the files are to be closed when the folder is deleted. */
    @Bean
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
            this.server = Server.createTcpServer("-tcpPort", "0", "-tcpDaemon", "-key", key, database);
        }

        void start() throws SQLException {
            server.start();
        }

        void stop() {
            server.stop();
        }

        String url() {
            return "jdbc:h2:tcp://" + HERE + ":" + server.getPort() + "/" + key;
        }
    }
}
