package io.github.processpool.spring.async.carry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import io.github.processpool.spring.ContextCarrier;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class TravellingContextTest {

    private final List<String> log = new ArrayList<>();

    private final TravellingContext context = TravellingContext.of(new Serializable[] {
        "first", "1", TravellingContext.required("second"), "2",
    });

    /** Writes down what it restores; cleaning up fails for "bad". */
    private final class Carrier implements ContextCarrier {

        private final String name;

        Carrier(String name) {
            this.name = name;
        }

        @Override
        public @Nullable Serializable capture() {
            return null;
        }

        @Override
        public Scope restore(Serializable captured) {
            log.add(name + "=" + captured);
            return () -> {
                log.add(name + " closed");
                if (name.startsWith("bad")) {
                    throw new IllegalArgumentException(name);
                }
            };
        }
    }

    @Test
    void arrivesPackedWithItsOrderAndWithWhatIsRequired() {
        TravellingContext arrived = TravellingContext.unpacked(Objects.requireNonNull(context.packed()));

        arrived.restore(Carrier::new).close();
        assertThat(log).containsExactly("first=1", "second=2", "second closed", "first closed");
        assertThat(arrived.of("second")).isEqualTo("2");
        assertThat(arrived.carrierAt(3)).isEqualTo("second");
        assertThat(arrived.packed()).isEqualTo(context.packed());
        assertThatIllegalStateException()
                .isThrownBy(() -> arrived.restore(name -> {
                    if (name.equals("second")) {
                        throw new IllegalStateException("required");
                    }
                    return new Carrier(name);
                }));
    }

    @Test
    void isNotPackedWithOtherValuesAndNotIfItIsNothing() {
        TravellingContext more = TravellingContext.unpacked(Objects.requireNonNull(context.packed()))
                .withDispensable("third", new ArrayList<>(List.of(3)));

        assertThat(more.packed()).isNull();
        more.restore(Carrier::new).close();
        assertThat(log).startsWith("first=1", "second=2", "third=[3]");
        assertThat(TravellingContext.NONE.packed()).isNull();
        assertThat(TravellingContext.of(new Serializable[0])).isSameAs(TravellingContext.NONE);
        TravellingContext.NONE
                .restore(name -> {
                    throw new AssertionError(name);
                })
                .close();
    }

    @Test
    void cleansEverythingUpAndTellsAllThatFailed() {
        ContextCarrier.Scope scope = TravellingContext.of(new Serializable[] {
                    TravellingContext.required("bad"), "1", "good", "2", TravellingContext.required("bad too"), "3",
                })
                .restore(Carrier::new);

        assertThatIllegalStateException()
                .isThrownBy(scope::close)
                .withMessageContaining("failed to clean up")
                .satisfies(failure -> assertThat(failure.getSuppressed()).hasSize(2));
        assertThat(log).endsWith("bad too closed", "good closed", "bad closed");
    }
}
