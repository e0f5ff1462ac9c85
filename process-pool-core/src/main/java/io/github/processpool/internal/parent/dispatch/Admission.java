package io.github.processpool.internal.parent.dispatch;

import io.github.processpool.QueueFullException;
import io.github.processpool.WhenFull;
import io.github.processpool.internal.parent.crew.Crew;
import io.github.processpool.internal.parent.crew.WorkerHandle;
import io.github.processpool.internal.parent.pool.PoolContext;
import io.github.processpool.internal.parent.pool.PoolLock;
import io.github.processpool.internal.parent.pool.PoolSettings.Limits;
import io.github.processpool.internal.parent.process.WorkerProcess;
import io.github.processpool.internal.parent.task.PendingTask;
import io.github.processpool.internal.system.Frames;
import java.util.Deque;
import java.util.LinkedList;
import org.jspecify.annotations.Nullable;

/**
 * Decides whether a task may come in, as the {@link Intake} asks under the lock, and lets its submitter wait if that is wanted:
 * in the order of arrival, so that a large task is not kept out for ever by small ones. It takes no task in itself.
 *
 * <p>Tasks that were sent ahead count as long as they have not begun, and no message says when they do. Therefore, while
 * somebody waits, the workers are asked to announce beginnings.
 *
 * <p><b>Thread safety:</b> everything is guarded by the {@link PoolLock}.
 */
public final class Admission {

    /** As a patience: waits for room or throws, as the settings want it. */
    static final long AS_SET = -1;

    private final PoolContext pool;
    private final Limits limits;
    private final Backlog backlog;
    private final Crew crew;
    /** The tasks whose submitters wait for room, the first in front. */
    private final Deque<Waiting> line = new LinkedList<>();
    /** The first in line at the last look; null: there was none. */
    private @Nullable Waiting firstBefore;

    /** One in line. */
    record Waiting(PendingTask<?> task, Thread submitter) {}

    /** Lets tasks into a pool until the backlog is full. */
    public Admission(PoolContext pool, Backlog backlog, Crew crew) {
        this.pool = pool;
        this.limits = pool.settings().limits();
        this.backlog = backlog;
        this.crew = crew;
    }

    /**
     * Lets a task in as soon as there is room, for which it waits so long; returns false if there was none. Throws if the pool is
     * closed or, where the settings want it, full.
     */
    boolean enter(PendingTask<?> task, long patienceNanos) {
        pool.status().checkOpen();
        if (!isFull(task) && !hasToLineUp(patienceNanos)) {
            return true;
        }
        if (patienceNanos != AS_SET) {
            return patienceNanos > 0 && awaitRoom(task, patienceNanos);
        }
        if (limits.whenFull() == WhenFull.REJECT) {
            throw full();
        }
        awaitRoom(task, PoolLock.forever());
        return true;
    }

    /** Whoever is refused rather than let to wait does not wait for others either. */
    private boolean hasToLineUp(long patienceNanos) {
        boolean refused = patienceNanos == AS_SET && limits.whenFull() == WhenFull.REJECT;
        return !refused && !line.isEmpty();
    }

    private boolean isFull(PendingTask<?> task) {
        boolean tooMany =
                backlog.notBegunAtMost() >= limits.queueCapacity() && backlog.ownNotBegun() >= limits.queueCapacity();
        boolean tooLarge = !backlog.isWithoutOwn()
                && backlog.ownQueuedBytes() + task.record().bytes() > limits.maxQueuedBytes();
        return tooMany || tooLarge;
    }

    private QueueFullException full() {
        return new QueueFullException(
                "The queue of process pool '" + pool.name() + "' is full: " + backlog.ownNotBegun()
                        + " tasks of at most " + limits.queueCapacity() + ", " + backlog.ownQueuedBytes()
                        + " bytes of at most "
                        + limits.maxQueuedBytes()
                        + ". Submit more slowly, raise queueCapacity or maxQueuedBytes, or let submit wait with whenFull(BLOCK)");
    }

    /** Waits until there is room; returns false if there is still none at the end of the time. */
    private boolean awaitRoom(PendingTask<?> task, long nanos) {
        long left = nanos;
        Waiting place = lineUp(task, Thread.currentThread());
        try {
            announceBeginnings();
            // First it asks for announcements, then it looks again: a beginning in between is not missed.
            boolean mayEnter = isNext(place);
            while (!mayEnter && left > 0) {
                left = pool.lock().awaitChange(left);
                pool.status().checkOpen();
                mayEnter = isNext(place);
            }
            return mayEnter;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new QueueFullException(
                    "Interrupted while waiting for room in the queue of process pool '" + pool.name() + "'");
        } finally {
            line.remove(place);
            pool.lock().signalChange(); // There may be room for the next one, too.
            announceBeginnings();
        }
    }

    /** For tests not private. */
    Waiting lineUp(PendingTask<?> task, Thread submitter) {
        Waiting place = new Waiting(task, submitter);
        line.addLast(place);
        return place;
    }

    private boolean isNext(Waiting place) {
        return line.peekFirst() == place && !isFull(place.task());
    }

    /** From time to time: one whose submitter has lost its frames, without a handler of ours being run, keeps nobody waiting. */
    public void repair() {
        try (var held = pool.lock().hold()) {
            Waiting first = line.peekFirst();
            if (first != null && first == firstBefore && isLeft(first)) {
                line.removeFirst();
            }
            firstBefore = first;
            if (first != null) {
                pool.lock().signalChange();
                announceBeginnings();
            }
        }
    }

    private boolean isLeft(Waiting first) {
        return Frames.areGone(first.submitter(), Admission.class)
                || line.stream().anyMatch(other -> other != first && other.submitter() == first.submitter());
    }

    /** Tells every worker whether somebody waits for beginnings; also called for a new worker. */
    public void announceBeginnings() {
        for (WorkerHandle worker : crew.workers()) {
            WorkerProcess process = worker.link().process();
            if (process != null) {
                process.scoreboard().vitals().announceBeginnings(!line.isEmpty());
            }
        }
    }
}
