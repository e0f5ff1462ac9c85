package io.github.processpool;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.github.processpool.testing.Journal;
import io.github.processpool.testing.Pools;
import io.github.processpool.testing.RecordingListener;
import io.github.processpool.testing.Tasks;
import java.time.Duration;
import java.util.List;
import java.util.OptionalInt;
import java.util.UUID;
import java.util.concurrent.CancellationException;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;

/** A task that goes wrong because {@link PoolFaults} said so ends like what goes wrong in earnest. */
@Timeout(60)
class PoolFaultsIT {

    private static final TaskOptions RENDER =
            TaskOptions.builder().name("render").build();

    @RegisterExtension
    final Pools pools = new Pools();

    private final PoolFaults faults = new PoolFaults();
    private final RecordingListener listener = new RecordingListener();

    private ProcessPoolExecutor open(Consumer<ProcessPoolExecutorBuilder> changes) {
        return pools.open(builder -> changes.accept(
                builder.mode(PoolMode.IN_PROCESS).faults(faults).maxWorkers(1).listener(listener)));
    }

    private ProcessPoolExecutor open() {
        return open(builder -> {});
    }

    private static String worker() {
        return (String) WorkerContext.current()
                .attributes()
                .computeIfAbsent("worker", key -> UUID.randomUUID().toString());
    }

    // -- Crashes --

    @Test
    void aCrashLosesTheTaskWithItsExitCodeAndReplacesTheWorker() throws Exception {
        ProcessPoolExecutor pool = open();
        Journal journal = pools.journal();
        String before = pool.submit(() -> worker()).get();
        faults.crash("render", 3);

        ProcessFuture<String> task = pool.with(RENDER).submit(() -> Tasks.note(journal, "ran"));

        assertThatThrownBy(task::get)
                .cause()
                .isInstanceOfSatisfying(WorkerCrashedException.class, crash -> {
                    assertThat(crash.exitCode()).isEqualTo(OptionalInt.of(3));
                    assertThat(crash.outOfMemory()).isFalse();
                    assertThat(crash.pid()).isEqualTo(ProcessHandle.current().pid());
                })
                .hasMessageContaining("render")
                .hasMessageContaining("exited with code 3");
        assertThat(pool.submit(() -> worker()).get()).isNotEqualTo(before);
        assertThat(journal.lines()).isEmpty();
        await().until(() -> listener.exits().equals(List.of(ExitReason.CRASHED)));
        assertThat(faults.pending()).isZero();
    }

    @Test
    void aCrashIsAKillIfNoExitCodeIsGiven() {
        ProcessPoolExecutor pool = open();
        faults.crash("render");

        assertThatThrownBy(() -> pool.with(RENDER).submit(() -> 1).get())
                .cause()
                .isInstanceOfSatisfying(
                        WorkerCrashedException.class,
                        crash -> assertThat(crash.signal()).contains("SIGKILL"));
    }

    @Test
    void aTaskWithAnotherAttemptSurvivesACrash() throws Exception {
        ProcessPoolExecutor pool = open();
        faults.crash("render");
        TaskOptions options =
                TaskOptions.builder().name("render").maxAttempts(2).build();

        ProcessFuture<Integer> task = pool.with(options).submit(() -> 42);

        assertThat(task.get()).isEqualTo(42);
        await().until(() -> listener.kindsOf(task).contains("taskRetried"));
    }

    @Test
    void aTaskThatKillsItsLastAttemptSaysSo() {
        ProcessPoolExecutor pool = open();
        faults.crash("render").crash("render").crash("render");
        TaskOptions options =
                TaskOptions.builder().name("render").maxAttempts(3).build();

        assertThatThrownBy(() -> pool.with(options).submit(() -> 42).get())
                .cause()
                .isInstanceOf(WorkerCrashedException.class)
                .hasMessageContaining("attempt 3 of 3");
        assertThat(faults.pending()).isZero();
    }

    @Test
    void theTeardownOfACrashedWorkerDoesNotRun() throws Exception {
        Journal journal = pools.journal();
        ProcessPoolExecutor pool = open(builder -> builder.initializer(new NotesItsEnd(journal)));
        faults.crash("render");

        assertThatThrownBy(() -> pool.with(RENDER).submit(() -> 1).get())
                .hasCauseInstanceOf(WorkerCrashedException.class);
        await().until(() -> listener.exits().equals(List.of(ExitReason.CRASHED)));

        assertThat(journal.lines()).isEmpty();
    }

    /** Writes down that it was stopped. */
    private record NotesItsEnd(Journal journal) implements WorkerInitializer {
        @Override
        public void start(WorkerContext context) {}

        @Override
        public void stop(WorkerContext context) {
            journal.write("stopped");
        }
    }

    @Test
    void whatWasSentAheadOfACrashIsRunElsewhere() throws Exception {
        ProcessPoolExecutor pool = open();
        for (int i = 0; i < 200; i++) {
            pool.submit(() -> 1); // Needed so that tasks are known to be short, and sent ahead.
        }
        faults.crash("render");
        ProcessFuture<Integer> lost = pool.with(RENDER).submit(() -> 1);
        List<ProcessFuture<Integer>> behind = List.of(pool.submit(() -> 2), pool.submit(() -> 3), pool.submit(() -> 4));

        assertThatThrownBy(lost::get).hasCauseInstanceOf(WorkerCrashedException.class);
        for (int i = 0; i < 3; i++) {
            assertThat(behind.get(i).get()).isEqualTo(i + 2);
        }
    }

    // -- Timeouts --

    @Test
    void aTimeOutComesAtOnceWhateverTheTimeoutIs() throws Exception {
        ProcessPoolExecutor pool = open(builder -> builder.gracePeriod(Pools.LIMIT));
        String before = pool.submit(() -> worker()).get();
        faults.timeOut("render").timeOut("render");
        TaskOptions patient =
                TaskOptions.builder().name("render").timeout(Duration.ofDays(1)).build();

        assertTimesOut(pool.with(patient).submit(() -> 1), "timeout of 86400.0 s");
        assertTimesOut(pool.with(RENDER).submit(() -> 1), "PoolFaults");

        assertThat(pool.with(RENDER).submit(() -> worker()).get()).isEqualTo(before);
    }

    private static void assertTimesOut(ProcessFuture<?> task, String words) {
        assertThatThrownBy(task::get)
                .cause()
                .isInstanceOfSatisfying(TaskTimeoutException.class, timeout -> {
                    assertThat(timeout.clock()).isEqualTo(TaskTimeoutException.Clock.EXECUTION);
                    assertThat(timeout.threadDump()).isPresent();
                })
                .hasMessageContaining(words);
    }

    @Test
    void aTimeOutWithoutGraceCostsTheWorker() throws Exception {
        ProcessPoolExecutor pool = open(builder -> builder.gracePeriod(Duration.ZERO));
        String before = pool.submit(() -> worker()).get();
        faults.timeOut("render");

        assertThatThrownBy(() -> pool.with(RENDER).submit(() -> 1).get())
                .hasCauseInstanceOf(TaskTimeoutException.class);
        assertThat(pool.submit(() -> worker()).get()).isNotEqualTo(before);
        await().until(() -> listener.exits().equals(List.of(ExitReason.TIMED_OUT)));
    }

    @Test
    void faultsOfCancelledTasksEndTheirWorkAsWell() throws Exception {
        ProcessPoolExecutor pool = open();
        for (int i = 0; i < 50; i++) {
            faults.timeOut("render");
            ProcessFuture<Integer> task = pool.with(RENDER).submit(() -> 1);
            task.cancel(i % 2 == 0);
            assertThatThrownBy(task::get).isInstanceOf(CancellationException.class);
            task.stopped().get();
            faults.clear();
        }

        assertThat(pool.submit(() -> 1).get()).isEqualTo(1);
    }

    // -- Memory --

    @Test
    void anExhaustedHeapLosesTheTaskAndTheWorker() throws Exception {
        ProcessPoolExecutor pool = open();
        String before = pool.submit(() -> worker()).get();
        faults.outOfMemory("render");

        assertThatThrownBy(() -> pool.with(RENDER).submit(() -> 1).get())
                .cause()
                .isInstanceOfSatisfying(
                        WorkerCrashedException.class,
                        crash -> assertThat(crash.outOfMemory()).isTrue());
        assertThat(pool.submit(() -> worker()).get()).isNotEqualTo(before);
        await().until(() -> listener.exits().equals(List.of(ExitReason.OUT_OF_MEMORY)));
    }

    // -- Starts --

    @Test
    void aFailedStartIsTriedAgain() throws Exception {
        faults.failStarts(1);
        ProcessPoolExecutor pool = open();

        assertThat(pool.submit(() -> 1).get()).isEqualTo(1);
        assertThat(listener.exits()).containsExactly(ExitReason.START_FAILED);
    }

    @Test
    void failedStartsBreakThePoolAndItRecovers() throws Exception {
        faults.failStarts(4);
        ProcessPoolExecutor pool = open();
        ProcessFuture<Integer> pending = pool.submit(() -> 1);

        assertThatThrownBy(pending::get)
                .cause()
                .isInstanceOf(PoolBrokenException.class)
                .hasStackTraceContaining("PoolFaults.failStarts");
        listener.await("poolBroken");

        listener.await("poolRecovered");
        assertThat(pool.submit(() -> 2).get()).isEqualTo(2);
        assertThat(faults.pending()).isZero();
    }

    // -- Which and when --

    @Test
    void faultsOfOneNameHappenInTheirOrderAndToNobodyElse() throws Exception {
        ProcessPoolExecutor pool = open();
        faults.outOfMemory("render").crash("render", 9);

        assertThat(pool.submit(() -> 1).get()).isEqualTo(1);
        assertThatThrownBy(() -> pool.with(RENDER).submit(() -> 1).get())
                .cause()
                .isInstanceOfSatisfying(
                        WorkerCrashedException.class,
                        crash -> assertThat(crash.outOfMemory()).isTrue());
        assertThatThrownBy(() -> pool.with(RENDER).submit(() -> 1).get())
                .cause()
                .isInstanceOfSatisfying(
                        WorkerCrashedException.class,
                        crash -> assertThat(crash.exitCode()).hasValue(9));
        assertThat(pool.with(RENDER).submit(() -> 1).get()).isEqualTo(1);
    }

    @Test
    void shutdownInTheMiddleOfFaultsEndsEveryFuture() {
        ProcessPoolExecutor pool = open(builder -> builder.maxWorkers(4));
        for (int i = 0; i < 30; i++) {
            faults.crash("render").timeOut("render");
        }
        List<ProcessFuture<Integer>> tasks = IntStream.range(0, 60)
                .mapToObj(i -> pool.with(RENDER).submit(Tasks::echo, i))
                .toList();

        pool.shutdown(Duration.ofMillis(200));

        assertThat(tasks).allMatch(ProcessFuture::isDone);
        assertThat(pool.isTerminated()).isTrue();
    }

    @Test
    void processesRefuseFaultsAndSayWhy() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> ProcessPoolExecutor.builder().faults(faults).build())
                .withMessageContaining("faults")
                .withMessageContaining("PoolMode.IN_PROCESS")
                .withMessageContaining("PROCESSES");
    }

    @Test
    void badArgumentsAreNamed() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> faults.crash("render", 256))
                .withMessage("exitCode must be from 0 to 255, but was 256");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> faults.failStarts(-1))
                .withMessage("count must not be negative, but was -1");
        assertThatThrownBy(() -> faults.crash(null))
                .isInstanceOf(NullPointerException.class)
                .hasMessage("taskName");
        assertThat(faults.pending()).isZero();
    }
}
