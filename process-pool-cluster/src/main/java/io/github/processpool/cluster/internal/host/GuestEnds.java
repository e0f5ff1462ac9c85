package io.github.processpool.cluster.internal.host;

import io.github.processpool.cluster.internal.protocol.ClusterMessage.RefusalReason;
import io.github.processpool.internal.federation.GuestAnswer;
import io.github.processpool.internal.federation.GuestAnswer.Answered;
import io.github.processpool.internal.federation.GuestAnswer.Cancelled;
import io.github.processpool.internal.federation.GuestAnswer.Failed;
import io.github.processpool.internal.wire.message.FailureKind;
import io.github.processpool.internal.wire.message.Message.Failure;
import java.io.InvalidClassException;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import org.jspecify.annotations.Nullable;

/** Makes of the future of a guest what its submitter is told. Reads no payload. */
final class GuestEnds {

    private static final String OTHER_CLASS = InvalidClassException.class.getName();

    private GuestEnds() {}

    /** Returns the answer of a future that is done. */
    static GuestAnswer answer(CompletableFuture<GuestAnswer> future) {
        try {
            return future.join();
        } catch (CancellationException e) {
            return cancelled();
        } catch (CompletionException e) {
            return failed(e.getCause() == null ? e : e.getCause());
        }
    }

    /** Returns what is said of a guest that has not begun and is not wanted. */
    static GuestAnswer cancelled() {
        return new GuestAnswer(new Cancelled(), 0, 0, 0);
    }

    /** Returns what is said of a guest that an error of this JVM has ended. */
    static GuestAnswer failed(Throwable problem) {
        return new GuestAnswer(
                new Failed(GuestAnswer.Kind.RESULT_LOST, "the member failed with " + problem.getClass().getName()), 0, 0, 0);
    }

    /**
     * Returns why an end proves that its task has not begun and may be given to others.
     *
     * @param sameClasses whether both members have the same classes
     * @param cancelled whether its submitter has cancelled it
     * @param gone why the pool ends tasks of its own accord
     * @return null if it is an answer
     */
    static @Nullable RefusalReason refusal(GuestAnswer answer, boolean sameClasses, boolean cancelled, RefusalReason gone) {
        if (answer.end() instanceof Cancelled) {
            return cancelled || answer.begunAgoNanos() != 0 ? null : gone;
        }
        boolean misfit = !sameClasses
                && answer.end() instanceof Answered answered
                && answered.message() instanceof Failure failure
                && failure.kind() == FailureKind.UNREADABLE
                && failure.problem().className().equals(OTHER_CLASS);
        return misfit ? RefusalReason.OTHER_CLASSES : null;
    }
}
