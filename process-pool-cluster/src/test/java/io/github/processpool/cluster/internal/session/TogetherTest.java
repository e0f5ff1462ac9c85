package io.github.processpool.cluster.internal.session;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.processpool.internal.federation.Federation.Stretch;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class TogetherTest {

    private final List<String> done = new ArrayList<>();
    private final Runnable one = () -> done.add("one");
    private final Runnable two = () -> done.add("two");

    @Test
    void nothingIsPutOffOutsideOfAStretch() {
        assertThat(Together.putOff(one)).isFalse();
        assertThat(done).isEmpty();
    }

    @Test
    void whatIsPutOffTwiceIsDoneOnceAtTheEnd() {
        try (Stretch stretch = Together.begin()) {
            assertThat(Together.putOff(one)).isTrue();
            assertThat(Together.putOff(two)).isTrue();
            assertThat(Together.putOff(one)).isTrue();
            assertThat(done).isEmpty();
        }
        assertThat(done).containsExactly("one", "two");
        assertThat(Together.putOff(one)).isFalse();
    }

    @Test
    void aStretchWithinAnotherBelongsToThat() {
        try (Stretch outer = Together.begin()) {
            try (Stretch inner = Together.begin()) {
                Together.putOff(one);
            }
            assertThat(done).isEmpty();
        }
        assertThat(done).containsExactly("one");
    }

    @Test
    void whatAnActionPutsOffIsDoneAfterIt() {
        Runnable first = () -> {
            Together.putOff(two);
            done.add("first");
        };
        try (Stretch stretch = Together.begin()) {
            Together.putOff(first);
        }
        assertThat(done).containsExactly("first", "two");
    }

    @Test
    void anErrorKeepsNobodyElseFromWhatWasPutOff() {
        Runnable failing = () -> {
            throw new OutOfMemoryError("for the test");
        };
        assertThatThrownBy(() -> {
                    try (Stretch stretch = Together.begin()) {
                        Together.putOff(failing);
                        Together.putOff(one);
                    }
                })
                .isInstanceOf(OutOfMemoryError.class);
        assertThat(done).containsExactly("one");
        assertThat(Together.putOff(two)).isFalse();
    }
}
