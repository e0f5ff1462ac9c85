package io.github.processpool.internal.parent.supervision;

import io.github.processpool.TaskOptions;
import io.github.processpool.internal.parent.task.PendingTask;
import io.github.processpool.testing.FakeWorker;
import io.github.processpool.testing.RecordingListener;
import io.github.processpool.testing.ScriptedFederation;
import io.github.processpool.testing.TestSettings;
import java.nio.file.Path;
import java.util.Objects;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;

/** Tests with a {@link PlayedPool} of one worker, which is ready, and other members of a cluster. */
abstract class TestsWithMembers {

    @TempDir
    Path folder;

    final ScriptedFederation others = new ScriptedFederation();
    final RecordingListener listener = new RecordingListener();
    PlayedPool pool;
    MemberNews news;
    FakeWorker worker;

    @BeforeEach
    void start() {
        TestSettings settings = new TestSettings();
        settings.maxWorkers = 1;
        settings.quarantineAfter = 2;
        settings.listeners.add(listener);
        pool = new PlayedPool(settings, folder, others);
        news = Objects.requireNonNull(pool.news);
        pool.start(1);
        MemberPayloads.holdUp();
        worker = pool.worker(0);
    }

    @AfterEach
    void close() {
        MemberPayloads.release();
        pool.readers.forEach(Thread::interrupt);
        pool.close();
    }

    static TaskOptions attempts(int count) {
        return TaskOptions.builder().maxAttempts(count).build();
    }

    /** The worker has something to do of which nobody knows how long it takes. */
    PendingTask<Object> occupy() {
        PendingTask<Object> task = pool.submit();
        worker.begin(task, pool.timer);
        return task;
    }

    /** A task that another member has, while the worker is busy. */
    PendingTask<Object> away(TaskOptions options) {
        if (pool.crew.idleWorker() != null) {
            occupy();
        }
        others.room++;
        return pool.submit(options);
    }

    PendingTask<Object> away() {
        return away(TaskOptions.defaults());
    }

    /** Answers that wait for a thread, or are held up, are read. */
    void read() {
        MemberPayloads.release();
        Awaitility.await().until(() -> pool.readings.count() == 0);
    }

    long ticket() {
        return others.last().ticket();
    }
}
