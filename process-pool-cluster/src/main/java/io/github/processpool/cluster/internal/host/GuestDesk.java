package io.github.processpool.cluster.internal.host;

import io.github.processpool.cluster.internal.protocol.ClusterMessage.Answer;
import io.github.processpool.cluster.internal.protocol.ClusterMessage.RefusalReason;
import io.github.processpool.cluster.internal.protocol.ClusterMessage.Task;
import io.github.processpool.cluster.internal.session.ClusterClock;
import io.github.processpool.cluster.internal.session.EngineLock;
import io.github.processpool.cluster.internal.session.Self;
import io.github.processpool.cluster.internal.session.Session;
import io.github.processpool.internal.federation.FederatedPool;
import io.github.processpool.internal.federation.GuestSpace;
import io.github.processpool.internal.federation.GuestTask;
import io.github.processpool.internal.wire.message.Message;
import io.github.processpool.internal.wire.message.ProtocolException;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * One pool as a host: takes tasks of other members from their sessions and hands them to {@link Guests}, who send back exactly one end for
 * each. The room for them is with {@link GuestRoom}. It reads nothing that a task or an answer carries.
 *
 * <p>A task that comes twice runs once: tickets of those that are here, and of the last that have ended, are remembered as long as the
 * session lasts. Within a session nothing is lost, so the answer to the first is on its way and is not sent again.
 *
 * <p><b>Thread safety:</b> needs the {@link EngineLock}, but for what is said to be for any thread. Calls into the pool are made without
 * it.
 */
public final class GuestDesk {

    private final EngineLock lock;
    private final ClusterClock clock;
    private final FederatedPool pool;
    private final Self self;
    private final boolean stopsOrphans;
    private final GuestRoom room;
    private final Guests guests;

    private final Map<Session, Submitter> submitters = new LinkedHashMap<>();
    /** Null: tasks are taken. */
    private @Nullable RefusalReason closed;

    private long orphanCount;

    /** What all desks of a cluster have in common. */
    public record Surroundings(EngineLock lock, ClusterClock clock, Self self, boolean stopsOrphans) {}

    /**
     * Without guests.
     *
     * @param pool runs them
     * @param surroundings of the cluster
     * @param onSlots called with the engine's lock when the pool has another number of slots
     */
    public GuestDesk(FederatedPool pool, Surroundings surroundings, Runnable onSlots) {
        this.pool = pool;
        this.lock = surroundings.lock();
        this.clock = surroundings.clock();
        this.self = surroundings.self();
        this.stopsOrphans = surroundings.stopsOrphans();
        this.room = new GuestRoom(pool, lock, clock, onSlots);
        this.guests = new Guests(pool, lock, clock, room);
    }

    // -- Sessions --

    /** The other side has, or has not any more, a pool of this name whose tasks may run here. */
    public void offered(Session session) {
        var offer = closed == null && self.mayHost(session.hello()) ? session.offer(pool.name()) : null;
        boolean fits = offer != null && offer.serializer().equals(pool.limits().serializer());
        Submitter known = fits ? submitters.computeIfAbsent(session, Submitter::new) : submitters.get(session);
        if (known != null && fits && known.account == null) {
            known.account = room.open(known);
        } else if (known != null && !fits) {
            closeAccount(known);
        }
    }

    private void closeAccount(Submitter submitter) {
        GuestSpace space = submitter.space;
        if (space != null) {
            lock.afterwards(space::close);
            submitter.space = null;
        }
        Account account = submitter.account;
        if (account != null) {
            submitter.account = null;
            room.close(account);
        }
    }

    /** A submitter is lost: its guests are stopped, unless they are to end by themselves; nobody is told of either. */
    public void ended(Session session) {
        Submitter gone = submitters.get(session);
        if (gone == null) {
            return;
        }
        gone.ended = true;
        for (Guest guest : gone.guests.values()) {
            if (stopsOrphans && !guest.orphan) {
                guests.cancel(guest, true);
                guest.orphan = true;
                orphanCount++;
            }
        }
        closeAccount(gone);
        gone.guests.clear();
        submitters.remove(session); // Last: should an error come between, all of it is done again.
    }

    // -- What submitters say --

    /** So many tasks wait over there. */
    public void demand(Session session, int count) {
        Submitter submitter = submitters.get(session);
        if (submitter != null && submitter.account != null) {
            room.demand(submitter.account, Math.max(0, count));
        }
    }

    /** Room that was given is back. */
    public void release(Session session, int count) {
        Submitter submitter = submitters.get(session);
        if (submitter != null && submitter.account != null && count > 0) {
            room.release(submitter.account, count);
        }
    }

    /** For the thread that has a message with definitions, before it takes the lock: sees to it that there is a space for them. */
    public void prepare(Session session) {
        if (isSpaceWanted(session)) {
            GuestSpace space = pool.openSpace();
            try (var held = lock.hold()) {
                Submitter submitter = submitters.get(session);
                if (submitter != null && submitter.account != null && submitter.space == null) {
                    submitter.space = space;
                } else {
                    lock.afterwards(space::close);
                }
            }
        }
    }

    private boolean isSpaceWanted(Session session) {
        try (var held = lock.hold()) {
            Submitter submitter = submitters.get(session);
            return submitter != null && submitter.account != null && submitter.space == null;
        }
    }

    /** A number has a meaning from now on. */
    public void define(Session session, Message.Define definition) throws ProtocolException {
        Submitter submitter = submitters.get(session);
        if (submitter != null && submitter.space != null) {
            submitter.space.define(definition);
        }
    }

    /** A task has come. */
    public void task(Session session, Task task) throws ProtocolException {
        Submitter submitter = submitters.get(session);
        if (submitter != null && submitter.knows(task.ticket())) {
            return;
        }
        GuestSpace space = submitter == null ? null : submitter.space;
        Account account = submitter == null ? null : submitter.account;
        if (submitter == null || account == null || space == null) {
            if (submitter != null) {
                submitter.remember(task.ticket());
            }
            guests.refuse(session, task.ticket(), closed != null ? closed : RefusalReason.NO_POOL);
            return;
        }
        GuestTask checked = GuestTasks.of(task, space, session.member());
        boolean paid = room.use(account);
        boolean taken = false;
        try {
            taken = isTaken(submitter, task, checked, paid);
        } finally {
            if (paid && !taken) {
                room.notTaken();
            }
        }
        if (!taken) {
            room.deliver();
        }
    }

    private boolean isTaken(Submitter submitter, Task task, GuestTask checked, boolean paid) {
        if (submitter.isUnwanted(task.ticket())) {
            submitter.remember(task.ticket());
            room.answer(submitter, new Answer(pool.name(), task.ticket(), GuestEnds.cancelled(false), 0));
            return false;
        } else if (!paid || room.isBroken() || task.work().values().isLost()) {
            submitter.remember(task.ticket());
            boolean broken = paid && room.isBroken();
            guests.refuse(submitter.session, task.ticket(), broken ? RefusalReason.BROKEN : RefusalReason.NO_CREDIT);
            return false;
        }
        guests.take(new Guest(submitter, task.ticket(), checked));
        return true;
    }

    /** A task is wanted back. One that is not here is on its way, or has ended. */
    public void recall(Session session, long ticket) {
        Submitter submitter = submitters.get(session);
        Guest guest = submitter == null ? null : submitter.guests.get(ticket);
        if (guest != null) {
            guests.recall(guest);
        }
    }

    /** A task is not wanted any more, perhaps before it has come. */
    public void cancel(Session session, long ticket, boolean interrupt) {
        Submitter submitter = submitters.get(session);
        Guest guest = submitter == null ? null : submitter.guests.get(ticket);
        if (guest != null) {
            guests.cancel(guest, interrupt);
        } else if (submitter != null) {
            submitter.expectNoMore(ticket, clock.now());
        }
    }

    // -- The end of the pool, or of its membership --

    /** Takes no more guests; those that are here go on. */
    public void close(RefusalReason reason) {
        closed = reason;
        guests.close(reason);
        submitters.values().forEach(this::closeAccount);
    }

    /** Stops the guests that are still here. Their submitters are told when they have ended. */
    public void stopAll() {
        guests.stopAll();
    }

    /** The pool has ended, and says nothing more of its guests. */
    public void drop() {
        guests.drop();
        room.drop();
    }

    /** For any thread: the pool may have another room now. */
    public void roomChanged() {
        room.changed();
    }

    /** How much room there is: without the lock, before the pool is offered. */
    public void look() {
        room.refresh();
    }

    // -- For those who look on --

    /** Returns how many slots there are for others to know of. */
    public int slots() {
        return closed == null ? room.slots() : 0;
    }

    /** Returns how many guests of a session are here. */
    public int guests(Session session) {
        Submitter submitter = submitters.get(session);
        return submitter == null ? 0 : submitter.guests.size();
    }

    /** Returns how many guests are here. */
    public int guests() {
        return guests.count();
    }

    /** Returns how many credits a session has that it has not used. */
    public int outstanding(Session session) {
        Submitter submitter = submitters.get(session);
        return submitter == null || submitter.account == null ? 0 : submitter.account.outstanding;
    }

    /** Returns how long the way to the submitters and back takes; 0: not known. */
    public long roundTripNanos() {
        return room.roundTripNanos();
    }

    /** Returns what was done so far. */
    public HostCounts counts() {
        return guests.counts(orphanCount);
    }
}
