package io.github.processpool.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.github.processpool.Placement;
import io.github.processpool.ProcessFuture;
import io.github.processpool.ProcessPoolExecutor;
import io.github.processpool.TaskOptions;
import io.github.processpool.cluster.ClusterSnapshot.Member;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Two members in one JVM, with real pools over a real network. */
@Timeout(120)
class TwoMembersIT {

    private final List<AutoCloseable> open = new ArrayList<>();
    private final List<Integer> ports = freePorts(2);

    @AfterEach
    void close() throws Exception {
        for (AutoCloseable each : open) {
            each.close();
        }
    }

    @Test
    void runsElsewhereWhenOwnWorkersAreBusy() throws Exception {
        ProcessPoolCluster one = member(0);
        ProcessPoolCluster other = member(1);
        ProcessPoolExecutor pool = pool(one, 1);
        pool(other, 2);
        await().atMost(30, TimeUnit.SECONDS).until(() -> isReady(one) && isReady(other));

        List<ProcessFuture<Long>> futures = IntStream.range(0, 12)
                .mapToObj(i -> pool.submit(() -> {
                    Thread.sleep(300);
                    return ProcessHandle.current().pid();
                }))
                .toList();
        Set<Long> pids = new HashSet<>();
        for (ProcessFuture<Long> future : futures) {
            pids.add(future.get(60, TimeUnit.SECONDS));
        }

        assertThat(pids).hasSize(3);
        assertThat(one.snapshot().pools()).singleElement().satisfies(shared -> {
            assertThat(shared.sent()).isPositive();
            assertThat(shared.answered()).isEqualTo(shared.sent());
        });
        assertThat(other.snapshot().pools().get(0).guestsAnswered())
                .isEqualTo(one.snapshot().pools().get(0).sent());
    }

    @Test
    void leavesInOrderAndGoesOnAlone() throws Exception {
        ProcessPoolCluster one = member(0);
        ProcessPoolCluster other = member(1);
        ProcessPoolExecutor pool = pool(one, 1);
        pool(other, 2);
        await().atMost(30, TimeUnit.SECONDS).until(() -> isReady(one) && isReady(other));
        List<ProcessFuture<Integer>> futures = IntStream.range(0, 6)
                .mapToObj(i -> pool.submit(() -> {
                    Thread.sleep(500);
                    return i;
                }))
                .toList();
        await().until(() -> one.snapshot().pools().get(0).sent() > 0);

        assertThat(other.leave(Duration.ofSeconds(20))).isEmpty();
        for (int i = 0; i < futures.size(); i++) {
            assertThat(futures.get(i).get(60, TimeUnit.SECONDS)).isEqualTo(i);
        }
        assertThat(one.snapshot().pools().get(0).lost()).isZero();
        assertThat(one.snapshot().recentLosses()).singleElement().satisfies(loss -> {
            assertThat(loss.member()).endsWith(":" + ports.get(1));
            assertThat(loss.reason()).isEqualTo("left the cluster");
        });
    }

    @Test
    void showsTheThreadsOfAWorkerOfTheOtherMember() throws Exception {
        ProcessPoolCluster one = member(0);
        ProcessPoolCluster other = member(1);
        pool(one, 1);
        ProcessPoolExecutor far = pool(other, 1);
        await().atMost(30, TimeUnit.SECONDS).until(() -> isReady(one) && isReady(other));
        Member seen = one.snapshot().members().get(0);
        ProcessFuture<?> task = far.with(
                        TaskOptions.builder().placement(Placement.HERE).build())
                .submit(TwoMembersIT::standAround);
        await().atMost(30, TimeUnit.SECONDS).until(() -> task.workerPid().isPresent());
        long pid = task.workerPid().getAsLong();

        assertThat(one.threadDump("reports", seen.address().name(), pid).get()).contains("standAround");
        assertThat(one.threadDump("reports", seen.address().name(), 1))
                .failsWithin(Duration.ofSeconds(30))
                .withThrowableThat()
                .withCauseInstanceOf(IllegalArgumentException.class)
                .withMessageContaining("no worker with pid 1; it has " + pid);
        assertThat(seen.java()).isEqualTo(Runtime.version().feature());
        task.cancel(true);
    }

    private static boolean standAround() throws InterruptedException {
        Thread.sleep(TimeUnit.HOURS.toMillis(1));
        return true;
    }

    /** That of docs/cluster.md. */
    @Test
    void programOfThePageRunsAlone() throws Exception {
        InetAddress address = InetAddress.getLoopbackAddress();
        String[] members = {"127.0.0.1:" + ports.get(0), "127.0.0.1:" + ports.get(1)};
        String secret = "a secret of tests, thirty-two characters long";

        ProcessPoolCluster cluster = ProcessPoolCluster.builder()
                .name("shop")
                .bindAddress(address)
                .discovery(Discovery.members(members))
                .secret(secret)
                .start();
        ProcessPoolExecutor pool = cluster.join(
                ProcessPoolExecutor.builder().name("reports").maxWorkers(4), ClusterPoolOptions.defaults());
        try (pool;
                cluster) {
            ProcessFuture<Long> pid = pool.submit(() -> ProcessHandle.current().pid());
            System.out.println("process " + pid.get() + " of " + pid.member().orElse("this member"));
            assertThat(pid.get()).isNotEqualTo(ProcessHandle.current().pid());
            assertThat(pid.member()).isEmpty();
        }
    }

    @Test
    void poolOfANameIsJoinedOnce() {
        ProcessPoolCluster one = member(0);
        pool(one, 1);

        assertThatThrownBy(() -> pool(one, 1))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("reports");
    }

    private static boolean isReady(ProcessPoolCluster cluster) {
        return cluster.snapshot().members().stream()
                .anyMatch(member -> member.pools().stream().anyMatch(share -> share.creditsHeld() > 0));
    }

    private ProcessPoolExecutor pool(ProcessPoolCluster cluster, int workers) {
        ProcessPoolExecutor pool = cluster.join(
                ProcessPoolExecutor.builder()
                        .name("reports")
                        .minWorkers(workers)
                        .maxWorkers(workers),
                ClusterPoolOptions.defaults());
        open.add(pool);
        return pool;
    }

    private ProcessPoolCluster member(int index) {
        ProcessPoolCluster cluster = ProcessPoolCluster.builder()
                .name("two-members")
                .bindAddress(InetAddress.getLoopbackAddress())
                .port(ports.get(index))
                .discovery(Discovery.members(
                        ports.stream().map(port -> "127.0.0.1:" + port).toArray(String[]::new)))
                .start();
        open.add(0, cluster);
        return cluster;
    }

    private static List<Integer> freePorts(int count) {
        List<Integer> ports = new ArrayList<>();
        List<ServerSocket> sockets = new ArrayList<>();
        try {
            for (int i = 0; i < count; i++) {
                ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
                sockets.add(socket);
                ports.add(socket.getLocalPort());
            }
            for (ServerSocket socket : sockets) {
                socket.close();
            }
        } catch (java.io.IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
        return ports;
    }
}
