package io.github.processpool.internal.parent.pool;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;

/** An action that is due after 100. */
class DueTest {

    private long now = 1000;
    private int runs;
    private final List<Long> turns = new ArrayList<>();
    private final List<Future<?>> futures = new ArrayList<>();
    private final Due due = new Due(() -> runs++, now + 100, () -> now, this::turn).schedule(100);

    private Future<?> turn(long nanos, Runnable action) {
        turns.add(nanos);
        futures.add(new CompletableFuture<>());
        return futures.get(futures.size() - 1);
    }

    @Test
    void itRunsOnceAtItsTime() {
        now += 100;
        due.run();
        due.run();

        assertThat(runs).isEqualTo(1);
        assertThat(turns).containsExactly(100L);
        assertThat(due.isDone()).isTrue();
    }

    @Test
    void aTurnThatComesTooEarlyIsFollowedByAnotherOne() {
        now += 30;
        due.run();
        assertThat(runs).isZero();
        assertThat(turns).containsExactly(100L, 70L);

        now += 70;
        due.run();

        assertThat(runs).isEqualTo(1);
    }

    @Test
    void oneThatIsCancelledGivesItsTurnBackAlsoTheSecondOne() {
        now += 30;
        due.run();

        due.cancel(false);
        due.run();

        assertThat(futures.get(1).isCancelled()).isTrue();
        now += 100;
        due.run();
        assertThat(runs).isZero();
        assertThat(turns).hasSize(2);
    }
}
