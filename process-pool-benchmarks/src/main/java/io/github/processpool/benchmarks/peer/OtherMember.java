package io.github.processpool.benchmarks.peer;

import com.hazelcast.core.HazelcastInstance;
import io.github.processpool.Placement;
import io.github.processpool.ProcessPoolExecutor;
import io.github.processpool.TaskOptions;
import io.github.processpool.cluster.ClusterPoolOptions;
import io.github.processpool.cluster.ProcessPoolCluster;
import java.io.PrintStream;
import org.jspecify.annotations.Nullable;

/**
 * The other member of a pair, in a JVM of its own. Prints {@code ready} when it sees its driver and has its workers, and ends with its
 * standard input.
 */
final class OtherMember {

    /** With Hazelcast, what runs the callables that come; null: they run in the member. */
    private static volatile @Nullable ProcessPoolExecutor behind;

    private OtherMember() {}

    /** Kind, port of its own, port of the driver, workers. */
    public static void main(String[] args) throws Exception {
        PrintStream answers = System.out;
        System.setOut(System.err);
        int port = Integer.parseInt(args[1]);
        int other = Integer.parseInt(args[2]);
        int workers = Integer.parseInt(args[3]);
        AutoCloseable member = switch (args[0]) {
            case "federated" -> federated(port, other, workers, false);
            case "busy" -> federated(port, other, workers, true);
            case "hazelcast" -> hazelcast(port, other, workers);
            case "transport" -> Echo.open(Members.transport(port, other));
            default -> throw new IllegalArgumentException(args[0]);
        };
        answers.println("ready");
        answers.flush();
        while (System.in.read() >= 0) {
            // The driver says nothing.
        }
        member.close();
        System.exit(0);
    }

    private static AutoCloseable federated(int port, int other, int workers, boolean busy) throws Exception {
        ProcessPoolCluster cluster = Members.cluster(port, other);
        ProcessPoolExecutor pool = cluster.join(Members.pool(workers), ClusterPoolOptions.defaults());
        Members.awaitWorkers(pool, workers);
        if (busy) {
            occupy(pool, workers);
        }
        Members.awaitOther(cluster);
        return () -> {
            cluster.close();
            pool.terminate();
        };
    }

    /** Keeps the workers of this member at work until the pool is terminated. */
    static void occupy(ProcessPoolExecutor pool, int workers) throws InterruptedException {
        TaskOptions here = TaskOptions.builder().placement(Placement.HERE).build();
        for (int i = 0; i < workers; i++) {
            pool.with(here).submit(PoolTasks::rest, Long.MAX_VALUE);
        }
        while (pool.snapshot().runningTasks() < workers) {
            Thread.sleep(1);
        }
    }

    private static AutoCloseable hazelcast(int port, int other, int workers) throws Exception {
        HazelcastInstance member = Members.hazelcast(port, other);
        ProcessPoolExecutor pool = null;
        if (workers > 0) {
            pool = Members.pool(workers).build();
            Members.awaitWorkers(pool, workers);
            behind = pool;
        }
        Members.awaitOther(member);
        ProcessPoolExecutor ours = pool;
        return () -> {
            member.shutdown();
            if (ours != null) {
                ours.terminate();
            }
        };
    }

    static ProcessPoolExecutor behind() {
        ProcessPoolExecutor pool = behind;
        if (pool == null) {
            throw new IllegalStateException("This member has no pool");
        }
        return pool;
    }
}
