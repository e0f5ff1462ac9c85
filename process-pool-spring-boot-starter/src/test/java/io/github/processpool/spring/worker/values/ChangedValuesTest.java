package io.github.processpool.spring.worker.values;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.springframework.cloud.context.environment.EnvironmentChangeEvent;
import org.springframework.cloud.context.scope.refresh.RefreshScopeRefreshedEvent;
import org.springframework.context.support.GenericApplicationContext;

/** Workers are replaced when what they were told has changed. */
class ChangedValuesTest {

    private final AtomicInteger recycled = new AtomicInteger();
    private final ChangedValues changes = new ChangedValues(recycled::incrementAndGet);

    @Test
    void changedPropertiesReplaceTheWorkers() {
        try (GenericApplicationContext context = new GenericApplicationContext()) {
            context.registerBean(ChangedValues.class, () -> changes);
            context.refresh();
            assertThat(recycled).hasValue(0);
            context.publishEvent(new EnvironmentChangeEvent(this, Set.of("store.host")));
            assertThat(recycled).hasValue(1);
        }
    }

    @Test
    void aRefreshReplacesThemOnce() {
        changes.onApplicationEvent(new EnvironmentChangeEvent(this, Set.of("store.host")));
        changes.onApplicationEvent(new RefreshScopeRefreshedEvent(this));
        assertThat(recycled).hasValue(1);

        changes.onApplicationEvent(new RefreshScopeRefreshedEvent(this));
        assertThat(recycled).hasValue(2);
    }

    @Test
    void aRefreshOfBeansAloneReplacesThemToo() {
        changes.onApplicationEvent(new EnvironmentChangeEvent(this, Set.of()));
        assertThat(recycled).hasValue(0);

        changes.onApplicationEvent(new RefreshScopeRefreshedEvent(this));
        assertThat(recycled).hasValue(1);
    }
}
