package io.github.processpool.internal.parent.pool;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class RoundTest {

    private final List<String> done = new ArrayList<>();

    @Test
    void aStepThatThrowsKeepsNoOtherFromItsTurn() {
        Round round = new Round(
                () -> done.add("first"),
                () -> {
                    throw new OutOfMemoryError("of this test");
                },
                () -> {
                    throw new IllegalStateException("of this test");
                },
                () -> done.add("last"));

        assertThatThrownBy(round::run).isInstanceOf(OutOfMemoryError.class);
        assertThatThrownBy(round::run).isInstanceOf(OutOfMemoryError.class);

        assertThat(done).containsExactly("first", "last", "first", "last");
    }

    @Test
    void eachHasItsTurnWhateverThatThrowsForAnother() {
        assertThatThrownBy(() -> Round.each(List.of("a", "bad", "b"), name -> {
                    if (name.equals("bad")) {
                        throw new IllegalStateException(name);
                    }
                    done.add(name);
                }))
                .isInstanceOf(IllegalStateException.class);

        assertThat(done).containsExactly("a", "b");
    }
}
