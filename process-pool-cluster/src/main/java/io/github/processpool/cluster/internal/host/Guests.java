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
        this.rounds = new StatusRounds(pool.name(), lock, clock, () -> List.copyOf(here), this::lookAfter);
    }

    /** One has come, with a credit. If this throws, it is not here. */
    void take(Guest guest) {
        boolean taken = false;
        try {
            guest.submitter.guests.put(guest.ticket, guest);
            here.add(guest);
            guest.following = lock.prepared(() -> follow(guest));
            lock.afterwards(() -> give(guest));
            taken = true;
        } finally {
            if (!taken) {
                here.remove(guest);
                guest.submitter.guests.remove(guest.ticket);
            }
        }
        takenCount++;
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

    /** Called again if it fails: what the pool has taken it is not given once more. */
    private void give(Guest guest) {
        ProcessFuture<GuestAnswer> future = guest.given;
        if (future == null && guest.state == Guest.State.ARRIVED) {
            try {
                future = pool.run(guest.task, () -> onEnd(guest));
                guest.given = future;
            } catch (PoolBrokenException e) {
                notTaken(guest, GuestEnds.failed(e), RefusalReason.BROKEN);
            } catch (RejectedExecutionException e) {
                notTaken(guest, GuestEnds.failed(e), RefusalReason.NO_POOL);
            } catch (Throwable e) {
                notTaken(guest, GuestEnds.failed(e), null);
            }
        }
        if (future != null) {
            given(guest, future);
        }
    }

    private void given(Guest guest, ProcessFuture<GuestAnswer> future) {
        try (var held = lock.hold()) {
            boolean unwanted = guest.cancelled || guest.interrupt || guest.state == Guest.State.ENDED;
            if (unwanted) {
                boolean interrupt = guest.interrupt;
                lock.afterwards(() -> future.cancel(interrupt));
            }
            if (guest.ends) {
                lock.afterwards(() -> onEnd(guest));
            }
            rounds.start();
            guest.future = future;
            if (guest.state == Guest.State.ARRIVED) {
                guest.state = Guest.State.GIVEN;
                room.arrived();
            }
        }
        room.refresh();
    }

    /** For any thread: its future is about to end, or has ended. */
    private void onEnd(Guest guest) {
        guest.ends = true;
        EngineLock.Later following = guest.following;
        if (following != null) {
            lock.insist(following);
        }
    }

    /** A guest is over when its future has ended and no process works on it any more. */
    private void follow(Guest guest) {
        ProcessFuture<GuestAnswer> future = guest.given;
        if (future == null) {
            return; // The one who gives it comes here.
        }
        if (future.isDone() && future.stopped().isDone()) {
            over(guest, future);
        } else if (future.isDone()) {
            future.stopped().whenComplete((none, never) -> onEnd(guest));
            tellIfTimeIsUp(guest, GuestEnds.answer(future));
        } else {
            future.whenComplete((answer, problem) -> onEnd(guest));
        }
    }

    /** From time to time: an error may have kept an end from being told. */
    private void lookAfter(Guest guest) {
        ProcessFuture<GuestAnswer> future = guest.given;
        if (future != null && future.isDone() && future.stopped().isDone()) {
            onEnd(guest);
        }
    }

    /** Its submitter's future fails now, as it would at home, and not only when the process is stopped. */
    private void tellIfTimeIsUp(Guest guest, GuestAnswer answer) {
        if (answer.end() instanceof TimedOut) {
            try (var held = lock.hold()) {
                if (guest.state != Guest.State.ENDED && !guest.submitter.ended && !guest.timeUp) {
                    guest.submitter.session.send(new TimeUp(pool.name(), guest.ticket, answer));
                    guest.timeUp = true;
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

    /** What can fail comes first: until its submitter is told, it is here. */
    private void end(Guest guest, GuestAnswer answer, @Nullable RefusalReason refusal) {
        if (guest.state == Guest.State.ENDED) {
            return;
        }
        Submitter submitter = guest.submitter;
        submitter.remember(guest.ticket);
        if (!submitter.ended && refusal != null) {
            refuse(submitter.session, guest.ticket, refusal);
        } else if (!submitter.ended) {
            room.answer(submitter, new Answer(pool.name(), guest.ticket, answer, 0));
            answeredCount++;
        }
        if (guest.state == Guest.State.ARRIVED) {
            room.notTaken();
        }
        guest.state = Guest.State.ENDED;
        here.remove(guest);
        submitter.guests.remove(guest.ticket);
    }

    /** A task is not taken, or has provably not begun. */
    void refuse(Session session, long ticket, RefusalReason reason) {
        session.send(new Refused(pool.name(), ticket, reason));
        refusedCount++;
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
