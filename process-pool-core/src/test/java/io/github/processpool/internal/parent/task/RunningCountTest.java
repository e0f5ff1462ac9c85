package io.github.processpool.internal.parent.task;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class RunningCountTest {

    private final RunningCount running = new RunningCount();

    private void add(int count) {
        for (int i = 0; i < count; i++) {
            assertThat(running.addBelow(10)).isTrue();
        }
    }

    @Test
    void threadsThatAreGoneWithoutAWordDoNotCountForLong() {
        add(10);
        assertThat(running.addBelow(10)).isFalse();

        running.correct(4);
        running.correct(3);
        assertThat(running.get()).isEqualTo(10);
        running.correct(4);

        assertThat(running.get()).isEqualTo(4);
        assertThat(running.addBelow(10)).isTrue();
    }

    @Test
    void threadsThatAreAboutToBeginAreNotTakenForGone() {
        add(5);
        running.correct(0);
        running.correct(5);
        running.correct(1);

        assertThat(running.get()).isEqualTo(5);
    }
}
