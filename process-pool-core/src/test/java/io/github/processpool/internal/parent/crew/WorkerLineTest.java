package io.github.processpool.internal.parent.crew;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.processpool.internal.parent.crew.WorkerLine.Place;
import io.github.processpool.internal.parent.process.WorkerLink;
import io.github.processpool.internal.wire.codec.DefinitionTable;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Workers in line. */
class WorkerLineTest {

    private final WorkerLine line = new WorkerLine(0);
    private final WorkerHandle a = worker(1);
    private final WorkerHandle b = worker(2);
    private final WorkerHandle c = worker(3);

    private static WorkerHandle worker(int id) {
        return new WorkerHandle(new WorkerLink(id, id, new DefinitionTable()), 1, 1, false);
    }

    /** From the first to the last, which is the same as from the last to the first. */
    private List<WorkerHandle> members() {
        List<WorkerHandle> forth = new ArrayList<>();
        line.each(forth::add);
        List<WorkerHandle> back = new ArrayList<>();
        line.lastFirst().forEach(worker -> back.add(0, worker));
        assertThat(back).isEqualTo(forth);
        assertThat(line.size()).isEqualTo(forth.size());
        assertThat(line.isEmpty()).isEqualTo(forth.isEmpty());
        assertThat(line.first()).isSameAs(forth.isEmpty() ? null : forth.get(0));
        return forth;
    }

    @Test
    void anEmptyLineHasNobody() {
        assertThat(members()).isEmpty();
        assertThat(a.places().vacancy().line()).isNull();
    }

    @Test
    void workersComeToBothEnds() {
        line.addLast(a.places().vacancy());
        line.addFirst(b.places().vacancy());
        line.addLast(c.places().vacancy());

        assertThat(members()).containsExactly(b, a, c);
        assertThat(c.places().vacancy().line()).isSameAs(line);
    }

    @Test
    void theFirstTheLastAndOneInTheMiddleGoAndComeAgain() {
        for (WorkerHandle gone : List.of(a, b, c)) {
            List<WorkerHandle> left = new ArrayList<>(List.of(a, b, c));
            left.forEach(worker -> line.addLast(worker.places().vacancy()));

            line.remove(gone.places().vacancy());
            left.remove(gone);
            assertThat(members()).isEqualTo(left);
            assertThat(gone.places().vacancy().line()).isNull();
            line.addFirst(gone.places().vacancy());
            left.add(0, gone);
            assertThat(members()).isEqualTo(left);

            left.forEach(worker -> line.remove(worker.places().vacancy()));
            assertThat(members()).isEmpty();
        }
    }

    @Test
    void eachIsVisitedOnceThoughItLeavesOrGoesToTheEndMeanwhile() {
        List.of(a, b, c).forEach(worker -> line.addLast(worker.places().vacancy()));
        List<WorkerHandle> visited = new ArrayList<>();

        line.each(worker -> {
            visited.add(worker);
            line.remove(worker.places().vacancy());
            if (worker != b) {
                line.addLast(worker.places().vacancy());
            }
        });

        assertThat(visited).containsExactly(a, b, c);
        assertThat(members()).containsExactly(a, c);
    }

    @Test
    void thoseWhoComeDuringAVisitAreNotVisited() {
        line.addLast(a.places().vacancy());
        List<WorkerHandle> visited = new ArrayList<>();

        line.each(worker -> {
            visited.add(worker);
            line.addLast((worker == a ? b : c).places().vacancy());
        });

        assertThat(visited).containsExactly(a);
    }

    @Test
    void aWorkerHasAPlaceOfItsOwnForEachLine() {
        WorkerLine crowd = new WorkerLine(0);
        Place inCrowd = a.places().crowd();

        line.addLast(a.places().vacancy());
        crowd.addLast(inCrowd);
        line.remove(a.places().vacancy());

        assertThat(inCrowd.line()).isSameAs(crowd);
        assertThat(crowd.first()).isSameAs(a);
    }
}
