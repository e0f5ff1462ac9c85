package io.github.processpool.internal.parent.task;

import io.github.processpool.internal.parent.process.WorkerClock;
import io.github.processpool.internal.parent.process.WorkerLink;
import io.github.processpool.internal.wire.codec.Codec.EncodedTask;
import java.util.Objects;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * Where the work of a task is, and so who owns it. It may still run when the outcome of the future is known.
 *
 * <pre>{@code
 * NEW -> QUEUED -> SENT -> READING -> ENDED
 *          |^-------' |       ^         ^      taken back, or lost with a worker and tried again
 *          |'---------'-------|---------|      withdrawn, or lost
 *          '----> AWAY -------'---------'      back to QUEUED: not taken, or lost with a member and tried again
 *
 * place     owner
 * NEW       the submitter, whose thread is about to hand it over
 * QUEUED    the queue of tasks
 * SENT      the worker that it was sent to
 * AWAY      the ledger of tasks that other members of a cluster have; see Absence
 * READING   the Reading of the worker's answer, which may be given up; no process works on it any more
 * ENDED     nobody: it needs no owner
 * }</pre>
 *
 * <p><b>Thread safety:</b> moved under the pool's lock, but for READING -> ENDED, which is up to the {@link Reading} alone; any thread may
 * look. Fields that have to fit together are changed under this object's lock.
 */
public final class Whereabouts extends WorkHistory {

    /** The places, in the order of an undisturbed course. */
    public enum Place {
        NEW,
        QUEUED,
        SENT,
        AWAY,
        READING,
        ENDED
    }

    /**
     * One sending to one worker, for a look without the lock.
     *
     * @param worker where it was sent
     * @param ticket names the sending on the worker's page
     * @param sentNanos when
     */
    public record Sending(WorkerLink worker, long ticket, long sentNanos) {

        /** Returns the time that the worker gives, or the nearest to it at which it can have happened. */
        long plausible(long nanos, long now) {
            return WorkerClock.plausible(nanos, sentNanos, now);
        }
    }

    private final PendingTask<?> task;

    /** Volatile for looks without the lock. */
    private volatile Place place = Place.NEW;
    /** Guarded by the pool's lock. */
    private @Nullable EncodedTask work;

    // -- Written under this object's lock, volatile for those who only look --
    private volatile @Nullable Sending sending;
    /** When the worker began it, on this JVM's clock; 0: it has not, or nobody has looked. */
    private volatile long startedNanos;
    /** The process that worked on it last, once it is gone from there; 0: none. */
    private volatile long pid;

    /** Its last sending to another member, unless it has come back since. */
    private volatile @Nullable Absence absence;

    Whereabouts(PendingTask<?> task, EncodedTask work) {
        this.task = task;
        this.work = work;
    }

    @Override
    TaskHost host() {
        return task.host();
    }

    // -- Moves; under the pool's lock unless it says otherwise --

    /** It waits for a worker, for the first time or again. */
    public void markQueued() {
        place = Place.QUEUED;
        forgetCounted();
        synchronized (this) {
            sending = null;
            startedNanos = 0;
            pid = 0;
            if (absence != null) {
                absence = null;
            }
        }
    }

    /** Returns the sending that {@link #markSent} is to note, made before anything is moved. */
    public Sending sendingTo(WorkerLink worker, long ticket) {
        return new Sending(worker, ticket, task.host().now());
    }

    /** A worker has been sent it. */
    public void markSent(Sending made) {
        place = Place.SENT;
        synchronized (this) {
            startedNanos = 0;
            sending = made;
        }
    }

    /** Another member has taken it. */
    void markAway(Absence made) {
        place = Place.AWAY;
        synchronized (this) {
            startedNanos = 0;
            pid = 0;
            absence = made;
        }
    }

    /** A process of the member that has it began it, the first or another one; does nothing if it is not there any more. */
    public void noteBegun(Absence from, long nanos, long process) {
        synchronized (this) {
            if (absence == from && place == Place.AWAY && (startedNanos == 0 || pid != process)) {
                startedNanos = nanos;
                pid = process;
            }
        }
    }

    /** Its worker has answered, and the answer is going to be read. */
    public void markReading() {
        leaveProcess(Place.READING);
    }

    /** It was withdrawn, it is lost, or, without the lock, its answer has been read. */
    public void markEnded() {
        if (place == Place.READING) {
            place = Place.ENDED;
        } else {
            leaveProcess(Place.ENDED);
        }
        task.host().onMaybeOver(task);
    }

    /** No process works on it any more. */
    private void leaveProcess(Place next) {
        Sending last = sending;
        if (last != null) {
            lookForTheLastTime(last);
        }
        CompletableFuture<@Nullable Void> awaited = awaitedEnd();
        tellStopped(awaited); // Put off before anything is moved: nobody else would tell.
        CompletableFuture<@Nullable Void> late;
        synchronized (this) {
            late = awaitedEnd();
            if (last != null) {
                pid = last.worker().pid();
                sending = null; // A future may be kept for long; the worker that it came from need not be.
            }
            forgetCounted();
            work = null;
            place = next;
        }
        if (late != awaited) {
            tellStopped(late); // Somebody asked meanwhile.
        }
    }

    /** While it is known where to look. Not worth to fail for. */
    private void lookForTheLastTime(Sending last) {
        try {
            startedNanos();
            if (task.outcomeIfDone() == null) {
                task.record().lookAtProgress(last);
            }
        } catch (VirtualMachineError e) {
            // There is no memory for the last progress.
        }
    }

    // -- Looks; any thread unless it says otherwise --

    /** Returns who has it. */
    public Place place() {
        return place;
    }

    /** Returns whether no process works on it, or is going to. */
    @Override
    public boolean hasLeftProcess() {
        Place now = place;
        return now == Place.READING || now == Place.ENDED;
    }

    /** Returns what is to be sent; only before it has left its process, and under the pool's lock. */
    public EncodedTask work() {
        return Objects.requireNonNull(work, "the work is gone");
    }

    /** Only the first elements of a chunk are to be sent if it has to be sent again; under the pool's lock. */
    void cutWork(int elements) {
        EncodedTask whole = work;
        work = whole == null || elements == 0 ? whole : whole.part(0, elements);
    }

    /** One more attempt was lost, which may be found out twice; under the pool's lock. */
    public void countAttempt() {
        setbacks().countAttempt(sending);
    }

    /** Returns the sending that counts now; null unless it is with a worker. */
    public @Nullable Sending sending() {
        return sending;
    }

    /** Returns its sending to the member that has it, or has had it last; null: it is here. */
    public @Nullable Absence absence() {
        return absence;
    }

    /** Returns whether a worker has begun it and has not answered, as far as the parent knows. */
    public boolean isRunning() {
        Sending current = sending;
        return current == null
                ? startedNanos != 0 // Its end has been reported, but not yet its outcome.
                : !current.worker().scoreboard().hasNotBegun(current.ticket());
    }

    /** Returns {@link #isRunning} for a ticket that is higher than the given one. */
    public boolean isRunningWith(long afterTicket) {
        Sending current = sending;
        return current != null && current.ticket() > afterTicket && isRunning();
    }

    /** Returns when the worker began it, on this JVM's clock; 0 if it has not. Once it is known, the worker can't change it. */
    public long startedNanos() {
        Sending current = sending;
        if (current != null
                && startedNanos == 0
                && current.worker().scoreboard().hasBegun(current.ticket())) {
            long began = current.plausible(
                    current.worker().beganNanos(current.ticket()), task.host().now());
            synchronized (this) {
                // Otherwise it went back to the queue just now, and has not begun, or its worker has said so itself.
                if (sending == current && startedNanos == 0) {
                    startedNanos = began;
                }
            }
        }
        return startedNanos;
    }

    /** The worker has said when it began. */
    synchronized void noteStart(long nanos) {
        Sending current = sending;
        startedNanos =
                current == null ? nanos : current.plausible(nanos, task.host().now());
    }

    /** Returns a duration that its worker claims, or the longest that it can have been. */
    public long plausibleDuration(long nanos) {
        Sending current = sending;
        return Math.max(0, current == null ? nanos : Math.min(nanos, task.host().now() - current.sentNanos()));
    }

    /** Returns the process that worked on it last, once it is gone from there; 0: none. */
    public long lastPid() {
        return pid;
    }

    OptionalLong workerPid() {
        Sending current = sending;
        long last = current == null ? pid : current.worker().pid();
        return last == 0 ? OptionalLong.empty() : OptionalLong.of(last);
    }
}
