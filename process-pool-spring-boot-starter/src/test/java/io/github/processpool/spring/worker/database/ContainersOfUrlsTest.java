package io.github.processpool.spring.worker.database;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.zaxxer.hikari.HikariDataSource;
import io.github.processpool.spring.worker.ContextOfWorker;
import io.r2dbc.spi.Connection;
import io.r2dbc.spi.ConnectionFactory;
import io.r2dbc.spi.ConnectionFactoryMetadata;
import io.r2dbc.spi.ConnectionFactoryOptions;
import io.r2dbc.spi.Wrapped;
import javax.sql.DataSource;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.reactivestreams.Publisher;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.jdbc.datasource.DriverManagerDataSource;
import reactor.core.publisher.Mono;

/** URLs that start a container; the driver is not there, and is not asked. */
class ContainersOfUrlsTest {

    @RegisterExtension
    final ContextOfWorker worker = new ContextOfWorker();

    private DataSource source(String name) {
        return worker.context().getBean(name, DataSource.class);
    }

    @Test
    void containerThatEachProcessWouldStartIsRefusedWithTheRemedy() {
        worker.refresh(Containers.class);
        for (String name : new String[] {"pool", "plain", "traced"}) {
            assertThatThrownBy(() -> source(name).getConnection())
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessageContaining("'" + name + "'")
                    .hasMessageContaining("@ServiceConnection");
        }
        assertThatThrownBy(() -> source("reused").getConnection()).hasMessageContaining("No suitable driver");
        assertThat(source("pool")).isInstanceOf(HikariDataSource.class);
    }

    @Test
    void containerOfAReactiveUrlIsRefusedLikewise() {
        worker.refresh(ReactiveContainers.class);
        for (String name : new String[] {"reactive", "pooled"}) {
            ConnectionFactory factory = worker.context().getBean(name, ConnectionFactory.class);
            assertThatThrownBy(factory::create)
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessageContaining("'" + name + "' begins with r2dbc:tc:")
                    .hasMessageContaining("@ServiceConnection");
        }
        for (String name : new String[] {"reactiveReused", "server"}) {
            assertThat(worker.context().getBean(name, ConnectionFactory.class).create())
                    .isSameAs(Told.CREATED);
        }
    }

    /** As Boot's does. */
    static class Told implements ConnectionFactory {

        static final Publisher<Connection> CREATED = Mono.empty();

        private final ConnectionFactoryOptions options;

        Told(String url) {
            this.options = ConnectionFactoryOptions.parse(url);
        }

        public ConnectionFactoryOptions getOptions() {
            return options;
        }

        @Override
        public Publisher<Connection> create() {
            return CREATED;
        }

        @Override
        public ConnectionFactoryMetadata getMetadata() {
            return () -> "told";
        }
    }

    static class Pooled implements ConnectionFactory, Wrapped<ConnectionFactory> {

        private final ConnectionFactory inner;

        Pooled(ConnectionFactory inner) {
            this.inner = inner;
        }

        @Override
        public Publisher<? extends Connection> create() {
            return inner.create();
        }

        @Override
        public ConnectionFactoryMetadata getMetadata() {
            return inner.getMetadata();
        }

        @Override
        public ConnectionFactory unwrap() {
            return inner;
        }
    }

    @Configuration(proxyBeanMethods = false)
    static class ReactiveContainers {

        @Bean
        Told reactive() {
            return new Told("r2dbc:tc:postgresql:///shop?TC_IMAGE_TAG=16");
        }

        @Bean
        ConnectionFactory pooled() {
            return new Pooled(new Told("r2dbc:tc:mysql:///shop?TC_IMAGE_TAG=8"));
        }

        @Bean
        ConnectionFactory reactiveReused() {
            return new Told("r2dbc:tc:mysql:///shop?TC_IMAGE_TAG=8&TC_REUSABLE=true");
        }

        @Bean
        ConnectionFactory server() {
            return new Pooled(new Told("r2dbc:postgresql://localhost/shop"));
        }
    }

    @Configuration(proxyBeanMethods = false)
    static class Containers {

        @Bean
        HikariDataSource pool() {
            HikariDataSource pool = new HikariDataSource();
            pool.setJdbcUrl("jdbc:tc:postgresql:16:///shop");
            return pool;
        }

        @Bean
        DataSource plain() {
            return new DriverManagerDataSource("jdbc:p6spy:tc:mysql:8:///shop?user=me");
        }

        @Bean
        DataSource traced() {
            return new DriverManagerDataSource("jdbc:tracing:tc:mysql:8:///shop");
        }

        @Bean
        DataSource reused() {
            return new DriverManagerDataSource("jdbc:tc:mysql:8:///shop?TC_REUSABLE=true");
        }
    }
}
