package io.github.processpool.internal.parent.task;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.processpool.TaskOptions;
import io.github.processpool.testing.LoneTasks;
import io.github.processpool.testing.ManualTimer;
import io.github.processpool.testing.Pools;
import io.github.processpool.testing.ReaderThreads;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Readings whose threads have died in their delivery. */
@Timeout(60)
class LostReadingsTest {

    private final ReaderThreads readers = new ReaderThreads();
    private final List<Thread> threads = readers.made();
    private final Readings readings = new Readings(new ManualTimer(), readers, 2);
    private long lastTask;

    @AfterEach
    void close() {
        readings.close();
    }

    private PendingTask<Object> lost(Consumer<Outcome> receiver) throws InterruptedException {
        PendingTask<Object> task = LoneTasks.task(++lastTask, TaskOptions.defaults());
        readings.add(new Reading(
                task,
                1 << 20,
                () -> Outcome.value("read"),
                outcome -> {
                    receiver.accept(outcome);
                    task.finish(outcome);
                },
                () -> {}));
        threads.get(threads.size() - 1).join(Pools.LIMIT.toMillis());
        assertThat(task.isDone()).isFalse();
        return task;
    }

    @Test
    void oneThatCanNeverBeDeliveredKeepsNoOtherFromItsEnd() throws Exception {
        lost(outcome -> {
            throw new IllegalStateException("of this test");
        });
        AtomicBoolean full = new AtomicBoolean(true);
        PendingTask<Object> other = lost(outcome -> {
            if (full.get()) {
                throw new OutOfMemoryError("of this test");
            }
        });

        full.set(false);
        assertThatThrownBy(readings::rescue).isInstanceOf(IllegalStateException.class);

        assertThat(other).isCompletedWithValue("read");
        assertThat(readings.count()).isEqualTo(1);
    }
}
