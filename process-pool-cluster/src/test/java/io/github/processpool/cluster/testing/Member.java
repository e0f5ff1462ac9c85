package io.github.processpool.cluster.testing;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.processpool.ProcessFuture;
import io.github.processpool.ProcessPoolExecutor;
import io.github.processpool.SerializableCallable;
import io.github.processpool.TaskOptions;
import io.github.processpool.TaskSubmitter;
import io.github.processpool.WorkerSnapshot;
import io.github.processpool.cluster.ClusterSnapshot;
import io.github.processpool.cluster.ProcessPoolCluster;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.function.UnaryOperator;

/** A member in its own JVM, as the commands of a test see it. Its tasks have names, by which later commands find their futures. */
public final class Member {

    private final Map<String, ProcessFuture<?>> futures = new ConcurrentHashMap<>();
    private final Map<String, Long> endedNanos = new ConcurrentHashMap<>();
    private final Map<String, Long> stoppedNanos = new ConcurrentHashMap<>();
    private final ProcessPoolCluster cluster;
    private final ProcessPoolExecutor pool;

    Member(ProcessPoolCluster cluster, ProcessPoolExecutor pool) {
        this.cluster = cluster;
        this.pool = pool;
    }

    public ProcessPoolCluster cluster() {
        return cluster;
    }

    public ProcessPoolExecutor pool() {
        return pool;
    }

    public TaskSubmitter with(UnaryOperator<TaskOptions.Builder> options) {
        return pool.with(options.apply(TaskOptions.builder()).build());
    }

    // -- Tasks --

    public void submit(String name, SerializableCallable<?> task) {
        keep(name, pool.submit(task));
    }

    public void submit(String name, UnaryOperator<TaskOptions.Builder> options, SerializableCallable<?> task) {
        keep(name, with(options).submit(task));
    }

    public void keep(String name, ProcessFuture<?> future) {
        future.whenComplete((value, failure) -> endedNanos.put(name, System.nanoTime()));
        future.stopped().whenComplete((value, failure) -> stoppedNanos.put(name, System.nanoTime()));
        futures.put(name, future);
    }

    public ProcessFuture<?> future(String name) {
        return Objects.requireNonNull(futures.get(name), name);
    }

    /** Waits for the end of a task. */
    public Outcome outcome(String name) throws Exception {
        ProcessFuture<?> future = future(name);
        Object value = null;
        Throwable failure = null;
        try {
            value = future.orTimeout(MemberJvm.LIMIT.toSeconds(), TimeUnit.SECONDS)
                    .join();
        } catch (CompletionException e) {
            failure = e.getCause();
        } catch (RuntimeException e) {
            failure = e;
        }
        return new Outcome(
                value,
                failure,
                future.member().orElse(null),
                future.workerPid().orElse(0),
                await(endedNanos, name),
                future.timings().execution().toNanos());
    }

    /** Waits until nothing of a task runs any more, and returns since when. */
    public long stoppedNanos(String name) {
        return await(stoppedNanos, name);
    }

    /** A future ends a moment before it is noted. */
    private static long await(Map<String, Long> times, String name) {
        MemberJvm.await(name).until(() -> times.containsKey(name));
        return Objects.requireNonNull(times.get(name));
    }

    // -- What is known --

    public List<Long> workerPids() {
        return pool.snapshot().workers().stream()
                .map(WorkerSnapshot::pid)
                .filter(pid -> pid > 0)
                .toList();
    }

    public List<String> others() {
        return cluster.snapshot().members().stream()
                .filter(member -> member.state().equals("OPEN"))
                .map(member -> member.address().name())
                .sorted()
                .toList();
    }

    /** Waits until it has joined, be it alone. */
    public void awaitEntry() {
        MemberJvm.await("a view").until(() -> cluster.snapshot().self().isPresent());
    }

    /** Waits until so many others are there with which tasks can be exchanged. */
    public void awaitOthers(int count) {
        MemberJvm.await("other members")
                .untilAsserted(() -> assertThat(others())
                        .as(() -> String.valueOf(cluster.snapshot()))
                        .hasSize(count));
    }

    /** Waits until the pool has so many idle workers, so that all of them are room. */
    public void awaitIdle(int workers) {
        MemberJvm.await("idle workers")
                .until(() -> pool.snapshot().workers().stream()
                                .filter(worker -> worker.state() == io.github.processpool.WorkerState.IDLE)
                                .count()
                        == workers);
    }

    /** Guests that are here now. */
    public int guests() {
        return shares().stream().mapToInt(ClusterSnapshot.Share::guests).sum();
    }

    /** Tasks of this member that are with others now. */
    public int away() {
        return shares().stream().mapToInt(ClusterSnapshot.Share::away).sum();
    }

    /** Tasks that this member may send at once. */
    public int credits() {
        return shares().stream().mapToInt(ClusterSnapshot.Share::creditsHeld).sum();
    }

    private List<ClusterSnapshot.Share> shares() {
        return cluster.snapshot().members().stream()
                .flatMap(member -> member.pools().stream())
                .toList();
    }

    /** For people who want to know why a test has failed. */
    String describe() {
        return cluster.snapshot() + "\n" + pool.snapshot() + "\n" + futures;
    }

    /** Ends in order, and returns what is left of it here. */
    List<String> leave(Duration budget) {
        cluster.leave(budget);
        pool.shutdown(Duration.ofSeconds(2));
        List<String> left = new ArrayList<>();
        if (!pool.isTerminated()) {
            left.add("pool " + pool.snapshot());
        }
        MemberJvm.settle(() -> Leftovers.threads().isEmpty());
        left.addAll(Leftovers.threads());
        futures.forEach((name, future) -> {
            if (!future.isDone()) {
                left.add("task " + name);
            }
        });
        return left;
    }
}
