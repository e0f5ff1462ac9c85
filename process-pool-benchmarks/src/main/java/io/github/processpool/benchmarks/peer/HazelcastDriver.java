package io.github.processpool.benchmarks.peer;

import com.hazelcast.cluster.Member;
import com.hazelcast.core.HazelcastInstance;
import com.hazelcast.core.IExecutorService;
import java.io.IOException;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.jspecify.annotations.Nullable;

/** Hazelcast's executor: callables that run in the other member, or in a pool behind it. */
public final class HazelcastDriver implements Contestant {

    private final boolean withPool;
    private final int port = OtherJvm.freePort();

    private @Nullable OtherJvm other;
    private @Nullable HazelcastInstance member;

    private HazelcastDriver(boolean withPool) throws IOException {
        this.withPool = withPool;
    }

    /** {@code true}: with two workers of this project's pool behind the other member. */
    public static void main(String[] args) throws Exception {
        new DriverLoop(new HazelcastDriver(Boolean.parseBoolean(args[0]))).run();
    }

    /** Runs in the member itself. */
    private record Identity(Integer value) implements Callable<Integer>, Serializable {

        @Override
        public Integer call() {
            return PoolTasks.identity(value);
        }
    }

    /** Has a worker of the member's pool do it, and waits for that. */
    private record IdentityInPool(Integer value) implements Callable<Integer>, Serializable {

        @Override
        public Integer call() throws Exception {
            return OtherMember.behind().submit(PoolTasks::identity, value).get();
        }
    }

    @SuppressWarnings("ArrayRecordComponent")
    private record Echoed(byte[] payload) implements Callable<byte[]>, Serializable {

        @Override
        public byte[] call() {
            return payload;
        }
    }

    private record Held() implements Callable<Integer>, Serializable {

        @Override
        public Integer call() throws InterruptedException {
            Thread.sleep(Long.MAX_VALUE);
            return 0;
        }
    }

    @Override
    public void open() throws Exception {
        startOther();
        roundTrip();
    }

    private void startOther() throws Exception {
        int otherPort = OtherJvm.freePort();
        OtherJvm started = OtherJvm.start(
                "hazelcast", String.valueOf(otherPort), String.valueOf(port), withPool ? String.valueOf(WORKERS) : "0");
        other = started;
        if (member == null) {
            member = Members.hazelcast(port, otherPort);
        }
        started.awaitReady();
        Members.awaitOther(member);
    }

    private Future<Integer> submit(int value) {
        return executor().submitToMember(withPool ? new IdentityInPool(value) : new Identity(value), target());
    }

    @Override
    public void roundTrip() throws Exception {
        submit(0).get();
    }

    @Override
    public void tinyTasks(int count) throws Exception {
        List<Future<Integer>> futures = new ArrayList<>(count);
        for (int i = 0; i < count; i++) {
            futures.add(submit(i));
        }
        for (int i = 0; i < count; i++) {
            check(futures.get(i), i);
        }
    }

    @Override
    public void calls(int threads, int count) throws Exception {
        ExecutorService callers = Executors.newFixedThreadPool(threads);
        try {
            Callable<Void> caller = () -> {
                for (int i = 0; i < count / threads; i++) {
                    check(submit(i), i);
                }
                return null;
            };
            for (Future<Void> ended : callers.invokeAll(Collections.nCopies(threads, caller))) {
                ended.get();
            }
        } finally {
            callers.shutdown();
        }
    }

    private static void check(Future<Integer> future, int expected) throws InterruptedException, ExecutionException {
        if (future.get() != expected) {
            throw new IllegalStateException("Another task's result");
        }
    }

    @Override
    public byte[] echo(byte[] payload) throws Exception {
        return executor().submitToMember(new Echoed(payload), target()).get();
    }

    @Override
    public long killedMember() throws Exception {
        Future<Integer> held = executor().submitToMember(new Held(), target());
        long start = System.nanoTime();
        other().kill();
        try {
            held.get();
            throw new IllegalStateException("The task of a killed member did not fail");
        } catch (ExecutionException e) {
            // MemberLeftException
        }
        long nanos = System.nanoTime() - start;
        startOther();
        return nanos;
    }

    @Override
    public long forming() throws Exception {
        HazelcastDriver pair = new HazelcastDriver(false);
        long start = System.nanoTime();
        pair.startOther();
        long nanos = System.nanoTime() - start;
        pair.close();
        return nanos;
    }

    @Override
    public long otherMember() {
        return other().pid();
    }

    @Override
    public void close() throws IOException {
        if (member != null) {
            member.shutdown();
        }
        if (other != null) {
            other.close();
        }
    }

    private IExecutorService executor() {
        return member().getExecutorService("bench");
    }

    private Member target() {
        return member().getCluster().getMembers().stream()
                .filter(each -> !each.localMember())
                .findFirst()
                .orElseThrow();
    }

    private HazelcastInstance member() {
        if (member == null) {
            throw new IllegalStateException("Not opened");
        }
        return member;
    }

    private OtherJvm other() {
        if (other == null) {
            throw new IllegalStateException("Not opened");
        }
        return other;
    }
}
