package io.github.processpool.benchmarks.soak;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;

/**
 * The tasks that have not ended, and those that have, but of which something is still going on. Interferes with them as
 * planned, has the {@link Judge} say of each end whether it is permitted, and has the {@link Tally} count it.
 *
 * <p><b>Thread safety:</b> belongs to the soak's main thread.
 */
final class InFlight {

    private static final Duration LONGEST_LIFE = Duration.ofSeconds(180);

    private final Judge judge;
    private final Tally tally;
    private final Violations violations;
    private final List<Submission> running = new ArrayList<>();
    private final List<Submission> settling = new ArrayList<>();

    InFlight(Judge judge, Tally tally, Violations violations) {
        this.judge = judge;
        this.tally = tally;
        this.violations = violations;
    }

    void add(Submission submission) {
        running.add(submission);
    }

    int running() {
        return running.size();
    }

    boolean isEmpty() {
        return running.isEmpty() && settling.isEmpty();
    }

    /** Interferes as planned, judges what has ended, and forgets what has settled. */
    void reap() {
        for (Iterator<Submission> all = running.iterator(); all.hasNext(); ) {
            Submission submission = all.next();
            submission.interfereIfDue();
            if (submission.future().isDone()) {
                tally.count(submission, judge.judge(submission));
                settling.add(submission);
                all.remove();
            } else if (isTooOld(submission)) {
                violations.add("has not ended: " + submission, null);
                all.remove();
            }
        }
        for (Iterator<Submission> all = settling.iterator(); all.hasNext(); ) {
            Submission submission = all.next();
            if (submission.isSettled()) {
                all.remove();
            } else if (isTooOld(submission)) {
                violations.add("has ended but not settled: " + submission, null);
                all.remove();
            }
        }
    }

    /** After the pool has been closed. */
    void requireAllDone() {
        for (Submission submission : running) {
            if (!submission.future().isDone()) {
                violations.add("not done after close: " + submission, null);
            }
        }
    }

    private static boolean isTooOld(Submission submission) {
        return submission.age().compareTo(LONGEST_LIFE) > 0;
    }

    @Override
    public String toString() {
        return "in flight " + running.size() + ", settling " + settling.size();
    }
}
