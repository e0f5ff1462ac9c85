package io.github.processpool.spring.worker.statement;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.zaxxer.hikari.HikariDataSource;
import io.github.processpool.spring.worker.ContextOfWorker;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import javax.sql.DataSource;
import org.h2.jdbc.JdbcConnection;
import org.h2.jdbcx.JdbcDataSource;
import org.h2.tools.Server;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.springframework.boot.jdbc.DataSourceUnwrapper;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.datasource.LazyConnectionDataSourceProxy;
import org.springframework.jdbc.datasource.lookup.AbstractRoutingDataSource;

/** Statements of a task that is to stop, with a database that is a server; no process is needed to see that. */
@Timeout(value = 60, unit = TimeUnit.SECONDS)
class CancellableDataSourcesTest {

    /** Some hours of work, and the server looks after each row whether it was told to stop. */
    private static final String LONG =
            "insert into numbers select x from system_range(1, 1000000000000) where mod(x, 2) > 5";

    private static Server server;
    private static String url;

    @RegisterExtension
    final ContextOfWorker worker = new ContextOfWorker();

    @BeforeAll
    static void start() throws SQLException {
        server = Server.createTcpServer("-tcpPort", "0", "-ifNotExists").start();
        url = "jdbc:h2:tcp://localhost:" + server.getPort() + "/mem:statements;DB_CLOSE_DELAY=-1;"
                + "INIT=create table if not exists numbers (x bigint)";
    }

    @AfterAll
    static void stop() {
        server.stop();
    }

    @Test
    void statementOfTaskThatIsToStopIsCancelled() {
        worker.refresh(Pool.class);
        JdbcTemplate jdbc = new JdbcTemplate(worker.context().getBean(DataSource.class));
        try (FakeTask task = new FakeTask()) {
            CompletableFuture.delayedExecutor(200, TimeUnit.MILLISECONDS).execute(() -> task.cancelled = true);
            assertThatThrownBy(() -> jdbc.update(LONG)).hasStackTraceContaining("canceled");
            // It may begin another one, and is still to stop.
            assertThatThrownBy(() -> jdbc.update(LONG)).hasStackTraceContaining("canceled");
        }
        try (FakeTask next = new FakeTask()) {
            assertThat(jdbc.queryForObject("select count(*) from numbers", Integer.class))
                    .isZero();
            assertThat(next.cancelled).isFalse();
        }
    }

    @Test
    void statementBehindRoutingAndLazyConnectionIsCancelled() {
        worker.refresh(Routing.class);
        JdbcTemplate jdbc = new JdbcTemplate(worker.context().getBean("lazy", DataSource.class));
        try (FakeTask task = new FakeTask()) {
            task.cancelled = true;
            assertThatThrownBy(() -> jdbc.update(LONG)).hasStackTraceContaining("canceled");
        }
    }

    @Test
    void statementOfThreadThatTheTaskHasStartedIsCancelled() {
        worker.refresh(Pool.class);
        JdbcTemplate jdbc = new JdbcTemplate(worker.context().getBean(DataSource.class));
        try (FakeTask task = new FakeTask()) {
            task.cancelled = true;
            CompletableFuture<Integer> update =
                    CompletableFuture.supplyAsync(() -> jdbc.update(LONG), work -> new Thread(work).start());
            assertThatThrownBy(() -> update.get(30, TimeUnit.SECONDS)).hasStackTraceContaining("canceled");
        }
    }

    @Test
    void statementOfThreadThatRunsNoTaskIsLeftAlone() throws SQLException {
        worker.refresh(Pool.class);
        try (Connection connection = worker.context().getBean(DataSource.class).getConnection();
                Statement statement = connection.createStatement()) {
            assertThat(statement.execute("select 1")).isTrue();
        }
    }

    @Test
    void poolStaysOfItsClassAndCanBeUnwrapped() throws SQLException {
        worker.refresh(Pool.class);
        HikariDataSource pool = worker.context().getBean(NeedsPool.class).pool();

        assertThat(pool.getMaximumPoolSize()).isEqualTo(2);
        assertThat(pool.unwrap(HikariDataSource.class)).isNotNull();
        assertThat(DataSourceUnwrapper.unwrap(pool, HikariDataSource.class)).isNotNull();
        try (Connection connection = pool.getConnection();
                Statement statement = connection.createStatement()) {
            assertThat(connection.isWrapperFor(JdbcConnection.class)).isTrue();
            assertThat(connection.unwrap(JdbcConnection.class)).isNotNull();
            assertThat(connection.unwrap(Connection.class)).isSameAs(connection).isEqualTo(connection);
            assertThat(statement.getConnection()).isSameAs(connection);
            assertThat(Set.of(statement)).contains(statement);
        }
    }

    @Test
    void finalClassStaysWhereItMayBeInjectedByItself() {
        worker.refresh(Final.class);
        assertThat(worker.context().getBean("byClass")).isExactlyInstanceOf(JdbcDataSource.class);

        JdbcTemplate jdbc = new JdbcTemplate(worker.context().getBean("byInterface", DataSource.class));
        try (FakeTask task = new FakeTask()) {
            task.cancelled = true;
            assertThatThrownBy(() -> jdbc.update(LONG)).hasStackTraceContaining("canceled");
        }
    }

    record NeedsPool(HikariDataSource pool) {}

    @Configuration(proxyBeanMethods = false)
    static class Pool {

        @Bean
        HikariDataSource pool() {
            HikariDataSource pool = new HikariDataSource();
            pool.setJdbcUrl(url);
            return pool;
        }

        @Bean
        NeedsPool needsPool(HikariDataSource pool) {
            return new NeedsPool(pool);
        }
    }

    @Configuration(proxyBeanMethods = false)
    static class Routing {

        @Bean
        LazyConnectionDataSourceProxy lazy() {
            AbstractRoutingDataSource routing = new AbstractRoutingDataSource() {

                @Override
                protected Object determineCurrentLookupKey() {
                    return "only";
                }
            };
            routing.setTargetDataSources(Map.of("only", source()));
            routing.afterPropertiesSet();
            return new LazyConnectionDataSourceProxy(routing);
        }
    }

    @Configuration(proxyBeanMethods = false)
    static class Final {

        @Bean
        JdbcDataSource byClass() {
            return source();
        }

        @Bean
        DataSource byInterface() {
            return source();
        }
    }

    private static JdbcDataSource source() {
        JdbcDataSource source = new JdbcDataSource();
        source.setURL(url);
        return source;
    }
}
