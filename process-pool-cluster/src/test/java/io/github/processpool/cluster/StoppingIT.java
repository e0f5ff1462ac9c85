package io.github.processpool.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.processpool.TaskTimeoutException;
import io.github.processpool.cluster.testing.Mark;
import io.github.processpool.cluster.testing.MemberJvm;
import io.github.processpool.cluster.testing.Members;
import io.github.processpool.cluster.testing.Outcome;
import io.github.processpool.cluster.testing.Work;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Two members; the first one's worker is busy, so that its tasks run at the second one, where they are stopped. */
@Timeout(300)
class StoppingIT {

    @RegisterExtension
    static final Members members = Members.ofTheClass();

    private static MemberJvm submitter;
    private static MemberJvm host;

    private Mark released = new Mark("");

    @BeforeAll
    static void startMembers() throws IOException {
        List<MemberJvm> both = members.start(2, 1, (cluster, pool) -> {});
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

    private static long pidOf(Mark started) {
        return Long.parseLong(started.await(1).get(0).split(" ")[0]);
    }

    @Test
    void cancelKillsTheWorkerOverThere() throws Exception {
        Mark started = members.mark();
        submitter.tell(there -> there.submit("deaf", () -> Work.ignoreInterrupts(started)));
        long pid = pidOf(started);
        assertThat(host.workers()).contains(pid);

        long cancelled = submitter.<Long>ask(there -> {
            long now = System.nanoTime();
            there.future("deaf").cancel(true);
            return now;
        });
        long died = MemberJvm.awaitDeath(pid);
        Outcome outcome = submitter.outcome("deaf");
        assertThat(outcome.failure()).isInstanceOf(CancellationException.class);
        long stopped = submitter.<Long>ask(there -> there.stoppedNanos("deaf"));
        Members.measured("cancel, grace 200 ms, to the worker's end over there", died - cancelled);
        Members.measured("cancel to stopped()", stopped - cancelled);
        Members.measured("cancel to the end of the future", outcome.endedNanos() - cancelled);
        assertThat(outcome.endedNanos()).isLessThan(stopped);

        assertThat(host.<Long>ask(there -> there.pool().submit(Work::pid).get()))
                .isNotEqualTo(pid);
    }

    @Test
    void cancelWithoutInterruptLetsItFinish() throws Exception {
        Mark started = members.mark();
        Mark go = members.mark();
        Mark ends = members.mark();
        submitter.tell(there -> there.submit("spared", () -> Work.sayHowItEnds(started, go, ends)));
        long pid = pidOf(started);

        submitter.tell(there -> there.future("spared").cancel(false));
        assertThat(submitter.outcome("spared").failure()).isInstanceOf(CancellationException.class);
        assertThat(submitter.<Boolean>ask(
                        there -> there.future("spared").stopped().isDone()))
                .isFalse();
        go.raise();
        assertThat(ends.await(1)).containsExactly(pid + " released");
        submitter.<Long>ask(there -> there.stoppedNanos("spared"));
        assertThat(host.<Long>ask(there -> there.pool().submit(Work::pid).get()))
                .isEqualTo(pid);
    }

    @Test
    void timeoutIsTheExecutionsOwn() throws Exception {
        Mark started = members.mark();
        submitter.tell(there -> there.submit(
                "endless", options -> options.timeout(Duration.ofMillis(500)), () -> Work.sleepForever(started)));
        TaskTimeoutException failure = submitter.outcome("endless").failure(TaskTimeoutException.class);
        assertThat(failure.clock()).isEqualTo(TaskTimeoutException.Clock.EXECUTION);
        assertThat(failure.threadDump())
                .hasValueSatisfying(dump -> assertThat(dump).contains("Work.sleepForever"));
        assertThat(submitter.outcome("endless").where()).contains(host.name());
    }

    @Test
    void timeoutFailsTheFutureBeforeTheProcessIsStopped() throws Exception {
        Mark started = members.mark();
        Mark go = members.mark();
        submitter.tell(there -> there.submit(
                "deaf until told",
                options -> options.timeout(Duration.ofMillis(200)).gracePeriod(Duration.ofMinutes(3)),
                () -> Work.ignoreInterruptsUntil(started, go)));
        long pid = pidOf(started);

        TaskTimeoutException failure = submitter.outcome("deaf until told").failure(TaskTimeoutException.class);

        assertThat(failure.threadDump())
                .hasValueSatisfying(dump -> assertThat(dump).contains("Work.ignoreInterruptsUntil"));
        assertThat(submitter.<Boolean>ask(
                        there -> there.future("deaf until told").stopped().isDone()))
                .isFalse();
        go.raise();
        submitter.<Long>ask(there -> there.stoppedNanos("deaf until told"));
        assertThat(host.<Long>ask(there -> there.pool().submit(Work::pid).get()))
                .isEqualTo(pid);
    }

    @Test
    void timeoutDoesNotCountTheTimeInQueue() throws Exception {
        Mark go = members.mark();
        Mark here = members.mark();
        host.occupy(1, here, go);
        long submitted = System.nanoTime();
        submitter.tell(there ->
                there.submit("patient", options -> options.timeout(Duration.ofSeconds(2)), () -> Work.last(1, 7)));
        MemberJvm.await("a longer time than the task has")
                .until(() -> System.nanoTime() - submitted > TimeUnit.MILLISECONDS.toNanos(2200));
        go.raise();
        assertThat(submitter.outcome("patient").value()).isEqualTo(7);
    }
}
