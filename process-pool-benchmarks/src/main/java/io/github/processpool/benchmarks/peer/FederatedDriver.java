package io.github.processpool.benchmarks.peer;

import io.github.processpool.MapOptions;
import io.github.processpool.MemberLostException;
import io.github.processpool.ProcessFuture;
import io.github.processpool.ProcessPoolExecutor;
import io.github.processpool.WorkerSnapshot;
import io.github.processpool.cluster.ClusterPoolOptions;
import io.github.processpool.cluster.ProcessPoolCluster;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.ExecutionException;
import org.jspecify.annotations.Nullable;

/** A pool that is federated with that of another member. */
public final class FederatedDriver implements Contestant {

    private static final long POLL_MILLIS = 1;

    private final Setting setting;
    private final int port = OtherJvm.freePort();

    private @Nullable OtherJvm other;
    private @Nullable ProcessPoolCluster cluster;
    private @Nullable ProcessPoolExecutor pool;

    /** Who has workers, and for whom. */
    private enum Setting {
        /** The one worker here is at work, so all goes to the other member, which has two. */
        AWAY,
        /** One worker on each side. */
        BOTH,
        /** Two workers here; those of the other member are at work, so nothing leaves. */
        HERE
    }

    private FederatedDriver(Setting setting) throws IOException {
        this.setting = setting;
    }

    /** {@code AWAY}, {@code BOTH} or {@code HERE}. */
    public static void main(String[] args) throws Exception {
        new DriverLoop(new FederatedDriver(Setting.valueOf(args[0]))).run();
    }

    @Override
    public void open() throws Exception {
        OtherJvm started = startOther();
        ProcessPoolCluster joined = cluster;
        if (joined == null) {
            throw new IllegalStateException("Not joined");
        }
        int workers = setting == Setting.HERE ? WORKERS : 1;
        ProcessPoolExecutor opened = joined.join(Members.pool(workers), ClusterPoolOptions.defaults());
        pool = opened;
        Members.awaitWorkers(opened, workers);
        started.awaitReady();
        if (setting == Setting.AWAY) {
            OtherMember.occupy(opened, workers);
        }
        roundTrip();
        roundTrip();
    }

    private OtherJvm startOther() throws IOException {
        int otherPort = OtherJvm.freePort();
        OtherJvm started = OtherJvm.start(
                setting == Setting.HERE ? "busy" : "federated",
                String.valueOf(otherPort),
                String.valueOf(port),
                setting == Setting.BOTH ? "1" : String.valueOf(WORKERS));
        if (cluster == null) {
            cluster = Members.cluster(port, otherPort);
        }
        other = started;
        return started;
    }

    @Override
    public void roundTrip() throws Exception {
        pool().submit(() -> {}).get();
    }

    @Override
    public void tinyTasks(int count) throws Exception {
        Work.tinyTasks(pool(), count);
    }

    @Override
    public void calls(int threads, int count) throws Exception {
        Work.calls(pool(), threads, count);
    }

    @Override
    public void map(int count) {
        Work.map(pool(), count, MapOptions.builder().autoChunk().build());
    }

    @Override
    public void mapOfWork(int count, long nanos, MapOptions options) {
        Work.mapOfWork(pool(), count, nanos, options);
    }

    @Override
    public void mapOneByOne(int count) {
        Work.map(pool(), count, MapOptions.defaults());
    }

    @Override
    public byte[] echo(byte[] payload) throws Exception {
        return pool().submit(PoolTasks::echo, payload).get();
    }

    @Override
    public long killedMember() throws Exception {
        OtherJvm victim = other();
        ProcessFuture<?> held = pool().submit(PoolTasks::rest, Long.MAX_VALUE);
        while (held.workerPid().isEmpty()) {
            Thread.sleep(POLL_MILLIS);
        }
        long start = System.nanoTime();
        victim.kill();
        try {
            held.get();
            throw new IllegalStateException("The task of a killed member did not fail");
        } catch (ExecutionException e) {
            if (!(e.getCause() instanceof MemberLostException)) {
                throw e;
            }
        }
        long nanos = System.nanoTime() - start;
        startOther().awaitReady();
        return nanos;
    }

    @Override
    public long forming() throws Exception {
        FederatedDriver pair = new FederatedDriver(setting);
        long start = System.nanoTime();
        OtherJvm started = pair.startOther();
        try (ProcessPoolCluster joined = pair.cluster) {
            Members.awaitOther(java.util.Objects.requireNonNull(joined));
            return System.nanoTime() - start;
        } finally {
            started.kill();
        }
    }

    @Override
    public long otherMember() {
        return other().pid();
    }

    @Override
    public List<Long> workers() {
        return pool().snapshot().workers().stream().map(WorkerSnapshot::pid).toList();
    }

    @Override
    public void close() throws IOException {
        if (pool != null) {
            pool.terminate();
        }
        if (cluster != null) {
            cluster.close();
        }
        if (other != null) {
            other.close();
        }
    }

    private ProcessPoolExecutor pool() {
        if (pool == null) {
            throw new IllegalStateException("Not opened");
        }
        return pool;
    }

    private OtherJvm other() {
        if (other == null) {
            throw new IllegalStateException("Not opened");
        }
        return other;
    }
}
