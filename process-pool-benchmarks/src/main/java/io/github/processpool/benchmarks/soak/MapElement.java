package io.github.processpool.benchmarks.soak;

import java.util.concurrent.TimeUnit;

/** What a map of the soak does with each number, in a worker; and what must come of it. Stateless. */
final class MapElement {

    private static final int FAILING = 97;
    private static final int SLOW = 53;
    private static final int SLEEPING = 211;
    private static final long SLOW_NANOS = TimeUnit.MILLISECONDS.toNanos(3);
    private static final long SLEEP_MILLIS = 80;

    private MapElement() {}

    static long run(long number) throws InterruptedException {
        RunLog.begin(RunLog.Series.ELEMENTS, number);
        if (isFailing(number)) {
            throw new IllegalStateException(TaskBody.failureOf(number));
        }
        if (number % SLEEPING == 0) {
            Thread.sleep(SLEEP_MILLIS);
        } else if (number % SLOW == 0) {
            long end = System.nanoTime() + SLOW_NANOS;
            while (System.nanoTime() - end < 0) {
                Thread.onSpinWait();
            }
        }
        return answer(number);
    }

    static boolean isFailing(long number) {
        return number % FAILING == 0;
    }

    static long answer(long number) {
        return number * 31 + 7;
    }

    /** Whether this is the exception that a failing number throws. */
    static boolean isFailureOf(long number, Throwable failure) {
        return isFailing(number)
                && failure instanceof IllegalStateException
                && TaskBody.failureOf(number).equals(failure.getMessage());
    }
}
