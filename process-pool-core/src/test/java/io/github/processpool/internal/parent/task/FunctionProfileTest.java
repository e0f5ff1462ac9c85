package io.github.processpool.internal.parent.task;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class FunctionProfileTest {

    private final FunctionProfile profile = new FunctionProfile();

    private void record(int times, long duration, TimeUnit unit) {
        for (int i = 0; i < times; i++) {
            profile.record(unit.toNanos(duration), 1);
        }
    }

    @Test
    void nothingIsSentAheadBehindATaskOfUnknownLength() {
        assertThat(profile.depth()).isEqualTo(1);
        record(3, 1, TimeUnit.MICROSECONDS);
        assertThat(profile.depth()).isEqualTo(1);
    }

    @Test
    void theShorterTheTasksTheMoreAreSentAhead() {
        record(4, 1, TimeUnit.MICROSECONDS);
        int tiny = profile.depth();
        FunctionProfile slower = new FunctionProfile();
        for (int i = 0; i < 4; i++) {
            slower.record(TimeUnit.MICROSECONDS.toNanos(90), 1);
        }

        assertThat(tiny).isGreaterThan(slower.depth());
        assertThat(slower.depth()).isEqualTo(2);
    }

    @Test
    void nothingIsSentAheadBehindLongTasks() {
        record(100, 5, TimeUnit.MILLISECONDS);

        assertThat(profile.depth()).isEqualTo(1);
    }

    @Test
    void oneMayWaitBehindATaskOfSomeMilliseconds() {
        record(100, 2, TimeUnit.MILLISECONDS);

        assertThat(profile.depth()).isEqualTo(2);
        assertThat(profile.isShort()).as("an idle worker takes it at once").isFalse();
    }

    @Test
    void aRunFourTimesAsLongAsTheOthersMakesTheLengthUnknown() {
        record(100, 2, TimeUnit.MILLISECONDS);

        record(1, 9, TimeUnit.MILLISECONDS);

        assertThat(profile.depth()).isEqualTo(1);
    }

    @Test
    void patienceGrowsWithTheTasks() {
        record(100, 3, TimeUnit.MILLISECONDS);

        assertThat(profile.patienceNanos())
                .isBetween(TimeUnit.MILLISECONDS.toNanos(6), TimeUnit.MILLISECONDS.toNanos(15));
    }

    @Test
    void oneLongRunMakesTheLengthUnknownAgain() {
        record(100, 1, TimeUnit.MICROSECONDS);
        assertThat(profile.depth()).isGreaterThan(1);

        record(1, 1, TimeUnit.SECONDS);

        assertThat(profile.depth()).isEqualTo(1);
    }

    @Test
    void aChunkTakesAsLongAsItsElements() {
        record(4, 1, TimeUnit.MICROSECONDS);

        assertThat(profile.ofChunk(100).depth()).isEqualTo(2);
        assertThat(profile.ofChunk(10_000).depth()).as("10 ms").isEqualTo(1);

        for (int i = 0; i < 100; i++) {
            profile.ofChunk(1000).record(TimeUnit.MILLISECONDS.toNanos(10), 1000);
        }
        assertThat(profile.depth()).as("an element of 10 µs").isEqualTo(8);
    }

    @Test
    void aChunkThatEndedEarlyTookAsLongAsTheElementsThatWereRun() {
        for (int i = 0; i < 100; i++) {
            profile.ofChunk(1000).record(TimeUnit.MILLISECONDS.toNanos(10), 100);
        }

        assertThat(profile.depth()).as("an element of 100 µs").isEqualTo(2);
    }
}
