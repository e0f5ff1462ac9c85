package io.github.processpool.internal.wire.codec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;

import io.github.processpool.SerializableBiFunction;
import io.github.processpool.SerializableFunction;
import io.github.processpool.TaskSerializationException;
import io.github.processpool.internal.wire.codec.ChunkAnswer.ElementFailure;
import io.github.processpool.internal.wire.codec.Codec.EncodedTask;
import io.github.processpool.internal.wire.handle.Sharing;
import io.github.processpool.internal.wire.message.FailureKind;
import io.github.processpool.internal.wire.message.Message.Run;
import io.github.processpool.internal.wire.message.Payload;
import io.github.processpool.internal.wire.message.RemoteProblem;
import java.io.IOException;
import java.io.InvalidClassException;
import java.io.InvalidObjectException;
import java.io.ObjectOutputStream;
import java.io.Serial;
import java.io.Serializable;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Chunks both ways, honest and forged. */
class ChunkFormatTest {

    private static final int LIMIT = 16 << 20;
    private static final int CLAIMED = 0x7eadbeef;
    private static final long MEGABYTE = 1 << 20;

    private final DefinitionTable table = new DefinitionTable();
    private final Definitions definitions = new Definitions(ChunkFormatTest.class.getClassLoader());
    private final JavaCodec codec = new JavaCodec(table, definitions, "", LIMIT, Sharing.NOTHING);
    private int defined;

    private EncodedTask write(Object... inputs) throws IOException {
        SerializableFunction<Object, Object> same = x -> x;
        EncodedTask task = codec.writeChunk(codec.writeFunction(same, 1), inputs, false);
        define(task.definitions());
        return task;
    }

    private void define(int[] numbers) throws IOException {
        int highest = Arrays.stream(numbers).max().orElse(-1);
        while (defined <= highest) {
            definitions.define(table.definition(defined++));
        }
    }

    private static Run run(EncodedTask task) {
        return new Run(1, 1, task.function(), task.arity(), task.values());
    }

    private List<@Nullable Object> results(EncodedTask task) throws Throwable {
        ChunkCall call = codec.readChunk(run(task));
        List<@Nullable Object> results = new ArrayList<>();
        for (int i = 0; i < call.count(); i++) {
            call.readNext();
            results.add(call.call());
        }
        return results;
    }

    private ChunkAnswer sentBack(@Nullable Object... values) throws IOException {
        Codec.EncodedValue encoded = codec.writeAnswer(new ChunkAnswer(values, List.of()), ChunkFormatTest::failure);
        define(encoded.definitions());
        return codec.readAnswer(encoded.payload(), values.length);
    }

    private static ElementFailure failure(int index, @Nullable Object value, Throwable problem) {
        RemoteProblem words = new RemoteProblem(problem.getClass().getName(), problem.getMessage(), "");
        return new ElementFailure(index, FailureKind.UNWRITABLE_RESULT, words, Payload.NONE, new int[0]);
    }

    @Test
    void aPartOfAChunkHasItsElementsOnly() throws Throwable {
        Object[][] kinds = {
            {1, 2, 3, 4, 5},
            {1L, 2L, 3L, 4L, 5L},
            {"a", 2, 'c', null, 5.0},
            {List.of(1), List.of(2), "x", List.of(4), List.of(5)}
        };
        for (Object[] inputs : kinds) {
            EncodedTask whole = write(inputs);
            assertThat(whole.elements()).isEqualTo(5);
            assertThat(results(whole)).containsExactly(inputs);
            assertThat(results(whole.part(1, 3))).containsExactly(inputs[1], inputs[2], inputs[3]);
            assertThat(results(whole.part(1, 3).part(2, 1))).containsExactly(inputs[3]);
        }
    }

    @Test
    void oneObjectInBothArgumentsOfACallIsOneObjectWhateverItsPlaceInTheChunk() throws Throwable {
        SerializableBiFunction<Object, Object, Boolean> isSame = (a, b) -> a == b;
        List<Object> one = new ArrayList<>(List.of(1));
        List<Object> other = new ArrayList<>(List.of(1));
        Object[] inputs = {one, one, one, other, other, other, null, null, one, 1};
        EncodedTask task = codec.writeChunk(codec.writeFunction(isSame, 2), inputs, false);
        define(task.definitions());

        assertThat(results(task)).containsExactly(true, false, true, true, false);
        assertThat(results(task.part(1, 3))).containsExactly(false, true, true);
        assertThat(results(task.part(2, 2).part(1, 1))).containsExactly(true);
    }

    @Test
    void aPairThatCantBeReadCostsNoOther() throws Throwable {
        SerializableBiFunction<Object, Object, String> words = (a, b) -> a + " " + b;
        Object[] inputs = {
            List.of(1),
            List.of(2),
            List.of(3),
            new BigInteger("4"),
            new BigInteger("5"),
            List.of(6),
            List.of(7),
            List.of(8)
        };
        EncodedTask task = codec.writeChunk(codec.writeFunction(words, 2), inputs, false);
        define(task.definitions());
        ChunkCall call = filtered("!java.math.*").readChunk(run(task));

        call.readNext();
        assertThat(call.call()).isEqualTo("[1] [2]");
        assertThatThrownBy(call::readNext).isInstanceOf(InvalidClassException.class);
        assertThatThrownBy(call::readNext).isInstanceOf(InvalidClassException.class);
        call.readNext();
        assertThat(call.call()).isEqualTo("[7] [8]");
    }

    @Test
    void integersTakeFourBytesEach() throws IOException {
        Object[] inputs = IntStream.range(0, 10_000).boxed().toArray();

        assertThat(write(inputs).values().length()).isLessThan(10_000 * 4 + 100);
    }

    @Test
    void answersComeBackWithTheirFailuresInPlace() throws IOException {
        Object[] values = {List.of(1), new Object(), "c"};

        ChunkAnswer answer = sentBack(values);

        assertThat(answer.values()).containsExactly(List.of(1), null, "c");
        assertThat(answer.failures())
                .singleElement()
                .satisfies(failure -> assertThat(failure.index()).isEqualTo(1));
    }

    @Test
    void aFilterRefusesItsElementsAndNoOthers() throws Throwable {
        EncodedTask task = write(List.of(1), new BigInteger("5"), List.of(3));
        ChunkCall call = new JavaCodec(table, definitions, "!java.math.*", LIMIT, Sharing.NOTHING).readChunk(run(task));

        call.readNext();
        assertThatThrownBy(call::readNext).isInstanceOf(InvalidClassException.class);
        call.readNext();
        assertThat(call.call()).isEqualTo(List.of(3));
    }

    @Test
    void aFilterIsAskedForPackedValuesToo() throws Throwable {
        EncodedTask task = write(1, 2, 3);
        JavaCodec strict = new JavaCodec(table, definitions, "!java.lang.Integer", LIMIT, Sharing.NOTHING);

        assertThatThrownBy(() -> strict.readChunk(run(task))).isInstanceOf(InvalidClassException.class);
    }

    private JavaCodec filtered(String pattern) {
        return new JavaCodec(table, definitions, pattern, LIMIT, Sharing.NOTHING);
    }

    @Test
    void anArrayThatAFilterRejectsLeavesThoseBehindItInTheirPlaces() throws Throwable {
        EncodedTask task = write(new byte[] {1}, new byte[11], new byte[] {2, 3});
        ChunkCall call = filtered("maxarray=10").readChunk(run(task));

        call.readNext();
        assertThat(call.call()).isEqualTo(new byte[] {1});
        assertThatThrownBy(call::readNext).isInstanceOf(InvalidClassException.class);
        call.readNext();
        assertThat(call.call()).isEqualTo(new byte[] {2, 3});
    }

    @Test
    void aRestIsReadWhateverTheFilterSaysOfWhatStandsBeforeIt() throws Throwable {
        ChunkCall arrays = filtered("maxarray=10")
                .readChunk(run(write(new byte[11], new byte[] {2}).part(1, 1)));
        ChunkCall simple =
                filtered("!java.lang.Integer").readChunk(run(write(1, 2L).part(1, 1)));

        arrays.readNext();
        assertThat(arrays.call()).isEqualTo(new byte[] {2});
        simple.readNext();
        assertThat(simple.call()).isEqualTo(2L);
    }

    @Test
    void aLimitOfTheFilterIsForEachValueAndNotForTheChunk() throws Throwable {
        Object[] inputs = IntStream.range(0, 200).mapToObj(x -> List.of(x)).toArray();
        ChunkCall call = filtered("maxrefs=50;maxbytes=2000").readChunk(run(write(inputs)));

        for (Object input : inputs) {
            call.readNext();
            assertThat(call.call()).isEqualTo(input);
        }
    }

    @Test
    void noBytesAreReadAsTwoValues() throws Throwable {
        Payload honest = write(List.of(1), List.of(2), List.of(3)).values();
        byte[] bytes = Arrays.copyOf(honest.bytes(), honest.length());
        ByteBuffer table = ByteBuffer.wrap(bytes);
        int last = bytes.length - Integer.BYTES;
        table.putInt(last, table.getInt(last - 2 * Integer.BYTES)); // The third begins where the first one does.
        EncodedTask task = write(List.of(1), List.of(2), List.of(3));
        Run forged = new Run(1, 1, task.function(), task.arity(), new Payload(honest.form(), bytes, bytes.length));
        ChunkCall call = filtered("maxdepth=100").readChunk(forged);

        call.readNext();
        assertThatThrownBy(call::readNext).isInstanceOf(InvalidObjectException.class);
        assertThatThrownBy(call::readNext).isInstanceOf(InvalidObjectException.class);
    }

    @Test
    void anAnswerAboutMoreElementsThanTheChunkHasIsRefusedBeforeItIsRead() throws IOException {
        Object[] many = new Object[1_000_000]; // One byte each.
        Payload answer = codec.writeAnswer(new ChunkAnswer(many, List.of()), ChunkFormatTest::failure)
                .payload();

        assertThat(codec.readAnswer(answer, many.length).values()).hasSize(many.length);
        assertThatThrownBy(() -> codec.readAnswer(answer, many.length - 1))
                .isInstanceOf(InvalidObjectException.class)
                .hasMessageContaining("1000000 ends of 999999 elements");
        assertThat(Allocation.of(() -> readOrRefuse(answer))).isLessThan(MEGABYTE);
    }

    /** Throws an error where an exception would be expected. */
    private static final class Erring implements Serializable {
        @Serial
        private static final long serialVersionUID = 1L;

        @Serial
        private void writeObject(ObjectOutputStream out) {
            throw new NoClassDefFoundError("missing");
        }
    }

    @Test
    void anErrorOfOneValueIsTheFailureOfItsElement() throws IOException {
        ChunkAnswer answer = sentBack(List.of(1), new Erring(), "c");

        assertThat(answer.values()).containsExactly(List.of(1), null, "c");
        assertThat(answer.failures()).singleElement().satisfies(failure -> {
            assertThat(failure.index()).isEqualTo(1);
            assertThat(failure.problem().className()).isEqualTo(NoClassDefFoundError.class.getName());
        });
    }

    @Test
    void anInputWhoseWritingEndsInAnErrorCantBeSent() {
        SerializableFunction<Object, Object> same = x -> x;

        assertThatThrownBy(() -> codec.writeTask(Overload.FUNCTION, same, new Erring()))
                .isInstanceOf(TaskSerializationException.class)
                .hasCauseInstanceOf(NoClassDefFoundError.class);
    }

    @Test
    void exceptionsGiveWayToValuesWhenThereIsNoRoomForBoth() throws IOException {
        JavaCodec small = new JavaCodec(table, definitions, "", 30_000, Sharing.NOTHING);
        Object[] values = new Object[40];
        List<ElementFailure> failures = new ArrayList<>();
        for (int i = 0; i < values.length; i++) {
            if (i % 2 == 0) {
                RemoteProblem words = new RemoteProblem("java.lang.IllegalStateException", "failed " + i, "");
                Payload large = new Payload(Payload.Form.RAW, new byte[5_000], 5_000);
                failures.add(new ElementFailure(i, FailureKind.THREW, words, large, new int[0]));
            } else {
                values[i] = new byte[1_000];
            }
        }

        Codec.EncodedValue encoded = small.writeAnswer(new ChunkAnswer(values, failures), ChunkFormatTest::failure);
        ChunkAnswer answer = codec.readAnswer(encoded.payload(), values.length);

        assertThat(answer.values()).usingRecursiveComparison().isEqualTo(values);
        assertThat(answer.failures())
                .hasSize(20)
                .extracting(f -> f.problem().message())
                .contains("failed 38");
        assertThat(answer.failures().get(0).throwable().length()).isEqualTo(5_000);
        assertThat(answer.failures().get(19).throwable().length()).isZero();
    }

    @Test
    void thereIsRoomForTheFailuresOfTheValuesForWhichThereIsNone() throws IOException {
        JavaCodec small = new JavaCodec(table, definitions, "", 30_000, Sharing.NOTHING);
        Object[] values = new Object[60];
        Arrays.setAll(values, i -> new byte[1_000]);

        Codec.EncodedValue encoded = small.writeAnswer(new ChunkAnswer(values, List.of()), ChunkFormatTest::failure);
        ChunkAnswer answer = codec.readAnswer(encoded.payload(), values.length);

        assertThat(answer.values()[0]).isEqualTo(values[0]);
        assertThat(answer.failures()).hasSizeBetween(31, 40);
    }

    @Test
    void aDefinitionThatManyFailuresNeedIsNamedOnce() throws IOException {
        List<ElementFailure> failures = IntStream.range(0, 1000)
                .mapToObj(i -> new ElementFailure(
                        i, FailureKind.THREW, new RemoteProblem("X", null, ""), Payload.NONE, new int[] {7, 3}))
                .toList();

        assertThat(codec.writeAnswer(new ChunkAnswer(new Object[1000], failures), ChunkFormatTest::failure)
                        .definitions())
                .containsExactly(3, 7);
    }

    @Test
    void refusesMoreElementsThanThereAre() throws IOException {
        EncodedTask task = write(1, 2, 3);

        assertThatThrownBy(() -> codec.readChunk(run(task.part(1, 3)))).isInstanceOf(InvalidObjectException.class);
        assertThatThrownBy(() -> codec.readChunk(run(task.part(-1, 1)))).isInstanceOf(InvalidObjectException.class);
        assertThatThrownBy(() -> codec.readChunk(run(task.part(0, 0)))).isInstanceOf(InvalidObjectException.class);
        assertThatThrownBy(() -> codec.readChunk(run(task.part(5, Integer.MAX_VALUE))))
                .isInstanceOf(InvalidObjectException.class);
    }

    @Test
    void aChunkIsNoValue() throws IOException {
        Payload chunk = write(1, 2, 3).values();

        assertThatThrownBy(() -> codec.readValue(chunk)).isInstanceOf(InvalidObjectException.class);
        assertThatThrownBy(() -> codec.readAnswer(codec.writeValue(1).payload(), 1))
                .isInstanceOf(InvalidObjectException.class);
    }

    @Test
    void noForgedLengthAllocates() throws IOException {
        List<Payload> honest = List.of(
                codec.writeAnswer(new ChunkAnswer(new Object[] {1, 2, 3}, List.of()), ChunkFormatTest::failure)
                        .payload(),
                codec.writeAnswer(new ChunkAnswer(new Object[] {"a", 2, 3L}, List.of()), ChunkFormatTest::failure)
                        .payload(),
                codec.writeAnswer(new ChunkAnswer(new Object[] {new byte[3]}, List.of()), ChunkFormatTest::failure)
                        .payload(),
                codec.writeAnswer(new ChunkAnswer(new Object[] {new Object(), 2}, List.of()), ChunkFormatTest::failure)
                        .payload());
        for (Payload payload : honest) {
            for (int at = 0; at <= payload.length() - 4; at++) {
                byte[] bytes = Arrays.copyOf(payload.bytes(), payload.length());
                ByteBuffer.wrap(bytes).putInt(at, CLAIMED);
                Payload forged = new Payload(payload.form(), bytes, bytes.length);
                assertThat(Allocation.of(() -> readOrRefuse(forged)))
                        .as("length at %s", at)
                        .isLessThan(MEGABYTE);
            }
        }
    }

    @Test
    void rubbishIsRefusedAndNothingElse() throws IOException {
        Random random = new Random(7);
        Payload honest = codec.writeAnswer(
                        new ChunkAnswer(new Object[] {new Object(), List.of(1), "c"}, List.of()),
                        ChunkFormatTest::failure)
                .payload();
        for (int i = 0; i < 3000; i++) {
            byte[] bytes = Arrays.copyOf(honest.bytes(), random.nextInt(honest.length() + 1));
            for (int changes = random.nextInt(4); changes > 0 && bytes.length > 0; changes--) {
                bytes[random.nextInt(bytes.length)] = (byte) random.nextInt();
            }
            assertDoesNotThrow(() -> readOrRefuse(new Payload(honest.form(), bytes, bytes.length)));
        }
    }

    /** Any other exception is too many. */
    private @Nullable ChunkAnswer readOrRefuse(Payload payload) {
        try {
            return codec.readAnswer(payload, 3);
        } catch (IOException e) {
            return null;
        }
    }
}
