package io.github.processpool.benchmarks.soak;

import io.github.processpool.PoolSnapshot;
import io.github.processpool.ProcessPoolExecutor;
import io.github.processpool.QueueFullException;
import io.github.processpool.SharedBuffer;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.BooleanSupplier;

/**
 * The soak itself, in a process that {@link SoakLauncher} has started with temporary files in a folder of its own.
 *
 * <p>One thread plans, submits, harms, and judges what has ended; a few others wait in {@code get()}, and the {@link
 * SideTraffic} has threads of its own.
 */
public final class SoakRun {

    private static final Duration HEARTBEAT_TIMEOUT = Duration.ofSeconds(3);
    private static final Duration IDLE_TIMEOUT = Duration.ofSeconds(2);
    private static final Duration REPORT_EVERY = Duration.ofSeconds(30);
    private static final int WAITERS = 4;
    private static final int SUBMITS_PER_TICK = 8;
    private static final int LAST_TASKS = 60;
    private static final int TASKS_PER_WORKER = 500;
    private static final Duration WORKER_AGE = Duration.ofSeconds(5);
    private static final long WORKER_MEMORY = 100L << 20;
    private static final long WORKER_HEAP = 96L << 20;
    private static final Duration EVENTS_PATIENCE = Duration.ofSeconds(10);
    private static final long TICK_MILLIS = 2;

    private final long seed;
    private final Path runLogs;
    private final Watchdog watchdog = Watchdog.start();
    private final Violations violations = new Violations();
    private final Tally tally = new Tally(violations);
    private final ExecutorService waiters = Executors.newFixedThreadPool(WAITERS, SoakRun::daemon);
    /** The pids of workers that were killed, or stopped for good. */
    private final Set<Long> harmed = ConcurrentHashMap.newKeySet();

    private final InFlight inFlight = new InFlight(new Judge(harmed::contains), tally, violations);
    private final long startNanos = System.nanoTime();

    private SoakRun(long seed, Path runLogs) {
        this.seed = seed;
        this.runLogs = runLogs;
    }

    /** Arguments: seconds, seed, and the folder for the run log; temporary files are in {@code java.io.tmpdir}. */
    public static void main(String[] args) {
        SoakRun run = new SoakRun(Long.parseLong(args[1]), Path.of(args[2]));
        try {
            run.go(Duration.ofSeconds(Long.parseLong(args[0])));
        } catch (Exception | Error e) {
            run.violations.add("the soak itself failed", e);
        }
        System.exit(run.violations.count() == 0 ? 0 : 1);
    }

    private void go(Duration duration) throws IOException, InterruptedException, ExecutionException {
        try (ProcessPoolExecutor first = newPool(new TaskCount());
                SharedBuffer buffer = first.sharedBuffer(1)) {
            first.submit(() -> buffer.buffer().get()).get();
        }
        Leftovers leftovers = Leftovers.baseline();
        TaskCount count = new TaskCount();
        ProcessPoolExecutor pool = newPool(count);
        Recycling recycling = new Recycling(pool, violations);
        Harm harm = new Harm(pool, recycling, harmed, seed);
        SideTraffic side = SideTraffic.start(pool, harmed::contains, seed, violations);
        work(pool, harm, recycling, side, duration);
        side.end();
        harm.end();
        drain(() -> side.hasEnded() && recycling.isDone());
        compareCounters(pool, count);
        Path temporary = Path.of(System.getProperty("java.io.tmpdir"));
        System.out.println(leftovers.note(temporary) + " folders in the memory file system");
        close(pool, recycling);
        waiters.shutdown();
        report(pool, harm, side);
        leftovers.await(temporary, runLogs.toString()).forEach(left -> violations.add("left over: " + left, null));
        tally.compareWith(runLogs);
        side.compareWith(runLogs);
    }

    private void work(ProcessPoolExecutor pool, Harm harm, Recycling recycling, SideTraffic side, Duration duration)
            throws IOException, InterruptedException {
        Pace pace = new Pace(seed);
        Duration nextReport = REPORT_EVERY;
        while (elapsed().compareTo(duration) < 0) {
            for (int i = 0; i < SUBMITS_PER_TICK && inFlight.running() < pace.limit(inFlight.running()); i++) {
                submit(pool);
            }
            harm.tick();
            recycling.isDone();
            reap();
            if (elapsed().compareTo(nextReport) >= 0) {
                report(pool, harm, side);
                nextReport = nextReport.plus(REPORT_EVERY);
            }
            Thread.sleep(TICK_MILLIS);
        }
    }

    private void submit(ProcessPoolExecutor pool) {
        Plan plan = Plan.of(seed, tally.submitted());
        try {
            Submission submission = Submission.submit(pool, plan);
            if (plan.isAwaited()) {
                submission.awaitOn(waiters);
            }
            inFlight.add(submission);
        } catch (RuntimeException e) {
            if (!(e instanceof QueueFullException
                    && plan.task().kind() == TaskKind.TOO_LARGE)) { // A few fill all the room.
                violations.add("not accepted: " + plan, e);
            }
        }
        tally.count(plan);
    }

    private void reap() {
        watchdog.beat();
        inFlight.reap();
    }

    private void drain(BooleanSupplier othersAreDone) throws InterruptedException {
        while (!othersAreDone.getAsBoolean() || !inFlight.isEmpty()) {
            reap();
            Thread.sleep(TICK_MILLIS);
        }
    }

    /** With nothing in flight the pool's own counters must agree with ours; its listener hears of things a little later. */
    private void compareCounters(ProcessPoolExecutor pool, TaskCount count) throws InterruptedException {
        long end = System.nanoTime() + EVENTS_PATIENCE.toNanos();
        while (!count.agreesWith(pool.snapshot()) && System.nanoTime() - end < 0) {
            Thread.sleep(TICK_MILLIS);
        }
        if (!count.agreesWith(pool.snapshot())) {
            violations.add(count + ", but the pool says " + pool.snapshot(), null);
        }
    }

    /** Closes the pool over its last tasks: when that returns all must have ended. */
    private void close(ProcessPoolExecutor pool, Recycling recycling) throws InterruptedException {
        for (int i = 0; i < LAST_TASKS; i++) {
            submit(pool);
        }
        recycling.request();
        long start = System.nanoTime();
        pool.close();
        System.out.printf(
                "closed in %d ms%n", Duration.ofNanos(System.nanoTime() - start).toMillis());
        inFlight.requireAllDone();
        recycling.endWithPool();
        drain(() -> true);
    }

    private void report(ProcessPoolExecutor pool, Harm harm, SideTraffic side) {
        PoolSnapshot snapshot = pool.snapshot();
        Runtime runtime = Runtime.getRuntime();
        System.out.printf(
                "[%d s] %d tasks %s, %s; harm %s; %d workers started, ended %s; %s;" + " heap %d MB; %d violations%n",
                elapsed().toSeconds(),
                tally.submitted(),
                tally.outcomes(),
                inFlight,
                harm.counts(),
                snapshot.workersStarted(),
                snapshot.exitsByReason(),
                side.summary(),
                (runtime.totalMemory() - runtime.freeMemory()) >> 20,
                violations.count());
    }

    private Duration elapsed() {
        return Duration.ofNanos(System.nanoTime() - startNanos);
    }

    private ProcessPoolExecutor newPool(TaskCount count) {
        return ProcessPoolExecutor.builder()
                .startUpCache(false)
                .name("soak")
                .minWorkers(1)
                .maxWorkers(Harm.MOST_WORKERS)
                .idleTimeout(IDLE_TIMEOUT)
                .spareWorkers(1)
                .maxTasksPerWorker(TASKS_PER_WORKER)
                .maxWorkerAge(WORKER_AGE)
                .maxWorkerMemory(WORKER_MEMORY)
                .heartbeatTimeout(HEARTBEAT_TIMEOUT)
                .workerHeap(WORKER_HEAP)
                .listener(count)
                .environment(Map.of(RunLog.FOLDER_VARIABLE, runLogs.toString()))
                .build();
    }

    private static Thread daemon(Runnable work) {
        Thread thread = new Thread(work, "soak-waiter");
        thread.setDaemon(true);
        return thread;
    }
}
