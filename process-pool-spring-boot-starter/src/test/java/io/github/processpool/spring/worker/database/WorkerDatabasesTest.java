package io.github.processpool.spring.worker.database;

import static org.assertj.core.api.Assertions.assertThat;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import org.junit.jupiter.api.Assertions;
import org.junit.jupiter.api.Test;
import org.springframework.jdbc.datasource.AbstractDataSource;

class WorkerDatabasesTest {

    /** Tells nothing but by a connection. */
    private static class Silent extends AbstractDataSource {

        @Override
        public Connection getConnection() throws SQLException {
            return DriverManager.getConnection("jdbc:h2:mem:silent");
        }

        @Override
        public Connection getConnection(String username, String password) throws SQLException {
            return getConnection();
        }
    }

    private static final class FailingOnce extends Silent {
        private boolean failed;

        @Override
        public Connection getConnection() throws SQLException {
            if (!failed) {
                failed = true;
                throw new SQLException("not up yet");
            }
            return super.getConnection();
        }
    }

    @Test
    void anAnswerOfAnExceptionIsNotRemembered() {
        FailingOnce source = new FailingOnce();

        assertThat(WorkerDatabases.isPrivate(source)).isFalse();
        assertThat(WorkerDatabases.isPrivate(source)).isTrue();
    }

    @Test
    void aDataSourceOfOneRunIsNotKept() {
        Silent kept = new Silent();
        Assertions.assertTimeoutPreemptively(Duration.ofSeconds(30), () -> {
            int most = 0;
            int count;
            do {
                for (int i = 0; i < 10; i++) {
                    assertThat(WorkerDatabases.isPrivate(new Silent())).isTrue();
                }
                System.gc();
                assertThat(WorkerDatabases.isPrivate(kept)).isTrue();
                count = WorkerDatabases.count();
                most = Math.max(most, count);
            } while (count >= most); // Until some are forgotten.
        });
    }
}
