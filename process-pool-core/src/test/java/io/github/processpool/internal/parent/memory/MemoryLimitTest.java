package io.github.processpool.internal.parent.memory;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.processpool.ExitReason;
import io.github.processpool.TaskOptions;
import io.github.processpool.internal.parent.crew.Crew;
import io.github.processpool.internal.parent.crew.Recycling;
import io.github.processpool.internal.parent.crew.StartGuard;
import io.github.processpool.internal.parent.crew.WorkerHandle;
import io.github.processpool.internal.parent.flight.FlightRecords;
import io.github.processpool.internal.parent.pool.Counters;
import io.github.processpool.internal.parent.pool.PoolContext;
import io.github.processpool.internal.parent.task.Callbacks;
import io.github.processpool.internal.parent.task.Events;
import io.github.processpool.internal.parent.task.PendingTask;
import io.github.processpool.internal.wire.codec.DefinitionTable;
import io.github.processpool.internal.wire.message.Message.Collect;
import io.github.processpool.testing.CapturedLog;
import io.github.processpool.testing.FakeWorker;
import io.github.processpool.testing.LoneTasks;
import io.github.processpool.testing.ManualTimer;
import io.github.processpool.testing.TestSettings;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** One worker that may have a hundred bytes. The resident memory of one without a process is not known, so its heap decides. */
class MemoryLimitTest {

    private static final Duration SECOND = Duration.ofSeconds(1);

    @TempDir
    Path folder;

    private final ManualTimer timer = new ManualTimer();
    private final List<WorkerHandle> started = new ArrayList<>();
    private PoolContext pool;
    private MemoryLimit limit;
    private FakeWorker worker;

    @BeforeEach
    void start() {
        TestSettings settings = new TestSettings();
        settings.minWorkers = 1;
        settings.maxWorkers = 1;
        settings.maxWorkerMemory = 100;
        pool = settings.context(timer);
        Crew crew = new Crew(pool, new DefinitionTable(), new StartGuard(), started::add);
        limit = new MemoryLimit(
                pool,
                crew,
                new Recycling(
                        pool,
                        crew,
                        new Events(
                                List.of(),
                                new Callbacks(Thread::new, pool.lock(), timer),
                                new Counters(),
                                FlightRecords.NONE)));
        locked(() -> crew.balance(0));
        worker = FakeWorker.behind(started.get(0), folder).connect();
        locked(() -> crew.onReady(worker.handle(), timer.now()));
    }

    @AfterEach
    void close() {
        worker.close();
    }

    private void locked(Runnable action) {
        try (var held = pool.lock().hold()) {
            action.run();
        }
    }

    /** Its heap has so many bytes, with garbage, when it is weighed a second later. */
    private void weigh(long heapBytes) {
        timer.advance(SECOND);
        worker.board().vitals().beat(timer.now(), heapBytes, heapBytes);
        limit.tick();
    }

    /** It has collected, and this is left. */
    private void collect(long bytes) {
        worker.board().vitals().collected(bytes, bytes);
        timer.advance(SECOND);
        limit.tick();
    }

    private long collections() {
        return worker.messages().stream().filter(Collect.class::isInstance).count();
    }

    private boolean isReplaced() {
        return worker.handle().due() == ExitReason.OVER_MEMORY_LIMIT && started.size() == 2;
    }

    /** However little a worker may have, its replacements do not chase each other. */
    @Test
    void nobodyIsWeighedInTheFirstSecond() {
        timer.advance(Duration.ofMillis(999));
        worker.board().vitals().beat(timer.now(), 1000, 1000);
        limit.tick();
        assertThat(collections()).isZero();

        weigh(1000);

        assertThat(collections()).isEqualTo(1);
    }

    @Test
    void aHeapThatFitsIsNotCollected() {
        weigh(100);
        weigh(100);

        assertThat(collections()).isZero();
    }

    @Test
    void aLargeHeapIsCollectedAndFullOfGarbageItMayStay() {
        weigh(101);
        assertThat(collections()).isEqualTo(1);

        collect(100);

        assertThat(isReplaced()).isFalse();
    }

    @Test
    void aWorkerThatNeedsTooMuchIsReplaced() {
        weigh(100);
        weigh(1000);

        collect(101);

        assertThat(isReplaced()).isTrue();
    }

    @Test
    void aWorkerFullOfGarbageIsAskedAgainAfterAPauseThatDoubles() {
        weigh(1000);
        collect(10);
        weigh(1000);
        assertThat(collections()).isEqualTo(2);
        collect(10);

        weigh(1000);
        assertThat(collections()).isEqualTo(2);
        weigh(1000);
        assertThat(collections()).isEqualTo(3);
    }

    @Test
    void aWorkerThatDoesNotAnswerIsAskedAgainAfterAMinute() {
        weigh(1000);
        for (int i = 0; i < 60; i++) {
            weigh(1000);
        }
        assertThat(collections()).isEqualTo(1);

        weigh(1000);
        weigh(1000);
        assertThat(collections()).isEqualTo(2);
    }

    @Test
    void aWorkerThatNeverFittedIsKeptUntilItHasHadATask() {
        try (CapturedLog log = CapturedLog.of(MemoryLimit.class.getName())) {
            weigh(1000);
            collect(1000);
            assertThat(isReplaced()).isFalse();
            assertThat(log.messages())
                    .singleElement()
                    .asString()
                    .contains("of pool 'test' needs more memory than maxWorkerMemory allows, 0 MB");
        }

        PendingTask<Object> task = LoneTasks.task(1, TaskOptions.defaults());
        locked(() -> worker.handle().workload().send(task));
        weigh(1000);
        collect(1000);

        assertThat(isReplaced()).isTrue();
    }
}
