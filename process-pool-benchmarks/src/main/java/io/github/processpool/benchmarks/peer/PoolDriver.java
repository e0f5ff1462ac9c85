package io.github.processpool.benchmarks.peer;

import io.github.processpool.MapOptions;
import io.github.processpool.ProcessFuture;
import io.github.processpool.ProcessPoolExecutor;
import io.github.processpool.ProcessPoolExecutorBuilder;
import io.github.processpool.SharedBuffer;
import io.github.processpool.WorkerCrashedException;
import io.github.processpool.WorkerSnapshot;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.ExecutionException;
import org.jspecify.annotations.Nullable;

/** This project's pool. */
public final class PoolDriver implements Contestant {

    private static final int QUEUE = 100_000;
    private static final long WORKER_HEAP = 1L << 30;
    private static final int MANY_QUEUED = 1_100_000;
    private static final int WARM_UP_ROUNDS = 2;
    private static final int WARM_UP_TASKS = 50_000;
    private static final long SMALL_HEAP = 64L << 20;
    private static final long POLL_MILLIS = 1;

    private @Nullable ProcessPoolExecutor open;

    private PoolDriver() {}

    public static void main(String[] args) throws Exception {
        new DriverLoop(new PoolDriver()).run();
    }

    @Override
    public void open() throws Exception {
        open = newPool();
        for (int i = 0; i < WORKERS; i++) {
            roundTrip();
        }
        while (open.snapshot().workers().size() < WORKERS) {
            Thread.sleep(POLL_MILLIS);
        }
    }

    @Override
    public void roundTrip() throws Exception {
        roundTrip(pool());
    }

    @Override
    public void tinyTasks(int count) throws Exception {
        Work.tinyTasks(pool(), count);
    }

    @Override
    public long tinyTasksOfFreshPool(int count, int tasksPerWorker) throws Exception {
        ProcessPoolExecutorBuilder builder = builder();
        if (tasksPerWorker > 0) {
            builder.maxTasksPerWorker(tasksPerWorker);
        }
        ProcessPoolExecutor pool = builder.build();
        try {
            awaitWorkers(pool, WORKERS);
            long start = System.nanoTime();
            Work.tinyTasks(pool, count);
            return System.nanoTime() - start;
        } finally {
            pool.terminate();
        }
    }

    private static void awaitWorkers(ProcessPoolExecutor pool, int count) throws InterruptedException {
        while (pool.snapshot().workersStarted() < count) {
            Thread.sleep(POLL_MILLIS);
        }
    }

    @Override
    public void calls(int threads, int count) throws Exception {
        Work.calls(pool(), threads, count);
    }

    @Override
    public RoundRates tinyTasksOfManyWorkers(int count, int workers, int tasksPerWorker) throws Exception {
        ProcessPoolExecutor pool = builder()
                .minWorkers(workers)
                .maxWorkers(workers)
                .workerHeap(SMALL_HEAP)
                .build();
        try {
            awaitWorkers(pool, workers);
            return RoundRates.measure(() -> Work.tinyTasks(pool, count), count, workers, tasksPerWorker);
        } finally {
            pool.terminate();
        }
    }

    @Override
    public QueuedTasks queuedTasks(int count, int rounds) throws Exception {
        ProcessPoolExecutor pool = warm(builder().queueCapacity(MANY_QUEUED).build(), WORKERS);
        try {
            return new BusyPool(pool, WORKERS).measure(count, rounds);
        } finally {
            pool.terminate();
        }
    }

    @Override
    public HeapTaken heapTaken() throws Exception {
        return new HeapTaken(
                HeapTaken.here(), pool().submit(PoolTasks::heapTaken).get());
    }

    /** The pool, when all its workers have answered, again and again. */
    private static ProcessPoolExecutor warm(ProcessPoolExecutor pool, int workers) throws Exception {
        try {
            awaitWorkers(pool, workers);
            for (int i = 0; i < WARM_UP_ROUNDS; i++) {
                Work.tinyTasks(pool, WARM_UP_TASKS);
            }
            return pool;
        } catch (Throwable e) {
            pool.terminate();
            throw e;
        }
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
    public long burn(int count, long nanos) throws Exception {
        ProcessPoolExecutor pool = pool();
        List<ProcessFuture<Long>> futures = new ArrayList<>(count);
        for (int i = 0; i < count; i++) {
            futures.add(pool.submit(PoolTasks::burn, nanos));
        }
        long burned = 0;
        for (ProcessFuture<Long> future : futures) {
            burned += future.get();
        }
        return burned;
    }

    @Override
    public long firstResult() throws Exception {
        return firstResult(builder());
    }

    @Override
    public long firstResultWithArchive() throws Exception {
        try (Archive archive = Archive.of(builder())) {
            firstResult(archive.addTo(builder()));
            return firstResult(archive.addTo(builder()));
        }
    }

    private static long firstResult(ProcessPoolExecutorBuilder builder) throws Exception {
        long start = System.nanoTime();
        ProcessPoolExecutor pool = builder.build();
        try {
            roundTrip(pool);
            return System.nanoTime() - start;
        } finally {
            pool.terminate();
        }
    }

    @Override
    public long killedWorker(boolean othersBusy) throws Exception {
        Path folder = Files.createTempDirectory("held");
        ProcessPoolExecutor pool = newPool();
        try {
            while (pool.snapshot().workers().size() < WORKERS) {
                roundTrip(pool);
            }
            List<ProcessFuture<Boolean>> held = new ArrayList<>();
            held.add(hold(pool, folder.resolve("a")));
            if (othersBusy) {
                held.add(hold(pool, folder.resolve("b")));
            } else {
                roundTrip(pool);
            }
            long victim = Long.parseLong(Files.readString(folder.resolve("a")));
            long start = System.nanoTime();
            ProcessHandle.of(victim).ifPresent(ProcessHandle::destroyForcibly);
            awaitCrash(held.get(0));
            roundTrip(pool);
            return System.nanoTime() - start;
        } finally {
            pool.terminate();
            Files.deleteIfExists(folder.resolve("a"));
            Files.deleteIfExists(folder.resolve("b"));
            Files.deleteIfExists(folder);
        }
    }

    @Override
    public List<Long> checksumShared(byte[] payload) throws Exception {
        ProcessPoolExecutor pool = pool();
        int half = payload.length / 2;
        try (SharedBuffer shared = pool.sharedBuffer(payload.length)) {
            shared.buffer().put(payload);
            ProcessFuture<Long> first = pool.submit(() -> PoolTasks.checksum(shared.slice(0, half)));
            ProcessFuture<Long> second = pool.submit(() -> PoolTasks.checksum(shared.slice(half, half)));
            return List.of(first.get(), second.get());
        }
    }

    @Override
    public List<Long> checksumSent(byte[] payload) throws Exception {
        ProcessPoolExecutor pool = pool();
        byte[] head = Arrays.copyOf(payload, payload.length / 2);
        byte[] tail = Arrays.copyOfRange(payload, payload.length / 2, payload.length);
        ProcessFuture<Long> first = pool.submit(bytes -> PoolTasks.checksum(ByteBuffer.wrap(bytes)), head);
        ProcessFuture<Long> second = pool.submit(bytes -> PoolTasks.checksum(ByteBuffer.wrap(bytes)), tail);
        return List.of(first.get(), second.get());
    }

    @Override
    public List<Long> workers() {
        return pool().snapshot().workers().stream().map(WorkerSnapshot::pid).toList();
    }

    @Override
    public void close() {
        if (open != null) {
            open.close();
        }
    }

    /** Occupies a worker for a minute. */
    private static ProcessFuture<Boolean> hold(ProcessPoolExecutor pool, Path file) throws InterruptedException {
        ProcessFuture<Boolean> held = pool.submit(PoolTasks::hold, file.toString());
        while (!Files.exists(file)) {
            Thread.sleep(POLL_MILLIS);
        }
        return held;
    }

    private static void awaitCrash(ProcessFuture<Boolean> lost) throws InterruptedException {
        try {
            lost.get();
        } catch (ExecutionException e) {
            if (e.getCause() instanceof WorkerCrashedException) {
                return;
            }
            throw new IllegalStateException("The killed worker's task failed in another way", e);
        }
        throw new IllegalStateException("The killed worker's task did not fail");
    }

    private static void roundTrip(ProcessPoolExecutor pool) throws InterruptedException, ExecutionException {
        pool.submit(() -> {}).get();
    }

    private ProcessPoolExecutor pool() {
        if (open == null) {
            throw new IllegalStateException("Not opened");
        }
        return open;
    }

    private static ProcessPoolExecutor newPool() {
        return builder().build();
    }

    private static ProcessPoolExecutorBuilder builder() {
        return ProcessPoolExecutor.builder()
                .name("side-by-side")
                // No JVM beside the workers while others are measured.
                .startUpCache(false)
                .minWorkers(WORKERS)
                .maxWorkers(WORKERS)
                .queueCapacity(QUEUE)
                .workerHeap(WORKER_HEAP);
    }
}
