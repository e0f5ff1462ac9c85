package io.github.processpool.internal.parent;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.github.processpool.ExitReason;
import io.github.processpool.PoolBrokenException;
import io.github.processpool.PoolSnapshot;
import io.github.processpool.ProcessFuture;
import io.github.processpool.ProcessPoolExecutor;
import io.github.processpool.ProcessPoolExecutorBuilder;
import io.github.processpool.SerializableCallable;
import io.github.processpool.TaskOptions;
import io.github.processpool.TaskTimeoutException.Clock;
import io.github.processpool.WorkerContext;
import io.github.processpool.internal.federation.GuestAnswer;
import io.github.processpool.internal.federation.GuestAnswer.Answered;
import io.github.processpool.internal.federation.GuestAnswer.Cancelled;
import io.github.processpool.internal.federation.GuestAnswer.Crashed;
import io.github.processpool.internal.federation.GuestAnswer.Failed;
import io.github.processpool.internal.federation.GuestAnswer.Kind;
import io.github.processpool.internal.federation.GuestAnswer.TimedOut;
import io.github.processpool.internal.parent.guest.GuestHost;
import io.github.processpool.internal.wire.codec.Codec.EncodedTask;
import io.github.processpool.internal.wire.codec.Overload;
import io.github.processpool.internal.wire.message.FailureKind;
import io.github.processpool.internal.wire.message.Message.Failure;
import io.github.processpool.testing.CapturedLog;
import io.github.processpool.testing.Flag;
import io.github.processpool.testing.Journal;
import io.github.processpool.testing.PlainTextSerializer;
import io.github.processpool.testing.Pools;
import io.github.processpool.testing.RecordingListener;
import io.github.processpool.testing.Tasks;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.ObjectInputStream;
import java.io.Serializable;
import java.math.BigDecimal;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.slf4j.LoggerFactory;

/** Tasks of other members of a cluster in the workers of a pool that knows nothing of their classes and numbers. */
@Timeout(300)
class GuestIT {

    private static final String LOGGER = "it.guest.Speaker";

    @RegisterExtension
    final Pools pools = new Pools();

    private ProcessPoolExecutor pool;

    private GuestHost host() {
        return host(builder -> {});
    }

    private GuestHost host(Consumer<ProcessPoolExecutorBuilder> changes) {
        pool = pools.open(changes);
        return ((ProcessPool) pool).engine().guests();
    }

    private GuestHost oneWorker() {
        return host(builder -> builder.maxWorkers(1));
    }

    // -- What can be sent, and what comes back --

    /** A function with values of its own. */
    record Sum(int first, long second) implements SerializableCallable<String> {
        @Override
        public String call() {
            return "sum " + (first + second);
        }
    }

    record Point(int x, BigDecimal y) implements Serializable {}

    @Test
    void lambdasRecordsAndObjectsGoThereAndBack() throws Exception {
        Visitor visitor = new Visitor("a", host());
        Point point = new Point(3, new BigDecimal("4.5"));

        assertThat(visitor.value(visitor.run(() -> "said " + point.x()))).isEqualTo("said 3");
        assertThat(visitor.value(visitor.run(new Sum(1, 2)))).isEqualTo("sum 3");
        assertThat(visitor.value(visitor.run(() -> new Point(point.x() + 1, point.y()))))
                .isEqualTo(new Point(4, point.y()));
        assertThat(visitor.value(visitor.run(() -> Map.of(point, List.of(point)))))
                .isEqualTo(Map.of(point, List.of(point)));
        assertThat(visitor.value(visitor.run(() -> null))).isNull();
        assertThat(visitor.value(visitor.run(() -> new byte[] {1, 2}))).isEqualTo(new byte[] {1, 2});
    }

    @Test
    void whatATaskThrowsIsItselfAgainAtItsSubmitter() throws Exception {
        Visitor visitor = new Visitor("a", host());

        ProcessFuture<GuestAnswer> future = visitor.run(() -> {
            throw new FileNotFoundException("none");
        });

        assertThat(visitor.thrown(future))
                .isInstanceOf(FileNotFoundException.class)
                .hasMessage("none");
        assertThat(((Failure) Visitor.message(future)).kind()).isEqualTo(FailureKind.THREW);
    }

    @Test
    void chunksComeBackWithTheEndsOfTheirElements() throws Exception {
        Visitor visitor = new Visitor("a", host());
        Point offset = new Point(10, BigDecimal.ONE);

        ProcessFuture<GuestAnswer> future = visitor.run(
                visitor.chunk((Point p) -> new Point(p.x() / (p.x() - 2) + offset.x(), p.y()), points(5)),
                TaskOptions.defaults(),
                1,
                () -> {});

        assertThat(((Answered) Visitor.end(future)).elementsRun()).isEqualTo(5);
        var answer = visitor.elements(future, 5);
        assertThat(answer.values()[4]).isEqualTo(new Point(12, BigDecimal.TEN));
        assertThat(answer.failures()).hasSize(1);
        assertThat(answer.failures().get(0).problem().className()).isEqualTo("java.lang.ArithmeticException");
    }

    private static Object[] points(int count) {
        Object[] points = new Object[count];
        for (int i = 0; i < count; i++) {
            points[i] = new Point(i, BigDecimal.TEN);
        }
        return points;
    }

    @Test
    void theSameNumbersMeanOtherThingsForOtherSubmittersAndForThePoolItself() throws Exception {
        GuestHost host = oneWorker();
        Visitor first = new Visitor("a", host);
        Visitor second = new Visitor("b", host);

        for (int i = 0; i < 3; i++) {
            assertThat(first.value(first.run(() -> "price"))).isEqualTo("price");
            assertThat(second.value(second.run(() -> "discount"))).isEqualTo("discount");
            assertThat(pool.submit(() -> "own").get()).isEqualTo("own");
        }
    }

    @Test
    void aSerializerOfTheUsersWritesGuestsToo() throws Exception {
        PlainTextSerializer serializer = new PlainTextSerializer("");
        Visitor visitor = new Visitor("a", host(builder -> builder.serializer(serializer)));
        visitor.codec().serializeWith(serializer);
        String text = "there";

        assertThat(visitor.value(visitor.run(() -> text + " and back"))).isEqualTo("there and back");
    }

    // -- What the host's JVM keeps out of --

    /** Notes in which process an object of it is made of bytes. A class, because a record has no say in how it is read. */
    static class Noted implements Serializable {
        private static final long serialVersionUID = 1L;
        private final Journal journal;

        Noted(Journal journal) {
            this.journal = journal;
        }

        private void readObject(ObjectInputStream in) throws IOException, ClassNotFoundException {
            in.defaultReadObject();
            journal.write(String.valueOf(ProcessHandle.current().pid()));
        }
    }

    static class NotedException extends RuntimeException {
        private static final long serialVersionUID = 1L;
        private final Noted noted;

        NotedException(Noted noted) {
            this.noted = noted;
        }
    }

    @Test
    void hostReadsNothingOfAGuest() throws Exception {
        Visitor visitor = new Visitor("a", oneWorker());
        Journal journal = pools.journal();
        Noted noted = new Noted(journal);

        ProcessFuture<GuestAnswer> returned = visitor.run(() -> noted);
        ProcessFuture<GuestAnswer> thrown = visitor.run(() -> {
            throw new NotedException(noted);
        });
        ProcessFuture<GuestAnswer> chunk =
                visitor.run(visitor.chunk((Noted n) -> n, noted, noted), TaskOptions.defaults(), 1, () -> {});
        returned.get();
        thrown.get();
        chunk.get();

        String worker = String.valueOf(pool.snapshot().workers().get(0).pid());
        assertThat(journal.lines())
                .as("made in the worker, and nowhere else")
                .containsExactly(worker, worker, worker, worker);
        assertThat(visitor.value(returned)).isInstanceOf(Noted.class);
        assertThat(journal.lines()).hasSize(5);
    }

    @Test
    void theFilterForArgumentsHolds() throws Exception {
        GuestHost host =
                host(builder -> builder.parameterFilter("!" + Point.class.getName() + ";java.**;io.github.**"));
        Visitor visitor = new Visitor("a", host);
        Point point = new Point(1, BigDecimal.ONE);

        Failure failure = (Failure) Visitor.message(visitor.run(() -> point.x()));

        assertThat(failure.kind()).isEqualTo(FailureKind.UNREADABLE);
        assertThat(failure.problem().words()).contains("InvalidClassException").contains("REJECTED");
        assertThat(visitor.value(visitor.run(() -> "well"))).isEqualTo("well");
    }

    @Test
    void aNumberThatWasNeverDefinedFailsItsTaskAlone() throws Exception {
        GuestHost host = oneWorker();
        Visitor visitor = new Visitor("a", host);
        Visitor other = new Visitor("b", host);
        long pid = (Long) other.value(other.run(Tasks::pid));
        visitor.silent = true;

        Failure failure = (Failure) Visitor.message(visitor.run(() -> "never read"));

        assertThat(failure.kind()).isEqualTo(FailureKind.UNREADABLE);
        assertThat(failure.problem().message()).contains("was never defined");
        assertThat(other.value(other.run(Tasks::pid))).as("the same worker").isEqualTo(pid);
    }

    @Test
    void aTaskThatNoWorkerCouldTakeIsRefused() {
        Visitor visitor = new Visitor("a", host(builder -> builder.maxPayload(2000)));
        byte[] large = new byte[3000];

        assertThatExceptionOfType(IllegalArgumentException.class).isThrownBy(() -> visitor.run(() -> large.length));
    }

    // -- Spaces --

    @Test
    void guestsOfAClosedSpaceGoOnAndOthersDoNotFeelIt() throws Exception {
        GuestHost host = oneWorker();
        Visitor visitor = new Visitor("a", host);
        Visitor other = new Visitor("b", host);
        Flag started = pools.flag();
        Flag released = pools.flag();
        assertThat(other.value(other.run(() -> "b"))).isEqualTo("b");
        ProcessFuture<GuestAnswer> running = visitor.run(() -> Tasks.runUntil(started, released));
        ProcessFuture<GuestAnswer> waiting = visitor.run(() -> new Point(1, BigDecimal.ONE));
        started.await();

        visitor.close();
        released.raise();

        assertThat(visitor.value(running)).isInstanceOf(Long.class);
        assertThat(visitor.value(waiting)).isEqualTo(new Point(1, BigDecimal.ONE));
        assertThat(other.value(other.run(() -> "b"))).isEqualTo("b");
    }

    // -- Ends before their time --

    @Test
    void aCrashIsToldWithAllThatIsKnown() throws Exception {
        Visitor visitor = new Visitor("a", host());

        ProcessFuture<GuestAnswer> future = visitor.run(() -> {
            Tasks.printError("the last words");
            Tasks.exit(3);
            return null;
        });

        Crashed crashed = (Crashed) Visitor.end(future);
        assertThat(crashed.words()).matches("worker \\d \\(pid \\d+\\) .*3.*").doesNotContain("Task");
        assertThat(crashed.circumstances().exitCode()).hasValue(3);
        assertThat(crashed.circumstances().stderrTail()).contains("the last words");
        assertThat(crashed.circumstances().pid()).isEqualTo(future.get().pid());
        assertThat(future.get().begunAgoNanos()).isPositive();
    }

    @Test
    void aLostChunkSaysHowFarItCame() throws Exception {
        Visitor visitor = new Visitor("a", host());

        ProcessFuture<GuestAnswer> future = visitor.run(
                visitor.chunk((Integer n) -> n == 2 ? Tasks.segfault() : "well", 0, 1, 2, 3),
                TaskOptions.defaults(),
                1,
                () -> {});

        assertThat(Visitor.end(future)).isInstanceOf(Crashed.class);
        assertThat(future.get().elementsBegun()).isEqualTo(3);
    }

    @Test
    void aGuestHasOneAttemptAndKnowsWhichOneItIs() throws Exception {
        Visitor visitor = new Visitor("a", host());
        Journal journal = pools.journal();
        EncodedTask work = visitor.codec()
                .writeTask(Overload.CALLABLE, (SerializableCallable<String>) () -> noteAndDieOnce(journal, 4));
        TaskOptions options = TaskOptions.builder().maxAttempts(2).build();

        ProcessFuture<GuestAnswer> third = visitor.run(work, options, 3, () -> {});
        assertThat(((Crashed) Visitor.end(third)).reason()).isEqualTo(ExitReason.CRASHED);
        ProcessFuture<GuestAnswer> fourth = visitor.run(work, options, 4, () -> {});

        assertThat(visitor.value(fourth)).isEqualTo("survived");
        assertThat(journal.lines()).containsExactly("a-1 3 a", "a-2 4 a");
    }

    @Test
    void tasksOfThePoolsOwnKnowTheirKeyAndTheirAttempts() throws Exception {
        host();
        Journal journal = pools.journal();

        ProcessFuture<String> future =
                pool.with(TaskOptions.builder().maxAttempts(3).build()).submit(() -> noteAndDieOnce(journal, 3));

        assertThat(future.get()).isEqualTo("survived");
        String key = journal.lines().get(0).split(" ")[0];
        assertThat(key).matches("[0-9a-f]{16}-" + future.taskId());
        assertThat(journal.lines()).containsExactly(key + " 1 -", key + " 2 -", key + " 3 -");
    }

    private static String noteAndDieOnce(Journal journal, int last) {
        WorkerContext context = WorkerContext.current();
        journal.write(context.taskKey() + " " + context.attempt() + " "
                + context.submitter().orElse("-"));
        if (context.attempt() < last) {
            Tasks.halt(3);
        }
        return "survived";
    }

    @Test
    void anExhaustedHeapIsACrash() throws Exception {
        Visitor visitor = new Visitor("a", host());

        Crashed crashed = (Crashed) Visitor.end(visitor.run(() -> {
            Tasks.eatHeap();
            return null;
        }));

        assertThat(crashed.circumstances().outOfMemory()).isTrue();
        assertThat(crashed.words()).startsWith("worker ").contains("ran out of heap");
    }

    @Test
    void aTimeoutComesWithAThreadDump() throws Exception {
        Visitor visitor = new Visitor("a", host());
        Flag started = pools.flag();
        TaskOptions options =
                TaskOptions.builder().timeout(Duration.ofMillis(300)).build();

        TimedOut end = (TimedOut) Visitor.end(visitor.run(() -> Tasks.sleepForever(started), options));

        assertThat(end.clock()).isEqualTo(Clock.EXECUTION);
        assertThat(end.threadDump()).contains("sleepForever");
    }

    @Test
    void waitingTooLongIsTheQueuesClock() throws Exception {
        Visitor visitor = new Visitor("a", oneWorker());
        Flag released = pools.flag();
        pools.occupy(pool, released);

        ProcessFuture<GuestAnswer> future = visitor.run(
                () -> "never",
                TaskOptions.builder().queueTimeout(Duration.ofMillis(100)).build());

        assertThat(((TimedOut) Visitor.end(future)).clock()).isEqualTo(Clock.QUEUE);
        assertThat(future.get().pid()).isZero();
        assertThat(future.get().begunAgoNanos()).isZero();
        released.raise();
    }

    @Test
    void cancellingKillsAWorkerThatIgnoresItAndTellsWhenItIsGone() throws Exception {
        Visitor visitor = new Visitor("a", host());
        Flag started = pools.flag();
        AtomicInteger ends = new AtomicInteger();
        ProcessFuture<GuestAnswer> future = visitor.run(
                () -> {
                    Tasks.ignoreInterrupts(started);
                    return null;
                },
                TaskOptions.defaults(),
                ends::incrementAndGet);
        started.await();
        long pid = future.workerPid().orElseThrow();

        assertThat(future.cancel(true)).isTrue();

        assertThat(Visitor.end(future)).isInstanceOf(Cancelled.class);
        assertThat(ends).hasValue(1);
        future.stopped().get(30, TimeUnit.SECONDS);
        Pools.awaitDeath(pid);
        assertThat(visitor.value(visitor.run(() -> "next"))).isEqualTo("next");
        assertThat(ends).hasValue(1);
    }

    @Test
    void aKeyThatCostsTooManyWorkersIsQuarantinedHereToo() throws Exception {
        Visitor visitor = new Visitor("a", host(builder -> builder.quarantineAfter(2)));
        TaskOptions options = TaskOptions.builder().quarantineKey("poison").build();
        for (int i = 0; i < 2; i++) {
            assertThat(Visitor.end(visitor.run(Tasks::segfault, options))).isInstanceOf(Crashed.class);
        }

        Failed failed = (Failed) Visitor.end(visitor.run(() -> "never", options));

        assertThat(failed.kind()).isEqualTo(Kind.QUARANTINED);
        assertThat(failed.words()).contains("poison");
    }

    // -- Beside the pool's own --

    @Test
    void guestsComeInWhereNoTaskOfThePoolsOwnWould() throws Exception {
        GuestHost host = host(builder -> builder.maxWorkers(1).queueCapacity(1));
        Visitor visitor = new Visitor("a", host);
        Flag released = pools.flag();
        pools.occupy(pool, released);
        ProcessFuture<String> waiting = pool.submit(() -> "own");

        ProcessFuture<GuestAnswer> guest = visitor.run(() -> "guest");

        assertThat(host.room().occupied()).isEqualTo(3);
        released.raise();
        assertThat(waiting.get()).isEqualTo("own");
        assertThat(visitor.value(guest)).isEqualTo("guest");
        Awaitility.await().until(() -> host.room().occupied() == 0);
        assertThat(host.room().slots()).isEqualTo(1);
        assertThat(host.room().guestMeanNanos()).isPositive();
    }

    @Test
    void guestsAreSeenWhereTheyRunAndCountedNowhere() throws Exception {
        RecordingListener listener = new RecordingListener();
        GuestHost host = host(builder -> builder.maxWorkers(1).listener(listener));
        Visitor visitor = new Visitor("a", host);
        Flag started = pools.flag();
        Flag released = pools.flag();
        ProcessFuture<GuestAnswer> future = visitor.run(
                () -> Tasks.runUntil(started, released),
                TaskOptions.builder().name("report").build());
        started.await();

        PoolSnapshot during = pool.snapshot();
        released.raise();
        future.get();
        Visitor.end(visitor.run(Tasks::segfault));
        visitor.run(() -> "x").get();
        PoolSnapshot after = pool.snapshot();

        assertThat(during.workers().get(0).currentTask().orElseThrow().name()).isEqualTo("report (guest of a)");
        assertThat(after.completedTasks() + after.failedTasks() + after.cancelledTasks() + after.retriedTasks())
                .isZero();
        pool.submit(() -> "own").get();
        listener.await("taskFinished");
        assertThat(listener.events())
                .filteredOn(event -> event.kind().startsWith("task"))
                .extracting(event -> event.kind())
                .containsExactly("taskQueued", "taskStarted", "taskFinished");
    }

    @Test
    void logEventsSayWhoseTheyAre() throws Exception {
        try (CapturedLog log = CapturedLog.of(LOGGER)) {
            Visitor visitor = new Visitor("a", host());

            visitor.run(() -> {
                        LoggerFactory.getLogger(LOGGER).info("heard");
                        return null;
                    })
                    .get();
            pool.submit(() -> LoggerFactory.getLogger(LOGGER).info("own")).get();

            assertThat(log.messages()).containsExactly("heard", "own");
            assertThat(log.events().get(0).getMDCPropertyMap())
                    .containsEntry("processpool.submitter", "a")
                    .containsEntry("processpool.task", "a-1");
            assertThat(log.events().get(1).getMDCPropertyMap())
                    .doesNotContainKeys("processpool.submitter", "processpool.task");
        }
    }

    @Test
    void tasksOfOneAffinityFindTheirWorker() throws Exception {
        Visitor visitor = new Visitor("a", host());
        TaskOptions options = TaskOptions.builder().affinityKey("model").build();
        Object pid = visitor.value(visitor.run(Tasks::pid, options));
        visitor.value(visitor.run(Tasks::pid));

        assertThat(visitor.value(visitor.run(Tasks::pid, options))).isEqualTo(pid);
    }

    // -- The end of the pool --

    @Test
    void aPoolThatIsShutDownTakesNoGuestsAndEndsThoseItHas() throws Exception {
        GuestHost host = oneWorker();
        Visitor visitor = new Visitor("a", host);
        Flag started = pools.flag();
        ProcessFuture<GuestAnswer> running = visitor.run(() -> Tasks.sleepForever(started));
        ProcessFuture<GuestAnswer> waiting = visitor.run(() -> "never");
        started.await();

        List<Runnable> notBegun = pool.shutdownNow();

        assertThat(notBegun).as("guests are nothing to its owner").isEmpty();
        assertThat(Visitor.end(running)).isInstanceOf(Cancelled.class);
        assertThat(Visitor.end(waiting)).isInstanceOf(Cancelled.class);
        assertThat(waiting.get().begunAgoNanos()).isZero();
        assertThat(host.room().slots()).isZero();
        assertThatExceptionOfType(RejectedExecutionException.class).isThrownBy(() -> visitor.run(() -> "x"));
    }

    @Test
    void aBrokenPoolTakesNoGuests() throws Exception {
        GuestHost host = host(builder -> builder.javaExecutable(Path.of("/bin/false")));
        Visitor visitor = new Visitor("a", host);

        ProcessFuture<GuestAnswer> future = visitor.run(() -> "never");

        assertThat(Visitor.end(future)).as("it may run elsewhere").isInstanceOf(Cancelled.class);
        assertThat(future.get().begunAgoNanos()).isZero();
        assertThat(host.room().broken()).isTrue();
        assertThat(host.room().slots()).isZero();
        assertThatExceptionOfType(PoolBrokenException.class).isThrownBy(() -> visitor.run(() -> "x"));
    }
}
