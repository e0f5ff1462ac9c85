package io.github.processpool.internal.parent.supervision;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.processpool.ExitReason;
import io.github.processpool.Placement;
import io.github.processpool.SerializableCallable;
import io.github.processpool.TaskOptions;
import io.github.processpool.internal.federation.AwayTask;
import io.github.processpool.internal.parent.task.PendingTask;
import io.github.processpool.internal.parent.task.Whereabouts.Place;
import io.github.processpool.internal.wire.codec.Overload;
import java.time.Duration;
import java.util.List;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

/** Which tasks go to other members of a cluster, and when. */
class SendingAwayTest extends TestsWithMembers {

    private static final TaskOptions HERE =
            TaskOptions.builder().placement(Placement.HERE).build();

    private static Place placeOf(PendingTask<?> task) {
        return task.where().place();
    }

    private List<String> sentTasks() {
        return others.sent.stream().map(sent -> sent.key().substring(17)).toList();
    }

    @Test
    void staysHereWhileThereIsRoom() {
        others.room = 5;

        PendingTask<Object> task = pool.submit();

        assertThat(placeOf(task)).isEqualTo(Place.SENT);
        assertThat(task.member()).isEmpty();
        assertThat(others.sent).isEmpty();
    }

    @Test
    void goesWhereThereIsRoomWhenNoWorkerIsIdle() {
        PendingTask<Object> task = away();

        assertThat(placeOf(task)).isEqualTo(Place.AWAY);
        assertThat(task.member()).contains(others.member);
        assertThat(task.workerPid()).isEmpty();
        assertThat(others.sent).hasSize(1);
    }

    @Test
    void waitsBehindShortTasksRatherThanTravel() {
        others.room = 1;

        List<PendingTask<Object>> tasks = pool.submitShort(3);

        assertThat(tasks).extracting(SendingAwayTest::placeOf).containsOnly(Place.SENT);
        assertThat(others.sent).isEmpty();
    }

    @Test
    void waitsWhereNobodyHasRoom() {
        occupy();

        assertThat(placeOf(pool.submit())).isEqualTo(Place.QUEUED);
    }

    @Test
    void goesAsSoonAsAMemberGivesRoom() {
        occupy();
        List<PendingTask<Object>> tasks = List.of(pool.submit(), pool.submit(), pool.submit());
        others.room = 2;

        news.onRoom();

        assertThat(tasks).extracting(SendingAwayTest::placeOf).containsExactly(Place.AWAY, Place.AWAY, Place.QUEUED);
    }

    @Test
    void aTaskThatMustStayHoldsNobodyBack() {
        occupy();
        PendingTask<Object> first = pool.submit(HERE);
        PendingTask<Object> second = pool.submit(HERE);
        others.room = 2;

        PendingTask<Object> third = pool.submit();
        PendingTask<Object> fourth = pool.submit();

        assertThat(List.of(first, second)).extracting(SendingAwayTest::placeOf).containsOnly(Place.QUEUED);
        assertThat(List.of(third, fourth)).extracting(SendingAwayTest::placeOf).containsOnly(Place.AWAY);
    }

    @Test
    void aTaskThatMustStayHasTheNextIdleWorkerWhateverGoesPastIt() {
        PendingTask<Object> running = occupy();
        PendingTask<Object> first = pool.submit(HERE);
        PendingTask<Object> second = pool.submit();
        others.room = 3;

        pool.succeed(worker, running, 1);

        assertThat(placeOf(first)).isEqualTo(Place.SENT);
        assertThat(placeOf(second)).isEqualTo(Place.AWAY);
    }

    @Test
    void aTaskThatMayBeWhatAWorkerHasDiedOfStays() {
        PendingTask<Object> task = pool.submit();
        others.room = 1;

        pool.die(worker, ExitReason.CRASHED); // It had begun nothing.

        assertThat(task.where().isSuspect()).isTrue();
        assertThat(placeOf(task)).isEqualTo(Place.QUEUED);
        assertThat(others.sent).isEmpty();
    }

    @Test
    void aTaskThatNoMemberTakesHoldsNobodyBack() {
        occupy();
        PendingTask<Object> first = pool.submit(attempts(2));
        others.taking = task -> task.options().maxAttempts() == 1;
        others.room = 1;

        PendingTask<Object> second = pool.submit();

        assertThat(placeOf(first)).isEqualTo(Place.QUEUED);
        assertThat(placeOf(second)).isEqualTo(Place.AWAY);
        assertThat(others.room).isZero();
    }

    @Test
    void theMoreUrgentGoFirst() {
        occupy();
        for (int priority : new int[] {-1, 0, 7, 0, 200}) {
            pool.submit(TaskOptions.builder().priority(priority).build());
        }
        others.room = 5;

        news.onRoom();

        assertThat(sentTasks()).containsExactly("6", "4", "3", "5", "2");
    }

    @Test
    void saysHowManyWaitThatMayGo() {
        PendingTask<Object> running = occupy();
        pool.submit(HERE);
        PendingTask<Object> second = pool.submit();
        pool.submit();
        assertThat(others.demands).containsExactly(1, 2);

        second.cancel(true);
        assertThat(others.demands).containsExactly(1, 2, 1);

        pool.succeed(worker, running, 1); // That which stays has the worker now.
        assertThat(others.demands).containsExactly(1, 2, 1);

        others.room = 1;
        news.onRoom();
        assertThat(others.demands).containsExactly(1, 2, 1, 0);
    }

    @Test
    void saysWhenTheRoomForOthersMayBeAnotherOne() {
        int before = others.roomChanges;
        PendingTask<Object> running = occupy();
        assertThat(others.roomChanges).isEqualTo(before + 1);

        pool.submit(HERE);
        assertThat(others.roomChanges).isEqualTo(before + 2);

        news.onRoom();
        assertThat(others.roomChanges).as("nothing has changed").isEqualTo(before + 2);

        pool.succeed(worker, running, 1);
        assertThat(others.roomChanges).isGreaterThan(before + 2);
    }

    @Test
    void saysWhatIsLeftOfItsLimits() {
        occupy();
        TaskOptions options = TaskOptions.builder()
                .name("report")
                .maxAttempts(3)
                .queueTimeout(Duration.ofSeconds(10))
                .deadline(Duration.ofSeconds(60))
                .build();
        PendingTask<Object> task = pool.submit(options);
        pool.timer.advance(Duration.ofSeconds(4));
        others.room = 1;

        news.onRoom();

        AwayTask sent = others.last();
        assertThat(sent.name()).isEqualTo("report");
        assertThat(sent.key()).isEqualTo(pool.pool.key() + "-" + task.taskId()).matches("[0-9a-f]{16}-2");
        assertThat(sent.attempt()).isEqualTo(1);
        assertThat(sent.queueLeftNanos()).isEqualTo(Duration.ofSeconds(6).toNanos());
        assertThat(sent.deadlineLeftNanos()).isEqualTo(Duration.ofSeconds(56).toNanos());
        assertThat(sent.sameClassesOnly()).isFalse();
        assertThat(sent.options()).isSameAs(options);
    }

    @Test
    void hasNoLimitWhereThereIsNone() {
        away();

        assertThat(others.last().queueLeftNanos()).isEqualTo(Long.MAX_VALUE);
        assertThat(others.last().deadlineLeftNanos()).isEqualTo(Long.MAX_VALUE);
    }

    @Test
    void nothingMoreGoesWhileTooMuchIsStillToBeRead() {
        away();
        long first = ticket();
        away();
        long second = ticket();
        byte[] large = new byte[700_000];
        news.onAnswer(first, MemberPayloads.slowResult(large));
        news.onAnswer(second, MemberPayloads.slowResult(large));

        PendingTask<Object> task = away();
        assertThat(placeOf(task)).isEqualTo(Place.QUEUED);

        read();
        Awaitility.await().untilAsserted(() -> assertThat(placeOf(task)).isEqualTo(Place.AWAY));
    }

    @Test
    void aQuarantinedTaskDoesNotGo() {
        occupy();
        TaskOptions options = TaskOptions.builder().quarantineKey("key").build();
        PendingTask<Object> task = pool.submit(options);
        for (int i = 0; i < 2; i++) {
            away(options);
            news.onAnswer(ticket(), MemberPayloads.crash());
        }

        others.room = 1;
        news.onRoom();

        assertThat(task).isCompletedExceptionally();
        assertThat(others.room).isEqualTo(1);
    }

    @Test
    void aMapPlansForTheWorkersOfOtherMembersToo() {
        others.slots = 6;

        assertThat(pool.intake.slots()).isEqualTo(7);
    }

    @Test
    void anErrorOfTheFederationLeavesTheTaskWhereItIs() {
        occupy();
        others.room = 1;
        others.beforeSend = () -> {
            throw new OutOfMemoryError("of this test");
        };
        SerializableCallable<Object> function = () -> 1;

        PendingTask<Object> task = pool.intake.submit(Overload.CALLABLE, function, TaskOptions.defaults(), null);

        assertThat(placeOf(task)).isEqualTo(Place.QUEUED);
        assertThat(pool.dispatcher.awayCount()).isZero();
        others.beforeSend = () -> {};
        news.onRoom();
        assertThat(placeOf(task)).isEqualTo(Place.AWAY);
        assertThat(ticket()).isEqualTo(2);
    }
}
