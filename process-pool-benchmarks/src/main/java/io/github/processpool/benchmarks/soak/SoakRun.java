package io.github.processpool.benchmarks.soak;

import io.github.processpool.PoolSnapshot;
import io.github.processpool.ProcessPoolExecutor;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/**
 * The soak itself, in a process that {@link SoakLauncher} has started with temporary files in a folder of its own.
 *
 * <p>One thread plans, submits, harms, and judges what has ended; a few others wait in {@code get()}.
 */
public final class SoakRun {

    private static final Duration HEARTBEAT_TIMEOUT = Duration.ofSeconds(3);
    private static final Duration IDLE_TIMEOUT = Duration.ofSeconds(2);
    private static final Duration REPORT_EVERY = Duration.ofSeconds(30);
    private static final Duration LONGEST_LIFE = Duration.ofSeconds(60);
    private static final int WAITERS = 4;
    private static final int SUBMITS_PER_TICK = 8;
    private static final int LAST_TASKS = 60;
    private static final int TASKS_PER_WORKER = 300;
    private static final long WORKER_HEAP = 96L << 20;
    private static final long TICK_MILLIS = 2;

    private final long seed;
    private final Path runLogs;
    private final Watchdog watchdog = Watchdog.start();
    private final Tally tally = new Tally();
    private final ExecutorService waiters = Executors.newFixedThreadPool(WAITERS, SoakRun::daemon);
    private final List<Submission> inFlight = new ArrayList<>();
    private final List<Submission> settling = new ArrayList<>();
    private final long startNanos = System.nanoTime();

    private SoakRun(long seed, Path runLogs) {
        this.seed = seed;
        this.runLogs = runLogs;
    }

    /** Arguments: seconds, seed, and the folder for the run log; temporary files are in {@code java.io.tmpdir}. */
    public static void main(String[] args) throws IOException, InterruptedException, ExecutionException {
        SoakRun run = new SoakRun(Long.parseLong(args[1]), Path.of(args[2]));
        run.go(Duration.ofSeconds(Long.parseLong(args[0])));
        System.exit(run.tally.violations() == 0 ? 0 : 1);
    }

    private void go(Duration duration) throws IOException, InterruptedException, ExecutionException {
        try (ProcessPoolExecutor first = newPool()) {
            first.submit(() -> {}).get();
        }
        Leftovers leftovers = Leftovers.baseline();
        ProcessPoolExecutor pool = newPool();
        Harm harm = new Harm(pool, seed);
        Judge judge = new Judge(harm::hasHarmed);
        work(pool, harm, judge, duration);
        harm.end();
        drain(judge);
        compareCounters(pool.snapshot());
        close(pool, judge);
        waiters.shutdown();
        report(pool, harm);
        leftovers
                .await(Path.of(System.getProperty("java.io.tmpdir")), runLogs.toString())
                .forEach(left -> tally.violation("left over: " + left, null));
        tally.compareWith(runLogs);
    }

    private void work(ProcessPoolExecutor pool, Harm harm, Judge judge, Duration duration)
            throws IOException, InterruptedException {
        Pace pace = new Pace(seed);
        Duration nextReport = REPORT_EVERY;
        while (elapsed().compareTo(duration) < 0) {
            for (int i = 0; i < SUBMITS_PER_TICK && inFlight.size() < pace.limit(); i++) {
                submit(pool);
            }
            harm.tick();
            reap(judge);
            if (elapsed().compareTo(nextReport) >= 0) {
                report(pool, harm);
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
            tally.violation("not accepted: " + plan, e);
        }
        tally.count(plan);
    }

    /** Interferes as planned, judges what has ended, and forgets what has settled. */
    private void reap(Judge judge) {
        watchdog.beat();
        for (Iterator<Submission> all = inFlight.iterator(); all.hasNext(); ) {
            Submission submission = all.next();
            submission.interfereIfDue();
            if (submission.future().isDone()) {
                tally.count(submission, judge.judge(submission));
                settling.add(submission);
                all.remove();
            } else if (submission.age().compareTo(LONGEST_LIFE) > 0) {
                tally.violation("has not ended: " + submission, null);
                all.remove();
            }
        }
        for (Iterator<Submission> all = settling.iterator(); all.hasNext(); ) {
            Submission submission = all.next();
            if (submission.isSettled()) {
                all.remove();
            } else if (submission.age().compareTo(LONGEST_LIFE) > 0) {
                tally.violation("has ended but not settled: " + submission, null);
                all.remove();
            }
        }
    }

    private void drain(Judge judge) throws InterruptedException {
        while (!inFlight.isEmpty() || !settling.isEmpty()) {
            reap(judge);
            Thread.sleep(TICK_MILLIS);
        }
    }

    /** With nothing in flight the pool's own counters must agree with ours. */
    private void compareCounters(PoolSnapshot snapshot) {
        long ended = snapshot.completedTasks() + snapshot.failedTasks() + snapshot.cancelledTasks();
        if (ended != tally.submitted() || snapshot.queuedTasks() != 0 || snapshot.runningTasks() != 0) {
            tally.violation(tally.submitted() + " tasks have ended, but the pool says " + snapshot, null);
        }
    }

    /** Closes the pool over its last tasks: when that returns all must have ended. */
    private void close(ProcessPoolExecutor pool, Judge judge) throws InterruptedException {
        for (int i = 0; i < LAST_TASKS; i++) {
            submit(pool);
        }
        long start = System.nanoTime();
        pool.close();
        System.out.printf(
                "closed in %d ms%n", Duration.ofNanos(System.nanoTime() - start).toMillis());
        for (Submission submission : inFlight) {
            if (!submission.future().isDone()) {
                tally.violation("not done after close: " + submission, null);
            }
        }
        drain(judge);
    }

    private void report(ProcessPoolExecutor pool, Harm harm) {
        PoolSnapshot snapshot = pool.snapshot();
        Runtime runtime = Runtime.getRuntime();
        System.out.printf(
                "[%d s] %d tasks %s, in flight %d, settling %d; harm %s; %d workers started, ended %s; heap %d MB; %d"
                        + " violations%n",
                elapsed().toSeconds(),
                tally.submitted(),
                tally.outcomes(),
                inFlight.size(),
                settling.size(),
                harm.counts(),
                snapshot.workersStarted(),
                snapshot.exitsByReason(),
                (runtime.totalMemory() - runtime.freeMemory()) >> 20,
                tally.violations());
    }

    private Duration elapsed() {
        return Duration.ofNanos(System.nanoTime() - startNanos);
    }

    private ProcessPoolExecutor newPool() {
        return ProcessPoolExecutor.builder()
                .name("soak")
                .minWorkers(1)
                .maxWorkers(Harm.MOST_WORKERS)
                .idleTimeout(IDLE_TIMEOUT)
                .maxTasksPerWorker(TASKS_PER_WORKER)
                .heartbeatTimeout(HEARTBEAT_TIMEOUT)
                .workerHeap(WORKER_HEAP)
                .environment(Map.of(RunLog.FOLDER_VARIABLE, runLogs.toString()))
                .build();
    }

    private static Thread daemon(Runnable work) {
        Thread thread = new Thread(work, "soak-waiter");
        thread.setDaemon(true);
        return thread;
    }
}
