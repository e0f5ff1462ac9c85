package io.github.processpool.spring.worker.run;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.processpool.spring.worker.description.ApplicationDescription;
import io.github.processpool.spring.worker.effect.Effects;
import io.github.processpool.spring.worker.likeness.ApplicationShape;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.springframework.core.env.PropertySource;

class WorkerPropertySourceTest {

    private static final String[] JDBC = {
        "spring.sql.init.mode", "spring.flyway.enabled", "spring.jpa.hibernate.ddl-auto"
    };
    private static final String[] OTHERS = {
        "spring.cassandra.schema-action", "spring.data.mongodb.auto-index-creation", "spring.kafka.admin.auto-create"
    };

    @Test
    void noStoreIsChangedByAWorker() {
        PropertySource<?> properties = properties(false, Map.of());
        assertThat(JDBC).allMatch(properties::containsProperty);
        assertThat(OTHERS).allMatch(properties::containsProperty);
    }

    @Test
    void onlyADatabaseOfJdbcIsPrivateAndMade() {
        PropertySource<?> properties = properties(true, Map.of());
        assertThat(JDBC).noneMatch(properties::containsProperty);
        assertThat(OTHERS).allMatch(properties::containsProperty);
    }

    @Test
    void whatTheApplicationSaysForWorkersWins() {
        PropertySource<?> properties = properties(false, Map.of("spring.kafka.admin.auto-create", "true"));
        assertThat(properties.getProperty("spring.kafka.admin.auto-create")).isEqualTo("true");
    }

    private static PropertySource<?> properties(boolean privateDatabase, Map<String, String> overrides) {
        return WorkerPropertySource.of(new ApplicationDescription(
                "jvm",
                1,
                null,
                Map.of(),
                null,
                List.of(),
                Effects.NONE,
                new ApplicationDescription.Settings(
                        overrides, List.of(), List.of(), privateDatabase, List.of(), Duration.ofSeconds(1)),
                ApplicationShape.UNKNOWN,
                null));
    }
}
