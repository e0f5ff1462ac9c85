package io.github.processpool.benchmarks.soak;

import io.github.processpool.ProcessPoolExecutor;
import io.github.processpool.WorkerSnapshot;
import io.github.processpool.WorkerState;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;

/**
 * What is done to the pool and its workers from outside: kill -9, SIGSTOP for good and for a moment, resize, recycle, and the
 * pool's folder is emptied as a cleaner of temporary files does it.
 *
 * <p>What is done next, and how long until then, follows from the seed; which worker it meets depends on the pool.
 *
 * <p><b>Thread safety:</b> belongs to the soak's main thread; any thread may read who was harmed.
 */
final class Harm {

    /** One kind of harm, and how often it comes relative to the others. */
    enum Act {
        KILL(60),
        KILL_ALL(3),
        STOP(4),
        STOP_FOR_A_MOMENT(6),
        RESIZE(12),
        RECYCLE(6),
        VANISH(2);

        private final int weight;

        Act(int weight) {
            this.weight = weight;
        }
    }

    static final int MOST_WORKERS = 4;

    private static final int ALL_WEIGHTS =
            Arrays.stream(Act.values()).mapToInt(act -> act.weight).sum();
    private static final int MEAN_PAUSE_MILLIS = 700;
    /** Now and then workers live long enough to be replaced for their age or their memory. */
    private static final int CALM_ONE_IN = 20;

    private static final int LONGEST_CALM_MILLIS = 20_000;
    private static final Duration MOMENT = Duration.ofMillis(200);

    /** A worker that goes on at the given time. */
    private record Stopped(long pid, long untilNanos) {}

    private final ProcessPoolExecutor pool;
    private final SplittableRandom random;
    private final Recycling recycling;
    private final Set<Long> harmed;
    private final Deque<Stopped> stopped = new ArrayDeque<>();
    private final Map<Act, Integer> counts = new EnumMap<>(Act.class);
    private long nextNanos = System.nanoTime();

    /**
     * @param harmed takes the pids of workers that are killed, or stopped for good, before that happens
     */
    Harm(ProcessPoolExecutor pool, Recycling recycling, Set<Long> harmed, long seed) {
        this.pool = pool;
        this.recycling = recycling;
        this.harmed = harmed;
        this.random = new SplittableRandom(~seed);
    }

    /** Does the next harm if its time has come. */
    void tick() throws IOException, InterruptedException {
        long now = System.nanoTime();
        if (!stopped.isEmpty() && now - stopped.peek().untilNanos() > 0) {
            Signals.send("CONT", stopped.remove().pid());
        }
        if (now - nextNanos > 0) {
            int longest = random.nextInt(CALM_ONE_IN) == 0 ? LONGEST_CALM_MILLIS : 2 * MEAN_PAUSE_MILLIS;
            nextNanos = now + Duration.ofMillis(random.nextInt(longest)).toNanos();
            act();
        }
    }

    /** Lets every worker go on that was stopped for a moment only. */
    void end() throws IOException, InterruptedException {
        while (!stopped.isEmpty()) {
            Signals.send("CONT", stopped.remove().pid());
        }
    }

    Map<Act, Integer> counts() {
        return counts;
    }

    private void act() throws IOException, InterruptedException {
        Act act = pick();
        int choice = random.nextInt(Integer.MAX_VALUE);
        counts.merge(act, 1, Integer::sum);
        // Four starts in a row that fail break a pool, as they should; on a slow machine that would be the harm's
        // doing.
        List<Long> pids = pool.snapshot().workers().stream()
                .filter(worker -> worker.state() != WorkerState.STARTING)
                .map(WorkerSnapshot::pid)
                .filter(pid -> pid > 0)
                .toList();
        if (act == Act.RESIZE) {
            pool.resize(1 + choice % MOST_WORKERS);
        } else if (act == Act.RECYCLE) {
            recycling.request();
        } else if (act == Act.VANISH) {
            TemporaryFiles.clean();
        } else if (act == Act.KILL_ALL) {
            pids.forEach(this::kill);
        } else if (!pids.isEmpty()) {
            harm(act, pids.get(choice % pids.size()));
        }
    }

    private void harm(Act act, long pid) throws IOException, InterruptedException {
        switch (act) {
            case KILL -> kill(pid);
            case STOP -> {
                harmed.add(pid);
                Signals.send("STOP", pid);
            }
            default -> {
                Signals.send("STOP", pid);
                stopped.add(new Stopped(pid, System.nanoTime() + MOMENT.toNanos()));
            }
        }
    }

    private void kill(long pid) {
        harmed.add(pid);
        ProcessHandle.of(pid).ifPresent(ProcessHandle::destroyForcibly);
    }

    private Act pick() {
        int left = random.nextInt(ALL_WEIGHTS);
        for (Act act : Act.values()) {
            left -= act.weight;
            if (left < 0) {
                return act;
            }
        }
        throw new AssertionError("weights");
    }
}
