package io.github.processpool.internal.wire.codec;

import static io.github.processpool.internal.wire.codec.CodecWire.returning;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.processpool.SerializableBiFunction;
import io.github.processpool.SerializableFunction;
import io.github.processpool.TaskSerializationException;
import java.io.IOException;
import java.io.ObjectOutputStream;
import java.io.ObjectStreamField;
import java.io.Serial;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;

/** The words of a refusal: where the culprit is, and how to do it right. */
class NotSerializableTest {

    static final class Holder implements Serializable {
        @Serial
        private static final long serialVersionUID = 1L;

        @SuppressWarnings("serial") // That is the point.
        final Object field;

        Holder(Object field) {
            this.field = field;
        }
    }

    private static String refusalOf(Object function, Object... arguments) {
        try {
            new CodecWire().write(function, arguments);
            return "accepted";
        } catch (TaskSerializationException e) {
            return e.getMessage();
        }
    }

    @Test
    void thePathLeadsToTheCulpritWhereverItIs() {
        Object culprit = new Object();
        SerializableFunction<Object, Integer> one = value -> 1;
        SerializableBiFunction<Object, Object, Integer> two = (a, b) -> 1;

        assertThat(refusalOf(one, culprit)).contains("argument 1 (java.lang.Object) is not serializable");
        assertThat(refusalOf(two, 1, culprit)).contains("argument 2 (java.lang.Object)");
        assertThat(refusalOf(returning(culprit))).contains("captured value 1 (java.lang.Object)");
        assertThat(refusalOf(one, new Holder(new Holder(culprit))))
                .contains("argument 1.field.field (java.lang.Object)");
        assertThat(refusalOf(one, Arrays.asList(1, 2, culprit))).contains("argument 1[2] (java.lang.Object)");
        assertThat(refusalOf(one, (Object) new Object[] {null, culprit})).contains("argument 1[1] (java.lang.Object)");
        assertThat(refusalOf(one, Map.of("key", new Holder(culprit))))
                .contains("argument 1.values[0].field (java.lang.Object)");
        assertThat(refusalOf(one, Map.of(new Holder(culprit), 1)))
                .contains("argument 1.keys[0].field (java.lang.Object)");
        assertThat(refusalOf(returning(new Holder(List.of(culprit)))))
                .contains("captured value 1.field[0] (java.lang.Object)");
    }

    @Test
    void aCycleDoesNotKeepTheExplanationFromEnding() {
        Object[] cycle = new Object[2];
        cycle[0] = cycle;
        cycle[1] = new Object();

        assertThat(refusalOf((SerializableFunction<Object, Integer>) value -> 1, (Object) cycle))
                .contains("argument 1[1] (java.lang.Object)");
    }

    /** Has two fields that are not serializable, of which only the second is written. */
    private static final class Choosy implements Serializable {
        @Serial
        private static final long serialVersionUID = 1L;

        @Serial
        private static final ObjectStreamField[] serialPersistentFields = {
            new ObjectStreamField("written", Object.class)
        };

        @SuppressWarnings("unused") // The test is about what is seen from outside.
        private final Object left = new Object();

        private final Object written = new Object();
    }

    /** Writes its first field as text, and the second as it is. */
    private static final class InItsOwnWay implements Serializable {
        @Serial
        private static final long serialVersionUID = 1L;

        private final Object asText = new Object();
        private final Object asItIs = new Thread();

        @Serial
        private void writeObject(ObjectOutputStream out) throws IOException {
            out.writeObject(asText.toString());
            out.writeObject(asItIs);
        }
    }

    @Test
    void theFieldThatIsNamedIsTheOneThatWasWritten() {
        SerializableFunction<Object, Integer> one = value -> 1;

        assertThat(refusalOf(one, new Choosy())).contains("argument 1.written (java.lang.Object)");
        assertThat(refusalOf(one, new InItsOwnWay())).contains("argument 1.asItIs (java.lang.Thread)");
    }

    @Test
    void theCulpritIsNamedEvenIfItIsBehindAHundredThousandOthers() {
        SerializableFunction<Object, Integer> one = value -> 1;
        List<Object> many = new ArrayList<>(Collections.nCopies(100_000, "element"));
        many.add(new Object());

        assertThat(refusalOf(one, many)).contains("java.lang.Object").contains("not serializable");
    }

    @Test
    void aSearchWhoseTimeIsUpEndsWithWhatSerializationSays() {
        SerializableFunction<Object, Integer> one = value -> 1;
        // The class that is named lies deeper than the search goes.
        Object deep = new Object();
        for (int i = 0; i < 300; i++) {
            deep = new Holder(deep);
        }

        assertThat(refusalOf(one, deep)).contains("it contains a java.lang.Object, which is not serializable");
    }

    @Test
    void aPlainLambdaIsToldHowToBeWritten() {
        Callable<Integer> plain = () -> 1;
        Runnable runnable = new Thread();

        assertThat(refusalOf(plain)).contains("SerializableCallable").contains("NotSerializableTest lambda");
        assertThat(refusalOf(runnable)).contains("Let its class implement");
    }

    @Test
    void whatSupplyAsyncHandsOverIsToldWhatToUseInstead() {
        AtomicReference<String> message = new AtomicReference<>();
        CompletableFuture.supplyAsync(() -> 1, task -> message.set(refusalOf(task)));
        assertThat(message.get()).contains("supplyAsync").contains("pool.submit");
        CompletableFuture.runAsync(() -> {}, task -> message.set(refusalOf(task)));
        assertThat(message.get()).contains("runAsync");
        CompletableFuture.completedFuture(1).thenApplyAsync(value -> value, task -> message.set(refusalOf(task)));
        assertThat(message.get()).contains("Async");
    }
}
