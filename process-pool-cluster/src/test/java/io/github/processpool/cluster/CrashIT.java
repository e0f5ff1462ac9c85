package io.github.processpool.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.processpool.TaskQuarantinedException;
import io.github.processpool.WorkerCrashedException;
import io.github.processpool.cluster.testing.Mark;
import io.github.processpool.cluster.testing.MemberJvm;
import io.github.processpool.cluster.testing.Members;
import io.github.processpool.cluster.testing.Outcome;
import io.github.processpool.cluster.testing.Work;
import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Two members; the first one's worker is busy, so that its tasks run at the second one, where they end their worker. */
@Timeout(300)
class CrashIT {

    @RegisterExtension
    static final Members members = Members.ofTheClass();

    private static MemberJvm submitter;
    private static MemberJvm host;

    private Mark released = new Mark("");

    @BeforeAll
    static void startMembers() throws IOException {
        List<MemberJvm> both = members.start(2, 1, (cluster, pool) -> pool.quarantineAfter(2));
        submitter = both.get(0);
        host = both.get(1);
    }

    @BeforeEach
    void occupySubmitter() throws IOException {
        released = members.mark();
        submitter.occupy(1, members.mark(), released);
    }

    @AfterEach
    void release() {
        released.raise();
    }

    @Test
    void crashOverThereSaysWhere() throws Exception {
        Mark started = members.mark();
        submitter.tell(there -> there.submit("crash", () -> Work.crash(started, 7)));
        Outcome outcome = submitter.outcome("crash");
        WorkerCrashedException failure = outcome.failure(WorkerCrashedException.class);
        assertThat(failure).hasMessageContaining(host.name());
        assertThat(failure.exitCode()).hasValue(7);
        assertThat(failure.stderrTail()).contains("last words of the task");
        assertThat(String.valueOf(failure.pid()))
                .isEqualTo(started.lines().get(0).split(" ")[0]);
        assertThat(outcome.where()).contains(host.name());
        assertThat(started.lines()).hasSize(1);

        submitter.tell(there -> there.submit("kill", Work::killOwnProcess));
        failure = submitter.outcome("kill").failure(WorkerCrashedException.class);
        assertThat(failure.signal()).contains("SIGKILL");

        submitter.tell(there -> there.submit("segfault", Work::crashNatively));
        failure = submitter.outcome("segfault").failure(WorkerCrashedException.class);
        assertThat(failure).hasMessageContaining(host.name()).hasMessageContaining("SIGSEGV");
        assertThat(failure.signal()).contains("SIGSEGV");
        assertThat(failure.crashReport())
                .hasValueSatisfying(report -> assertThat(report)
                        .contains("A fatal error has been detected by the Java Runtime Environment")
                        .contains("SIGSEGV"));
    }

    @Test
    void crashWithTwoAttemptsIsRunTwiceInAll() throws Exception {
        Mark started = members.mark();
        submitter.tell(there -> there.submit("twice", options -> options.maxAttempts(2), () -> Work.crash(started, 8)));
        submitter.outcome("twice").failure(WorkerCrashedException.class);
        List<String[]> runs =
                started.lines().stream().map(line -> line.split(" ")).toList();
        assertThat(runs).extracting(run -> run[1]).as("attempts").containsExactly("1", "2");
        assertThat(runs).extracting(run -> run[2]).as("task keys").containsOnly(runs.get(0)[2]);
    }

    @Test
    void exhaustedHeapOverThere() {
        submitter.tell(there -> there.submit("eater", Work::eatHeap));
        Outcome outcome = submitter.outcome("eater");
        assertThat(outcome.failure(WorkerCrashedException.class).outOfMemory()).isTrue();
        assertThat(outcome.where()).contains(host.name());
    }

    @Test
    void poisonIsQuarantinedInTheWholeCluster() throws Exception {
        Mark started = members.mark();
        submitter.tell(there -> {
            for (int i = 0; i < 4; i++) {
                there.submit(
                        "poison" + i,
                        options -> options.maxAttempts(5).quarantineKey("poison"),
                        () -> Work.crash(started, 9));
            }
        });
        for (int i = 0; i < 4; i++) {
            assertThat(submitter.outcome("poison" + i).failure())
                    .isInstanceOfAny(TaskQuarantinedException.class, WorkerCrashedException.class);
        }
        released.raise();
        submitter.tell(there ->
                there.submit("one more", options -> options.quarantineKey("poison"), () -> Work.crash(started, 9)));
        submitter.outcome("one more").failure(TaskQuarantinedException.class);
        assertThat(started.lines()).as("workers that died of it").hasSize(2);
    }
}
