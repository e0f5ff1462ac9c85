package io.github.processpool.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.processpool.MemberLostException;
import io.github.processpool.MemberLostException.Begun;
import io.github.processpool.cluster.testing.Mark;
import io.github.processpool.cluster.testing.MemberJvm;
import io.github.processpool.cluster.testing.Members;
import io.github.processpool.cluster.testing.Outcome;
import io.github.processpool.cluster.testing.Work;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Members that are killed or stand still. */
@Timeout(300)
class LostMembersIT {

    @RegisterExtension
    final Members members = Members.ofTheTest();

    private static long pid(String line) {
        return Long.parseLong(line.split(" ")[0]);
    }

    /** One whose second worker is there before it is needed, so that there is room for what nobody asks room for. */
    private MemberJvm startHost() throws IOException {
        return members.one()
                .workers(2)
                .setup((cluster, pool) -> pool.minWorkers(2))
                .go();
    }

    /** One task runs over there, and one is sent to a member that stands still, so that it can't begin. */
    private void sendTwo(MemberJvm submitter, MemberJvm host, Mark started, Mark go, int attempts) {
        submitter.tell(there ->
                there.submit("running", options -> options.maxAttempts(attempts), () -> Work.runUntil(started, go)));
        started.await(1);
        submitter.tell(there -> {
            MemberJvm.await("word of its begin")
                    .until(() -> there.future("running").workerPid().isPresent());
            MemberJvm.await("a credit").until(() -> there.credits() == 1);
        });
        host.signal("STOP");
        submitter.tell(there -> {
            there.submit("sent", options -> options.maxAttempts(attempts), () -> Work.runUntil(started, go));
            MemberJvm.await("both on their way").until(() -> there.away() == 2);
        });
    }

    @Test
    void memberKilled() throws Exception {
        MemberJvm submitter = members.start(1, 1, (cluster, pool) -> {}).get(0);
        MemberJvm host = startHost();
        Members.awaitTogether(List.of(submitter, host));
        Mark released = members.mark();
        submitter.occupy(1, members.mark(), released);
        Mark started = members.mark();
        sendTwo(submitter, host, started, members.mark(), 1);
        submitter.tell(there -> {
            for (int i = 0; i < 5; i++) {
                int number = i;
                there.submit("queued" + i, () -> Work.last(1, number));
            }
        });
        List<Long> workers = host.processes();
        assertThat(workers).contains(pid(started.lines().get(0)));

        long killed = host.kill();
        Outcome running = submitter.outcome("running");
        Outcome sent = submitter.outcome("sent");
        long died = 0;
        for (long worker : workers) {
            died = Math.max(died, MemberJvm.awaitDeath(worker));
        }
        Members.measured("kill -9 to the failed future", running.endedNanos() - killed);
        Members.measured("kill -9 to the end of the last worker over there", died - killed);
        assertThat(running.failure(MemberLostException.class).begun()).isEqualTo(Begun.YES);
        assertThat(sent.failure(MemberLostException.class).begun()).isEqualTo(Begun.UNKNOWN);
        assertThat(running.failure(MemberLostException.class).member()).isEqualTo(host.name());
        assertThat(running.failure()).hasMessageContaining(host.name());

        released.raise();
        for (int i = 0; i < 5; i++) {
            assertThat(submitter.outcome("queued" + i).value()).isEqualTo(i);
        }
        assertThat(started.lines()).hasSize(1);
    }

    @Test
    void memberKilledWithTwoAttempts() throws Exception {
        MemberJvm submitter = members.start(1, 1, (cluster, pool) -> {}).get(0);
        MemberJvm host = startHost();
        Members.awaitTogether(List.of(submitter, host));
        Mark released = members.mark();
        submitter.occupy(1, members.mark(), released);
        Mark started = members.mark();
        Mark go = members.mark();
        sendTwo(submitter, host, started, go, 2);
        MemberJvm other = members.one().workers(2).go();
        host.kill();
        go.raise();
        submitter.tell(there -> there.awaitOthers(1));

        for (String task : List.of("running", "sent")) {
            Outcome outcome = submitter.outcome(task);
            assertThat(outcome.failure()).isNull();
            assertThat(outcome.where()).contains(other.name());
        }
        released.raise();
        List<String[]> runs =
                started.lines().stream().map(line -> line.split(" ")).toList();
        assertThat(runs).extracting(run -> run[1]).as("attempts").containsExactly("1", "2", "2");
        assertThat(List.of(runs.get(1)[2], runs.get(2)[2]))
                .as("task keys")
                .contains(runs.get(0)[2])
                .doesNotHaveDuplicates();
    }

    /** A crash over there and the loss of the member are two attempts. */
    @Test
    void memberKilledAfterItHasTriedAgain() throws Exception {
        MemberJvm submitter = members.start(1, 1, (cluster, pool) -> {}).get(0);
        MemberJvm host = members.one().workers(1).go();
        Members.awaitTogether(List.of(submitter, host));
        Mark released = members.mark();
        submitter.occupy(1, members.mark(), released);
        Mark started = members.mark();
        Mark go = members.mark();
        submitter.tell(there -> there.submit("task", options -> options.maxAttempts(2), () -> {
            if (!started.isRaised()) {
                return Work.crash(started, 7);
            }
            return Work.runUntil(started, go);
        }));
        started.await(2);

        host.kill();
        released.raise();
        go.raise();
        assertThat(submitter.outcome("task").failure(MemberLostException.class)).hasMessageContaining("attempt 2 of 2");
        List<String[]> runs =
                started.lines().stream().map(line -> line.split(" ")).toList();
        assertThat(runs).extracting(run -> run[1]).as("attempts").containsExactly("1", "2");
        assertThat(runs).extracting(run -> run[2]).as("task keys").containsOnly(runs.get(0)[2]);
    }

    @Test
    void submitterKilled() throws Exception {
        MemberJvm submitter = members.start(1, 1, (cluster, pool) -> {}).get(0);
        MemberJvm stops = members.one().workers(1).go();
        MemberJvm finishes = members.one()
                .workers(1)
                .setup((cluster, pool) -> cluster.onSubmitterLoss(OnSubmitterLoss.FINISH))
                .go();
        Members.awaitTogether(List.of(submitter, stops, finishes));
        submitter.occupy(1, members.mark(), members.mark());
        Mark started = members.mark();
        Mark released = members.mark();
        Mark ends = members.mark();
        submitter.tell(there -> {
            for (int i = 0; i < 2; i++) {
                there.submit("task" + i, () -> Work.sayHowItEnds(started, released, ends));
            }
        });
        started.await(2);
        List<Long> spared = finishes.workers();

        long killed = submitter.kill();
        List<String> lines = ends.await(1);
        Members.measured("kill -9 of the submitter to the interrupt of its guest", System.nanoTime() - killed);
        assertThat(stops.workers()).contains(pid(lines.get(0)));
        assertThat(lines.get(0)).endsWith("interrupted");
        finishes.tell(there -> there.awaitOthers(1));
        released.raise();
        lines = ends.await(2);
        assertThat(lines.get(1)).isEqualTo(spared.get(0) + " released");

        for (MemberJvm host : List.of(stops, finishes)) {
            assertThat(host.<Integer>ask(there -> {
                        MemberJvm.await("no guests").until(() -> there.guests() == 0);
                        return there.pool().submit(() -> 5).get();
                    }))
                    .isEqualTo(5);
            host.tell(there -> MemberJvm.await("a credit of the other one").until(() -> there.credits() == 1));
        }
    }

    @Test
    void memberStoppedAndContinued() throws Exception {
        List<MemberJvm> both = members.start(2, 2, (cluster, pool) -> cluster.failureTimeout(Duration.ofSeconds(4)));
        MemberJvm submitter = both.get(0);
        MemberJvm host = both.get(1);
        Mark released = members.mark();
        submitter.occupy(2, members.mark(), released);
        Mark started = members.mark();
        Mark go = members.mark();
        submitter.tell(there -> {
            there.submit("late", () -> Work.runUntil(started, go));
            there.submit("deaf", () -> Work.ignoreInterrupts(started));
            MemberJvm.await("word of their begin")
                    .until(() -> there.future("late").workerPid().isPresent()
                            && there.future("deaf").workerPid().isPresent());
        });
        long deaf =
                submitter.<Long>ask(there -> there.future("deaf").workerPid().orElseThrow());

        long stopped = System.nanoTime();
        host.signal("STOP");
        go.raise(); // Its worker does not stand still, so that its result waits in front of the parent.
        for (String task : List.of("late", "deaf")) {
            Outcome outcome = submitter.outcome(task);
            assertThat(outcome.failure(MemberLostException.class).begun()).isEqualTo(Begun.YES);
            Members.measured("SIGSTOP to the failed future, limit 4 s", outcome.endedNanos() - stopped);
        }
        long continued = System.nanoTime();
        host.signal("CONT");
        Members.measured("SIGCONT to the orphan's end", MemberJvm.awaitDeath(deaf) - continued);
        Members.awaitTogether(both);
        Members.measured("SIGCONT to both together again", System.nanoTime() - continued);
        assertThat(submitter.outcome("late").failure()).isInstanceOf(MemberLostException.class);
        submitter.tell(there -> there.submit("again", () -> Work.last(1, 3)));
        Outcome again = submitter.outcome("again");
        assertThat(again.value()).isEqualTo(3);
        assertThat(again.where()).contains(host.name());
        assertThat(started.lines()).hasSize(2);
        released.raise();
    }
}
