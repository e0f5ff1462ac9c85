package io.github.processpool.internal.wire.codec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.processpool.SerializableBiFunction;
import io.github.processpool.SerializableCallable;
import io.github.processpool.SerializableFunction;
import io.github.processpool.internal.wire.codec.Codec.EncodedValue;
import io.github.processpool.internal.wire.handle.Sharing;
import java.io.IOException;
import java.io.InvalidClassException;
import java.io.InvalidObjectException;
import java.io.Serializable;
import java.math.BigInteger;
import java.util.List;
import org.junit.jupiter.api.Test;

/** References to one generic method for several types, of which javac makes one and the same when they are read. */
class MergedReferencesTest {

    private final CodecWire wire = new CodecWire();

    static <T> T same(T value) {
        return value;
    }

    record Box<T>(T content) implements Serializable {

        <S> S swapped(S other) {
            return other;
        }
    }

    /** Narrows the types of a generic interface, so that its method has two forms. */
    @FunctionalInterface
    interface OfText extends SerializableFunction<String, String> {
        @Override
        String apply(String text);
    }

    private final SerializableFunction<Integer, Integer> ofNumbers = MergedReferencesTest::same;
    private final SerializableFunction<String, String> ofText = MergedReferencesTest::same;
    private final SerializableFunction<BigInteger, BigInteger> ofLargeNumbers = MergedReferencesTest::same;

    @Test
    void eachReferenceToAGenericStaticMethodKeepsItsTypes() throws Throwable {
        assertThat(wire.run(ofNumbers, 1)).isEqualTo(1);
        assertThat(wire.run(ofText, "text")).isEqualTo("text");
        assertThat(wire.run(ofLargeNumbers, BigInteger.TEN)).isEqualTo(BigInteger.TEN);
        assertThat(wire.run(ofText, "again")).isEqualTo("again");
    }

    @Test
    void eachReferenceToAMethodOfACapturedObjectKeepsItsTypes() throws Throwable {
        Box<String> box = new Box<>("content");
        SerializableFunction<Integer, Integer> numbers = box::swapped;
        SerializableFunction<String, String> text = box::swapped;
        SerializableCallable<String> first = box::content;
        SerializableCallable<Integer> second = new Box<>(7)::content;

        assertThat(wire.run(numbers, 1)).isEqualTo(1);
        assertThat(wire.run(text, "text")).isEqualTo("text");
        assertThat(wire.run(first)).isEqualTo("content");
        assertThat(wire.run(second)).isEqualTo(7);
    }

    @Test
    void eachReferenceToAGenericConstructorKeepsItsTypes() throws Throwable {
        SerializableFunction<Integer, Box<Integer>> numbers = Box::new;
        SerializableFunction<String, Box<String>> text = Box::new;

        assertThat(wire.run(numbers, 1)).isEqualTo(new Box<>(1));
        assertThat(wire.run(text, "text")).isEqualTo(new Box<>("text"));
    }

    @Test
    void anInterfaceThatNarrowsAGenericOneIsImplementedInBothForms() throws Throwable {
        OfText narrowed = String::trim;
        ReferenceMaker maker =
                new ReferenceMaker(LambdaShape.of(narrowed.getClass()).serialize(narrowed), getClass());

        OfText made = (OfText) maker.make(new Object[0]);
        SerializableFunction<String, String> generic = made;

        assertThat(made.apply(" a ")).isEqualTo("a");
        assertThat(generic.apply(" b ")).isEqualTo("b");
    }

    @Test
    void aReferenceThatIsAnArgumentOrCapturedKeepsItsTypes() throws Throwable {
        SerializableBiFunction<SerializableFunction<String, String>, String, String> call =
                (function, text) -> function.apply(text);
        SerializableFunction<String, String> captured = ofText;
        SerializableFunction<String, String> outer = text -> captured.apply(text);

        assertThat(wire.run(call, ofText, "text")).isEqualTo("text");
        assertThat(wire.run(outer, "text")).isEqualTo("text");
        assertThat(((List<?>) wire.carry(List.of(ofText, ofNumbers)))).hasSize(2);
    }

    @Test
    void aFilterIsAskedAboutTheClassThatContainsTheReference() throws Exception {
        CodecWire filtered = new CodecWire("!" + MergedReferencesTest.class.getName() + ";*");

        assertThatThrownBy(() -> filtered.carry(ofText)).isInstanceOf(InvalidClassException.class);
        assertThatThrownBy(() -> new CodecWire("!java.lang.invoke.*;*").carry(ofText))
                .isInstanceOf(InvalidClassException.class);
        assertThat(new CodecWire("java.lang.invoke.*;" + MergedReferencesTest.class.getName()
                                + ";io.github.processpool.Serializable*;java.lang.Object;!*")
                        .carry(ofText))
                .isNotNull();
    }

    @Test
    void aParentMakesNothingOfThePartsThatAWorkerSends() throws Exception {
        EncodedValue sent = wire.writer.writeValue(ofText);
        Definitions ofWorker = new Definitions(getClass().getClassLoader());
        for (int number : sent.definitions()) {
            ofWorker.define(wire.writer.definition(number));
        }
        JavaCodec parent = new JavaCodec(new DefinitionTable(), ofWorker, "", CodecWire.LIMIT, Sharing.NOTHING);

        assertThatThrownBy(() -> parent.readValue(sent.payload()))
                .isInstanceOf(InvalidObjectException.class)
                .hasMessageContaining("only a parent may send");
    }

    @Test
    void aWorkerRefusesToReturnAReferenceThatWouldBecomeAnother() throws Exception {
        JavaCodec worker = new JavaCodec(
                DefinitionTable.toParent(),
                Definitions.ofParent(getClass().getClassLoader()),
                "",
                CodecWire.LIMIT,
                Sharing.NOTHING);

        assertThat(worker.writeValue(ofNumbers)).isNotNull();
        assertThatThrownBy(() -> worker.writeValue(ofText))
                .isInstanceOf(IOException.class)
                .hasMessageContaining(getClass().getName() + "::same")
                .hasMessageContaining("return a lambda");
    }
}
