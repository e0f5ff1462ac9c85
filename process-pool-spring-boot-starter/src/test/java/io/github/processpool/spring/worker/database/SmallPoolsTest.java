package io.github.processpool.spring.worker.database;

import static org.assertj.core.api.Assertions.assertThat;

import com.mchange.v2.c3p0.ComboPooledDataSource;
import io.github.processpool.spring.worker.name.NamedTypes;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;
import javax.sql.DataSource;
import org.apache.commons.dbcp2.BasicDataSource;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
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

    private static Stream<DataSource> pools() {
        org.apache.tomcat.jdbc.pool.DataSource tomcat = new org.apache.tomcat.jdbc.pool.DataSource();
        tomcat.setMaxActive(40);
        tomcat.setMinIdle(10);
        tomcat.setMaxIdle(20);
        tomcat.setInitialSize(10);
        ComboPooledDataSource c3p0 = new ComboPooledDataSource();
        c3p0.setMaxPoolSize(40);
        c3p0.setMinPoolSize(10);
        c3p0.setInitialPoolSize(10);
        return Stream.of(tomcat, c3p0);
    }

    @ParameterizedTest
    @MethodSource("pools")
    void aPoolOfAnyLibraryIsSmallAndKeepsNoConnectionsThatNobodyUses(DataSource pool) {
        new SmallPools(Map.of()).postProcessBeforeInitialization(pool, "pool");

        List<String> most = List.of("maxActive", "maxIdle", "maxPoolSize");
        List<String> least = List.of("minIdle", "initialSize", "minPoolSize", "initialPoolSize");
        assertThat(sizes(pool, most)).isNotEmpty().containsOnly(SmallPools.CONNECTIONS);
        assertThat(sizes(pool, least)).hasSize(2).containsOnly(0);
    }

    private static List<Object> sizes(DataSource pool, List<String> properties) {
        return properties.stream()
                .map(property -> NamedTypes.property(pool, property))
                .filter(Objects::nonNull)
                .toList();
    }

    @Test
    void aPoolWhoseSizeTheApplicationSaysForWorkersKeepsIt() {
        pool.setMaxTotal(7);

        new SmallPools(Map.of("app.datasource.max-total", "7")).postProcessBeforeInitialization(pool, "pool");

        assertThat(pool.getMaxTotal()).isEqualTo(7);
    }
}
