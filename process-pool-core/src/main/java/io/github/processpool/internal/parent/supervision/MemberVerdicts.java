package io.github.processpool.internal.parent.supervision;

import io.github.processpool.MemberLostException;
import io.github.processpool.MemberLostException.Begun;
import io.github.processpool.PayloadTooLargeException;
import io.github.processpool.ResultSerializationException;
import io.github.processpool.TaskQuarantinedException;
import io.github.processpool.TaskSerializationException;
import io.github.processpool.internal.federation.GuestAnswer.Failed;
import io.github.processpool.internal.federation.GuestAnswer.TimedOut;
import io.github.processpool.internal.parent.dispatch.TimeoutWords;
import io.github.processpool.internal.parent.pool.PoolContext;
import io.github.processpool.internal.parent.task.Absence;
import io.github.processpool.internal.parent.task.PendingTask;
import java.util.concurrent.CancellationException;

/**
 * Says for the {@link MemberNews} with which exception a task fails that has failed on another member of a cluster, or is lost with it:
 * the same as here, with the name of the member in its words. Crashes are left to the {@link Losses}. It ends no future.
 *
 * <p><b>Thread safety:</b> any thread; called without the lock, because {@link Losses#verdict} takes it.
 */
final class MemberVerdicts {

    private final PoolContext pool;
    private final Losses losses;

    MemberVerdicts(PoolContext pool, Losses losses) {
        this.pool = pool;
        this.losses = losses;
    }

    /** Its time was up, says the member. */
    Throwable of(TimedOut end, Absence absence) {
        return TimeoutWords.exception(absence.task(), end.clock(), end.threadDump(), pool.now());
    }

    /** The member has cancelled it without having been asked. */
    Throwable cancelled(Absence absence, int attempts) {
        PendingTask<?> task = absence.task();
        return new CancellationException("Task '" + task.name() + "' was cancelled by member " + absence.member()
                + ", which takes part no more" + counted(task, attempts));
    }

    /** The member has failed it. */
    Throwable of(Failed failure, Absence absence) {
        PendingTask<?> task = absence.task();
        String words = "Task '" + task.name() + "' failed on member " + absence.member() + ": " + failure.words();
        return switch (failure.kind()) {
            case QUARANTINED ->
                new TaskQuarantinedException(
                        words, task.options().quarantineKey().orElse(""), 1, null);
            case TOO_LARGE -> new PayloadTooLargeException(words, null);
            case UNREADABLE -> new TaskSerializationException(words, null);
            case RESULT_LOST -> new ResultSerializationException(words, null);
        };
    }

    /** The member can't be reached any more. */
    Throwable lost(Absence absence, Begun begun, String words, int attempts) {
        PendingTask<?> task = absence.task();
        String what = begun == Begun.YES ? "had begun" : "may have begun";
        return losses.verdict(
                task,
                new MemberLostException(
                        "Task '" + task.name() + "' was lost: member " + absence.member() + " " + words + ". The task "
                                + what
                                + " there" + counted(task, attempts)
                                + (task.options().maxAttempts() == 1
                                        ? ". If it may be run twice, let it have another attempt with maxAttempts"
                                        : ""),
                        absence.member(),
                        begun));
    }

    private static String counted(PendingTask<?> task, int attempts) {
        int allowed = task.options().maxAttempts();
        return allowed == 1 ? "" : "; this was attempt " + Math.max(1, attempts) + " of " + allowed;
    }
}
