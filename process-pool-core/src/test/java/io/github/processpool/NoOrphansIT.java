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

    /**
     * The pool's own arguments let a loop reach safepoints, the user's do not; nor does the JVM ask for a safepoint of its own each
     * second: until the loop's end everybody would wait in it.
     */
    private static final String[] WITHOUT_SAFEPOINTS = {
        "-XX:-UseCountedLoopSafepoints",
        "-XX:LoopStripMiningIter=0",
        "-XX:+UnlockDiagnosticVMOptions",
        "-XX:GuaranteedSafepointInterval=0"
    };

    @RegisterExtension
    final Pools pools = new Pools();

    /** The parent that is to be killed; its first argument says whether its workers do all that they may do, or one sleeps. */
    static final class Parent {

        private Parent() {}

        public static void main(String[] arguments) throws Exception {
            Journal pids = new Journal(arguments[1]);
            Flag first = new Flag(arguments[2]);
            Flag second = new Flag(arguments[3]);
            ProcessPoolExecutorBuilder builder =
                    ProcessPoolExecutor.builder().workerHeap(64L << 20).maxWorkers(3);
            if (arguments[0].equals("all")) {
                ProcessPoolExecutor pool =
                        builder.jvmArguments(WITHOUT_SAFEPOINTS).build();
                pool.submit(() -> noteAndSpin(pids, first));
                pool.submit(() -> noteAndStartDescendants(pids, second));
                pool.submit(() -> Tasks.note(pids, String.valueOf(Tasks.pid()))).get(); // And idles.
                pids.awaitLines(7);
            } else {
                ProcessPoolExecutor pool = builder.build();
                pool.submit(() -> noteAndIgnoreInterrupts(pids, first));
                second.raise();
            }
            first.await();
            second.await();
            System.out.println("ready");
            Thread.sleep(Long.MAX_VALUE);
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
            Tasks.ignoreInterrupts(started);
            return 0;
        }
    }

    private ChildJvm.Builder parent(String what, Journal pids) {
        return ChildJvm.of(Parent.class)
                .arguments(what, pids.path(), pools.flag().path(), pools.flag().path());
    }

    private static List<Long> running(Journal pids) {
        List<Long> processes =
                pids.lines().stream().map(Long::valueOf).distinct().toList();
        assertThat(processes).isNotEmpty().allMatch(Signals::isRunning);
        return processes;
    }

    private static void assertGoneInTime(List<Long> pids) {
        await("processes to be gone in time")
                .atMost(PROMISED)
                .until(() -> pids.stream().noneMatch(Signals::isRunning));
    }

    /** One is idle, one in a loop, one in a task that ignores interrupts and has descendants. */
    @Test
    void leavesNoWorkerWhateverItDoesAndNoDescendantWhenTheParentIsKilled() throws Exception {
        Journal pids = pools.journal();
        try (ChildJvm parent = parent("all", pids).start()) {
            parent.awaitLine("ready");
            List<Long> processes = running(pids);
            assertThat(processes).hasSize(7);

            parent.kill();

            assertGoneInTime(processes);
        }
    }

    /** A stopped process can do nothing about its end; it is over as soon as somebody lets it go on. */
    @Test
    void theNextPoolSweepsWhatAKilledParentHasLeftAndAStoppedWorkerOfItEndsAsSoonAsItGoesOn() throws Exception {
        Path place = pools.folder().resolve("tmp");
        Files.createDirectory(place);
        Journal pids = pools.journal();
        try (ChildJvm parent =
                parent("sleep", pids).jvmArguments("-Djava.io.tmpdir=" + place).start()) {
            parent.awaitLine("ready");
            List<Long> workers = running(pids);
            List<Path> left = poolFolders(place);
            assertThat(left).hasSize(1);
            for (long worker : workers) {
                Signals.stop(worker);
            }
            parent.kill();
            assertThat(left.get(0)).as("its worker can't remove it").exists();
            openWithTemporaryFilesIn(place);
            assertThat(left.get(0)).doesNotExist();

            for (long worker : workers) {
                Signals.send("CONT", worker);
            }
            assertGoneInTime(workers);
        }
    }

    private void openWithTemporaryFilesIn(Path place) {
        String usual = System.setProperty("java.io.tmpdir", place.toString());
        try {
            pools.open();
        } finally {
            System.setProperty("java.io.tmpdir", usual);
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
