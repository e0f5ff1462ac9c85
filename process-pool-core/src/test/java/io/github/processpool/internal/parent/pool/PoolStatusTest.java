package io.github.processpool.internal.parent.pool;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.processpool.PoolBrokenException;
import io.github.processpool.PoolShutdownException;
import io.github.processpool.PoolState;
import io.github.processpool.WorkerStartException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;
import java.util.function.Function;
import org.junit.jupiter.api.Test;

class PoolStatusTest {

    private static final WorkerStartException CAUSE = new WorkerStartException(
            "no such program\nCommand: java -Dsecret=1", List.of(), OptionalInt.empty(), List.of(), null);

    private final PoolLock lock = new PoolLock();
    private final PoolStatus status = new PoolStatus(lock, "test");

    private boolean move(Function<PoolStatus, Boolean> move) {
        try (var held = lock.hold()) {
            return move.apply(status);
        }
    }

    private boolean breakPool() {
        return move(moving -> moving.breakPool(new FailedStarts(CAUSE, 3, Duration.ofSeconds(7), false)));
    }

    @Test
    void aPoolBeginsAsOneThatRunsAndTakesTasks() {
        assertThat(status.state()).isEqualTo(PoolState.RUNNING);
        assertThat(status.isRunning()).isTrue();
        assertThatCode(status::checkOpen).doesNotThrowAnyException();
    }

    @Test
    void aBrokenPoolRefusesWithItsReasonAndCanRecover() {
        assertThat(breakPool()).isTrue();
        assertThat(status.isBroken()).isTrue();
        assertThatThrownBy(status::checkOpen)
                .isInstanceOf(PoolBrokenException.class)
                .hasMessage(
                        "Process pool 'test' can't start workers. no such program\n"
                                + "3 starts in a row have failed within 7 s. It tries again in the background and recovers by itself")
                .hasCause(CAUSE);

        assertThat(move(PoolStatus::recover)).isTrue();
        assertThatCode(status::checkOpen).doesNotThrowAnyException();
    }

    @Test
    void aPoolThatWasShutDownRefusesForGood() {
        assertThat(move(PoolStatus::shutDown)).isTrue();
        assertThatThrownBy(status::checkOpen).isInstanceOf(PoolShutdownException.class);
        assertThat(move(PoolStatus::shutDown)).isFalse();
        assertThat(breakPool()).isFalse();
        assertThat(move(PoolStatus::recover)).isFalse();

        assertThat(move(PoolStatus::terminate)).isTrue();
        assertThat(status.isShutdown()).isTrue();
        assertThat(status.state()).isEqualTo(PoolState.TERMINATED);
    }

    @Test
    void aBrokenPoolCanBeShutDown() {
        breakPool();

        assertThat(move(PoolStatus::shutDown)).isTrue();
    }

    @Test
    void nothingTerminatesThatWasNotShutDown() {
        assertThat(move(PoolStatus::terminate)).isFalse();
        assertThat(move(PoolStatus::recover)).isFalse();
        assertThat(status.state()).isEqualTo(PoolState.RUNNING);
    }

    @Test
    void actionsFollowEachMoveInTheirOrderUnderTheLockAndOnlyMoves() {
        List<String> heard = new ArrayList<>();
        status.onMove(() -> heard.add("first " + status.state() + " " + lock.isHeld()));
        status.onMove(() -> heard.add("second"));

        breakPool();
        breakPool();

        assertThat(heard).containsExactly("first BROKEN true", "second");
    }
}
