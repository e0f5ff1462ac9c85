package io.github.processpool.cluster.internal.host;

import io.github.processpool.ProcessFuture;
import io.github.processpool.internal.federation.GuestAnswer;
import io.github.processpool.internal.federation.GuestAnswer.Cancelled;
import io.github.processpool.internal.federation.GuestAnswer.Failed;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletionException;

/** Makes of the future of a guest what its submitter is told. Reads no payload. */
final class GuestEnds {

    private GuestEnds() {}

    /** Returns the answer of a future that is done. */
    static GuestAnswer answer(ProcessFuture<GuestAnswer> future) {
        try {
            return future.join();
        } catch (CancellationException e) {
            long pid = future.workerPid().orElse(0);
            boolean begun = pid != 0 || future.timings().started().isPresent();
            return new GuestAnswer(new Cancelled(), pid, begun ? 1 : 0); // Nobody has asked when.
        } catch (CompletionException e) {
            return failed(e.getCause() == null ? e : e.getCause());
        }
    }

    /** Returns what is said of a guest that nobody wants. */
    static GuestAnswer cancelled(boolean begun) {
        return new GuestAnswer(new Cancelled(), 0, begun ? 1 : 0);
    }

    /** Returns what is said of a guest that an error of this JVM has ended. */
    static GuestAnswer failed(Throwable problem) {
        return new GuestAnswer(
                new Failed(
                        GuestAnswer.Kind.RESULT_LOST,
                        "the member failed with " + problem.getClass().getName()),
                0,
                0);
    }

    /**
     * Returns whether an end proves that its task has not begun, and may be given to others.
     *
     * @param cancelled whether its submitter has cancelled it
     */
    static boolean isRefusal(GuestAnswer answer, boolean cancelled) {
        return answer.end() instanceof Cancelled && !cancelled && answer.begunAgoNanos() == 0;
    }
}
