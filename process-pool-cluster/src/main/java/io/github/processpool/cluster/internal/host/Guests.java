package io.github.processpool.cluster.internal.host;

import io.github.processpool.PoolBrokenException;
import io.github.processpool.ProcessFuture;
import io.github.processpool.cluster.internal.protocol.ClusterMessage.Answer;
import io.github.processpool.cluster.internal.protocol.ClusterMessage.RefusalReason;
import io.github.processpool.cluster.internal.protocol.ClusterMessage.Refused;
import io.github.processpool.cluster.internal.protocol.ClusterMessage.TimeUp;
import io.github.processpool.cluster.internal.session.ClusterClock;
import io.github.processpool.cluster.internal.session.EngineLock;
import io.github.processpool.cluster.internal.session.Session;
import io.github.processpool.internal.federation.FederatedPool;
import io.github.processpool.internal.federation.GuestAnswer;
import io.github.processpool.internal.federation.GuestAnswer.TimedOut;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.RejectedExecutionException;
import org.jspecify.annotations.Nullable;

/**
 * The guests that are here, those of sessions that are over among them: gives them to the pool, waits for their ends, and tells these to
 * the submitters that are there still. The ways of a guest are drawn at {@link Guest}.
 *
 * <p><b>Thread safety:</b> needs the {@link EngineLock}, but for what comes from the pool. Calls into the pool are made without it.
 */
final class Guests {

    private final FederatedPool pool;
    private final EngineLock lock;
    private final GuestRoom room;
    private final StatusRounds rounds;

    private final Set<Guest> here = new LinkedHashSet<>();
    /** Why the pool ends a guest of its own accord. */
    private RefusalReason why = RefusalReason.NO_POOL;

    private long takenCount;
    private long answeredCount;
    private long refusedCount;

    Guests(FederatedPool pool, EngineLock lock, ClusterClock clock, GuestRoom room) {
        this.pool = pool;
        this.lock = lock;
        this.room = room;
        this.rounds = new StatusRounds(pool.name(), lock, clock, () -> List.copyOf(here));
    }

    /** One has come, with a credit. */
    void take(Guest guest) {
        takenCount++;
        guest.submitter.guests.put(guest.ticket, guest);
        here.add(guest);
        lock.afterwards(() -> give(guest));
    }

    /** Nobody wants one any more. */
    void cancel(Guest guest, boolean interrupt) {
        guest.cancelled = true;
        guest.interrupt |= interrupt;
        ProcessFuture<GuestAnswer> future = guest.future;
        if (future != null) {
            lock.afterwards(() -> future.cancel(interrupt));
        }
    }

    /** Its submitter has a better place for one, unless a worker has begun it. It asks again for what has only just come. */
    void recall(Guest guest) {
        ProcessFuture<GuestAnswer> future = guest.future;
        if (future != null && !guest.cancelled) {
            guest.recalled = true;
            lock.afterwards(() -> pool.withdraw(future));
        }
    }

    private void give(Guest guest) {
        ProcessFuture<GuestAnswer> future;
        try {
            future = pool.run(guest.task, () -> onEnd(guest));
        } catch (PoolBrokenException e) {
            notTaken(guest, GuestEnds.failed(e), RefusalReason.BROKEN);
            return;
        } catch (RejectedExecutionException e) {
            notTaken(guest, GuestEnds.failed(e), RefusalReason.NO_POOL);
            return;
        } catch (Throwable e) {
            notTaken(guest, GuestEnds.failed(e), null);
            return;
        }
        try (var held = lock.hold()) {
            guest.state = Guest.State.GIVEN;
            guest.future = future;
            room.arrived();
            rounds.start();
            if (guest.cancelled || guest.interrupt) {
                boolean interrupt = guest.interrupt;
                lock.afterwards(() -> future.cancel(interrupt));
            }
            if (guest.ends) {
                lock.afterwards(() -> await(guest, future));
            }
        }
        room.refresh();
    }

    /** For any thread: its future is about to end, or has ended. */
    private void onEnd(Guest guest) {
        ProcessFuture<GuestAnswer> future;
        try (var held = lock.hold()) {
            guest.ends = true;
            future = guest.future;
        }
        if (future != null) {
            await(guest, future);
        }
    }

    /** A guest is over when its future has ended and no process works on it any more. */
    private void await(Guest guest, ProcessFuture<GuestAnswer> future) {
        if (future.isDone() && future.stopped().isDone()) {
            over(guest, future);
        } else {
            future.whenComplete((answer, problem) -> {
                tellIfTimeIsUp(guest, answer);
                future.stopped().whenComplete((none, never) -> over(guest, future));
            });
        }
    }

    /** Its submitter's future fails now, as it would at home, and not only when the process is stopped. */
    private void tellIfTimeIsUp(Guest guest, @Nullable GuestAnswer answer) {
        if (answer != null && answer.end() instanceof TimedOut) {
            try (var held = lock.hold()) {
                if (guest.state != Guest.State.ENDED && !guest.submitter.ended) {
                    guest.submitter.session.send(new TimeUp(pool.name(), guest.ticket, answer));
                }
            }
        }
    }

    private void over(Guest guest, ProcessFuture<GuestAnswer> future) {
        GuestAnswer answer = GuestEnds.answer(future);
        try (var held = lock.hold()) {
            RefusalReason reason = guest.recalled ? RefusalReason.RECALLED : why;
            RefusalReason gone = room.isBroken() ? RefusalReason.BROKEN : reason;
            end(guest, answer, GuestEnds.isRefusal(answer, guest.cancelled) ? gone : null);
        }
        room.refresh();
    }

    private void notTaken(Guest guest, GuestAnswer answer, @Nullable RefusalReason refusal) {
        try (var held = lock.hold()) {
            end(guest, answer, refusal);
        }
        room.refresh();
    }

    private void end(Guest guest, GuestAnswer answer, @Nullable RefusalReason refusal) {
        if (guest.state == Guest.State.ENDED) {
            return;
        }
        if (guest.state == Guest.State.ARRIVED) {
            room.turnedAway();
        }
        guest.state = Guest.State.ENDED;
        here.remove(guest);
        Submitter submitter = guest.submitter;
        submitter.remember(guest.ticket);
        if (!submitter.ended && refusal != null) {
            refuse(submitter.session, guest.ticket, refusal);
        } else if (!submitter.ended) {
            answeredCount++;
            room.answer(submitter, new Answer(pool.name(), guest.ticket, answer, 0));
        }
    }

    /** A task is not taken, or has provably not begun. */
    void refuse(Session session, long ticket, RefusalReason reason) {
        refusedCount++;
        session.send(new Refused(pool.name(), ticket, reason));
    }

    // -- The end of the pool, or of its membership --

    /** What has not begun when it ends is refused for this reason. */
    void close(RefusalReason reason) {
        why = reason;
    }

    void stopAll() {
        for (Guest guest : here) {
            guest.interrupt = true;
            ProcessFuture<GuestAnswer> future = guest.future;
            if (future != null) {
                lock.afterwards(() -> future.cancel(true));
            }
        }
    }

    void drop() {
        for (Guest guest : List.copyOf(here)) {
            end(guest, GuestEnds.cancelled(guest.state != Guest.State.ARRIVED), null);
        }
    }

    int count() {
        return here.size();
    }

    HostCounts counts(long orphans) {
        return new HostCounts(takenCount, answeredCount, refusedCount, orphans);
    }
}
