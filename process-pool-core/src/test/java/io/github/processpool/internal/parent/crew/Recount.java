package io.github.processpool.internal.parent.crew;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.processpool.WorkerState;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;

/** Counts workers and tasks by looking at all of them, each time. */
final class Recount {

    private Recount() {}

    /** What the headcount of a roster says is what there is. */
    static void agreesWith(Roster roster, int slots) {
        List<WorkerHandle> all = roster.workers();
        Headcount headcount = roster.headcount();
        assertThat(headcount.sent()).as("sent").isEqualTo(tasks(all, 0));
        assertThat(headcount.ahead()).as("ahead").isEqualTo(tasks(all, 1));
        assertThat(headcount.active()).as("active").isEqualTo(count(all, Recount::isActive));
        assertThat(headcount.starting()).as("starting").isEqualTo(count(all, Recount::isStarting));
        assertThat(headcount.activeStarting())
                .as("active and starting")
                .isEqualTo(count(all, worker -> isActive(worker) && isStarting(worker)));
        assertThat(headcount.standingBy())
                .as("standing by")
                .isEqualTo(count(all, worker -> isStandby(worker) && !isLeaving(worker)));
        assertThat(headcount.readySpare())
                .as("ready spare")
                .isSameAs(all.stream().filter(Recount::isReadySpare).findFirst().orElse(null));
        assertThat(headcount.freeSlot(slots)).as("free slot").isEqualTo(freeSlot(all, slots));
    }

    private static int tasks(List<WorkerHandle> all, int butTheFirst) {
        return all.stream()
                .mapToInt(worker -> Math.max(0, worker.workload().sentTasks().size() - butTheFirst))
                .sum();
    }

    private static int count(List<WorkerHandle> all, Predicate<WorkerHandle> condition) {
        return (int) all.stream().filter(condition).count();
    }

    private static boolean isLeaving(WorkerHandle worker) {
        return worker.state() == WorkerState.RETIRING || worker.state() == WorkerState.ENDED;
    }

    private static boolean isStarting(WorkerHandle worker) {
        return worker.state() == WorkerState.WAITING || worker.state() == WorkerState.STARTING;
    }

    private static boolean isStandby(WorkerHandle worker) {
        return worker.standing().predecessor() != null || worker.link().slot() < 0;
    }

    private static boolean isActive(WorkerHandle worker) {
        return !isStandby(worker) && !isLeaving(worker);
    }

    private static boolean isReadySpare(WorkerHandle worker) {
        return worker.link().slot() < 0 && worker.state() == WorkerState.STANDBY && worker.due() == null;
    }

    private static int freeSlot(List<WorkerHandle> all, int slots) {
        Set<Integer> taken = new HashSet<>();
        all.forEach(worker -> taken.add(worker.link().slot()));
        for (int slot = 0; slot < slots; slot++) {
            if (!taken.contains(slot)) {
                return slot;
            }
        }
        return -1;
    }
}
