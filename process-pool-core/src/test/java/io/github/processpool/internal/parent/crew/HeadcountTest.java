package io.github.processpool.internal.parent.crew;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.processpool.ExitReason;
import io.github.processpool.TaskOptions;
import io.github.processpool.internal.parent.process.WorkerLink;
import io.github.processpool.internal.parent.task.FunctionProfile;
import io.github.processpool.internal.parent.task.PendingTask;
import io.github.processpool.internal.wire.codec.DefinitionTable;
import io.github.processpool.testing.FakeWorker;
import io.github.processpool.testing.LoneTasks;
import io.github.processpool.testing.ManualTimer;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Counts agree with a look at everybody after every kind of change; {@link Recount} looks, and asks, so that none is asked late. */
class HeadcountTest {

    private static final int SLOTS = 4;

    @TempDir
    Path folder;

    private final ManualTimer timer = new ManualTimer();
    private final Roster roster = new Roster();
    private long lastId;

    @AfterEach
    void agrees() {
        Recount.agreesWith(roster, SLOTS);
    }

    private WorkerHandle add(int slot) {
        return add(slot, false);
    }

    private WorkerHandle add(int slot, boolean warm) {
        WorkerLink link = new WorkerLink(++lastId, slot, new DefinitionTable());
        WorkerHandle worker = new WorkerHandle(link, timer.now(), Integer.MAX_VALUE, warm, roster.headcount());
        FakeWorker.behind(worker, folder);
        roster.add(worker);
        agrees();
        return worker;
    }

    private WorkerHandle ready(int slot) {
        WorkerHandle worker = add(slot);
        worker.markReady(timer.now());
        agrees();
        return worker;
    }

    private PendingTask<?> send(WorkerHandle worker) {
        PendingTask<?> task = LoneTasks.task(
                ++lastId, TaskOptions.builder().build(), 1, new FunctionProfile(), LoneTasks.host(timer));
        assertThat(worker.workload().send(task)).isTrue();
        agrees();
        return task;
    }

    private static long ticket(PendingTask<?> task) {
        return task.where().sending().ticket();
    }

    // -- Workers --

    @Test
    void nobody() {
        assertThat(roster.headcount().active()).isZero();
        assertThat(roster.headcount().freeSlot(SLOTS)).isZero();
        assertThat(roster.headcount().freeSlot(0)).isEqualTo(-1);
        assertThat(roster.headcount().readySpare()).isNull();
    }

    @Test
    void aWorkerFromItsTurnToItsEnd() {
        WorkerHandle worker = add(1);
        assertThat(roster.headcount().activeStarting()).isOne();
        worker.markWaiting();
        agrees();
        worker.markStarting(timer.now());
        agrees();
        worker.markReady(timer.now());
        agrees();
        assertThat(roster.headcount().activeStarting()).isZero();
        worker.retire(ExitReason.RESIZED);
        agrees();
        assertThat(roster.headcount().active()).isZero();
        assertThat(roster.headcount().freeSlot(SLOTS)).isZero();
        worker.stop();
        agrees();
        worker.markEnded();
        agrees();
        roster.remove(worker);
    }

    @Test
    void aSlotIsFreeWhenItsWorkerIsGoneAndNotBefore() {
        WorkerHandle first = ready(0);
        ready(1);
        first.retire(ExitReason.RESIZED);
        assertThat(roster.headcount().freeSlot(SLOTS)).isEqualTo(2);
        assertThat(roster.headcount().freeSlot(2)).isEqualTo(-1);

        first.markEnded();
        roster.remove(first);

        assertThat(roster.headcount().freeSlot(SLOTS)).isZero();
    }

    @Test
    void aSpareWorkerThatGetsASlot() {
        WorkerHandle spare = add(-1);
        assertThat(roster.headcount().standingBy()).isOne();
        assertThat(roster.headcount().readySpare()).isNull();
        spare.markReady(timer.now());
        agrees();
        assertThat(roster.headcount().readySpare()).isSameAs(spare);

        spare.standing().takeSlot(3);
        agrees();
        assertThat(roster.headcount().readySpare()).isNull();
        roster.enlist(spare, timer.now());

        assertThat(roster.headcount().active()).isOne();
    }

    @Test
    void aSpareWorkerThatIsDueIsNotReadyToTakeOver() {
        WorkerHandle spare = ready(-1);
        WorkerHandle other = ready(-1);
        assertThat(roster.headcount().readySpare()).isSameAs(spare);

        spare.standing().markDue(ExitReason.AGED);

        assertThat(roster.headcount().readySpare()).isSameAs(other);
    }

    @Test
    void aSuccessorThatIsFoundAnotherOneAndNone() {
        WorkerHandle old = ready(0);
        WorkerHandle next = add(0);
        assertThat(roster.headcount().active()).isEqualTo(2);
        old.standing().succeedWith(next);
        agrees();
        assertThat(roster.headcount().active()).isOne();
        WorkerHandle another = add(0);
        old.standing().succeedWith(another);
        agrees();
        assertThat(roster.headcount().active()).isEqualTo(2);
        assertThat(roster.headcount().standingBy()).isOne();

        old.standing().succeedWith(null);

        assertThat(roster.headcount().active()).isEqualTo(3);
    }

    @Test
    void aWarmUpIsAStart() {
        WorkerHandle worker = add(0);
        worker.markReady(timer.now());
        worker.requireWarmUp();
        agrees();
        worker.beginWarmUp(timer.now());
        agrees();
        assertThat(roster.headcount().activeStarting()).isOne();

        worker.markReady(timer.now());

        assertThat(roster.headcount().activeStarting()).isZero();
    }

    @Test
    void aHeapThatIsWrittenChangesNothing() {
        WorkerHandle worker = ready(0);

        worker.markWritingHeap(true);
        agrees();
        worker.markWritingHeap(false);

        assertThat(roster.headcount().active()).isOne();
    }

    // -- Tasks --

    @Test
    void tasksThatAreSentAnsweredTakenBackAndLost() {
        WorkerHandle one = ready(0);
        WorkerHandle two = ready(1);
        PendingTask<?> first = send(one);
        PendingTask<?> second = send(one);
        send(one);
        send(two);
        send(two);
        assertThat(roster.headcount().sent()).isEqualTo(5);
        assertThat(roster.headcount().ahead()).isEqualTo(3);

        assertThat(one.workload().revoke(second)).isTrue();
        agrees();
        one.workload().answered(ticket(first));
        agrees();
        one.workload().answered(ticket(first));
        agrees();
        two.markEnded();
        agrees();
        roster.remove(two);

        assertThat(roster.headcount().sent()).isOne();
        assertThat(roster.headcount().ahead()).isZero();
    }

    @Test
    void aTaskThatHasLeftItsWorkerUnnoticedIsCountedUntilTheRepair() {
        WorkerHandle worker = ready(0);
        PendingTask<?> first = send(worker);
        send(worker);
        first.where().markReading();
        first.where().markEnded();

        roster.repair();

        assertThat(roster.headcount().sent()).isOne();
        assertThat(roster.headcount().ahead()).isZero();
    }

    @Test
    void countsThatAnErrorHasLeftWrongAreRightAfterTheRepair() {
        WorkerHandle worker = ready(0);
        send(worker);
        send(worker);
        roster.headcount().onLoad(1, 3); // And nothing more came of it.
        assertThat(roster.headcount().sent()).isEqualTo(4);

        roster.repair();

        assertThat(roster.headcount().sent()).isEqualTo(2);
    }
}
