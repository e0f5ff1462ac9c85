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
            strings = {"jdbc:h2:mem:x", "jdbc:hsqldb:mem:x", "jdbc:derby:memory:x;create=true", "jdbc:sqlite::memory:"})
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
                "jdbc:postgresql://host/x"
            })
    void allElseIsShared(String url) {
        assertThat(isPrivate(() -> new DriverManagerDataSource(url))).isFalse();
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
    void oneThatIsSharedIsEnoughToTouchNone() {
        context.registerBean("shared", DataSource.class, () -> new DriverManagerDataSource("jdbc:postgresql://host/x"));
        assertThat(isPrivate(() -> new DriverManagerDataSource("jdbc:h2:mem:x")))
                .isFalse();
    }

    @Test
    void withoutDatabaseNothingIsPrivate() {
        context.refresh();
        assertThat(PrivateDatabase.isIn(context.getBeanFactory())).isFalse();
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
        assertThat(PrivateDatabase.isIn(context.getBeanFactory())).isTrue();
    }

    @Test
    void oneOfTwoThatIsNotMadeYetIsShared() {
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
        assertThat(PrivateDatabase.isIn(context.getBeanFactory())).isFalse();
    }

    private boolean isPrivate(Supplier<DataSource> source) {
        context.registerBean("source", DataSource.class, source);
        context.refresh();
        return PrivateDatabase.isIn(context.getBeanFactory());
    }
}
