package io.github.processpool.benchmarks.soak;

import io.github.processpool.ProcessPoolException;
import io.github.processpool.TaskOptions;
import io.github.processpool.TaskTimeoutException;
import io.github.processpool.WorkerCrashedException;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletionException;
import java.util.function.LongPredicate;

/**
 * Says of a future that is done whether it may have ended so, given what its task does and what was done to it.
 *
 * <p>An untouched task must end as its kind says, with its own value. A crash is permitted to a task that crashes its
 * worker, and to one whose worker was harmed from outside. A timeout needs a limit that has passed, a cancellation needs
 * one who cancelled.
 */
final class Judge {

    /** A JVM that has crashed exits so if it dumps no core; the signal is in its report, if the folder for that has not vanished. */
    private static final int JVM_CRASHED = 1;
    /** Our clock is read before the pool's at the beginning and after it at the end, so an age is too short by no more than rounding. */
    private static final Duration ROUNDING = Duration.ofMillis(2);

    private final LongPredicate wasHarmed;

    /**
     * @param wasHarmed whether the soak has killed or stopped the worker with this pid
     */
    Judge(LongPredicate wasHarmed) {
        this.wasHarmed = wasHarmed;
    }

    Outcome judge(Submission submission) {
        try {
            SoakTask.Result result = submission.future().join();
            return result.number() == Submission.FROM_OUTSIDE.number()
                    ? fromOutside(submission)
                    : succeeded(submission, result);
        } catch (CancellationException e) {
            return permittedIf(isCancelled(submission), Outcome.CANCELLED);
        } catch (CompletionException e) {
            return failed(submission, e.getCause() == null ? e : e.getCause());
        }
    }

    private Outcome fromOutside(Submission submission) {
        boolean isPlanned = submission.plan().interference() == Plan.Interference.COMPLETE;
        return permittedIf(isPlanned && submission.isWonByInterference(), Outcome.COMPLETED_FROM_OUTSIDE);
    }

    private Outcome succeeded(Submission submission, SoakTask.Result result) {
        SoakTask task = submission.plan().task();
        return permittedIf(
                !submission.isWonByInterference() && task.kind().end() == TaskKind.End.VALUE && task.isResult(result),
                Outcome.SUCCEEDED);
    }

    private Outcome failed(Submission submission, Throwable cause) {
        if (submission.isWonByInterference()) {
            return Outcome.VIOLATION;
        }
        if (cause instanceof WorkerCrashedException crash) {
            boolean isPermitted = wasHarmed.test(crash.pid())
                    || isOwnCrash(submission.plan().task().kind(), crash);
            return permittedIf(isPermitted, Outcome.CRASHED);
        }
        if (cause instanceof TaskTimeoutException timeout) {
            return permittedIf(hasRunOut(submission, timeout), Outcome.TIMED_OUT);
        }
        SoakTask task = submission.plan().task();
        return task.kind().end() == TaskKind.End.REFUSED
                ? permittedIf(isRefusal(cause), Outcome.REFUSED)
                : permittedIf(isPlanned(task, cause), Outcome.THREW_AS_PLANNED);
    }

    private static boolean isCancelled(Submission submission) {
        return submission.isWonByInterference() && submission.plan().interference() != Plan.Interference.COMPLETE;
    }

    private static boolean isOwnCrash(TaskKind kind, WorkerCrashedException crash) {
        if (kind.end() != TaskKind.End.CRASH) {
            return false;
        }
        return switch (kind) {
            case HALTING -> crash.exitCode().orElse(TaskBody.HALT_CODE) == TaskBody.HALT_CODE;
            case EXITING -> crash.exitCode().orElse(TaskBody.EXIT_CODE) == TaskBody.EXIT_CODE;
            default ->
                crash.signal()
                        .map(name -> name.equals("SIGSEGV"))
                        .orElse(crash.exitCode().orElse(-1) == JVM_CRASHED);
        };
    }

    private static boolean hasRunOut(Submission submission, TaskTimeoutException timeout) {
        TaskOptions options = submission.plan().options();
        Optional<Duration> limit = switch (timeout.clock()) {
            case QUEUE -> options.queueTimeout();
            case EXECUTION -> options.timeout();
            case DEADLINE -> options.deadline();
        };
        return limit.isPresent() && submission.age().plus(ROUNDING).compareTo(limit.get()) >= 0;
    }

    /** The failure of a task that no worker can hold tells which setting is too small for it. */
    private static boolean isRefusal(Throwable cause) {
        return cause instanceof ProcessPoolException
                && String.valueOf(cause.getMessage()).contains("workerHeap");
    }

    private static boolean isPlanned(SoakTask task, Throwable cause) {
        if (task.kind().end() != TaskKind.End.EXCEPTION
                || !TaskBody.failureOf(task.number()).equals(cause.getMessage())) {
            return false;
        }
        return switch (task.size() % 3) {
            case 0 -> cause instanceof IllegalStateException;
            case 1 -> cause instanceof TaskBody.PlannedException;
            default -> cause instanceof AssertionError;
        };
    }

    private static Outcome permittedIf(boolean isPermitted, Outcome outcome) {
        return isPermitted ? outcome : Outcome.VIOLATION;
    }
}
