package io.github.processpool.internal.parent.map;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.processpool.MapOptions;
import io.github.processpool.MapResult;
import io.github.processpool.SerializableBiFunction;
import io.github.processpool.SerializableFunction;
import io.github.processpool.TaskOptions;
import io.github.processpool.internal.parent.task.ChunkOutcome;
import io.github.processpool.internal.parent.task.FunctionProfile;
import io.github.processpool.internal.parent.task.Outcome;
import io.github.processpool.internal.parent.task.PendingTask;
import io.github.processpool.internal.parent.task.TaskOrigin;
import io.github.processpool.internal.parent.task.WaitList;
import io.github.processpool.internal.wire.codec.ChunkCall;
import io.github.processpool.internal.wire.codec.Codec;
import io.github.processpool.internal.wire.codec.Codec.EncodedTask;
import io.github.processpool.internal.wire.codec.DefinitionTable;
import io.github.processpool.internal.wire.codec.Definitions;
import io.github.processpool.internal.wire.codec.JavaCodec;
import io.github.processpool.internal.wire.handle.Sharing;
import io.github.processpool.internal.wire.message.Message.Run;
import io.github.processpool.internal.wire.message.Report;
import io.github.processpool.internal.wire.message.Report.Fitness;
import io.github.processpool.testing.LoneTasks;
import io.github.processpool.testing.ManualTimer;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A pool for the map of a unit test: takes its batches and runs their elements, on the test's thread, when the script says so. Where
 * a consumer would wait, the next step of the script is made; without one the first unfinished task is run.
 *
 * <p><b>Thread safety:</b> used by the test's thread only.
 */
final class ScriptedMapHost implements MapHost {

    /** For ever, as far as a map is concerned. */
    private static final long LONG = Duration.ofDays(1).toNanos();

    private static final int MOST_STEPS = 1000;

    final ManualTimer timer = new ManualTimer();
    /** Everything that was submitted, in this order. */
    final List<Task> tasks = new ArrayList<>();
    /** How long the consumer was ready to wait, each time. */
    final List<Long> waits = new ArrayList<>();
    /** How long each batch was to wait for room. */
    final List<Long> patiences = new ArrayList<>();

    int workers = 2;
    /** How many tasks may be unfinished. */
    int room = Integer.MAX_VALUE;
    /** How long an element takes. */
    long elementNanos;
    /** How long the answer of a chunk is. */
    int answerBytes;
    /** Thrown by submit. */
    @Nullable
    RuntimeException refusal;

    private final Deque<Runnable> script = new ArrayDeque<>();
    private Runnable whenIdle = this::runFirst;

    private final Definitions received = new Definitions(ScriptedMapHost.class.getClassLoader());
    private final BitSet defined = new BitSet();
    private final Codec codec = new JavaCodec(new DefinitionTable(), received, "", 1 << 20, Sharing.NOTHING);

    /** One task, as its worker has it. */
    final class Task {

        final EncodedTask work;
        final PendingTask<Object> future;
        private int begun;
        private int cut;

        private Task(EncodedTask work, PendingTask<Object> future) {
            this.work = work;
            this.future = future;
            this.cut = work.elements();
        }

        boolean isOpen() {
            return !future.isDone();
        }

        int elements() {
            return work.elements();
        }

        /** Its worker begins so many elements, now. */
        void begin(int elements) {
            begun = elements;
            report(timer.now());
        }

        /** Its worker has begun them and is lost. */
        void lose(int elements, Throwable failure) {
            future.chunk().noteBegun(elements);
            future.finish(Outcome.failure(failure));
        }

        /** Its worker runs all that was not taken away. */
        void run() {
            run(cut);
        }

        /** Its worker runs its first elements only, because it takes too long. */
        void run(int elements) {
            report(timer.now());
            timer.advanceNanos(elements * elementNanos);
            try {
                define(work.definitions());
                Run run = new Run(1, 1, work.function(), work.arity(), work.values());
                future.finish(Outcome.value(
                        run.isChunk()
                                ? outcome(codec.readChunk(run), elements)
                                : codec.readTask(run).call()));
            } catch (Throwable e) {
                future.finish(Outcome.failure(e));
            }
        }

        private ChunkOutcome outcome(ChunkCall call, int elements) throws Exception {
            @Nullable Object[] values = new @Nullable Object[call.count()];
            Map<Integer, Throwable> failures = new HashMap<>();
            for (int i = 0; i < elements; i++) {
                call.readNext();
                try {
                    values[i] = call.call();
                } catch (Throwable e) {
                    failures.put(i, e);
                }
            }
            return new ChunkOutcome(Arrays.copyOf(values, elements), failures, answerBytes);
        }

        private void report(long started) {
            long took = elements() * elementNanos;
            future.reported(new Report(1, started, took, 0, Fitness.FIT, false, Optional.empty()), started, 0);
        }
    }

    Codec codec() {
        return codec;
    }

    // -- Maps --

    <A, R> Stream<R> map(SerializableFunction<A, R> function, Iterable<A> inputs, MapOptions options) {
        return MapSpliterator.stream(() -> run(function, 1, inputs, options, true), inputs, true);
    }

    <A, R> Stream<MapResult<A, R>> mapUnordered(
            SerializableFunction<A, R> function, Iterable<A> inputs, MapOptions options) {
        return MapSpliterator.stream(() -> run(function, 1, inputs, options, false), inputs, false);
    }

    <A, B, R> Stream<R> starmap(
            SerializableBiFunction<A, B, R> function, Iterable<Map.Entry<A, B>> inputs, MapOptions options) {
        return MapSpliterator.stream(() -> run(function, 2, inputs, options, true), inputs, true);
    }

    private MapRun run(Object function, int arity, Iterable<?> inputs, MapOptions options, boolean ordered) {
        return new MapRun(
                new MapSource(inputs, arity),
                new MapWriter(codec, function, arity, options, ordered),
                this,
                options,
                ordered);
    }

    // -- The script --

    /** The next wait of the consumer makes this step, and looks again. */
    void then(Runnable step) {
        script.add(step);
    }

    /** Every wait that has no step of its own makes this one. */
    void whenIdle(Runnable step) {
        whenIdle = step;
    }

    List<Task> open() {
        return tasks.stream().filter(Task::isOpen).toList();
    }

    void runFirst() {
        open().get(0).run();
    }

    void runLast() {
        List<Task> open = open();
        open.get(open.size() - 1).run();
    }

    private void step() {
        (script.isEmpty() ? whenIdle : script.remove()).run();
    }

    private void define(int[] numbers) throws Exception {
        for (int number : numbers) {
            if (!defined.get(number)) {
                defined.set(number);
                received.define(codec.definition(number));
            }
        }
    }

    // -- The pool --

    @Override
    public String name() {
        return "mapped";
    }

    @Override
    public long now() {
        return timer.now();
    }

    @Override
    public int workers() {
        return workers;
    }

    @Override
    public int mostElements() {
        return Integer.MAX_VALUE;
    }

    @Override
    public @Nullable PendingTask<?> submit(MapBatch batch, Runnable onDone, long patienceNanos) {
        patiences.add(patienceNanos);
        if (refusal != null) {
            throw refusal;
        }
        if (open().size() >= room && patienceNanos > 0) {
            await(() -> open().size() < room, patienceNanos);
        }
        if (open().size() >= room) {
            return null;
        }
        TaskOrigin origin = new TaskOrigin(
                tasks.size() + 1, batch.work(), TaskOptions.defaults(), new FunctionProfile(), 0, null, onDone);
        Task task = new Task(batch.work(), new PendingTask<>(origin, LoneTasks.host(timer)));
        tasks.add(task);
        return task.future;
    }

    @Override
    public int cut(PendingTask<?> future, int least) {
        Task task = tasks.stream()
                .filter(candidate -> candidate.future == future)
                .findFirst()
                .orElseThrow();
        if (task.begun == 0 || task.begun < least || !task.isOpen()) {
            return -1;
        }
        task.cut = task.begun;
        return task.begun;
    }

    @Override
    public void await(WaitList waiters, BooleanSupplier condition, long nanos) {
        await(condition, nanos);
    }

    private void await(BooleanSupplier condition, long nanos) {
        waits.add(nanos);
        if (nanos > LONG) {
            for (int steps = 0; !condition.getAsBoolean(); steps++) {
                assertThat(steps).as("steps of a wait without a limit").isLessThan(MOST_STEPS);
                step();
            }
        } else if (!condition.getAsBoolean()) {
            step();
            timer.advanceNanos(condition.getAsBoolean() ? 0 : nanos);
        }
    }
}
