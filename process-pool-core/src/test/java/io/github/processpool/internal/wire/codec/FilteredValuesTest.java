package io.github.processpool.internal.wire.codec;

import static io.github.processpool.internal.wire.codec.CodecWire.returning;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.io.InvalidClassException;
import java.io.ObjectInputStream;
import java.io.Serial;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.LinkedList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class FilteredValuesTest {

    /** An object that an attacker wants to have read. */
    static final class Gadget implements Serializable {
        @Serial
        private static final long serialVersionUID = 1L;

        static boolean sprung;

        @Serial
        private void readObject(ObjectInputStream in) {
            sprung = true;
        }
    }

    @Test
    void aGadgetThatTheFilterDoesNotAllowIsNeverRead() throws Exception {
        CodecWire filtered = new CodecWire("java.base/*;!*");
        Gadget.sprung = false;

        assertThat(filtered.carry(new ArrayList<>(List.of(1, "two")))).isEqualTo(List.of(1, "two"));
        for (Object disguise :
                new Object[] {new Gadget(), List.of(new Gadget()), new Gadget[1], Map.of(1, new Gadget())}) {
            assertThatExceptionOfType(InvalidClassException.class)
                    .isThrownBy(() -> filtered.carry(disguise))
                    .withMessageContaining("REJECTED");
        }
        assertThat(Gadget.sprung).isFalse();
    }

    @Test
    void theFilterHoldsForValuesThatUseNoStreamToo() throws Exception {
        assertThatExceptionOfType(InvalidClassException.class)
                .isThrownBy(() -> new CodecWire("!java.lang.Integer").carry(1));
        assertThatExceptionOfType(InvalidClassException.class)
                .isThrownBy(() -> new CodecWire("maxarray=10").carry(new byte[11]));
        assertThat(new CodecWire("maxarray=10").carry(new byte[10])).isEqualTo(new byte[10]);
        Object[] array = {1, "two"};
        assertThatExceptionOfType(InvalidClassException.class)
                .isThrownBy(() -> new CodecWire("!java.lang.Integer").carry(array));
        assertThatExceptionOfType(InvalidClassException.class)
                .isThrownBy(() -> new CodecWire("maxarray=1").carry(array));
        assertThatExceptionOfType(InvalidClassException.class)
                .isThrownBy(() -> new CodecWire("!java.lang.Object").carry(array));
        assertThat(new CodecWire("maxarray=2;java.base/*;!*").carry(array)).isEqualTo(array);
        assertThat(new CodecWire("!java.lang.Integer").carry(1L)).isEqualTo(1L);
    }

    @Test
    void theFilterHoldsForTheClassOfALambda() throws Throwable {
        assertThatExceptionOfType(InvalidClassException.class)
                .isThrownBy(() -> new CodecWire("!" + CodecWire.class.getName()).run(returning(1)))
                .withMessageContaining("REJECTED");
        assertThat(new CodecWire(CodecWire.class.getName() + ";java.base/*;!*").run(returning(1)))
                .isEqualTo(1);
    }

    private record Order(List<Object> lines) implements Serializable {}

    @Test
    void aRejectedClassIsNamedWithTheWayToItAndTheSettingThatDecides() {
        CodecWire filtered = new CodecWire("java.base/*;" + Order.class.getName() + ";!*");
        Object order = new ArrayList<>(List.of("first", new Order(new LinkedList<>(List.of(1, new Gadget())))));

        assertThatExceptionOfType(InvalidClassException.class)
                .isThrownBy(() -> filtered.carry(order))
                .withMessageContaining(Gadget.class.getName() + ", in java.util.LinkedList, in " + Order.class.getName()
                        + ", in java.util.ArrayList, is rejected by parameterFilter, under Spring"
                        + " process-pool.parameter-filter; allow it there");
        assertThatExceptionOfType(InvalidClassException.class)
                .isThrownBy(() -> filtered.carry(new Object[] {
                    new Order(List.of()),
                    1,
                    new ArrayList<>(List.of(2, new Order(new LinkedList<>(List.of(3L, new Gadget())))))
                }))
                .withMessageContaining(
                        Gadget.class.getName()
                                + ", in java.util.LinkedList, in …, in java.util.ArrayList, in java.lang.Object[], is rejected");
        assertThatExceptionOfType(InvalidClassException.class)
                .isThrownBy(() -> new CodecWire("!java.lang.Integer").carry(1))
                .withMessageContaining("java.lang.Integer is rejected by parameterFilter");
    }
}
