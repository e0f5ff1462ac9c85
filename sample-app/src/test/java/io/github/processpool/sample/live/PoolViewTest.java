package io.github.processpool.sample.live;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.processpool.PoolSnapshot;
import io.github.processpool.PoolState;
import org.junit.jupiter.api.Test;

class PoolViewTest {

    @Test
    void showsAFewFigures() {
        PoolSnapshot pool = PoolSnapshot.builder("documents", PoolState.SHUTTING_DOWN)
                .queuedTasks(3)
                .runningTasks(1)
                .completedTasks(5)
                .failedTasks(2)
                .build();

        assertThat(PoolView.of(pool)).isEqualTo(new PoolView("shutting down", 3, 1, 5, 2));
    }
}
