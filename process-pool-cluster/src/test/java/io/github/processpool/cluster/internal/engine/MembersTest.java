package io.github.processpool.cluster.internal.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.processpool.TaskOptions;
import io.github.processpool.WorkerInspectionException;
import io.github.processpool.cluster.ClusterSnapshot.Running;
import io.github.processpool.cluster.Role;
import io.github.processpool.cluster.internal.session.Self;
import io.github.processpool.cluster.internal.submit.AwayCounts;
import io.github.processpool.cluster.internal.submit.AwayDesk;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** Whole members in virtual time, each test with a story of its own. */
class MembersTest {

    private final VirtualTime time = new VirtualTime();
    private final ModelPool.Registry registry = new ModelPool.Registry();
    private final SplittableRandom random = new SplittableRandom(1);
    private final SimulatedNetwork network = new SimulatedNetwork(time, random);

    @Test
    void slowMemberGetsLess() {
        ModelPool first = member("a", "b", "f", Role.BOTH).join("p", 2);
        member("b", "b", "f", Role.BOTH).join("p", 2);
        ModelPool slow = member("c", "b", "f", Role.BOTH).join("p", 2);
        slow.slowness = 10;
        settle();
        long began = time.now();
        List<ModelPool.Task> tasks = submit(first, 420, 20 * VirtualTime.MS);
        run(tasks);

        long makespan = tasks.stream().mapToLong(task -> task.doneAt).max().orElseThrow() - began;
        // Four fast slots and two that are ten times slower do 4.2 tasks in the time of one.
        long ideal = 420 * 20 * VirtualTime.MS * 10 / 42;
        assertThat(makespan).isLessThan(ideal * 115 / 100);
        assertThat(tasks.stream().collect(Collectors.groupingBy(task -> task.ranAt, Collectors.counting())))
                .hasEntrySatisfying("c", count -> assertThat(count).isBetween(10L, 30L));
    }

    /** A worker over there takes 300 ms to start. */
    @Test
    void noTaskWaitsElsewhereWhileAWorkerIsIdleHere() {
        ModelPool first = member("a", "b", "f", Role.BOTH).join("p", 1);
        ModelPool cold = member("b", "b", "f", Role.BOTH).join("p", 1);
        cold.ready = 0;
        settle();
        long began = time.now();
        List<ModelPool.Task> tasks = submit(first, 2, 50 * VirtualTime.MS);
        time.run(10 * VirtualTime.MS);
        assertThat(cold.keepsWaiting(first)).isTrue();
        run(tasks);

        assertThat(tasks).extracting(task -> task.ranAt).containsOnly("a");
        assertThat(tasks.get(1).attempts).isOne();
        assertThat(tasks.get(1).doneAt - began).isLessThan(150 * VirtualTime.MS);
    }

    @Test
    void noTaskWaitsElsewhereWhileAnotherMemberHasRoom() {
        ModelPool first = member("a", "b", "f", Role.SUBMIT).join("p", 1);
        ModelPool cold = member("b", "b", "f", Role.BOTH).join("p", 1);
        ModelPool busy = member("c", "b", "f", Role.BOTH).join("p", 1);
        cold.ready = 0;
        settle();
        List<ModelPool.Task> own = submit(busy, 1, 50 * VirtualTime.MS);
        time.run(30 * VirtualTime.MS);
        List<ModelPool.Task> tasks = submit(first, 2, 500 * VirtualTime.MS);
        time.run(10 * VirtualTime.MS);
        assertThat(cold.keepsWaiting(first) || busy.keepsWaiting(first)).isTrue();
        run(own);
        run(tasks);

        assertThat(tasks).extracting(task -> task.ranAt).containsExactlyInAnyOrder("a", "c");
    }

    @Test
    void tasksGoOnlyToMembersOfTheSameBuild() {
        ModelPool first = member("a", "one", "f", Role.SUBMIT).join("p", 1);
        member("b", "two", "g", Role.BOTH).join("p", 4);
        member("c", "one", "f", Role.BOTH).join("p", 1);
        settle();
        List<ModelPool.Task> tasks = submit(first, 20, VirtualTime.MS);
        run(tasks);

        assertThat(tasks).extracting(task -> task.ranAt).contains("c").doesNotContain("b");
    }

    /** Two jars with the same word: what the one can't read of the other is tried where the jar is the same, or here. */
    @Test
    void compatibleBuildsByWord() {
        ModelPool first = member("a", "word", "f", Role.BOTH).join("p", 1);
        member("b", "word", "g", Role.BOTH).join("p", 4);
        member("c", "word", "f", Role.BOTH).join("p", 1);
        settle();
        List<ModelPool.Task> tasks = submit(first, 20, VirtualTime.MS);
        run(tasks);

        assertThat(tasks).allSatisfy(task -> assertThat(task.attempts).isOne());
        assertThat(tasks).extracting(task -> task.ranAt).contains("a", "c").doesNotContain("b");
        assertThat(first.misfits).isPositive();
    }

    @Test
    void brokenHostIsLeftAlone() {
        SimulatedMember one = member("a", "b", "f", Role.BOTH);
        ModelPool first = one.join("p", 1);
        ModelPool broken = member("b", "b", "f", Role.BOTH).join("p", 4);
        member("c", "b", "f", Role.BOTH).join("p", 4);
        settle();
        broken.broken = true; // Its credits are out.
        List<ModelPool.Task> tasks = submit(first, 40, 10 * VirtualTime.MS);
        time.run(50 * VirtualTime.MS);
        broken.tell();
        // What has come to it before that is there.
        broken.refuseWaiting();
        run(tasks);

        assertThat(tasks).extracting(task -> task.ranAt).contains("a", "c").doesNotContain("b");
        assertThat(counts(one).refused())
                .hasEntrySatisfying("BROKEN", count -> assertThat(count).isPositive());
    }

    @Test
    void countsWhatWasLostAndTriedAgain() {
        SimulatedMember one = member("a", "b", "f", Role.BOTH);
        ModelPool first = one.join("p", 1);
        SimulatedMember other = member("b", "b", "f", Role.BOTH);
        other.join("p", 2);
        settle();
        List<ModelPool.Task> tasks = new ArrayList<>();
        for (int i = 0; i < 4; i++) {
            tasks.add(first.submit(60 * VirtualTime.SECOND, 2, TaskOptions.defaults()));
        }
        time.run(VirtualTime.SECOND);
        AwayDesk away = one.engine.pools().get(0).away();
        List<Running> running = one.engine.look((members, pools, state, sessions) ->
                away.look(members.sessions().get(0)).running());
        assertThat(running)
                .hasSize(2)
                .allSatisfy(
                        task -> assertThat(task.elapsed()).isBetween(Duration.ofMillis(900), Duration.ofSeconds(1)));
        other.die();
        one.engine.onView(List.of());
        member("c", "b", "f", Role.BOTH).join("p", 2);
        settle();
        run(tasks);

        assertThat(counts(one).lostBegun()).isEqualTo(2);
        assertThat(counts(one).lostUnknown()).isZero();
        assertThat(counts(one).retries()).isEqualTo(2);
    }

    private static AwayCounts counts(SimulatedMember member) {
        return member.engine.pools().get(0).away().counts();
    }

    @Test
    void tellsOtherMembersWhatItsWorkersDo() {
        SimulatedMember one = member("a", "b", "f", Role.BOTH);
        one.join("p", 1);
        SimulatedMember other = member("b", "b", "f", Role.BOTH);
        other.join("p", 1);
        settle();
        CompletableFuture<String> dump = one.engine.threadDump("p", "b", 1);
        CompletableFuture<String> unknown = one.engine.threadDump("p", "b", 77);
        CompletableFuture<String> silent = one.engine.threadDump("p", "b", 2);
        time.run(VirtualTime.SECOND);

        assertThat(dump.join()).isEqualTo("stacks of b");
        assertThatThrownBy(unknown::join)
                .hasCauseInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("On member b: has no worker with pid 77");
        assertThat(silent).isNotDone();
        time.run(15 * VirtualTime.SECOND);
        assertThatThrownBy(silent::join)
                .hasCauseInstanceOf(WorkerInspectionException.class)
                .hasMessageContaining("member b has not answered in time");
        assertThatThrownBy(() -> one.engine.threadDump("p", "z", 1))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("There is no member 'z' of the cluster; there are: [b]");
        assertThatThrownBy(() -> one.engine.threadDump("q", "b", 1)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void dumpsAreNotWaitedForWhenTheMemberIsLost() {
        SimulatedMember one = member("a", "b", "f", Role.BOTH);
        one.join("p", 1);
        SimulatedMember other = member("b", "b", "f", Role.BOTH);
        other.join("p", 1);
        settle();
        List<CompletableFuture<String>> silent = new ArrayList<>();
        for (int i = 0; i < 9; i++) {
            silent.add(one.engine.threadDump("p", "b", 2));
        }
        time.run(VirtualTime.SECOND);

        assertThatThrownBy(silent.get(8)::join).hasMessageContaining("too many thread dumps at once");
        other.engine.close();
        time.run(VirtualTime.SECOND);
        assertThatThrownBy(silent.get(0)::join).hasMessageContaining("member b left the cluster");
    }

    @Test
    void leavesInOrder() {
        SimulatedMember one = member("a", "b", "f", Role.BOTH);
        ModelPool first = one.join("p", 1);
        SimulatedMember other = member("b", "b", "f", Role.BOTH);
        other.join("p", 4);
        settle();
        List<ModelPool.Task> tasks = submit(first, 40, 100 * VirtualTime.MS);
        time.run(50 * VirtualTime.MS);
        other.engine.leave();
        long left = time.now();
        assertThat(time.runUntil(VirtualTime.SECOND, other.engine::isIdle)).isTrue();
        other.engine.close();
        run(tasks);

        assertThat(tasks).noneSatisfy(task -> assertThat(task.end).isEqualTo("lost"));
        assertThat(tasks)
                .filteredOn(task -> task.ranAt.equals("b"))
                .hasSizeBetween(4, 9)
                .allSatisfy(task -> assertThat(task.doneAt).isLessThan(left + 150 * VirtualTime.MS));
        assertThat(one.events).last().asString().isEqualTo("left b: left the cluster");
    }

    @Test
    void losesNoTaskThatIsOnItsWayToItWhenItLeaves() {
        ModelPool first = member("a", "b", "f", Role.BOTH).join("p", 1);
        SimulatedMember other = member("b", "b", "f", Role.BOTH);
        other.join("p", 1);
        settle();
        List<ModelPool.Task> tasks = submit(first, 2, 50 * VirtualTime.MS);

        other.engine.leave();

        assertThat(other.engine.isIdle()).isTrue();
        assertThat(other.engine.isLeavingHeard()).isFalse();
        assertThat(time.runUntil(VirtualTime.SECOND, other.engine::isLeavingHeard))
                .isTrue();
        assertThat(time.runUntil(VirtualTime.SECOND, other.engine::isIdle)).isTrue();
        other.engine.close();
        run(tasks);
        assertThat(tasks).noneSatisfy(task -> assertThat(task.end).isEqualTo("lost"));
    }

    @Test
    void sameKeysGoToTheSameMember() {
        ModelPool first = member("a", "b", "f", Role.SUBMIT).join("p", 1);
        first.broken = true;
        for (String name : List.of("b", "c", "d")) {
            member(name, "b", "f", Role.BOTH).join("p", 2);
        }
        settle();
        List<ModelPool.Task> tasks = new ArrayList<>();
        for (int i = 0; i < 10; i++) {
            tasks.add(first.submit(
                    VirtualTime.MS, 1, TaskOptions.builder().affinityKey("k").build()));
            time.run(VirtualTime.SECOND);
        }

        assertThat(tasks).extracting(task -> task.ranAt).containsOnly(tasks.get(0).ranAt);
    }

    @Test
    void roleSaysWhoRunsAndWhoSubmits() {
        ModelPool submits = member("a", "b", "f", Role.SUBMIT).join("p", 1);
        ModelPool works = member("b", "b", "f", Role.WORK).join("p", 1);
        settle();
        List<ModelPool.Task> tasks = submit(submits, 20, 10 * VirtualTime.MS);
        List<ModelPool.Task> others = submit(works, 20, 10 * VirtualTime.MS);
        run(tasks);
        run(others);

        assertThat(tasks).extracting(task -> task.ranAt).contains("b");
        assertThat(others).extracting(task -> task.ranAt).containsOnly("b");
    }

    @Test
    void idleClusterSaysNothing() {
        member("a", "b", "f", Role.BOTH).join("p", 1);
        member("b", "b", "f", Role.BOTH).join("p", 1);
        settle();
        long before = network.delivered;
        time.run(1000 * VirtualTime.SECOND);

        assertThat(network.delivered).isEqualTo(before);
        assertThat(time.due()).isZero();
    }

    private SimulatedMember member(String name, String build, String fingerprint, Role role) {
        SimulatedMember member = new SimulatedMember(
                name, new Self(build, fingerprint, role, 17), true, network, time, random, registry);
        network.plugIn(member.address, member.engine);
        return member;
    }

    private void settle() {
        time.run(10 * VirtualTime.SECOND);
    }

    private static List<ModelPool.Task> submit(ModelPool pool, int count, long nanos) {
        List<ModelPool.Task> tasks = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            tasks.add(pool.submit(nanos, 1, TaskOptions.defaults()));
        }
        return tasks;
    }

    private void run(List<ModelPool.Task> tasks) {
        assertThat(time.runUntil(1000 * VirtualTime.SECOND, () -> tasks.stream().allMatch(task -> task.end != null)))
                .isTrue();
        assertThat(registry.mistakes).isEmpty();
    }
}
