package io.github.processpool.internal.parent.pool;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class PoolLockTest {

    private final PoolLock lock = new PoolLock();
    private final List<String> done = new ArrayList<>();
    private final List<Throwable> failures = new ArrayList<>();

    PoolLockTest() {
        lock.onFailure(failures::add);
    }

    private boolean isFree() throws Exception {
        FutureTask<Boolean> look = new FutureTask<>(() -> {
            try (var held = lock.hold()) {
                return lock.isHeld();
            }
        });
        Thread thread = new Thread(look);
        thread.setDaemon(true);
        thread.start();
        return look.get(30, TimeUnit.SECONDS);
    }

    private void putDown(String... names) {
        try (var held = lock.hold()) {
            for (String name : names) {
                lock.afterwards(() -> done.add(name));
            }
        }
    }

    @Test
    void vitalActionsRunBeforeThoseThatLeadToOthers() {
        try (var held = lock.hold()) {
            lock.lastly(() -> done.add("log"));
            lock.afterwards(() -> done.add("outcome"));
            lock.lastly(() -> done.add("listener"));
            lock.afterwards(() -> done.add("start"));
        }

        assertThat(done).containsExactly("outcome", "start", "log", "listener");
    }

    @Test
    void actionsRunWhenTheOutermostHoldEndsAndWithoutTheLock() {
        try (var held = lock.hold()) {
            try (var inner = lock.hold()) {
                lock.afterwards(() -> done.add(lock.isHeld() ? "held" : "free"));
            }
            assertThat(done).isEmpty();
        }

        assertThat(done).containsExactly("free");
    }

    @Test
    void anActionThatThrowsKeepsNoOtherFromRunningAndIsReported() throws Exception {
        IllegalStateException problem = new IllegalStateException();
        try (var held = lock.hold()) {
            lock.afterwards(() -> {
                throw problem;
            });
            lock.afterwards(() -> done.add("after it"));
            lock.lastly(() -> done.add("last"));
        }

        assertThat(done).containsExactly("after it", "last");
        assertThat(failures).containsExactly(problem);
        assertThat(isFree()).isTrue();
        lock.tryAgain();
        assertThat(failures).as("it would only fail again").hasSize(1);
    }

    @Test
    void anActionForWhichThereWasNoMemoryIsDoneAgain() {
        boolean[] full = {true};
        try (var held = lock.hold()) {
            lock.afterwards(() -> {
                if (full[0]) {
                    throw new OutOfMemoryError();
                }
                done.add("late");
            });
        }
        lock.tryAgain();
        assertThat(done).isEmpty();

        full[0] = false;
        lock.tryAgain();
        lock.tryAgain();

        assertThat(done).containsExactly("late");
    }

    @Test
    void aListenerOfFailuresThatFailsKeepsNoActionFromItsTurn() {
        boolean[] full = {true};
        lock.onFailure(problem -> {
            throw new OutOfMemoryError("of this test");
        });
        for (String name : List.of("one", "other")) {
            try (var held = lock.hold()) {
                lock.afterwards(() -> {
                    if (full[0]) {
                        throw new OutOfMemoryError("of this test");
                    }
                    done.add(name);
                });
            }
        }
        lock.tryAgain();

        full[0] = false;
        lock.tryAgain();

        assertThat(done).containsExactlyInAnyOrder("one", "other");
    }

    @Test
    void actionsMayPutDownOthers() {
        try (var held = lock.hold()) {
            lock.afterwards(() -> putDown("inner", "other"));
            lock.afterwards(() -> done.add("outer"));
        }

        assertThat(done).containsExactly("inner", "other", "outer");
    }

    @Test
    void anErrorUnderTheLockReleasesItAndWhatWasPutDownIsDone() throws Exception {
        try (var held = lock.hold()) {
            lock.afterwards(() -> done.add("done"));
            throw new StackOverflowError();
        } catch (StackOverflowError e) {
            // As if from the depth of a caller.
        }

        assertThat(done).containsExactly("done");
        assertThat(isFree()).isTrue();
    }

    @Test
    void theLockIsFreeWhereverTheStackOfItsCallerOverflows() throws Exception {
        FutureTask<Void> storm = new FutureTask<>(() -> holdAtEachLevel(0), null);
        Thread caller = new Thread(null, storm, "deep", 256 << 10);
        caller.start();
        storm.get(60, TimeUnit.SECONDS);

        assertThat(isFree()).isTrue();
    }

    /** On the way up from the deepest level there is a little more room each time. */
    @SuppressWarnings("InfiniteRecursion") // Until there is no stack left.
    private int holdAtEachLevel(int level) {
        int deepest = level;
        try {
            deepest = holdAtEachLevel(level + 1);
        } catch (StackOverflowError e) {
            // The bottom.
        }
        if (deepest - level < 500) {
            try (var held = lock.hold()) {
                deepest = Math.max(deepest, level);
            } catch (StackOverflowError e) {
                deepest = Math.max(deepest, level);
            }
        }
        return deepest;
    }
}
