package io.github.processpool.cluster.internal.session;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Calls that fail when the lock is released. */
class EngineLockTest {

    private final List<Runnable> due = new ArrayList<>();
    private final List<String> done = new ArrayList<>();
    private final List<Throwable> failures = new ArrayList<>();
    private boolean clockFails;

    private final ClusterClock clock = new ClusterClock() {

        @Override
        public long now() {
            return 0;
        }

        @Override
        public void after(long nanos, Runnable action) {
            if (clockFails) {
                throw new OutOfMemoryError("scripted");
            }
            due.add(action);
        }
    };

    private final EngineLock lock = new EngineLock(clock, failures::add);
    private int failuresLeft = 2;

    private void failTwice() {
        if (failuresLeft-- > 0) {
            throw new OutOfMemoryError("scripted");
        }
        done.add("at last");
    }

    private void runDue() {
        List<Runnable> now = List.copyOf(due);
        due.clear();
        now.forEach(Runnable::run);
    }

    @Test
    void aCallThatFailsForWantOfMemoryIsDoneAgainUntilItSucceedsAndTheOthersAreDoneMeanwhile() {
        try (var held = lock.hold()) {
            lock.afterwards(this::failTwice);
            lock.afterwards(() -> done.add("behind it"));
        }

        assertThat(done).containsExactly("behind it");
        assertThat(lock.isBehind()).isTrue();
        runDue();
        assertThat(lock.isBehind()).isTrue();
        runDue();
        assertThat(done).containsExactly("behind it", "at last");
        assertThat(lock.isBehind()).isFalse();
        assertThat(due).isEmpty();
    }

    @Test
    void aCallIsDoneAgainThoughThereWasNoMemoryForAClockEither() {
        clockFails = true;
        try (var held = lock.hold()) {
            lock.afterwards(this::failTwice);
        }
        assertThat(due).isEmpty();

        clockFails = false;
        try (var held = lock.hold()) {
            // Somebody comes.
        }
        runDue();
        runDue();

        assertThat(done).containsExactly("at last");
    }

    @Test
    void aCallThatFailsOtherwiseIsToldAndNotDoneAgain() {
        try (var held = lock.hold()) {
            lock.afterwards(() -> {
                throw new IllegalStateException("scripted");
            });
            lock.afterwards(() -> done.add("behind it"));
        }

        assertThat(failures).hasSize(1);
        assertThat(done).containsExactly("behind it");
        assertThat(lock.isBehind()).isFalse();
    }

    @Test
    void whatIsPreparedIsKeptOnceHoweverOftenItIsWanted() {
        EngineLock.Later later = lock.prepared(() -> done.add("once"));

        lock.soon(later);
        lock.soon(later);
        runDue();

        assertThat(done).containsExactly("once");
    }
}
