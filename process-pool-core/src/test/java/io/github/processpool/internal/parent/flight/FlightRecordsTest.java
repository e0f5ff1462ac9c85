package io.github.processpool.internal.parent.flight;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import io.github.processpool.TaskOptions;
import io.github.processpool.internal.parent.task.FunctionProfile;
import io.github.processpool.internal.parent.task.PendingTask;
import io.github.processpool.testing.Flights;
import io.github.processpool.testing.LoneTasks;
import io.github.processpool.testing.ManualTimer;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CancellationException;
import jdk.jfr.Recording;
import jdk.jfr.consumer.RecordedEvent;
import org.junit.jupiter.api.Test;

class FlightRecordsTest {

    private final ManualTimer timer = new ManualTimer();
    private final FlightRecords flight = FlightRecords.of("pdf");
    private final PendingTask<Object> task = LoneTasks.task(
            7, TaskOptions.builder().name("report").build(), 12, new FunctionProfile(), LoneTasks.host(timer));

    @Test
    void nothingIsAskedOfATaskWhileNobodyRecords() {
        timer.failAt(1, AssertionError::new);

        assertThat(flight.areTasksKept()).isFalse();
        assertThat(flight.areRecyclingsKept()).isFalse();
        assertThatCode(() -> flight.task(task, 0, null)).doesNotThrowAnyException();
        assertThat(timer.failNoMore()).isZero();
    }

    @Test
    void onlyWhatIsRecordedIsMade() throws IOException {
        try (Recording recording = Flights.record("WorkerEnd")) {
            assertThat(flight.areTasksKept()).isFalse();
            assertThat(flight.areRecyclingsKept()).isFalse();

            flight.task(task, 0, null);

            assertThat(Flights.events(recording, "Task", "pdf")).isEmpty();
        }
    }

    @Test
    void aTaskThatNeverBeganHasWaitedToItsEnd() throws IOException {
        try (Recording recording = Flights.record("Task", "pdf")) {
            assertThat(flight.areTasksKept()).isTrue();
            timer.advance(Duration.ofSeconds(3));
            task.cancel(false);

            flight.task(task, 2, new CancellationException());

            List<RecordedEvent> events = Flights.events(recording, "Task", "pdf");
            assertThat(events).hasSize(1);
            RecordedEvent event = events.get(0);
            assertThat(event.getLong("taskId")).isEqualTo(7);
            assertThat(event.getString("taskName")).isEqualTo("report");
            assertThat(event.getString("outcome")).isEqualTo("CANCELLED");
            assertThat(event.getString("failure")).isEqualTo(CancellationException.class.getName());
            assertThat(event.getDuration("waited")).isEqualTo(Duration.ofSeconds(3));
            assertThat(event.getDuration("executed")).isZero();
            assertThat(event.getLong("argumentBytes")).isEqualTo(12);
            assertThat(event.getInt("lostAttempts")).isEqualTo(2);
            assertThat(event.getLong("workerPid")).isEqualTo(-1);
            assertThat(event.getString("member")).isNull();
            assertThat((Object) event.getStackTrace()).isNull();
        }
    }

    @Test
    void aRecordForWhichThereIsNoMemoryHarmsNobody() throws IOException {
        try (Recording recording = Flights.record("Task", "pdf")) {
            timer.failAt(1, () -> new OutOfMemoryError("on purpose"));

            assertThatCode(() -> flight.task(task, 0, null)).doesNotThrowAnyException();

            assertThat(timer.failNoMore()).isPositive();
            assertThat(Flights.events(recording, "Task", "pdf")).isEmpty();
        }
    }
}
