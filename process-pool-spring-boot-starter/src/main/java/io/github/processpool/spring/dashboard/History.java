package io.github.processpool.spring.dashboard;

/**
 * The last minutes of a pool in steps of some seconds: the most tasks that waited in each, and how many ended. Time goes on when somebody
 * tells or asks something; a step in which nothing happened has as many waiting tasks as the one before.
 *
 * <p>One thread at a time may use it.
 */
final class History {

    static final int STEP_MILLIS = 3_000;
    static final int STEPS = 100;

    private static final int STEPS_OF_A_MINUTE = 60_000 / STEP_MILLIS;

    private final int[] waiting = new int[STEPS];
    private final int[] ended = new int[STEPS];
    private final int[] failed = new int[STEPS];
    /** Number of the step that goes on, counted from the beginning. */
    private long step;

    private int waitingNow;

    /** Tasks have begun to wait, or have ceased to. */
    void addWaiting(long millis, int change) {
        setWaiting(millis, Math.max(0, waitingNow + change));
    }

    void setWaiting(long millis, int tasks) {
        goOn(millis);
        waitingNow = tasks;
        waiting[slot(step)] = Math.max(waiting[slot(step)], tasks);
    }

    void addEnd(long millis, boolean isFailure) {
        goOn(millis);
        ended[slot(step)]++;
        if (isFailure) {
            failed[slot(step)]++;
        }
    }

    PoolFigures.Lines lines(long millis) {
        goOn(millis);
        return new PoolFigures.Lines(STEP_MILLIS, inOrder(waiting), inOrder(ended), inOrder(failed));
    }

    /** Returns how many tasks ended per second of the last minute, or of less if there has been less. */
    double endsPerSecond(long millis) {
        goOn(millis);
        long steps = Math.min(step, STEPS_OF_A_MINUTE);
        long ends = ended[slot(step)];
        for (int back = 1; back <= steps; back++) {
            ends += ended[slot(step - back)];
        }
        // The step that goes on counts for the part that has passed.
        long span = steps * STEP_MILLIS + Math.floorMod(millis, (long) STEP_MILLIS);
        return span < 1000 ? ends : ends * 1000.0 / span;
    }

    private void goOn(long millis) {
        long now = Math.max(step, millis / STEP_MILLIS);
        for (long next = Math.max(step, now - STEPS) + 1; next <= now; next++) {
            waiting[slot(next)] = waitingNow;
            ended[slot(next)] = 0;
            failed[slot(next)] = 0;
        }
        step = now;
    }

    private int[] inOrder(int[] ring) {
        int[] all = new int[STEPS];
        for (int i = 0; i < STEPS; i++) {
            all[i] = ring[slot(step + 1 + i)];
        }
        return all;
    }

    private static int slot(long step) {
        return (int) (step % STEPS);
    }
}
