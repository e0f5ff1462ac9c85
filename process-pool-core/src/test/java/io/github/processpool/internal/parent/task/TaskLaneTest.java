package io.github.processpool.internal.parent.task;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.processpool.TaskOptions;
import io.github.processpool.testing.LoneTasks;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Tasks of one priority in line, in the order of their numbers. */
class TaskLaneTest {

    private final TaskLane lane = new TaskLane();
    private final Map<Long, PendingTask<Object>> tasks = new HashMap<>();

    private PendingTask<Object> task(long id) {
        return tasks.computeIfAbsent(
                id, key -> LoneTasks.task(key, TaskOptions.builder().build()));
    }

    private void append(long... ids) {
        for (long id : ids) {
            lane.append(task(id));
        }
    }

    /** The numbers from the first to the last, which are those from the last to the first as well. */
    private List<Long> ids() {
        List<Long> forth = new ArrayList<>();
        PendingTask<?> last = null;
        for (PendingTask<?> task = lane.first(); task != null; task = task.behind) {
            forth.add(task.id);
            last = task;
        }
        List<Long> back = new ArrayList<>();
        for (PendingTask<?> task = last; task != null; task = task.ahead) {
            back.add(0, task.id);
        }
        assertThat(back).isEqualTo(forth);
        assertThat(lane.size()).isEqualTo(forth.size());
        assertThat(lane.isEmpty()).isEqualTo(forth.isEmpty());
        return forth;
    }

    @Test
    void anEmptyLaneHasNobody() {
        assertThat(lane.first()).isNull();
        assertThat(ids()).isEmpty();
        assertThat(TaskLane.of(task(1))).isNull();
    }

    @Test
    void newTasksStandInTheOrderOfTheirNumbersWhoeverComesFirst() {
        append(1, 2, 5, 3, 4, 0);

        assertThat(ids()).containsExactly(0L, 1L, 2L, 3L, 4L, 5L);
        assertThat(TaskLane.of(task(3))).isSameAs(lane);
    }

    @Test
    void tasksThatComeBackHaveTheirOldPlacesAtTheFrontInTheMiddleAndAtTheEnd() {
        append(2, 4, 6);

        for (long id : new long[] {3, 1, 7, 5}) {
            lane.putBack(task(id));
        }

        assertThat(ids()).containsExactly(1L, 2L, 3L, 4L, 5L, 6L, 7L);
    }

    @Test
    void oneThatComesBackToAnEmptyLaneIsTheFirstAndTheLast() {
        lane.putBack(task(9));
        append(10);

        assertThat(ids()).containsExactly(9L, 10L);
    }

    @Test
    void theFirstTheLastOneInTheMiddleAndTheOnlyOneCanGo() {
        append(1, 2, 3, 4);

        lane.remove(task(1));
        assertThat(ids()).containsExactly(2L, 3L, 4L);
        lane.remove(task(3));
        assertThat(ids()).containsExactly(2L, 4L);
        lane.remove(task(4));
        assertThat(ids()).containsExactly(2L);
        lane.remove(task(2));
        assertThat(ids()).isEmpty();
    }

    @Test
    void oneThatHasGoneKnowsNobodyAndMayComeAgain() {
        append(1, 2, 3);

        lane.remove(task(2));

        assertThat(TaskLane.of(task(2))).isNull();
        assertThat(task(2).ahead).isNull();
        assertThat(task(2).behind).isNull();
        TaskLane other = new TaskLane();
        other.append(task(2));
        assertThat(TaskLane.of(task(2))).isSameAs(other);
        assertThat(ids()).containsExactly(1L, 3L);
    }

    @Test
    void thoseThatMeetAConditionAreListedInTheirOrder() {
        append(4, 1, 3, 2);

        assertThat(lane.list(task -> task.taskId() % 2 == 0))
                .extracting(PendingTask::taskId)
                .containsExactly(2L, 4L);
        assertThat(ids()).hasSize(4);
    }
}
