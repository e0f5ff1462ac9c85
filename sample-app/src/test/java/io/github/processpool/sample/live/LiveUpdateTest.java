package io.github.processpool.sample.live;

import static io.github.processpool.sample.live.LiveFixture.document;
import static io.github.processpool.sample.live.LiveFixture.pool;
import static io.github.processpool.sample.live.LiveFixture.state;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class LiveUpdateTest {

    @Test
    void holdsEverythingForANewcomerEvenIfThatIsNothing() {
        assertThat(LiveUpdate.between(null, state(1, document("a", 1)), 5))
                .isEqualTo(new LiveUpdate(true, 5, List.of(document("a", 1)), List.of(), pool(1)));
        assertThat(LiveUpdate.between(null, state(0), 5).isEmpty()).isFalse();
    }

    @Test
    void isEmptyWhenNothingChanged() {
        assertThat(LiveUpdate.between(state(1, document("a", 1)), state(1, document("a", 1)), 5)
                        .isEmpty())
                .isTrue();
    }

    @Test
    void holdsOnlyWhatChanged() {
        LiveUpdate update = LiveUpdate.between(
                state(1, document("a", 1), document("b", 1), document("c", 1)),
                state(1, document("b", 1), document("c", 2), document("d", 0)),
                5);

        assertThat(update.documents()).containsExactly(document("c", 2), document("d", 0));
        assertThat(update.removed()).containsExactly("a");
        assertThat(update.pool()).isNull();
    }

    @Test
    void holdsThePoolWhenItChanged() {
        assertThat(LiveUpdate.between(state(1), state(2), 5))
                .isEqualTo(new LiveUpdate(false, 5, List.of(), List.of(), pool(2)));
    }
}
