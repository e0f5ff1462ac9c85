package io.github.processpool.internal.parent.away;

import io.github.processpool.Placement;
import io.github.processpool.internal.federation.AwayTask;
import io.github.processpool.internal.federation.Federation;
import io.github.processpool.internal.parent.crew.UnreadAnswers;
import io.github.processpool.internal.parent.pool.PoolContext;
import io.github.processpool.internal.parent.pool.PoolLock;
import io.github.processpool.internal.parent.task.Absence;
import io.github.processpool.internal.parent.task.PendingTask;
import io.github.processpool.internal.parent.task.Whereabouts.Place;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The ledger of the tasks that other members of a cluster have: takes them from the {@code Dispatcher}, hands them to the {@link
 * Federation}, and knows them again when that tells of them. Says to the federation how many more could go, and when the room for tasks
 * of others may be another one.
 *
 * <p>Whatever is told of a ticket counts only while the ledger has it, and the first that ends it takes it out. It gives no task an
 * outcome.
 *
 * <p><b>Thread safety:</b> guarded by the {@link PoolLock}, unless a method says otherwise.
 */
public final class AwayTasks {

    private final PoolContext pool;
    private final Federation federation;
    /** By their tickets, the oldest first. */
    private final Map<Long, Absence> absences = new LinkedHashMap<>();

    private final UnreadAnswers unread = new UnreadAnswers();
    private final Runnable roomChanged;
    private long lastTicket;
    /** The pool has ended. */
    private boolean closed;

    // -- What was said last --
    private int waiting;
    private int occupied;
    private int slots;
    private int ready;

    /** Tasks of a pool, which the federation need not know yet. */
    public AwayTasks(PoolContext pool, Federation federation) {
        this.pool = pool;
        this.federation = federation;
        this.roomChanged = federation::roomChanged;
        pool.status().onMove(this::onMove);
    }

    private void onMove() {
        switch (pool.status().state()) {
            case RUNNING, BROKEN -> pool.lock().afterwards(roomChanged);
            case SHUTTING_DOWN -> pool.lock().afterwards(federation::closing);
            case TERMINATED -> {} // It hears of that when all is released.
        }
    }

    // -- Out --

    /** Returns whether a task may go at all; that does not change while it is in the queue. Guests never go on to a third member. */
    public boolean mayGo(PendingTask<?> task) {
        return task.guest() == null
                && task.options().placement() == Placement.ANYWHERE
                && !task.where().isKeptHere()
                && !task.where().work().isBoundHere();
    }

    /** Returns whether {@link #send} may be worth while; not while too much of what has come back is still to be read. */
    public boolean hasRoom() {
        return !closed && federation.hasRoom() && !unread.isHoldingUp();
    }

    /** Sends a task that is queued to some member; false if none can take it just now. */
    public boolean send(PendingTask<?> task) {
        // What can fail comes before what is changed: a task that was taken is noted at once, and by plain writes.
        long now = pool.now();
        Absence absence = new Absence(task, lastTicket + 1, now);
        AwayTask sent = sending(task, absence.ticket(), now);
        task.expiry(); // Made now: when the answer is there, there may be no memory.
        lastTicket++;
        absences.put(absence.ticket(), absence);
        String member = null;
        try {
            member = federation.send(sent);
        } finally {
            if (member == null) {
                end(absence);
            }
        }
        if (member == null) {
            return false;
        }
        absence.begin(member);
        return true;
    }

    private AwayTask sending(PendingTask<?> task, long ticket, long now) {
        long waited = now - task.record().queuedNanos();
        return new AwayTask(
                ticket,
                pool.taskKey(task.taskId()),
                task.name(),
                task.where().attempts() + 1,
                task.where().work(),
                task.options(),
                left(task.options().queueTimeout(), waited),
                left(task.options().deadline(), waited),
                task.where().needsSameClasses());
    }

    private static long left(Optional<Duration> limit, long waited) {
        return limit.isEmpty() ? Long.MAX_VALUE : Math.max(0, limit.get().toNanos() - waited);
    }

    /**
     * Without the lock: a member is to stop a task that it has, or to let it end, and not to begin it. What is told of it later changes
     * no outcome any more. Returns false if no member has it.
     */
    public boolean cancel(PendingTask<?> task, boolean interrupt) {
        Absence absence = task.where().absence();
        if (absence == null || task.where().place() != Place.AWAY) {
            return false;
        }
        federation.cancel(absence.ticket(), interrupt);
        return true;
    }

    /**
     * Asks for tasks back that wait at members for a worker: for each idle one here one task, and one more if another member than its own
     * has given room. Returns whether some are not known to have begun.
     */
    public boolean recall(int idle) {
        long now = pool.now();
        int left = idle;
        boolean anyWaits = false;
        for (Absence absence : absences.values()) {
            if (!absence.isWaiting() || !isCurrent(absence)) {
                continue;
            }
            anyWaits = true;
            if (left < 0) {
                break;
            } else if (absence.mayAsk(now) && federation.recall(absence.ticket(), left > 0)) {
                absence.noteAsked(now);
                left--;
            }
        }
        return anyWaits;
    }

    // -- Back --

    /** Returns the sending that a ticket names; null if nobody waits for it. */
    public @Nullable Absence find(long ticket) {
        Absence absence = absences.get(ticket);
        return absence != null && isCurrent(absence) ? absence : null;
    }

    private static boolean isCurrent(Absence absence) {
        PendingTask<?> task = absence.task();
        return !absence.isOver()
                && task.where().place() == Place.AWAY
                && task.where().absence() == absence;
    }

    /** Nobody waits for a sending any more. An error that comes between leaves an entry that does not count. */
    public void end(Absence absence) {
        absence.end();
        absences.remove(absence.ticket());
    }

    /**
     * Without the lock: the pool ends, and waits for nobody. Members stop what they have; it is nowhere, as far as the pool knows. Returns
     * it.
     */
    public List<PendingTask<?>> giveUpAll() {
        List<Absence> left;
        try (var held = pool.lock().hold()) {
            left = new ArrayList<>(absences.values());
            left.removeIf(absence -> !isCurrent(absence));
            for (Absence absence : left) {
                absence.task().where().markEnded();
                absence.end();
            }
            absences.clear();
        }
        List<PendingTask<?>> tasks = new ArrayList<>();
        for (Absence absence : left) {
            tasks.add(absence.task());
            federation.cancel(absence.ticket(), true);
        }
        return tasks;
    }

    /** Without the lock: the pool has ended, and so has all that it says to the federation. */
    public void close() {
        try (var held = pool.lock().hold()) {
            closed = true;
        }
        federation.closed();
    }

    /** From time to time: lets go of entries that an error has left behind. */
    public void repair() {
        absences.values().removeIf(absence -> !isCurrent(absence) && !isComing(absence));
    }

    /** It was answered, and is about to be handed to those who read the answer: the pool is not to end before. */
    private static boolean isComing(Absence absence) {
        PendingTask<?> task = absence.task();
        return task.where().place() == Place.READING
                && task.where().absence() == absence
                && !task.isBeingRead()
                && !task.hasOutcome()
                && task.unread() == null;
    }

    // -- Said to the federation --

    /** Says how many tasks wait that may go, if that is news, and later that the room for tasks of others is another one. */
    public void tell(int free, int tasksHere, int workers, int started) {
        if (closed) {
            return;
        }
        if (free != waiting) {
            federation.demand(free);
            waiting = free;
        }
        if (tasksHere != occupied || workers != slots || started != ready) {
            pool.lock().afterwards(roomChanged);
            occupied = tasksHere;
            slots = workers;
            ready = started;
        }
    }

    /** Without the lock: see {@link Federation#together}. */
    public Federation.Stretch together() {
        return federation.together();
    }

    // -- Looks --

    /** Returns whether it waits for a task. */
    public boolean has(PendingTask<?> task) {
        Absence absence = task.where().absence();
        return absence != null && find(absence.ticket()) == absence;
    }

    /** Returns how many tasks other members have, or have just answered. */
    public int count() {
        return absences.size();
    }

    /** Returns how many tasks other members can run at once. */
    public int slots() {
        return federation.slots();
    }

    /** Any thread: returns how much of what has come back is still to be read. */
    public UnreadAnswers unread() {
        return unread;
    }
}
