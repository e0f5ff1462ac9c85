package io.github.processpool.benchmarks.soak;

import java.io.IOException;
import java.nio.file.Path;
import java.util.BitSet;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletionException;
import org.jspecify.annotations.Nullable;

/**
 * Counts outcomes, and remembers of each task what the run log must agree with.
 *
 * <p><b>Thread safety:</b> belongs to the soak's main thread.
 */
final class Tally {

    private final Violations violations;
    private final Map<Outcome, Long> outcomes = new EnumMap<>(Outcome.class);
    private final Map<Integer, Integer> attempts = new HashMap<>();
    private final BitSet succeeded = new BitSet();
    private int submitted;

    Tally(Violations violations) {
        this.violations = violations;
    }

    /** The number of the next task. */
    int submitted() {
        return submitted;
    }

    Map<Outcome, Long> outcomes() {
        return outcomes;
    }

    void count(Plan plan) {
        if (plan.options().maxAttempts() > 1) {
            attempts.put(submitted, plan.options().maxAttempts());
        }
        submitted++;
    }

    void count(Submission submission, Outcome outcome) {
        outcomes.merge(outcome, 1L, Long::sum);
        if (outcome == Outcome.SUCCEEDED) {
            succeeded.set((int) submission.plan().task().number());
        }
        if (outcome == Outcome.VIOLATION) {
            violations.add("not a permitted end: " + submission, failureOf(submission));
        }
    }

    private static @Nullable Throwable failureOf(Submission submission) {
        try {
            submission.future().join();
            return null;
        } catch (CancellationException | CompletionException e) {
            return e;
        }
    }

    /** No task was run more often than it may be, and none has a result without having been run. */
    void compareWith(Path runLogs) throws IOException {
        int[] runs = RunLog.count(runLogs, RunLog.Series.TASKS, submitted);
        for (int number = 0; number < submitted; number++) {
            int permitted = attempts.getOrDefault(number, 1);
            if (runs[number] > permitted) {
                violations.add("task " + number + " was run " + runs[number] + " times and may be " + permitted, null);
            }
            if (runs[number] == 0 && succeeded.get(number)) {
                violations.add("task " + number + " has a result and was never run", null);
            }
        }
    }
}
