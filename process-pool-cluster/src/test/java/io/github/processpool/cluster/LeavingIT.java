package io.github.processpool.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.processpool.Placement;
import io.github.processpool.ProcessFuture;
import io.github.processpool.ProcessPoolExecutor;
import io.github.processpool.cluster.testing.Leftovers;
import io.github.processpool.cluster.testing.Mark;
import io.github.processpool.cluster.testing.MemberJvm;
import io.github.processpool.cluster.testing.Members;
import io.github.processpool.cluster.testing.Work;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Members that leave in order and come back. */
@Timeout(300)
class LeavingIT {

    private static final int BURST = 4;

    @RegisterExtension
    final Members members = Members.ofTheTest();

    /** Submits short tasks, a few at a time, until the mark is raised, and returns how many went elsewhere and what failed. */
    private static CompletableFuture<ArrayList<String>> load(MemberJvm member, Mark enough) {
        return member.begin(there -> {
            List<ProcessFuture<Integer>> all = new ArrayList<>();
            ArrayList<String> failures = new ArrayList<>();
            int away = 0;
            for (int i = 0; !enough.isRaised(); i++) {
                all.add(there.pool().submit(() -> Work.last(5, 1)));
                // With nothing to do for a moment: one that is always busy has no room for others.
                if (i % BURST == BURST - 1) {
                    for (ProcessFuture<Integer> future : all.subList(all.size() - BURST, all.size())) {
                        future.exceptionally(failure -> 0).get(MemberJvm.LIMIT.toSeconds(), TimeUnit.SECONDS);
                    }
                }
            }
            for (ProcessFuture<Integer> future : all) {
                try {
                    future.get(MemberJvm.LIMIT.toSeconds(), TimeUnit.SECONDS);
                    away += future.member().isPresent() ? 1 : 0;
                } catch (Exception e) {
                    failures.add(String.valueOf(e));
                }
            }
            failures.add(0, all.size() + " " + away);
            return failures;
        });
    }

    /** The number of those that ran elsewhere, if none has failed. */
    private static int away(CompletableFuture<ArrayList<String>> load) {
        List<String> report = load.join();
        assertThat(report).as("failures").hasSize(1);
        return Integer.parseInt(report.get(0).split(" ")[1]);
    }

    @Test
    void leavesInOrder() throws Exception {
        List<MemberJvm> both = members.start(2, 1, (cluster, pool) -> {});
        MemberJvm stays = both.get(0);
        MemberJvm leaves = both.get(1);
        Mark started = members.mark();
        Mark go = members.mark();
        Mark enough = members.mark();
        leaves.tell(there -> Runtime.getRuntime().addShutdownHook(new Thread(() -> {
            there.cluster().leave(Duration.ofSeconds(20));
            there.pool().shutdown(Duration.ofSeconds(5));
            System.out.println("left with " + there.pool().snapshot().failedTasks() + " failed tasks");
        })));
        // Its own task is with the other one, and a long one of the other one is here.
        leaves.tell(there -> {
            there.submit("here", options -> options.placement(Placement.HERE), () -> Work.runUntil(started, go));
        });
        started.await(1);
        leaves.tell(there -> there.submit("there", () -> Work.runUntil(started, go)));
        started.await(2);
        CompletableFuture<ArrayList<String>> load = load(stays, enough);

        leaves.signal("TERM");
        stays.tell(there -> MemberJvm.await("word that it leaves")
                .until(() -> there.others().isEmpty()));
        go.raise();
        leaves.awaitEnd();
        enough.raise();
        away(load);
        assertThat(leaves.lines()).anyMatch(line -> line.startsWith("left with 0 failed tasks"));
        stays.tell(there -> MemberJvm.await("the view")
                .until(() -> there.cluster().snapshot().members().isEmpty()));
    }

    @Test
    void rollingRestartUnderLoad() throws Exception {
        List<MemberJvm> all = new ArrayList<>(members.start(3, 1, (cluster, pool) -> {}));
        int sent = 0;
        for (int i = 0; i < 3; i++) {
            MemberJvm leaves = all.get(i);
            Mark enough = members.mark();
            List<CompletableFuture<ArrayList<String>>> loads = new ArrayList<>();
            for (MemberJvm member : all) {
                loads.add(load(member, member == leaves ? members.mark() : enough));
            }
            leaves.tell(there -> MemberJvm.await("guests")
                    .until(() -> there.cluster().snapshot().pools().get(0).guestsAnswered() > 20));
            // Its own load goes on until it has left, so that it sends and is sent to at that moment.
            long begun = System.nanoTime();
            assertThat(leaves.<Integer>ask(there ->
                            there.cluster().leave(Duration.ofSeconds(20)).size()))
                    .as("tasks that were still away")
                    .isZero();
            Members.measured("leave under load", System.nanoTime() - begun);
            leaves.kill();
            begun = System.nanoTime();
            all.set(i, members.at(leaves.port()).workers(1).go());
            Members.awaitTogether(all);
            Members.measured("start of a member to all together", System.nanoTime() - begun);
            enough.raise();
            for (int other = 0; other < 3; other++) {
                sent += other == i ? 0 : away(loads.get(other));
            }
        }
        assertThat(sent).isPositive();
    }

    @Test
    void restartLeavesNothing() throws Exception {
        MemberJvm other = members.start(1, 1, (cluster, pool) -> {}).get(0);
        int port = Members.freePorts(1)[0];
        for (int i = 0; i < 3; i++) {
            ProcessPoolCluster cluster = Members.cluster("127.0.0.1", port, "127.0.0.1:" + other.port())
                    .start();
            ProcessPoolExecutor pool = cluster.join(Members.pool(1), ClusterPoolOptions.defaults());
            MemberJvm.await("the other one")
                    .until(() -> cluster.snapshot().members().stream()
                            .anyMatch(member -> member.state().equals("OPEN")));
            assertThat(pool.submit(() -> 4).get()).isEqualTo(4);
            cluster.close();
            pool.close();
            assertThat(Leftovers.threads()).as("threads").isEmpty();
            assertThat(Leftovers.files(ProcessHandle.current().pid()))
                    .as("files")
                    .isEmpty();
            assertThat(ProcessHandle.current().descendants().filter(process -> process.pid() != other.pid()))
                    .as("processes")
                    .noneMatch(process -> process.parent()
                            .map(ProcessHandle::pid)
                            .equals(java.util.Optional.of(
                                    ProcessHandle.current().pid())));
            new ServerSocket(port, 1, InetAddress.getByName("127.0.0.1")).close();
        }
        other.tell(there -> MemberJvm.await("nobody")
                .until(() -> there.cluster().snapshot().members().isEmpty()));
        other.tell(there -> there.submit("alone", () -> 6));
        assertThat(other.outcome("alone").value()).isEqualTo(6);
    }
}
