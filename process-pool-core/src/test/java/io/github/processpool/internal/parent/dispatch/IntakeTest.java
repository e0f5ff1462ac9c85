package io.github.processpool.internal.parent.dispatch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.github.processpool.PoolShutdownException;
import io.github.processpool.ProcessFuture;
import io.github.processpool.ProcessPoolListener;
import io.github.processpool.QueueFullException;
import io.github.processpool.SerializableCallable;
import io.github.processpool.TaskOptions;
import io.github.processpool.TaskTimeoutException;
import io.github.processpool.internal.parent.flight.FlightRecords;
import io.github.processpool.internal.parent.pool.JvmKeeper;
import io.github.processpool.internal.parent.task.Callbacks;
import io.github.processpool.internal.parent.task.Events;
import io.github.processpool.internal.parent.task.PendingTask;
import io.github.processpool.internal.parent.task.UnfinishedTasks;
import io.github.processpool.internal.wire.codec.Codec;
import io.github.processpool.internal.wire.codec.Codec.EncodedTask;
import io.github.processpool.internal.wire.codec.Overload;
import io.github.processpool.internal.wire.message.Payload;
import io.github.processpool.testing.TestSettings;
import java.lang.reflect.Proxy;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class IntakeTest {

    private static final SerializableCallable<Integer> FUNCTION = () -> 1;

    @TempDir
    private Path folder;

    private final List<ProcessFuture<?>> queued = new CopyOnWriteArrayList<>();
    private final AtomicInteger written = new AtomicInteger();
    private TaskBench bench;
    private UnfinishedTasks unfinished;
    private Intake intake;

    @BeforeEach
    void aPoolOfOneWorkerAndOnePlace() {
        TestSettings settings = new TestSettings();
        settings.minWorkers = 1;
        settings.maxWorkers = 1;
        settings.queueCapacity = 1;
        settings.listeners.add(new ProcessPoolListener() {
            @Override
            public void taskQueued(ProcessFuture<?> task) {
                queued.add(task);
            }
        });
        bench = new TaskBench(folder, settings);
        bench.startWorkers();
        Callbacks callbacks = new Callbacks(IntakeTest::daemon, bench.pool.lock(), bench.timer);
        Events events = new Events(settings.listeners, callbacks, bench.pool.counters(), FlightRecords.NONE);
        unfinished = new UnfinishedTasks(new JvmKeeper(action -> new Thread()));
        intake = new Intake(
                bench.pool,
                codec(),
                new Admission(bench.pool, bench.backlog, bench.crew),
                bench.dispatcher,
                bench.clocks,
                new Aftermath(bench.pool, unfinished, events, callbacks, bench.stopper));
    }

    private static Thread daemon(Runnable action) {
        Thread thread = new Thread(action);
        thread.setDaemon(true);
        return thread;
    }

    private static EncodedTask work() {
        return new EncodedTask("task", -1, 0, new Payload(Payload.Form.RAW, new byte[1], 1), new int[0]);
    }

    private Codec codec() {
        return (Codec) Proxy.newProxyInstance(
                getClass().getClassLoader(), new Class<?>[] {Codec.class}, (proxy, method, arguments) -> {
                    written.incrementAndGet();
                    return work();
                });
    }

    private PendingTask<Integer> submit() {
        return submit(TaskOptions.defaults());
    }

    private PendingTask<Integer> submit(TaskOptions options) {
        return intake.submit(Overload.CALLABLE, FUNCTION, options, null);
    }

    /** One task that runs, and one that fills the queue. */
    private void fill() {
        bench.begin(submit());
        submit();
    }

    @Test
    void aTaskThatIsTakenIsSentListedAndAnnounced() {
        PendingTask<?> task = submit();

        assertThat(bench.sent).containsExactly(task);
        assertThat(unfinished.list()).containsExactly(task);
        await().atMost(Duration.ofSeconds(30))
                .untilAsserted(() -> assertThat(queued).containsExactly(task));
    }

    @Test
    void itsClocksRunFromThenOn() {
        bench.begin(submit());
        PendingTask<?> task =
                submit(TaskOptions.builder().queueTimeout(Duration.ofSeconds(1)).build());
        bench.timer.advance(Duration.ofSeconds(1));

        assertThat(task.exceptionNow()).isInstanceOf(TaskTimeoutException.class);
    }

    @Test
    void tasksAreNumberedInTheOrderInWhichTheyCome() {
        PendingTask<?> first = submit();
        bench.begin(first);

        assertThat(submit().taskId()).isEqualTo(first.taskId() + 1);
    }

    @Test
    void aRejectedTaskIsCountedAndNotListed() {
        fill();

        assertThatThrownBy(this::submit).isInstanceOf(QueueFullException.class);
        assertThat(intake.trySubmit(FUNCTION, TaskOptions.defaults())).isNull();

        assertThat(bench.pool.counters().rejections()).isEqualTo(2);
        assertThat(unfinished.count()).isEqualTo(2);
    }

    @Test
    void aPartOfAMapThatFindsNoRoomIsNoRejection() {
        fill();

        assertThat(intake.submitWritten(work(), FUNCTION, TaskOptions.defaults(), () -> {}, 0))
                .isNull();

        assertThat(bench.pool.counters().rejections()).isZero();
    }

    @Test
    void aClosedPoolRefusesBeforeAnythingIsWritten() {
        bench.locked(() -> bench.pool.status().shutDown());

        assertThatThrownBy(this::submit).isInstanceOf(PoolShutdownException.class);

        assertThat(written).hasValue(0);
        assertThat(bench.pool.counters().rejections()).isEqualTo(1);
    }
}
