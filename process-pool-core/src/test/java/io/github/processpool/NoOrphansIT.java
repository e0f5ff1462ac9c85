package io.github.processpool;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.github.processpool.testing.ChildJvm;
import io.github.processpool.testing.Flag;
import io.github.processpool.testing.Journal;
import io.github.processpool.testing.Pools;
import io.github.processpool.testing.Signals;
import io.github.processpool.testing.Tasks;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;

/** The promise: however the parent ends, no worker and no descendant is alive two seconds later. */
@Timeout(300)
class NoOrphansIT {

    private static final Duration PROMISED = Duration.ofSeconds(2);

    @RegisterExtension
    final Pools pools = new Pools();

    /** The parent that is to be killed; its first argument says what its workers do. */
    static final class Parent {

        private Parent() {}

        public static void main(String[] arguments) throws Exception {
            Journal pids = new Journal(arguments[1]);
            Flag started = new Flag(arguments[2]);
            ProcessPoolExecutorBuilder builder =
                    ProcessPoolExecutor.builder().workerHeap(64L << 20).maxWorkers(2);
            if (arguments[0].equals("loopWithoutSafepoint")) {
                // Nor does the JVM ask for a safepoint of its own each second: until the loop's end everybody would
                // wait in it.
                builder.jvmArguments(
                        "-XX:-UseCountedLoopSafepoints",
                        "-XX:LoopStripMiningIter=0",
                        "-XX:+UnlockDiagnosticVMOptions",
                        "-XX:GuaranteedSafepointInterval=0");
            }
            ProcessPoolExecutor pool = builder.build();
            for (int i = 0; i < 2; i++) {
                pool.submit(() -> Tasks.note(pids, String.valueOf(Tasks.pid()))).get();
                submit(pool, arguments[0], pids, started);
            }
            pids.awaitLines(2);
            started.await();
            System.out.println("ready");
            Thread.sleep(Long.MAX_VALUE);
        }

        private static void submit(ProcessPoolExecutor pool, String what, Journal pids, Flag started) {
            switch (what) {
                case "idle" -> started.raise();
                case "sleep" -> pool.submit(() -> noteAndIgnoreInterrupts(pids, started));
                case "loop", "loopWithoutSafepoint" -> pool.submit(() -> noteAndSpin(pids, started));
                case "children" -> pool.submit(() -> noteAndStartDescendants(pids, started));
                default -> throw new IllegalArgumentException(what);
            }
        }

        private static void noteAndIgnoreInterrupts(Journal pids, Flag started) {
            Tasks.note(pids, String.valueOf(Tasks.pid()));
            Tasks.ignoreInterrupts(started);
        }

        private static void noteAndSpin(Journal pids, Flag started) {
            Tasks.note(pids, String.valueOf(Tasks.pid()));
            Tasks.spinInCountedLoop(started);
        }

        private static int noteAndStartDescendants(Journal pids, Flag started) throws Exception {
            Tasks.note(pids, String.valueOf(Tasks.pid()));
            Tasks.startDescendants(4, pids);
            pids.awaitLines(7);
            Tasks.ignoreInterrupts(started);
            return 0;
        }
    }

    private List<Long> startParentAndKillIt(String what) throws Exception {
        Journal pids = pools.journal();
        Flag started = pools.flag();
        try (ChildJvm parent = ChildJvm.of(Parent.class)
                .arguments(what, pids.path(), started.path())
                .start()) {
            parent.awaitLine("ready");
            List<Long> processes =
                    pids.lines().stream().map(Long::valueOf).distinct().toList();
            assertThat(processes).isNotEmpty().allMatch(Signals::isRunning);
            parent.kill();
            return processes;
        }
    }

    private static void assertGoneInTime(List<Long> pids) {
        await("processes to be gone in time")
                .atMost(PROMISED)
                .until(() -> pids.stream().noneMatch(Signals::isRunning));
    }

    @Test
    void leavesNoIdleWorkerWhenTheParentIsKilled() throws Exception {
        assertGoneInTime(startParentAndKillIt("idle"));
    }

    @Test
    void leavesNoWorkerInTheMiddleOfATaskWhenTheParentIsKilled() throws Exception {
        assertGoneInTime(startParentAndKillIt("sleep"));
    }

    @Test
    void leavesNoDescendantOfAWorkerWhenTheParentIsKilled() throws Exception {
        assertGoneInTime(startParentAndKillIt("children"));
    }

    @Test
    void leavesNoWorkerThatIsInALongLoopWhenTheParentIsKilled() throws Exception {
        assertGoneInTime(startParentAndKillIt("loop"));
    }

    /** With the user's own arguments: the pool's own let a loop reach safepoints. */
    @Test
    void leavesNoWorkerThatIsInALoopWithoutSafepointWhenTheParentIsKilled() throws Exception {
        assertGoneInTime(startParentAndKillIt("loopWithoutSafepoint"));
    }

    /** A stopped process can do nothing about its end; it is over as soon as somebody lets it go on. */
    @Test
    void endsAStoppedWorkerOfAKilledParentAsSoonAsItGoesOn() throws Exception {
        Journal pids = pools.journal();
        Flag started = pools.flag();
        try (ChildJvm parent = ChildJvm.of(Parent.class)
                .arguments("sleep", pids.path(), started.path())
                .start()) {
            parent.awaitLine("ready");
            List<Long> workers =
                    pids.lines().stream().map(Long::valueOf).distinct().toList();
            for (long worker : workers) {
                Signals.stop(worker);
            }
            parent.kill();
            for (long worker : workers) {
                Signals.send("CONT", worker);
            }
            assertGoneInTime(workers);
        }
    }

    @Test
    void sweepsWhatAKilledParentHasLeft() throws Exception {
        Path place = pools.folder().resolve("tmp");
        Files.createDirectory(place);
        Journal pids = pools.journal();
        try (ChildJvm parent = ChildJvm.of(Parent.class)
                .jvmArguments("-Djava.io.tmpdir=" + place)
                .arguments("sleep", pids.path(), pools.flag().path())
                .start()) {
            parent.awaitLine("ready");
            assertThat(poolFolders(place)).hasSize(1);
            parent.kill();
        }
        await().until(() -> pids.lines().stream().map(Long::valueOf).noneMatch(Signals::isRunning));

        try (ChildJvm next = ChildJvm.of(OnePool.class)
                .jvmArguments("-Djava.io.tmpdir=" + place)
                .start()) {
            assertThat(next.awaitEnd()).as("%s", next.lines()).isZero();
        }

        assertThat(poolFolders(place)).isEmpty();
    }

    /** Uses a pool and closes it. */
    static final class OnePool {

        private OnePool() {}

        public static void main(String[] arguments) throws Exception {
            try (ProcessPoolExecutor pool =
                    ProcessPoolExecutor.builder().workerHeap(64L << 20).build()) {
                System.out.println(
                        "result " + pool.submit(() -> Tasks.add(1, 2)).get());
            }
        }
    }

    private static List<Path> poolFolders(Path place) throws IOException {
        List<Path> found = new ArrayList<>();
        try (DirectoryStream<Path> folders = Files.newDirectoryStream(place, "process-pool-*")) {
            folders.forEach(found::add);
        }
        return found;
    }

    @Test
    void endsTheWorkersOfANestedPoolWithTheWorkerThatMadeIt() throws Exception {
        ProcessPoolExecutor pool = pools.oneWorker();
        Journal pids = pools.journal();
        ProcessFuture<Long> outer = pool.submit(() -> Nested.waitForOwnPool(pids));
        long inner = Long.parseLong(pids.awaitLines(1).get(0));

        Signals.send("KILL", outer.workerPid().orElseThrow());

        await("the inner worker to be gone in time").atMost(PROMISED).until(() -> !Signals.isRunning(inner));
    }

    /** The task that runs in the worker that makes a pool. */
    static final class Nested {

        private Nested() {}

        static long waitForOwnPool(Journal pids) throws Exception {
            try (ProcessPoolExecutor pool = ProcessPoolExecutor.builder()
                    .name("nested")
                    .maxWorkers(1)
                    .workerHeap(32L << 20)
                    .build()) {
                return pool.submit(() -> {
                            Tasks.note(pids, String.valueOf(Tasks.pid()));
                            Thread.sleep(Long.MAX_VALUE);
                            return 0L;
                        })
                        .get();
            }
        }
    }
}
