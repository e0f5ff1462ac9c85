package io.github.processpool;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.github.processpool.testing.Flights;
import io.github.processpool.testing.Pools;
import io.github.processpool.testing.Tasks;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.TimeUnit;
import jdk.jfr.Recording;
import jdk.jfr.consumer.RecordedEvent;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Whoever records this JVM finds the tasks and the workers of its pools in the recording. */
@Timeout(120)
class FlightRecordingIT {

    @RegisterExtension
    final Pools pools = new Pools();

    @Test
    void aRecordingHasTheTasksOfAPoolAndTheLivesOfItsWorkers() throws Exception {
        try (Recording recording = Flights.record("Task", "WorkerStart", "WorkerEnd", "WorkerRecycling")) {
            ProcessPoolExecutor pool =
                    pools.open(builder -> builder.name("recorded").minWorkers(1).maxWorkers(1));
            long first = pool.with(TaskOptions.builder().name("pid").build())
                    .submit(Tasks::pid)
                    .get();
            ProcessFuture<?> crash = pool.with(
                            TaskOptions.builder().name("crash").maxAttempts(2).build())
                    .submit(() -> Tasks.halt(3));
            assertThatThrownBy(crash::get).hasCauseInstanceOf(WorkerCrashedException.class);
            long third = pool.submit(Tasks::pid).get();
            pool.recycleWorkers().get(Pools.LIMIT.toSeconds(), TimeUnit.SECONDS);
            await().until(() -> pool.snapshot().exitsByReason().containsKey(ExitReason.REQUESTED));
            Pools.shutDown(pool);

            assertTasks(events(recording, "Task"), first);
            List<RecordedEvent> starts = events(recording, "WorkerStart");
            assertThat(starts)
                    .hasSize(4)
                    .allSatisfy(
                            start -> assertThat(start.getDuration("startTook")).isPositive());
            assertThat(starts).extracting(start -> start.getLong("pid")).contains(first, third);
            assertEnds(events(recording, "WorkerEnd"), first, third);
            List<RecordedEvent> recyclings = events(recording, "WorkerRecycling");
            assertThat(recyclings).hasSize(1);
            assertThat(recyclings.get(0).getString("reason")).isEqualTo("REQUESTED");
            assertThat(recyclings.get(0).getLong("pid")).isEqualTo(third);
            assertThat(recyclings.get(0).getInt("slot")).isZero();
        }
    }

    private static List<RecordedEvent> events(Recording recording, String name) throws IOException {
        return Flights.events(recording, name, "recorded");
    }

    private static void assertTasks(List<RecordedEvent> tasks, long first) {
        assertThat(tasks).hasSize(3).allSatisfy(task -> {
            assertThat(task.getDuration("waited")).isPositive();
            assertThat(task.getDuration("executed")).isPositive();
        });
        RecordedEvent good = named(tasks, "pid");
        assertThat(good.getString("outcome")).isEqualTo("SUCCEEDED");
        assertThat(good.getString("failure")).isNull();
        assertThat(good.getLong("workerPid")).isEqualTo(first);
        assertThat(good.getLong("resultBytes")).isPositive();
        assertThat(good.getInt("lostAttempts")).isZero();
        RecordedEvent bad = named(tasks, "crash");
        assertThat(bad.getString("outcome")).isEqualTo("FAILED");
        assertThat(bad.getString("failure")).isEqualTo(WorkerCrashedException.class.getName());
        assertThat(bad.getInt("lostAttempts")).isEqualTo(2);
    }

    private static RecordedEvent named(List<RecordedEvent> tasks, String name) {
        return tasks.stream()
                .filter(task -> name.equals(task.getString("taskName")))
                .findFirst()
                .orElseThrow();
    }

    private static void assertEnds(List<RecordedEvent> ends, long first, long third) {
        assertThat(ends)
                .extracting(end -> end.getString("reason"))
                .containsExactly("CRASHED", "CRASHED", "REQUESTED", "SHUTDOWN");
        assertThat(ends).allSatisfy(end -> assertThat(end.getDuration("age")).isPositive());
        assertThat(ends.get(0).getLong("pid")).isEqualTo(first);
        assertThat(ends.get(0).getLong("tasksCompleted")).isEqualTo(1);
        assertThat(ends.get(0).getString("description")).contains("3");
        assertThat(ends.get(2).getLong("pid")).isEqualTo(third);
    }
}
