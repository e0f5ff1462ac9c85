package io.github.processpool;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.github.processpool.testing.Flag;
import io.github.processpool.testing.Journal;
import io.github.processpool.testing.Pools;
import io.github.processpool.testing.RecordingListener;
import io.github.processpool.testing.Tasks;
import io.github.processpool.testing.Threads;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.io.InvalidObjectException;
import java.io.ObjectOutputStream;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Workers that are threads come and go, take their tasks in the same order, and end with their pool, as processes do. */
@Timeout(60)
class InProcessWorkersIT {

    @RegisterExtension
    final Pools pools = new Pools();

    // -- Workers --

    @Test
    void aWorkerIsReplacedAfterItsNumberOfTasks() throws Exception {
        RecordingListener listener = new RecordingListener();
        ProcessPoolExecutor pool = pools.openInProcess(
                builder -> builder.maxWorkers(1).maxTasksPerWorker(3).listener(listener));
        List<String> workers = new ArrayList<>();
        for (int i = 0; i < 9; i++) {
            workers.add(pool.submit(() -> Threads.worker()).get());
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
        ProcessPoolExecutor pool = pools.openInProcess();
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
        ProcessPoolExecutor pool = pools.openInProcess(
                builder -> builder.idleTimeout(Duration.ofMillis(100)).listener(listener));
        pool.submit(() -> 1).get();

        listener.await("workerExited");

        assertThat(listener.exits()).containsExactly(ExitReason.IDLE);
    }

    @Test
    void progressOfARunningTaskIsSeen() throws Exception {
        ProcessPoolExecutor pool = pools.openInProcess();
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
        ProcessPoolExecutor pool = pools.openInProcess();
        Journal started = pools.journal();
        Flag released = pools.flag();
        SerializableCallable<String> task = () -> {
            started.write("started");
            released.awaitInTask();
            return WorkerContext.current().slot() + " " + Threads.worker();
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
        ProcessPoolExecutor pool =
                pools.openInProcess(builder -> builder.maxWorkers(1).initializer(new Journaling(journal)));
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
        ProcessPoolExecutor pool = pools.openInProcess(builder -> builder.initializer(new Failing()));

        assertThatThrownBy(() -> pool.submit(() -> 1).get())
                .cause()
                .isInstanceOf(PoolBrokenException.class)
                .hasStackTraceContaining("no licence found");
    }

    /** Is written as what its application is at that time. */
    private static final class Fresh implements WorkerInitializer {
        private static final long serialVersionUID = 1L;
        private static final AtomicInteger WRITTEN = new AtomicInteger();
        private static volatile boolean broken;

        private int copy;

        private void writeObject(ObjectOutputStream out) throws IOException {
            if (broken) {
                throw new InvalidObjectException("the application is gone");
            }
            copy = WRITTEN.incrementAndGet();
            out.defaultWriteObject();
        }

        @Override
        public void start(WorkerContext context) {
            context.attributes().put("copy", copy);
        }

        static int copy() {
            return (int) WorkerContext.current().attributes().get("copy");
        }
    }

    @Test
    void eachWorkerHasTheInitializerAsItIsWhenItStarts() throws Exception {
        Fresh.broken = false;
        ProcessPoolExecutor pool =
                pools.openInProcess(builder -> builder.maxWorkers(1).initializer(new Fresh()));
        int first = pool.submit(() -> Fresh.copy()).get();
        pool.recycleWorkers().get(30, TimeUnit.SECONDS);
        int second = pool.submit(() -> Fresh.copy()).get();

        assertThat(second).isGreaterThan(first);
    }

    @Test
    void anInitializerThatCantBeWrittenAnyMoreFailsTheStartInWords() {
        Fresh.broken = false;
        ProcessPoolExecutor pool = pools.openInProcess(builder -> builder.initializer(new Fresh()));
        Fresh.broken = true;

        assertThatThrownBy(() -> pool.submit(() -> 1).get())
                .cause()
                .isInstanceOf(PoolBrokenException.class)
                .hasStackTraceContaining("Its WorkerInitializer can't be written")
                .hasStackTraceContaining("the application is gone");
    }

    /** Can be written once, for the pool that is built. */
    private static final class HangsWhenWritten implements WorkerInitializer {
        private static final long serialVersionUID = 1L;
        private final transient AtomicBoolean written = new AtomicBoolean();

        private void writeObject(ObjectOutputStream out) throws IOException {
            try {
                Thread.sleep(written.getAndSet(true) ? Long.MAX_VALUE : 0);
            } catch (InterruptedException e) {
                throw new InterruptedIOException();
            }
        }

        @Override
        public void start(WorkerContext context) {}
    }

    @Test
    void anInitializerWhoseWritingHangsFailsTheStartInTime() {
        ProcessPoolExecutor pool = pools.openInProcess(
                builder -> builder.initializer(new HangsWhenWritten()).startTimeout(Duration.ofMillis(50)));

        assertThatThrownBy(() -> pool.submit(() -> 1).get())
                .cause()
                .isInstanceOf(PoolBrokenException.class)
                .hasStackTraceContaining("in the writing of the initializer");
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
        ProcessPoolExecutor pool = pools.openInProcess(
                builder -> builder.initializer(new Endless()).startTimeout(Duration.ofMillis(50)));

        assertThatThrownBy(() -> pool.submit(() -> 1).get())
                .cause()
                .isInstanceOf(PoolBrokenException.class)
                .hasStackTraceContaining("startTimeout");
    }

    // -- Queue --

    @Test
    void aFullQueueRejects() {
        ProcessPoolExecutor pool =
                pools.openInProcess(builder -> builder.maxWorkers(1).queueCapacity(2));
        Flag started = pools.flag();
        Flag released = pools.flag();
        pool.submit(() -> Threads.workerAfter(started, released));
        started.await();
        pool.submit(() -> 1);
        pool.submit(() -> 2);

        assertThatThrownBy(() -> pool.submit(() -> 3)).isInstanceOf(QueueFullException.class);
        assertThat(pool.trySubmit(() -> 3)).isEmpty();
        released.raise();
    }

    @Test
    void higherPrioritiesComeFirstAndEqualOnesInOrder() throws Exception {
        ProcessPoolExecutor pool = pools.openInProcess(builder -> builder.maxWorkers(1));
        Journal journal = pools.journal();
        Flag started = pools.flag();
        Flag released = pools.flag();
        pool.submit(() -> Threads.workerAfter(started, released));
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
        ProcessPoolExecutor pool = pools.openInProcess();
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
        ProcessPoolExecutor pool = pools.openInProcess(builder -> builder.maxWorkers(1));
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
        ProcessPoolExecutor pool = pools.openInProcess(builder -> builder.maxWorkers(1));
        Flag started = pools.flag();
        Flag released = pools.flag();
        try {
            ProcessFuture<String> stubborn = pool.submit(() -> Threads.ignoreInterruptsUntil(started, released));
            started.await();
            ProcessFuture<Integer> waiting = pool.submit(() -> 1);

            List<ProcessFuture<?>> lost = pool.shutdown(Duration.ofMillis(500));

            assertThat(lost).containsExactlyInAnyOrder(stubborn, waiting);
            assertThat(pool.isTerminated()).isTrue();
            assertThat(stubborn.isCancelled()).isTrue();
        } finally {
            released.raise();
        }
    }

    @Test
    void terminateEndsAWorkerThatIsStarting() {
        ProcessPoolExecutor pool =
                pools.openInProcess(builder -> builder.minWorkers(2).initializer(new Endless()));

        assertThat(pool.terminate()).isEmpty();
        assertThat(pool.isTerminated()).isTrue();
    }

    @Test
    void aTaskMayHaveAPoolOfItsOwn() throws Exception {
        ProcessPoolExecutor pool = pools.openInProcess();

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
