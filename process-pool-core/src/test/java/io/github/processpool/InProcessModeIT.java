package io.github.processpool;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.awaitility.Awaitility.await;

import ch.qos.logback.classic.Level;
import io.github.processpool.testing.CapturedLog;
import io.github.processpool.testing.Flag;
import io.github.processpool.testing.Journal;
import io.github.processpool.testing.Pools;
import io.github.processpool.testing.RecordingListener;
import io.github.processpool.testing.Tasks;
import io.github.processpool.testing.Values;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;

/** {@link PoolMode#IN_PROCESS}: what the pool promises holds with workers that are threads, as far as threads allow. */
@Timeout(60)
class InProcessModeIT {

    /** Seen by tasks as well, because they run in this JVM. */
    private static final AtomicInteger SHARED = new AtomicInteger();

    @RegisterExtension
    final Pools pools = new Pools();

    private ProcessPoolExecutor open() {
        return open(builder -> {});
    }

    private ProcessPoolExecutor open(Consumer<ProcessPoolExecutorBuilder> changes) {
        return pools.open(builder -> changes.accept(builder.mode(PoolMode.IN_PROCESS)));
    }

    /** In a task: the same for all tasks of one worker, and for no other. */
    private static String worker() {
        return (String) WorkerContext.current()
                .attributes()
                .computeIfAbsent("worker", key -> UUID.randomUUID().toString());
    }

    private static String workerAfter(Flag started, Flag released) throws InterruptedException {
        started.raise();
        released.awaitInTask();
        return worker();
    }

    /** Ignores every interrupt, until a flag is raised. */
    private static String ignoreInterruptsUntil(Flag started, Flag released) {
        started.raise();
        while (!released.isRaised()) {
            Thread.interrupted();
            Thread.onSpinWait();
        }
        return "ended at last";
    }

    /** Lets the abandoned thread of a stubborn task end. */
    private static void release(Flag flag) {
        flag.raise();
    }

    // -- Where it runs --

    @Test
    void startsNoProcessAndRunsTasksInThisJvm() throws Exception {
        ProcessPoolExecutor pool = open(builder -> builder.minWorkers(2));
        SHARED.set(7);

        ProcessFuture<Integer> task = pool.submit(() -> SHARED.incrementAndGet());

        assertThat(task.get()).isEqualTo(8);
        assertThat(SHARED).hasValue(8);
        assertThat(task.workerPid()).hasValue(ProcessHandle.current().pid());
        assertThat(Pools.workers()).isEmpty();
        assertThat(pool.snapshot().workers()).allSatisfy(worker -> {
            assertThat(worker.pid()).isEqualTo(ProcessHandle.current().pid());
            assertThat(worker.residentBytes()).isEqualTo(-1);
            assertThat(worker.heapBytes()).isEqualTo(-1);
        });
    }

    @Test
    void tasksSeeTheContextClassLoaderOfWhoMadeThePool() throws Exception {
        ClassLoader mine = new ClassLoader(getClass().getClassLoader()) {};
        Thread thread = Thread.currentThread();
        ClassLoader before = thread.getContextClassLoader();
        thread.setContextClassLoader(mine);
        ProcessPoolExecutor pool;
        try {
            pool = open();
        } finally {
            thread.setContextClassLoader(before);
        }

        int seen = pool.submit(
                        () -> System.identityHashCode(Thread.currentThread().getContextClassLoader()))
                .get();

        assertThat(seen).isEqualTo(System.identityHashCode(mine));
    }

    @Test
    void oneWorkerRunsOneTaskAtATime() throws Exception {
        ProcessPoolExecutor pool = open(builder -> builder.maxWorkers(1));
        List<ProcessFuture<Integer>> tasks = new ArrayList<>();
        SHARED.set(0);
        for (int i = 0; i < 50; i++) {
            tasks.add(pool.submit(() -> {
                int running = SHARED.incrementAndGet();
                Thread.yield();
                SHARED.decrementAndGet();
                return running;
            }));
        }

        for (ProcessFuture<Integer> task : tasks) {
            assertThat(task.get()).isEqualTo(1);
        }
    }

    @Test
    void settingsOfProcessesAreIgnoredWithOneLineThatNamesThem() throws Exception {
        try (CapturedLog log =
                CapturedLog.of("io.github.processpool.internal.inprocess.InProcessWorkers", Level.DEBUG)) {
            ProcessPoolExecutor pool = open(builder -> builder.commandPrefix("no-such-program"));

            assertThat(pool.submit(() -> Tasks.add(1, 2)).get()).isEqualTo(3);
            assertThat(log.messages())
                    .singleElement()
                    .asString()
                    .contains("workerHeap", "jvmArguments", "commandPrefix")
                    .doesNotContain("classPath");
        }
    }

    // -- Submitting --

    @Test
    void runsTasksOfEveryShape() throws Exception {
        ProcessPoolExecutor pool = open();
        Journal journal = pools.journal();

        assertThat(pool.submit(() -> "called").get()).isEqualTo("called");
        assertThat(pool.submit((Integer a) -> a + 1, 41).get()).isEqualTo(42);
        assertThat(pool.submit((a, b) -> a + b, "x", "y").get()).isEqualTo("xy");
        assertThat(pool.submit(() -> journal.write("ran"), "afterwards").get()).isEqualTo("afterwards");
        assertThat(pool.<String>submit(() -> null).get()).isNull();
        assertThat(pool.trySubmit(() -> 5).orElseThrow().get()).isEqualTo(5);
        assertThat(pool.invokeAll(
                        List.of((SerializableCallable<Integer>) () -> 1, (SerializableCallable<Integer>) () -> 2)))
                .extracting(future -> future.get())
                .containsExactly(1, 2);
        pool.execute(() -> journal.write("executed"));
        journal.awaitLines(2);
    }

    @Test
    void argumentsAndResultsAreCopies() throws Exception {
        ProcessPoolExecutor pool = open();
        List<String> argument = new ArrayList<>(List.of("a"));
        List<String> captured = new ArrayList<>(List.of("b"));

        List<List<String>> result = pool.submit(
                        (List<String> given) -> {
                            given.add("by the task");
                            return List.of(given, captured);
                        },
                        argument)
                .get();

        assertThat(argument).containsExactly("a");
        assertThat(result.get(0)).containsExactly("a", "by the task").isNotSameAs(argument);
        assertThat(result.get(1)).isEqualTo(captured).isNotSameAs(captured);
    }

    @Test
    void aTaskDoesNotSeeWhatIsChangedAfterSubmit() throws Exception {
        ProcessPoolExecutor pool = open(builder -> builder.maxWorkers(1));
        Flag started = pools.flag();
        Flag released = pools.flag();
        pool.submit(() -> workerAfter(started, released));
        started.await();
        List<String> argument = new ArrayList<>(List.of("before"));
        byte[] bytes = {1};
        ProcessFuture<String> first = pool.submit(String::valueOf, argument);
        ProcessFuture<Integer> second = pool.submit(Tasks::sum, bytes);
        argument.set(0, "after");
        bytes[0] = 2;
        released.raise();

        assertThat(first.get()).isEqualTo("[before]");
        assertThat(second.get()).isEqualTo(1);
    }

    @Test
    void whatCantBeSerializedFailsAsWithProcesses() {
        ProcessPoolExecutor pool = open();
        Object argument = new Values.HolderOfNotSerializable();
        Callable<String> notSerializable = () -> "never";

        assertThatThrownBy(() -> pool.submit(String::valueOf, argument))
                .isInstanceOf(TaskSerializationException.class)
                .hasMessageContaining("argument 1.culprit");
        assertThatThrownBy(() -> pool.submit(notSerializable)).isInstanceOf(TaskSerializationException.class);
        assertThatThrownBy(() ->
                        pool.submit(() -> new Values.HolderOfNotSerializable()).get())
                .cause()
                .isInstanceOf(ResultSerializationException.class)
                .hasMessageContaining("result.culprit");
        assertThatThrownBy(() ->
                        pool.submit(value -> "never", new Values.Unreadable()).get())
                .cause()
                .isInstanceOf(TaskSerializationException.class);
    }

    @Test
    void limitsAndFiltersHold() {
        ProcessPoolExecutor pool = open(builder -> builder.maxPayload(64 * 1024).parameterFilter("!java.util.UUID;*"));
        byte[] large = new byte[100_000];

        assertThatThrownBy(() -> pool.submit(Tasks::sum, large)).isInstanceOf(PayloadTooLargeException.class);
        assertThatThrownBy(() -> pool.submit(() -> Tasks.bytes(100_000)).get())
                .hasCauseInstanceOf(PayloadTooLargeException.class);
        assertThatThrownBy(() -> pool.submit(String::valueOf, UUID.randomUUID()).get())
                .hasCauseInstanceOf(TaskSerializationException.class);
    }

    @Test
    void anExceptionCrossesWithItsDetailsAndItsStack() {
        ProcessPoolExecutor pool = open();

        ExecutionException failure = catchThrowableOfType(
                ExecutionException.class,
                () -> pool.submit(() -> {
                            throw new Values.DetailedException("broken", 5, new IllegalStateException("inner"));
                        })
                        .get());

        assertThat(failure)
                .cause()
                .isInstanceOfSatisfying(
                        Values.DetailedException.class,
                        thrown -> assertThat(thrown.detail()).isEqualTo(5))
                .hasMessage("broken")
                .hasRootCauseMessage("inner");
        assertThat(failure.getCause().getStackTrace())
                .anyMatch(element -> element.getMethodName().contains("anExceptionCrossesWith"));
        assertThatThrownBy(() -> pool.submit(() -> {
                            throw new Values.NotSerializableException("stays there");
                        })
                        .get())
                .cause()
                .isInstanceOf(RemoteTaskException.class)
                .hasMessageContaining("stays there");
    }

    // -- Stopping --

    @Test
    void aTimeoutInterruptsTheTaskAndTheWorkerLivesIfItHeedsThat() throws Exception {
        ProcessPoolExecutor pool = open(builder -> builder.maxWorkers(1).gracePeriod(Pools.LIMIT));
        String before = pool.submit(() -> worker()).get();
        Flag started = pools.flag();
        Flag cleanedUp = pools.flag();

        ProcessFuture<String> task = pool.with(
                        TaskOptions.builder().timeout(Duration.ofMillis(100)).build())
                .submit(() -> Tasks.cleanUpWhenInterrupted(started, cleanedUp));

        assertThatThrownBy(task::get).cause().isInstanceOfSatisfying(TaskTimeoutException.class, timeout -> {
            assertThat(timeout.clock()).isEqualTo(TaskTimeoutException.Clock.EXECUTION);
            assertThat(timeout.threadDump()).get().asString().contains("cleanUpWhenInterrupted");
        });
        task.stopped().get();
        assertThat(cleanedUp.isRaised()).isTrue();
        assertThat(pool.submit(() -> worker()).get()).isEqualTo(before);
    }

    @Test
    void aTaskThatIgnoresTheInterruptLosesItsWorkerButNotItsThread() throws Exception {
        RecordingListener listener = new RecordingListener();
        ProcessPoolExecutor pool =
                open(builder -> builder.maxWorkers(1).listener(listener).gracePeriod(Duration.ofMillis(50)));
        String before = pool.submit(() -> worker()).get();
        Flag started = pools.flag();
        Flag released = pools.flag();
        try {
            ProcessFuture<String> task = pool.with(
                            TaskOptions.builder().timeout(Duration.ofMillis(50)).build())
                    .submit(() -> ignoreInterruptsUntil(started, released));

            assertThatThrownBy(task::get).hasCauseInstanceOf(TaskTimeoutException.class);
            assertThat(pool.submit(() -> worker()).get()).isNotEqualTo(before);
            task.stopped().get();
            await().until(() -> listener.exits().equals(List.of(ExitReason.TIMED_OUT)));
            assertThat(Thread.getAllStackTraces().keySet())
                    .filteredOn(thread -> thread.getName().endsWith("-abandoned"))
                    .singleElement()
                    .satisfies(thread -> assertThat(thread.isDaemon()).isTrue());
        } finally {
            release(released);
        }
    }

    /** The kind of call that no interrupt ends. */
    interface Gate {

        void pass();
    }

    private static String passAndTell(Gate gate, Journal journal) {
        try {
            gate.pass();
            return "passed";
        } catch (SharedCallRefusedException e) {
            journal.write(e.getMessage());
            throw e;
        }
    }

    @Test
    void aCallOfASharedObjectEndsWithItsWorker() throws Exception {
        ProcessPoolExecutor pool = open(builder -> builder.maxWorkers(1).gracePeriod(Duration.ofMillis(50)));
        Flag started = pools.flag();
        Flag released = pools.flag();
        Journal journal = pools.journal();
        Gate gate = pool.share(Gate.class, () -> ignoreInterruptsUntil(started, released));
        try {
            ProcessFuture<String> task = pool.submit(() -> passAndTell(gate, journal));
            started.await();

            task.cancel(true);

            assertThat(journal.awaitLines(1)).singleElement().asString().contains("pass()", "was not answered");
            assertThat(pool.submit(() -> 1).get()).isEqualTo(1);
        } finally {
            release(released);
        }
    }

    @Test
    void anAbandonedTaskIsToldByItsContextAsWell() throws Exception {
        ProcessPoolExecutor pool = open(builder -> builder.maxWorkers(1).gracePeriod(Duration.ZERO));
        Flag started = pools.flag();
        ProcessFuture<Boolean> task = pool.submit(() -> Tasks.runUntilCancelled(started));
        started.await();

        assertThat(task.cancel(true)).isTrue();

        task.stopped().get(); // That its thread has ended is found by the look for leftovers.
        assertThat(pool.submit(() -> 1).get()).isEqualTo(1);
    }

    @Test
    void cancelInterruptsWhatRunsAndNeverRunsWhatWaits() throws Exception {
        ProcessPoolExecutor pool = open(builder -> builder.maxWorkers(1));
        Flag started = pools.flag();
        Flag never = pools.flag();
        ProcessFuture<String> running = pool.submit(() -> Tasks.sleepForever(started));
        started.await();
        ProcessFuture<?> waiting = pool.submit(() -> never.raise());

        assertThat(waiting.cancel(true)).isTrue();
        assertThat(running.cancel(true)).isTrue();

        assertThatThrownBy(running::get).isInstanceOf(CancellationException.class);
        running.stopped().get();
        assertThat(pool.submit(() -> 1).get()).isEqualTo(1);
        assertThat(never.isRaised()).isFalse();
        assertThat(pool.snapshot().cancelledTasks()).isEqualTo(2);
    }

    @Test
    void aQueueTimeoutEndsWhatWaitsTooLong() throws Exception {
        ProcessPoolExecutor pool = open(builder -> builder.maxWorkers(1));
        Flag started = pools.flag();
        Flag released = pools.flag();
        pool.submit(() -> workerAfter(started, released));
        started.await();

        ProcessFuture<Integer> waiting = pool.with(TaskOptions.builder()
                        .queueTimeout(Duration.ofMillis(20))
                        .build())
                .submit(() -> 1);

        assertThatThrownBy(waiting::get)
                .cause()
                .isInstanceOfSatisfying(
                        TaskTimeoutException.class,
                        timeout -> assertThat(timeout.clock()).isEqualTo(TaskTimeoutException.Clock.QUEUE));
        released.raise();
    }

    // -- Workers --

    @Test
    void aWorkerIsReplacedAfterItsNumberOfTasks() throws Exception {
        RecordingListener listener = new RecordingListener();
        ProcessPoolExecutor pool =
                open(builder -> builder.maxWorkers(1).maxTasksPerWorker(3).listener(listener));
        List<String> workers = new ArrayList<>();
        for (int i = 0; i < 9; i++) {
            workers.add(pool.submit(() -> worker()).get());
        }

        assertThat(Set.copyOf(workers)).hasSize(3);
        for (int i = 0; i < 9; i += 3) {
            assertThat(Set.copyOf(workers.subList(i, i + 3))).hasSize(1);
        }
        await().until(() -> listener.exits().size() >= 2);
        assertThat(listener.exits()).containsOnly(ExitReason.RECYCLED);
    }

    @Test
    void resizingUpAndDownRunsEverything() throws Exception {
        ProcessPoolExecutor pool = open();
        List<ProcessFuture<Integer>> tasks = new ArrayList<>();
        for (int size : new int[] {8, 1, 5, 2}) {
            pool.resize(size);
            for (int i = 0; i < 50; i++) {
                tasks.add(pool.submit(Tasks::echo, i));
            }
        }

        for (int i = 0; i < tasks.size(); i++) {
            assertThat(tasks.get(i).get()).isEqualTo(i % 50);
        }
    }

    @Test
    void anIdleWorkerEnds() throws Exception {
        RecordingListener listener = new RecordingListener();
        ProcessPoolExecutor pool =
                open(builder -> builder.idleTimeout(Duration.ofMillis(100)).listener(listener));
        pool.submit(() -> 1).get();

        listener.await("workerExited");

        assertThat(listener.exits()).containsExactly(ExitReason.IDLE);
    }

    @Test
    void progressOfARunningTaskIsSeen() throws Exception {
        ProcessPoolExecutor pool = open();
        Flag started = pools.flag();
        Flag released = pools.flag();
        ProcessFuture<Integer> task = pool.submit(() -> {
            WorkerContext.current().reportProgress(3, 10, "three of ten");
            started.raise();
            released.awaitInTask();
            return 1;
        });
        started.await();

        assertThat(task.progress()).contains(new Progress(3, 10, "three of ten"));
        assertThat(task.taskState()).isEqualTo(TaskState.RUNNING);
        released.raise();
        task.get();
    }

    @Test
    void everyWorkerHasItsOwnContextAndSlot() throws Exception {
        ProcessPoolExecutor pool = open();
        Journal started = pools.journal();
        Flag released = pools.flag();
        SerializableCallable<String> task = () -> {
            started.write("started");
            released.awaitInTask();
            return WorkerContext.current().slot() + " " + worker();
        };
        ProcessFuture<String> first = pool.submit(task);
        ProcessFuture<String> second = pool.submit(task);
        started.awaitLines(2);
        released.raise();

        assertThat(new HashSet<>(
                        List.of(first.get().substring(0, 1), second.get().substring(0, 1))))
                .containsExactlyInAnyOrder("0", "1");
        assertThat(first.get().substring(2)).isNotEqualTo(second.get().substring(2));
        assertThatThrownBy(WorkerContext::current).isInstanceOf(IllegalStateException.class);
    }

    /** Writes down what is called. */
    private record Journaling(Journal journal) implements WorkerInitializer {
        @Override
        public void start(WorkerContext context) {
            journal.write("start " + context.slot());
            context.attributes().put("prepared", true);
        }

        @Override
        public void stop(WorkerContext context) {
            journal.write("stop " + context.attributes().get("prepared"));
        }
    }

    @Test
    void theInitializerRunsOncePerWorkerAndTearsDownAtTheEnd() throws Exception {
        Journal journal = pools.journal();
        ProcessPoolExecutor pool = open(builder -> builder.maxWorkers(1).initializer(new Journaling(journal)));
        assertThat(pool.submit(() -> WorkerContext.current().attributes().get("prepared"))
                        .get())
                .isEqualTo(true);
        pool.submit(() -> 1).get();

        pool.close();

        assertThat(journal.lines()).containsExactly("start 0", "stop true");
    }

    /** Can't prepare anything. */
    private static final class Failing implements WorkerInitializer {
        private static final long serialVersionUID = 1L;

        @Override
        public void start(WorkerContext context) {
            throw new IllegalStateException("no licence found");
        }
    }

    @Test
    void aFailingInitializerBreaksThePoolWithItsCause() {
        ProcessPoolExecutor pool = open(builder -> builder.initializer(new Failing()));

        assertThatThrownBy(() -> pool.submit(() -> 1).get())
                .cause()
                .isInstanceOf(PoolBrokenException.class)
                .hasStackTraceContaining("no licence found");
    }

    /** Never gets ready, and does not care who minds. */
    private static final class Endless implements WorkerInitializer {
        private static final long serialVersionUID = 1L;

        @Override
        public void start(WorkerContext context) throws Exception {
            Thread.sleep(Long.MAX_VALUE);
        }
    }

    @Test
    void anInitializerThatTakesTooLongIsInterruptedAndCountsAsAFailedStart() {
        ProcessPoolExecutor pool =
                open(builder -> builder.initializer(new Endless()).startTimeout(Duration.ofMillis(50)));

        assertThatThrownBy(() -> pool.submit(() -> 1).get())
                .cause()
                .isInstanceOf(PoolBrokenException.class)
                .hasStackTraceContaining("startTimeout");
    }

    // -- Queue --

    @Test
    void aFullQueueRejects() {
        ProcessPoolExecutor pool = open(builder -> builder.maxWorkers(1).queueCapacity(2));
        Flag started = pools.flag();
        Flag released = pools.flag();
        pool.submit(() -> workerAfter(started, released));
        started.await();
        pool.submit(() -> 1);
        pool.submit(() -> 2);

        assertThatThrownBy(() -> pool.submit(() -> 3)).isInstanceOf(QueueFullException.class);
        assertThat(pool.trySubmit(() -> 3)).isEmpty();
        released.raise();
    }

    @Test
    void higherPrioritiesComeFirstAndEqualOnesInOrder() throws Exception {
        ProcessPoolExecutor pool = open(builder -> builder.maxWorkers(1));
        Journal journal = pools.journal();
        Flag started = pools.flag();
        Flag released = pools.flag();
        pool.submit(() -> workerAfter(started, released));
        started.await();
        List<ProcessFuture<String>> tasks = new ArrayList<>();
        for (int priority : new int[] {0, 5, 0, 9, 5}) {
            String line = priority + "-" + tasks.size();
            tasks.add(pool.with(TaskOptions.builder().priority(priority).build())
                    .submit(() -> Tasks.note(journal, line)));
        }
        released.raise();
        for (ProcessFuture<String> task : tasks) {
            task.get();
        }

        assertThat(journal.lines()).containsExactly("9-3", "5-1", "5-4", "0-0", "0-2");
    }

    // -- The end --

    @Test
    void closeRunsWhatWaitsAndIsIdempotent() {
        ProcessPoolExecutor pool = open();
        List<ProcessFuture<Integer>> tasks = new ArrayList<>();
        for (int i = 0; i < 100; i++) {
            tasks.add(pool.submit(Tasks::echo, i));
        }

        pool.close();
        pool.close();

        assertThat(tasks).allSatisfy(task -> assertThat(task.taskState()).isEqualTo(TaskState.SUCCEEDED));
        assertThat(pool.isTerminated()).isTrue();
        assertThatThrownBy(() -> pool.submit(() -> 1)).isInstanceOf(RejectedExecutionException.class);
    }

    @Test
    void shutdownNowReturnsWhatWaitsAndInterruptsWhatRuns() throws Exception {
        ProcessPoolExecutor pool = open(builder -> builder.maxWorkers(1));
        Flag started = pools.flag();
        ProcessFuture<String> running = pool.submit(() -> Tasks.sleepForever(started));
        started.await();
        pool.submit(() -> 1);
        pool.submit(() -> 2);

        assertThat(pool.shutdownNow()).hasSize(2);
        assertThat(pool.awaitTermination(30, TimeUnit.SECONDS)).isTrue();
        assertThat(running.isCancelled()).isTrue();
        assertThat(pool.snapshot().cancelledTasks()).isEqualTo(3);
    }

    @Test
    void aStagedShutdownReturnsWhatWasLostEvenIfATaskIgnoresTheInterrupt() {
        ProcessPoolExecutor pool = open(builder -> builder.maxWorkers(1));
        Flag started = pools.flag();
        Flag released = pools.flag();
        try {
            ProcessFuture<String> stubborn = pool.submit(() -> ignoreInterruptsUntil(started, released));
            started.await();
            ProcessFuture<Integer> waiting = pool.submit(() -> 1);

            List<ProcessFuture<?>> lost = pool.shutdown(Duration.ofMillis(500));

            assertThat(lost).containsExactlyInAnyOrder(stubborn, waiting);
            assertThat(pool.isTerminated()).isTrue();
            assertThat(stubborn.isCancelled()).isTrue();
        } finally {
            release(released);
        }
    }

    @Test
    void terminateEndsAWorkerThatIsStarting() {
        ProcessPoolExecutor pool = open(builder -> builder.minWorkers(2).initializer(new Endless()));

        assertThat(pool.terminate()).isEmpty();
        assertThat(pool.isTerminated()).isTrue();
    }

    @Test
    void aTaskMayHaveAPoolOfItsOwn() throws Exception {
        ProcessPoolExecutor pool = open();

        int sum = pool.submit(() -> {
                    try (ProcessPoolExecutor nested = ProcessPoolExecutor.builder()
                            .name("nested")
                            .mode(PoolMode.IN_PROCESS)
                            .maxWorkers(1)
                            .build()) {
                        return nested.submit(() -> Tasks.add(20, 22)).get();
                    }
                })
                .get();

        assertThat(sum).isEqualTo(42);
    }
}
