package io.github.processpool.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.processpool.cluster.testing.Mark;
import io.github.processpool.cluster.testing.Member;
import io.github.processpool.cluster.testing.MemberJvm;
import io.github.processpool.cluster.testing.Members;
import io.github.processpool.cluster.testing.Outcome;
import io.github.processpool.cluster.testing.Work;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;

/** A task that waits for a worker of another member while one is idle at home. */
@Timeout(120)
class TakenBackIT {

    @RegisterExtension
    final Members members = Members.ofTheTest();

    @Test
    void noTaskWaitsElsewhereWhileAWorkerIsIdleHere() throws Exception {
        Mark ready = members.mark();
        MemberJvm a = members.one().workers(1).go();
        a.tell(Member::awaitEntry);
        MemberJvm starting = members.one()
                .workers(1)
                .setup((cluster, pool) -> pool.initializer(context -> ready.awaitInTask()))
                .go();
        Members.awaitTogether(List.of(a, starting));
        Mark released = members.mark();
        a.occupy(1, members.mark(), released);
        a.tell(there -> there.submit("away", Work::pid));
        MemberJvm.await("a task elsewhere").until(() -> a.ask(Member::away) == 1);

        released.raise();
        Outcome outcome = a.outcome("away");

        assertThat(outcome.failure()).isNull();
        assertThat(outcome.where()).isEmpty();
        assertThat(a.workers()).contains(outcome.pid());
        ready.raise();
    }
}
