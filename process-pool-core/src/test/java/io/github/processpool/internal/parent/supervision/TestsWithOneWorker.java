package io.github.processpool.internal.parent.supervision;

import io.github.processpool.testing.FakeWorker;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;

/** Tests with a {@link PlayedPool} of one worker, which is ready. */
abstract class TestsWithOneWorker {

    @TempDir
    Path folder;

    PlayedPool pool;
    FakeWorker worker;

    @BeforeEach
    void start() {
        pool = PlayedPool.ofOne(folder);
        worker = pool.worker(0);
    }

    @AfterEach
    void close() {
        pool.close();
    }
}
