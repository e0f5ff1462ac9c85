package io.github.processpool.spring.worker.database;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.zaxxer.hikari.HikariDataSource;
import io.github.processpool.spring.worker.ContextOfWorker;
import javax.sql.DataSource;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.jdbc.datasource.DriverManagerDataSource;

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
