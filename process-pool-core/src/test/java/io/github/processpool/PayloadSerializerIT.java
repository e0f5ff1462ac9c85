package io.github.processpool;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.processpool.testing.PlainTextSerializer;
import io.github.processpool.testing.PlainTextSerializer.Point;
import io.github.processpool.testing.Pools;
import io.github.processpool.testing.Tasks;
import io.github.processpool.testing.Values;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Values go through the user's {@link PayloadSerializer}, in both modes; tasks, exceptions and initializers do not need it. */
@Timeout(120)
class PayloadSerializerIT {

    @RegisterExtension
    final Pools pools = new Pools();

    private ProcessPoolExecutor open(PoolMode mode, Consumer<ProcessPoolExecutorBuilder> changes) {
        return pools.open(
                builder -> changes.accept(builder.mode(mode).maxWorkers(1).serializer(new PlainTextSerializer("+"))));
    }

    private ProcessPoolExecutor usual(PoolMode mode) {
        return mode == PoolMode.IN_PROCESS
                ? open(mode, builder -> {})
                : pools.shared("usual", builder -> builder.serializer(new PlainTextSerializer("+")));
    }

    /** A task that is no lambda, with a field that travels with it. */
    private record Repeat(int times) implements SerializableFunction<String, String> {
        @Override
        public String apply(String text) {
            return text.repeat(times);
        }
    }

    @ParameterizedTest
    @EnumSource
    void argumentsCapturedValuesAndResultsGoThroughIt(PoolMode mode) throws Exception {
        ProcessPoolExecutor pool = usual(mode);
        Point captured = new Point(1, 2);
        String text = "c";

        // Each way puts a prefix before a text.
        assertThat(pool.submit((String a) -> a, "a").get()).isEqualTo("++a");
        assertThat(pool.submit(() -> text).get()).isEqualTo("++c");
        assertThat(pool.submit((Integer x) -> new Point(x + captured.x(), captured.y()), 10)
                        .get())
                .isEqualTo(new Point(11, 2));
        assertThat(pool.submit((String a, Integer b) -> a + b, "n", 5).get()).isEqualTo("++n5");
        assertThat(pool.submit((byte[] bytes) -> bytes, new byte[] {1, 2}).get())
                .containsExactly(1, 2);
        assertThat(pool.submit(new Repeat(2), "r").get()).isEqualTo("++r+r");
    }

    @ParameterizedTest
    @EnumSource
    void nullsAndFunctionsDoNotNeedIt(PoolMode mode) throws Exception {
        ProcessPoolExecutor pool = usual(mode);
        SerializableFunction<Integer, Integer> inner = x -> x + 1;

        assertThat(pool.submit((String a) -> a, (String) null).get()).isNull();
        assertThat(pool.submit((Integer x) -> inner.apply(x) + 1, 1).get()).isEqualTo(3);
        assertThat(pool.submit(() -> {}).get()).isNull();
        assertThat(pool.submit(() -> new IllegalStateException("returned")).get())
                .isInstanceOf(IllegalStateException.class)
                .hasMessage("returned");
    }

    @ParameterizedTest
    @EnumSource
    void exceptionsOfTasksDoNotNeedIt(PoolMode mode) {
        ProcessPoolExecutor pool = usual(mode);

        assertThatThrownBy(() -> pool.submit(() -> {
                            throw new Values.DetailedException("broken", 5, new IllegalStateException("inner"));
                        })
                        .get())
                .cause()
                .isInstanceOf(Values.DetailedException.class)
                .hasRootCauseMessage("inner");
    }

    @ParameterizedTest
    @EnumSource
    void anArgumentThatItCantWriteIsNamedBySubmit(PoolMode mode) {
        ProcessPoolExecutor pool = usual(mode);
        UUID captured = UUID.randomUUID();

        assertThatThrownBy(() -> pool.submit((String a, String b) -> a + b, "fine", "throw"))
                .isInstanceOf(TaskSerializationException.class)
                .hasMessageContaining("argument 2 (java.lang.String)")
                .hasMessageContaining(PlainTextSerializer.class.getName())
                .hasMessageContaining("does not like this text")
                .hasCauseInstanceOf(IllegalStateException.class);
        assertThatThrownBy(() -> pool.submit(() -> captured.toString()))
                .isInstanceOf(TaskSerializationException.class)
                .hasMessageContaining("captured value 1 (java.util.UUID)");
        assertThat(pool.snapshot().queuedTasks()).isZero();
    }

    @ParameterizedTest
    @EnumSource
    void aResultThatItCantWriteFailsThatFutureOnly(PoolMode mode) throws Exception {
        ProcessPoolExecutor pool = usual(mode);

        assertThatThrownBy(() -> pool.submit(() -> UUID.randomUUID()).get())
                .cause()
                .isInstanceOf(ResultSerializationException.class)
                .hasMessageContaining("result (java.util.UUID)")
                .hasMessageContaining("no format for java.util.UUID");
        assertThatThrownBy(() -> pool.submit(() -> "throw").get())
                .hasCauseInstanceOf(ResultSerializationException.class);
        assertThat(pool.submit(() -> "close").get()).isEqualTo("+close");
        assertThat(pool.snapshot().workersStarted()).isEqualTo(1);
    }

    @ParameterizedTest
    @EnumSource
    void whatItCantReadFailsThatFutureOnly(PoolMode mode) throws Exception {
        ProcessPoolExecutor pool = usual(mode);

        assertThatThrownBy(() -> pool.submit((String a) -> 1, "unreadable").get())
                .cause()
                .isInstanceOf(TaskSerializationException.class)
                .hasMessageContaining("can't read +unreadable");
        assertThatThrownBy(() -> pool.submit(() -> "unread" + "able").get())
                .cause()
                .isInstanceOf(ResultSerializationException.class)
                .hasMessageContaining("can't read +unreadable");
        assertThat(pool.submit(() -> 5).get()).isEqualTo(5);
        assertThat(pool.snapshot().workersStarted()).isEqualTo(1);
    }

    @ParameterizedTest
    @EnumSource
    void theLimitHoldsWhateverItMakesOfThat(PoolMode mode) throws Exception {
        ProcessPoolExecutor pool = open(mode, builder -> builder.maxPayload(10_000));
        byte[] large = new byte[20_000]; // Of which it keeps to itself that it could not be written.

        assertThatThrownBy(() -> pool.submit(Tasks::sum, large)).isInstanceOf(PayloadTooLargeException.class);
        assertThatThrownBy(() -> pool.submit(() -> new byte[20_000]).get())
                .hasCauseInstanceOf(PayloadTooLargeException.class);
        assertThat(pool.submit(Tasks::sum, new byte[9_000]).get()).isZero();
    }

    @ParameterizedTest
    @EnumSource
    void aChangeAfterSubmitIsNotSeen(PoolMode mode) throws Exception {
        ProcessPoolExecutor pool = usual(mode);
        byte[] bytes = {1};
        ProcessFuture<Integer> task = pool.submit(Tasks::sum, bytes);
        bytes[0] = 2;

        assertThat(task.get()).isEqualTo(1);
    }

    @ParameterizedTest
    @EnumSource
    void filtersHoldForWhatTravelsByJavaSerializationStill(PoolMode mode) {
        ProcessPoolExecutor pool = open(mode, builder -> builder.parameterFilter("!java.lang.IllegalStateException;*"));
        IllegalStateException argument = new IllegalStateException("not wanted");

        assertThatThrownBy(() -> pool.submit((Exception e) -> 1, argument).get())
                .cause()
                .isInstanceOf(TaskSerializationException.class)
                .hasMessageContaining("REJECTED");
    }

    @ParameterizedTest
    @EnumSource
    void elementsOfAMapGoThroughItAndFailOneByOne(PoolMode mode) {
        ProcessPoolExecutor pool = usual(mode);
        List<String> inputs = List.of("a", "bad", "b", "unreadable", "throw", "c");
        Map<String, Object> ends = new HashMap<>();

        pool.mapUnordered(
                        (String text) -> {
                            if (text.endsWith("bad")) {
                                throw new IllegalStateException("refused " + text);
                            }
                            return text;
                        },
                        inputs,
                        MapIT.chunksOf(6))
                .forEach(end -> ends.put(
                        end.input(), end.error().<Object>map(failure -> failure).orElseGet(end::value)));

        assertThat(ends)
                .hasSize(6)
                .containsEntry("a", "++a")
                .containsEntry("b", "++b")
                .containsEntry("c", "++c");
        assertThat((Throwable) ends.get("bad")).hasStackTraceContaining("refused +bad");
        assertThat((Throwable) ends.get("unreadable")).hasStackTraceContaining("can't read +unreadable");
        assertThat((Throwable) ends.get("throw")).hasStackTraceContaining("does not like this text");
    }

    /**
     * Does not get as far as writing or reading.
     *
     * @param cargo does not travel
     */
    @SuppressWarnings("serial") // That is the point.
    private record Overloaded(Object cargo) implements PayloadSerializer {
        @Override
        public void write(Object value, OutputStream target) {}

        @Override
        public Object read(InputStream source) {
            return cargo;
        }
    }

    @ParameterizedTest
    @EnumSource
    void oneThatCantTravelIsRefusedWhenThePoolIsBuilt(PoolMode mode) {
        ProcessPoolExecutorBuilder builder =
                Pools.builder().mode(mode).serializer(new Overloaded(new Values.NotSerializableValue()));

        assertThatThrownBy(builder::build)
                .isInstanceOf(TaskSerializationException.class)
                .hasMessageContaining("Overloaded.cargo");
    }

    @ParameterizedTest
    @EnumSource
    void oneThatIsTooLargeIsRefusedWhenThePoolIsBuilt(PoolMode mode) {
        ProcessPoolExecutorBuilder builder =
                Pools.builder().mode(mode).serializer(new PlainTextSerializer("x".repeat(600_000)));

        assertThatThrownBy(builder::build)
                .isInstanceOf(TaskSerializationException.class)
                .hasMessageContaining("serializer")
                .hasMessageContaining("524288");
    }

    @Test
    void oneThatDoesNotArriveBreaksThePoolWithTheReason() {
        ProcessPoolExecutor pool =
                open(PoolMode.IN_PROCESS, builder -> builder.serializer(new Overloaded(new Values.Unreadable())));

        assertThatThrownBy(() -> pool.submit(() -> 1).get())
                .cause()
                .isInstanceOf(PoolBrokenException.class)
                .hasStackTraceContaining("PayloadSerializer can't be read")
                .hasStackTraceContaining("refuses to be read");
    }
}
