package io.github.processpool.spring.worker.database;

import static org.assertj.core.api.Assertions.assertThat;

import java.sql.SQLException;
import java.util.Map;
import org.apache.commons.dbcp2.BasicDataSource;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.springframework.jdbc.datasource.DelegatingDataSource;

class SmallPoolsTest {

    private final BasicDataSource pool = new BasicDataSource();

    @AfterEach
    void close() throws SQLException {
        pool.close();
    }

    @Test
    void aPoolOfAnotherLibraryIsSmallBehindAProxyToo() {
        pool.setMaxTotal(-1);
        pool.setMinIdle(5);
        pool.setInitialSize(5);

        new SmallPools(Map.of("spring.data.redis.lettuce.pool.max-total", "9"))
                .postProcessBeforeInitialization(new DelegatingDataSource(pool), "proxy");

        assertThat(pool.getMaxTotal()).isEqualTo(SmallPools.CONNECTIONS);
        assertThat(pool.getMaxIdle()).isEqualTo(SmallPools.CONNECTIONS);
        assertThat(pool.getMinIdle()).isZero();
        assertThat(pool.getInitialSize()).isZero();
    }

    @Test
    void aPoolWhoseSizeTheApplicationSaysForWorkersKeepsIt() {
        pool.setMaxTotal(7);

        new SmallPools(Map.of("app.datasource.max-total", "7")).postProcessBeforeInitialization(pool, "pool");

        assertThat(pool.getMaxTotal()).isEqualTo(7);
    }
}
