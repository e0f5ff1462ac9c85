package io.github.processpool.spring.dashboard;

import static org.assertj.core.api.Assertions.assertThat;
import static org.mockito.Mockito.mock;
import static org.mockito.Mockito.when;

import io.github.processpool.ProcessFuture;
import io.github.processpool.RemoteTaskException;
import io.github.processpool.TaskState;
import io.github.processpool.TaskTimings;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionException;
import org.junit.jupiter.api.Test;

class PoolRecordTest {

    private long now;
    private final PoolRecord record = new PoolRecord(() -> now);

    // -- Waiting --

    @Test
    void countsWhatWaitsAlongWithTheEvents() {
        record.taskQueued(mock());
        record.taskQueued(mock());
        record.taskQueued(mock());
        record.taskStarted(mock());
        assertThat(waiting(99)).isEqualTo(3);

        now = History.STEP_MILLIS;
        record.taskFinished(ended("cancelled while it waited", TaskState.CANCELLED, false));
        now += History.STEP_MILLIS;
        record.taskRetried(mock(), 2);

        assertThat(waiting(99)).isEqualTo(2);
    }

    @Test
    void takesTheNumberOfTheSnapshotWhenThePoolHasBeenQuietForAMoment() {
        record.taskQueued(mock());
        now = History.STEP_MILLIS;
        record.taskStarted(mock());
        now += PoolRecord.QUIET_MILLIS;

        assertThat(waiting(7)).isEqualTo(7);

        now += History.STEP_MILLIS;
        assertThat(waiting(0)).isEqualTo(7); // The most in this step: it began with seven.
        now += History.STEP_MILLIS;
        assertThat(waiting(0)).isZero();
    }

    // -- Times --

    @Test
    void tellsHowLongTasksWaitedAndRan() {
        record.taskFinished(ended("render", TaskState.SUCCEEDED, true));

        PoolFigures figures = record.figures(0);

        assertThat(figures.waits()).isEqualTo(new PoolFigures.Times(1, 250, 250));
        assertThat(figures.runs()).isEqualTo(new PoolFigures.Times(1, 40, 40));
        assertThat(figures.slowest()).containsExactly(new PoolFigures.Kind("render", 1, 0, 40, 40, null));
        assertThat(figures.failing()).isEmpty();
    }

    @Test
    void aTaskThatWasLostWithItsWorkerRanFromItsStartToItsEnd() {
        ProcessFuture<?> lost = ended("render", TaskState.FAILED, true);
        when(lost.timings())
                .thenReturn(new TaskTimings(
                        Instant.EPOCH,
                        Optional.of(Instant.EPOCH),
                        Optional.of(Instant.EPOCH.plusSeconds(3)),
                        Duration.ZERO,
                        Duration.ZERO));

        record.taskFinished(lost);

        assertThat(record.figures(0).runs().p50Millis()).isEqualTo(3000);
    }

    @Test
    void whatNeverBeganHasNoTimes() {
        record.taskFinished(ended("render", TaskState.CANCELLED, false));

        PoolFigures figures = record.figures(0);

        assertThat(figures.waits().count()).isZero();
        assertThat(figures.slowest()).isEmpty();
        assertThat(figures.lines().ended()).endsWith(1);
    }

    // -- Kinds --

    @Test
    void theSlowestKindsComeFirst() {
        add("quick", 1, null);
        add("slow", 900, null);
        add("slow", 1, null);
        add("middle", 30, null);

        assertThat(record.figures(0).slowest())
                .extracting(PoolFigures.Kind::name)
                .containsExactly("slow", "middle", "quick");
    }

    @Test
    void theKindsThatFailMostComeFirstWithTheLastReason() {
        add("good", 1, null);
        add("bad", 1, "IOException");
        add("worse", 1, "IOException");
        add("worse", 1, "TaskTimeoutException");
        add("worse", 1, null);

        List<PoolFigures.Kind> failing = record.figures(0).failing();

        assertThat(failing).extracting(PoolFigures.Kind::name).containsExactly("worse", "bad");
        assertThat(failing.get(0).failed()).isEqualTo(2);
        assertThat(failing.get(0).ended()).isEqualTo(3);
        assertThat(failing.get(0).lastFailure()).isEqualTo("TaskTimeoutException");
    }

    @Test
    void ofAFailureOnlyTheClassIsKept() {
        ProcessFuture<?> failed = ended("a", TaskState.FAILED, true);
        when(failed.join()).thenThrow(new CompletionException(new IllegalStateException("secret")));
        ProcessFuture<?> remote = ended("b", TaskState.FAILED, true);
        when(remote.join())
                .thenThrow(
                        new CompletionException(new RemoteTaskException("words", "com.acme.Shop$TillException", "")));

        record.taskFinished(failed);
        record.taskFinished(remote);

        assertThat(record.figures(0).failing())
                .extracting(PoolFigures.Kind::lastFailure)
                .containsExactly("IllegalStateException", "TillException");
    }

    @Test
    void howeverManyKindsThereAreOnlySoManyAreToldApart() {
        for (int i = 0; i < 10_000; i++) {
            add(letters(i), 1, "IOException");
        }

        List<PoolFigures.Kind> failing = record.figures(0).failing();

        assertThat(failing).hasSizeLessThan(20);
        assertThat(failing.get(0).name()).isEqualTo(Period.OTHERS);
        assertThat(failing.get(0).failed()).isEqualTo(10_000L - Period.MOST_KINDS);
    }

    // -- Time goes on --

    @Test
    void tellsOfTheLastFiveToTenMinutes() {
        add("render", 40, null);
        now = PoolRecord.PERIOD_MILLIS;
        add("render", 40, null);
        assertThat(record.figures(0).runs().count()).isEqualTo(2);

        now = 2 * PoolRecord.PERIOD_MILLIS;
        assertThat(record.figures(0).runs().count()).isEqualTo(1);

        now = 3 * PoolRecord.PERIOD_MILLIS;
        assertThat(record.figures(0).runs().count()).isZero();
        assertThat(record.figures(0).slowest()).isEmpty();
    }

    @Test
    void forgetsAllAfterALongSilence() {
        add("render", 40, null);
        now = 50 * PoolRecord.PERIOD_MILLIS + 17;

        assertThat(record.figures(0).runs().count()).isZero();
    }

    // -- Means --

    /** Of the step that goes on. */
    private int waiting(int inSnapshot) {
        int[] waiting = record.figures(inSnapshot).lines().waiting();
        return waiting[waiting.length - 1];
    }

    private void add(String kind, long millis, String failure) {
        record.add(new TaskEnd(kind, 0, Duration.ofMillis(millis).toNanos(), failure));
    }

    private static String letters(int number) {
        return Integer.toString(number, 26)
                .chars()
                .mapToObj(c -> String.valueOf((char) (c + 49)))
                .reduce("", String::concat);
    }

    private static ProcessFuture<?> ended(String name, TaskState state, boolean begun) {
        ProcessFuture<?> task = mock();
        when(task.name()).thenReturn(name);
        when(task.taskState()).thenReturn(state);
        when(task.timings())
                .thenReturn(new TaskTimings(
                        Instant.EPOCH,
                        begun ? Optional.of(Instant.EPOCH.plusMillis(250)) : Optional.empty(),
                        Optional.of(Instant.EPOCH.plusMillis(300)),
                        Duration.ZERO,
                        Duration.ofMillis(40)));
        return task;
    }
}
