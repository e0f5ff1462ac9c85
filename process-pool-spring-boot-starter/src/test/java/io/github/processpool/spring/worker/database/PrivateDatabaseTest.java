package io.github.processpool.spring.worker.database;

import static org.assertj.core.api.Assertions.assertThat;

import com.zaxxer.hikari.HikariDataSource;
import java.util.function.Supplier;
import javax.sql.DataSource;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.boot.test.util.TestPropertyValues;
import org.springframework.context.support.GenericApplicationContext;
import org.springframework.jdbc.datasource.DelegatingDataSource;
import org.springframework.jdbc.datasource.DriverManagerDataSource;
import org.springframework.jdbc.datasource.embedded.EmbeddedDatabaseBuilder;
import org.springframework.jdbc.datasource.embedded.EmbeddedDatabaseType;

class PrivateDatabaseTest {

    private final GenericApplicationContext context = new GenericApplicationContext();

    @AfterEach
    void close() {
        context.close();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "jdbc:h2:mem:x",
                "jdbc:h2:nioMemFS:x",
                "jdbc:p6spy:h2:mem:x",
                "jdbc:otel:h2:mem:x",
                "jdbc:log4jdbc:p6spy:h2:mem:x",
                "jdbc:hsqldb:mem:x",
                "jdbc:derby:memory:x;create=true",
                "jdbc:sqlite::memory:",
                "jdbc:duckdb:"
            })
    void inMemoryIsPrivate(String url) {
        assertThat(isPrivate(() -> new DriverManagerDataSource(url))).isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "jdbc:h2:tcp://host/mem:x",
                "jdbc:h2:file:/mem:/x",
                "jdbc:h2:./x",
                "jdbc:hsqldb:hsql://host/mem:x",
                "jdbc:sqlite:x.db",
                "jdbc:p6spy:postgresql://host/x",
                "jdbc:postgresql://host/x"
            })
    void allElseIsShared(String url) {
        assertThat(isPrivate(() -> new DriverManagerDataSource(url))).isFalse();
    }

    @Test
    void connectionIsAskedWhereTheDriverIsNotKnown() {
        assertThat(DatabaseKind.of("jdbc:acme:wraps:h2:mem:x")).isEqualTo(DatabaseKind.UNKNOWN);
    }

    @Test
    void looksThroughPoolsAndProxies() {
        HikariDataSource pool = new HikariDataSource();
        pool.setJdbcUrl("jdbc:h2:mem:x");
        assertThat(isPrivate(() -> new DelegatingDataSource(pool))).isTrue();
    }

    @Test
    void embeddedDatabaseIsPrivate() {
        assertThat(isPrivate(() -> new EmbeddedDatabaseBuilder()
                        .generateUniqueName(true)
                        .setType(EmbeddedDatabaseType.H2)
                        .build()))
                .isTrue();
    }

    @Test
    void oneOfTwoIsEnough() {
        context.registerBean("shared", DataSource.class, () -> new DriverManagerDataSource("jdbc:postgresql://host/x"));
        assertThat(isPrivate(() -> new DriverManagerDataSource("jdbc:h2:mem:x")))
                .isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "jdbc:h2:file:/x;PASSWORD=secret",
                "jdbc:h2:~/x",
                "jdbc:otel:h2:~/x",
                "jdbc:h2:./x;MODE=MySQL",
                "jdbc:hsqldb:file:x",
                "jdbc:derby:x;create=true",
                "jdbc:duckdb:x"
            })
    void fileOfOneProcessIsToldWithTheRemedy(String url) {
        isPrivate(() -> new DriverManagerDataSource(url));
        assertThat(PrivateDatabase.warning(context.getBeanFactory()))
                .hasValueSatisfying(words -> assertThat(words)
                        .contains(url.replaceFirst(";.*", ""), "workers can't open it", "AUTO_SERVER=TRUE")
                        .doesNotContain("secret"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "jdbc:h2:file:/x;AUTO_SERVER=TRUE",
                "jdbc:h2:tcp://host/x",
                "jdbc:hsqldb:hsql://host/x",
                "jdbc:derby://host/x",
                "jdbc:sqlite:x.db",
                "jdbc:postgresql://host/x"
            })
    void nothingIsToldOfWhatAllCanOpen(String url) {
        isPrivate(() -> new DriverManagerDataSource(url));
        assertThat(PrivateDatabase.warning(context.getBeanFactory())).isEmpty();
    }

    @Test
    void fileAloneIsNoRemedyForMemory() {
        isPrivate(() -> new DriverManagerDataSource("jdbc:h2:mem:x"));
        assertThat(PrivateDatabase.warning(context.getBeanFactory()))
                .hasValueSatisfying(words -> assertThat(words).contains("is in memory", "AUTO_SERVER=TRUE"));
    }

    @Test
    void withoutDatabaseNothingIsPrivate() {
        context.refresh();
        assertThat(PrivateDatabase.mayBeIn(context.getBeanFactory())).isFalse();
    }

    @Test
    void isNotMadeToBeAsked() {
        TestPropertyValues.of("spring.datasource.url=jdbc:h2:mem:x").applyTo(context);
        context.registerBean(
                "lazy",
                DataSource.class,
                () -> {
                    throw new AssertionError("made");
                },
                definition -> definition.setLazyInit(true));
        context.refresh();
        assertThat(PrivateDatabase.mayBeIn(context.getBeanFactory())).isTrue();
    }

    @Test
    void oneOfTwoThatIsNotMadeYetMayBePrivate() {
        TestPropertyValues.of("spring.datasource.url=jdbc:h2:mem:x").applyTo(context);
        for (String name : new String[] {"first", "second"}) {
            context.registerBean(
                    name,
                    DataSource.class,
                    () -> {
                        throw new AssertionError("made");
                    },
                    definition -> definition.setLazyInit(true));
        }
        context.refresh();
        assertThat(PrivateDatabase.mayBeIn(context.getBeanFactory())).isTrue();
    }

    private boolean isPrivate(Supplier<DataSource> source) {
        context.registerBean("source", DataSource.class, source);
        context.refresh();
        return PrivateDatabase.mayBeIn(context.getBeanFactory());
    }
}
