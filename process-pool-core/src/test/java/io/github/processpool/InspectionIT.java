package io.github.processpool;

import static io.github.processpool.testing.Failures.failureOf;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.processpool.testing.Flag;
import io.github.processpool.testing.Pools;
import io.github.processpool.testing.Signals;
import io.github.processpool.testing.Tasks;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.Arrays;
import java.util.concurrent.CompletableFuture;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;

/** The things that an operator does with one worker: replaces it, and looks into it. */
@Timeout(300)
class InspectionIT {

    @RegisterExtension
    final Pools pools = new Pools();

    private static long pidOfOnlyWorker(ProcessPoolExecutor pool) {
        return pool.snapshot().workers().get(0).pid();
    }

    // -- Replacing one --

    @Test
    void anIdleWorkerIsReplacedAndTheOthersStay() throws Exception {
        ProcessPoolExecutor pool = pools.open(builder -> builder.minWorkers(2));
        Awaitility.await().until(() -> pool.snapshot().workersStarted() == 2);
        long old = pool.snapshot().workers().get(0).pid();
        long other = pool.snapshot().workers().get(1).pid();

        pool.recycleWorker(old).get();

        Pools.awaitDeath(old);
        assertThat(pool.snapshot().workers())
                .extracting(WorkerSnapshot::pid)
                .contains(other)
                .doesNotContain(old);
        assertThat(pool.snapshot().exitsByReason()).containsOnlyKeys(ExitReason.REQUESTED);
    }

    @Test
    void aBusyWorkerFinishesItsTaskFirst() throws Exception {
        ProcessPoolExecutor pool = pools.sharedWorker();
        Flag released = pools.flag();
        ProcessFuture<Long> busy = pools.occupy(pool, released);
        long before = pool.snapshot().workersStarted();

        CompletableFuture<Void> replaced = pool.recycleWorker(busy.workerPid().orElseThrow());
        Awaitility.await("the replacement").until(() -> pool.snapshot().workersStarted() == before + 1);
        assertThat(replaced).isNotDone();
        released.raise();

        replaced.get();
        assertThat(pool.submit(() -> Tasks.pid()).get()).isNotEqualTo(busy.get());
    }

    @Test
    void aWorkerThatDiesBeforeItsReplacementIsReadyCountsAsReplaced() throws Exception {
        ProcessPoolExecutor pool = pools.sharedWorker();
        Flag started = pools.flag();
        ProcessFuture<String> task = pool.submit(() -> Tasks.sleepForever(started));
        started.await();
        long pid = task.workerPid().orElseThrow();

        CompletableFuture<Void> replaced = pool.recycleWorker(pid);
        Signals.send("KILL", pid);

        replaced.get();
        failureOf(task, WorkerCrashedException.class);
    }

    @Test
    void whoWaitsForAReplacementLearnsOfTheShutdown() throws Exception {
        ProcessPoolExecutor pool = pools.oneWorker();
        Flag started = pools.flag();
        ProcessFuture<String> task = pool.submit(() -> Tasks.sleepForever(started));
        started.await();

        CompletableFuture<Void> replaced = pool.recycleWorker(task.workerPid().orElseThrow());
        pool.shutdown();

        assertThat(failureOf(replaced, PoolShutdownException.class)).hasMessageContaining("shut down");
    }

    @Test
    void anUnknownPidIsRefusedWithTheKnownOnes() throws Exception {
        ProcessPoolExecutor pool = pools.sharedWorker();
        long pid = pool.submit(() -> Tasks.pid()).get();

        String words = "Process pool 'shared' has no worker with pid 1; it has " + pid;
        assertThatThrownBy(() -> pool.recycleWorker(1)).hasMessage(words);
        assertThatThrownBy(() -> pool.threadDump(1))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage(words);
        Path file = pools.folder().resolve("a.hprof");
        assertThatThrownBy(() -> pool.heapDump(1, file)).hasMessage(words);
        assertThat(file).doesNotExist();
    }

    @Test
    void workersThatAreThreadsCanNotBeNamedByAPid() throws Exception {
        ProcessPoolExecutor pool = pools.open(builder -> builder.mode(PoolMode.IN_PROCESS));
        long pid = pool.submit(() -> Tasks.pid()).get();

        assertThatThrownBy(() -> pool.recycleWorker(pid))
                .isInstanceOf(UnsupportedOperationException.class)
                .hasMessageContaining("IN_PROCESS");
        assertThatThrownBy(() -> pool.threadDump(pid)).isInstanceOf(UnsupportedOperationException.class);
        Path file = pools.folder().resolve("a.hprof");
        assertThatThrownBy(() -> pool.heapDump(pid, file)).isInstanceOf(UnsupportedOperationException.class);
    }

    // -- Thread dumps --

    @Test
    void aThreadDumpShowsTheTaskAndDoesNotDisturbIt() throws Exception {
        ProcessPoolExecutor pool = pools.sharedWorker();
        Flag released = pools.flag();
        ProcessFuture<Long> busy = pools.occupy(pool, released);
        long pid = busy.workerPid().orElseThrow();

        assertThat(pool.threadDump(pid).get())
                .contains("\"process-pool-shared-task\"")
                .contains("io.github.processpool.testing.Tasks.runUntil(");

        released.raise();
        assertThat(busy.get()).isEqualTo(pid);
    }

    @Test
    void aWorkerInItsInitializerShowsWhatItWaitsFor() throws Exception {
        Flag started = pools.flag();
        Flag released = pools.flag();
        ProcessPoolExecutor pool = pools.open(builder ->
                builder.maxWorkers(1).minWorkers(1).initializer(context -> Tasks.runUntil(started, released)));
        started.await();

        assertThat(pool.threadDump(pidOfOnlyWorker(pool)).get())
                .contains("io.github.processpool.testing.Tasks.runUntil(");

        released.raise();
        assertThat(pool.submit(() -> Tasks.add(1, 2)).get()).isEqualTo(3);
    }

    @Test
    void aStoppedWorkerIsGivenUpWithItsLastSignOfLifeAndGoesOnLater() throws Exception {
        ProcessPoolExecutor pool = pools.sharedWorker();
        long pid = pool.submit(() -> Tasks.pid()).get();
        Signals.stop(pid);

        CompletableFuture<String> first = pool.threadDump(pid);
        CompletableFuture<String> second = pool.threadDump(pid);
        assertThat(pool.snapshot().workers()).hasSize(1);

        assertThat(failureOf(first, WorkerInspectionException.class))
                .hasMessageStartingWith(
                        "Worker 0 (pid " + pid + ") of process pool 'shared' has not answered within 10 s")
                .hasMessageContaining("last sign of life");
        failureOf(second, WorkerInspectionException.class);
        Signals.send("CONT", pid);
        assertThat(pool.threadDump(pid).get()).contains("process-pool-shared-task"); // The late answer harms nothing.
        assertThat(pool.submit(() -> Tasks.pid()).get()).isEqualTo(pid);
    }

    // -- Heap dumps --

    @Test
    void aHeapDumpIsForItsOwnerOnlyAndTheWorkerGoesOn() throws Exception {
        ProcessPoolExecutor pool = pools.sharedWorker();
        long pid = pool.submit(() -> Tasks.pid()).get();
        Path file = pools.folder().resolve("worker.hprof");

        assertThat(pool.heapDump(pid, file).get()).isEqualTo(file.toAbsolutePath());

        assertThat(new String(Arrays.copyOf(Files.readAllBytes(file), 12), StandardCharsets.US_ASCII))
                .isEqualTo("JAVA PROFILE");
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                .isEqualTo("rw-------");
        assertThat(pool.submit(() -> Tasks.pid()).get()).isEqualTo(pid);
    }

    @Test
    void aFileThatCanNotBeIsRefused() throws Exception {
        ProcessPoolExecutor pool = pools.sharedWorker();
        long pid = pool.submit(() -> Tasks.pid()).get();
        Path existing = Files.createFile(pools.folder().resolve("there.hprof"));

        assertThatThrownBy(() -> pool.heapDump(pid, Path.of("heap.bin")))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("must end with .hprof, but was heap.bin");
        assertThatThrownBy(() -> pool.heapDump(pid, existing))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("must not exist, but there is " + existing);
        assertThat(failureOf(
                        pool.heapDump(pid, pools.folder().resolve("no/such/folder.hprof")),
                        WorkerInspectionException.class))
                .hasMessageContaining("could not do it: java.io.IOException");
        assertThat(pool.submit(() -> Tasks.pid()).get()).isEqualTo(pid);
    }

    @Test
    void aWorkerThatWritesItsHeapIsNotTakenForHung() throws Exception {
        ProcessPoolExecutor pool =
                pools.open(builder -> builder.maxWorkers(1).heartbeatTimeout(Duration.ofMillis(500)));
        long pid = pool.submit(() -> Tasks.pid()).get();
        Signals.stop(pid); // Standing still for as long as the test likes.
        Path file = pools.folder().resolve("a.hprof");
        CompletableFuture<Path> heap = pool.heapDump(pid, file);

        assertThat(failureOf(pool.heapDump(pid, pools.folder().resolve("b.hprof")), WorkerInspectionException.class))
                .hasMessageContaining("writes a heap dump already");
        Awaitility.await().during(Duration.ofMillis(1500)).until(() -> Pools.isAlive(pid));
        Signals.send("CONT", pid);

        assertThat(heap.get()).exists();
        assertThat(pool.submit(() -> Tasks.pid()).get()).isEqualTo(pid);
        Signals.stop(pid);
        Awaitility.await("the heartbeat to count again")
                .until(() -> pool.snapshot().exitsByReason().containsKey(ExitReason.HUNG));
    }
}
