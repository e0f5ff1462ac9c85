package io.github.processpool.internal.parent.memory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import io.github.processpool.internal.parent.memory.MemoryWatchdog.Candidate;
import io.github.processpool.internal.parent.process.WorkerLink;
import io.github.processpool.internal.wire.codec.DefinitionTable;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.LoggerFactory;

/** Pools are stood in for; "workers" bear the pid of this JVM, and are only said to be killed. */
class MemoryWatchdogTest {

    private static final long GIGABYTE = 1L << 30;

    @TempDir
    Path root;

    private final BlockingQueue<String> ended = new LinkedBlockingQueue<>();
    private final ListAppender<ILoggingEvent> log = new ListAppender<>();

    /** A pool with one worker. */
    private final class OneWorker implements MemoryWatchdog.Member {
        private final String name;
        private final long heap;
        private final Candidate worker;

        OneWorker(String name, long heap, boolean busy) {
            this.name = name;
            this.heap = heap;
            WorkerLink link = new WorkerLink(1, 0, new DefinitionTable());
            this.worker = new Candidate(link, ProcessHandle.current().pid(), busy, busy ? "job" : "");
        }

        @Override
        public String name() {
            return name;
        }

        @Override
        public long heapBytes() {
            return heap;
        }

        @Override
        public List<Candidate> candidates() {
            return List.of(worker);
        }

        @Override
        public void end(Candidate candidate, String words) {
            assertThat(candidate).isEqualTo(worker);
            ended.add(name + " " + words);
        }
    }

    @BeforeEach
    void listen() {
        log.start();
        logger().addAppender(log);
    }

    @AfterEach
    void stopListening() {
        logger().detachAppender(log);
    }

    private static Logger logger() {
        return (Logger) LoggerFactory.getLogger(MemoryWatchdog.class);
    }

    private static boolean isRunning() {
        return Thread.getAllStackTraces().keySet().stream()
                .anyMatch(thread -> thread.getName().equals("process-pool-memory-watchdog"));
    }

    @Test
    void itComesWithTheFirstPoolAndGoesWithTheLast() {
        OneWorker first = new OneWorker("first", 1, true);
        OneWorker second = new OneWorker("second", 1, true);
        try (FakeContainer container = new FakeContainer(root, 8 * GIGABYTE, GIGABYTE)) {
            MemoryWatchdog.join(first);
            MemoryWatchdog.join(second);
            MemoryWatchdog.leave(first);
            assertThat(isRunning()).isTrue();
            MemoryWatchdog.leave(second);
            await().until(() -> !isRunning());
            assertThat(ended).isEmpty();
            container.use(GIGABYTE);
        }
    }

    @Test
    void whatIsNotBusyGoesFirstAndTheWordsSayWhy() throws InterruptedException {
        OneWorker busy = new OneWorker("busy", 1, true);
        OneWorker idle = new OneWorker("idle", 1, false);
        try (FakeContainer container = new FakeContainer(root, GIGABYTE, GIGABYTE / 2)) {
            MemoryWatchdog.join(busy);
            MemoryWatchdog.join(idle);
            container.use(GIGABYTE - (10 << 20));

            assertThat(ended.poll(30, TimeUnit.SECONDS))
                    .startsWith("idle was killed by its pool")
                    .contains("1014 MB of 1024 MB", "running no task", "workerHeap", "maxWorkers");
            assertThat(ended).isEmpty();
            container.use(GIGABYTE / 2);
        } finally {
            MemoryWatchdog.leave(busy);
            MemoryWatchdog.leave(idle);
        }
    }

    @Test
    void heapsThatAreTooMuchTogetherAreWarnedOf() {
        OneWorker first = new OneWorker("first", 700 << 20, true);
        OneWorker second = new OneWorker("second", 600 << 20, true);
        try (FakeContainer container = new FakeContainer(root, GIGABYTE, 0)) {
            MemoryWatchdog.join(first);
            assertThat(log.list).isEmpty();
            MemoryWatchdog.join(second);

            assertThat(log.list)
                    .singleElement()
                    .satisfies(event -> assertThat(event.getFormattedMessage())
                            .contains("[first, second]", "1300 MB", "600 MB", "1024 MB", "workerHeap", "maxWorkers"));
            container.use(0);
        } finally {
            MemoryWatchdog.leave(first);
            MemoryWatchdog.leave(second);
        }
    }

    @Test
    void theHeapOfThisJvmCountsToo() {
        OneWorker pool = new OneWorker("pool", 700 << 20, true);
        try (FakeContainer container = new FakeContainer(root, GIGABYTE, 0, 400 << 20)) {
            MemoryWatchdog.join(pool);

            assertThat(log.list)
                    .singleElement()
                    .satisfies(event -> assertThat(event.getFormattedMessage())
                            .contains(
                                    "this JVM 400 MB", "process-pool.worker-heap", "process-pool.max-workers", "-Xmx"));
            container.use(0);
        } finally {
            MemoryWatchdog.leave(pool);
        }
    }

    @Test
    void aPoolThatNeverJoinedMayLeave() {
        MemoryWatchdog.leave(new OneWorker("stranger", 1, true));

        assertThat(isRunning()).isFalse();
    }

    @Test
    void aTwentiethIsToBeLeftWithinBounds() {
        assertThat(MemoryRelief.headroom(4 * GIGABYTE)).isEqualTo(4 * GIGABYTE / 20);
        assertThat(MemoryRelief.headroom(100 * GIGABYTE)).isEqualTo(512L << 20);
        assertThat(MemoryRelief.headroom(256 << 20)).isEqualTo(32 << 20);
        assertThat(MemoryRelief.headroom(64 << 20)).isEqualTo(16 << 20);
    }
}
