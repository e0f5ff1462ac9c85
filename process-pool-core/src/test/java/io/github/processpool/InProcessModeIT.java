package io.github.processpool;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import ch.qos.logback.classic.Level;
import io.github.processpool.testing.CapturedLog;
import io.github.processpool.testing.Flag;
import io.github.processpool.testing.Journal;
import io.github.processpool.testing.Pools;
import io.github.processpool.testing.Tasks;
import io.github.processpool.testing.Threads;
import io.github.processpool.testing.Values;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.atomic.AtomicInteger;
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

    // -- Where it runs --

    @Test
    void startsNoProcessAndRunsTasksInThisJvm() throws Exception {
        ProcessPoolExecutor pool = pools.openInProcess(builder -> builder.minWorkers(2));
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
            pool = pools.openInProcess();
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
        ProcessPoolExecutor pool = pools.openInProcess(builder -> builder.maxWorkers(1));
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
            ProcessPoolExecutor pool = pools.openInProcess(builder -> builder.commandPrefix("no-such-program"));

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
        ProcessPoolExecutor pool = pools.openInProcess();
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
        ProcessPoolExecutor pool = pools.openInProcess();
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
        ProcessPoolExecutor pool = pools.openInProcess(builder -> builder.maxWorkers(1));
        Flag started = pools.flag();
        Flag released = pools.flag();
        pool.submit(() -> Threads.workerAfter(started, released));
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
        ProcessPoolExecutor pool = pools.openInProcess();
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
        ProcessPoolExecutor pool =
                pools.openInProcess(builder -> builder.maxPayload(64 * 1024).parameterFilter("!java.util.UUID;*"));
        byte[] large = new byte[100_000];

        assertThatThrownBy(() -> pool.submit(Tasks::sum, large)).isInstanceOf(PayloadTooLargeException.class);
        assertThatThrownBy(() -> pool.submit(() -> Tasks.bytes(100_000)).get())
                .hasCauseInstanceOf(PayloadTooLargeException.class);
        assertThatThrownBy(() -> pool.submit(String::valueOf, UUID.randomUUID()).get())
                .hasCauseInstanceOf(TaskSerializationException.class);
    }

    @Test
    void anExceptionCrossesWithItsDetailsAndItsStack() {
        ProcessPoolExecutor pool = pools.openInProcess();

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
                            throw new Values.UnwritableException("stays there");
                        })
                        .get())
                .cause()
                .isInstanceOf(RemoteTaskException.class)
                .hasMessageContaining("stays there");
    }
}
