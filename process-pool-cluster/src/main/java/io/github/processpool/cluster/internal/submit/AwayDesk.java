package io.github.processpool.cluster.internal.submit;

import io.github.processpool.MemberLostException.Begun;
import io.github.processpool.cluster.internal.protocol.ClusterMessage.Cancel;
import io.github.processpool.cluster.internal.protocol.ClusterMessage.PoolOffer;
import io.github.processpool.cluster.internal.protocol.ClusterMessage.Recall;
import io.github.processpool.cluster.internal.protocol.ClusterMessage.RefusalReason;
import io.github.processpool.cluster.internal.protocol.ClusterMessage.Running;
import io.github.processpool.cluster.internal.session.ClusterClock;
import io.github.processpool.cluster.internal.session.EngineLock;
import io.github.processpool.cluster.internal.session.Self;
import io.github.processpool.cluster.internal.session.Session;
import io.github.processpool.internal.federation.AwayTask;
import io.github.processpool.internal.federation.FederatedPool;
import io.github.processpool.internal.federation.GuestAnswer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.LongSupplier;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * One pool as a submitter: takes tasks of its dispatcher for members that have given room, and hands what they say about these to the
 * pool, exactly one end for each. It reads no answer and keeps no task that is not away.
 *
 * <p><b>Thread safety:</b> needs the {@link EngineLock}, but for what is said to be for any thread. Calls of the pool's dispatcher come
 * with the pool's lock held, which stands above the engine's; all calls into the pool are made after the engine's was released, but for
 * {@link FederatedPool#definition}, which waits for nothing.
 */
public final class AwayDesk {

    private final EngineLock lock;
    private final ClusterClock clock;
    private final FederatedPool pool;
    private final Self self;
    private final long failureNanos;
    private final LongSupplier numbers;
    private final MemberChoice choice;

    private final Map<Session, Counterpart> counterparts = new LinkedHashMap<>();
    private final RoomElsewhere room;
    /** By the ticket of the pool. */
    private final Map<Long, Sent> byTicket = new HashMap<>();

    private final AwayCounts counts = new AwayCounts();

    private boolean open = true;

    /** What all desks of a cluster have in common. */
    public record Surroundings(
            EngineLock lock,
            ClusterClock clock,
            Self self,
            RandomGenerator random,
            long failureNanos,
            LongSupplier numbers) {}

    /**
     * Nobody has given room yet.
     *
     * @param pool whose tasks these are
     * @param surroundings of the cluster
     */
    public AwayDesk(FederatedPool pool, Surroundings surroundings) {
        this.pool = pool;
        this.lock = surroundings.lock();
        this.clock = surroundings.clock();
        this.self = surroundings.self();
        this.failureNanos = surroundings.failureNanos();
        this.numbers = surroundings.numbers();
        this.room = new RoomElsewhere(pool, lock, counterparts);
        this.choice = new MemberChoice(self, surroundings.random());
    }

    // -- The pool's dispatcher, with the pool's lock held --

    /** For any thread: see {@link io.github.processpool.internal.federation.Federation#hasRoom}. */
    public boolean hasRoom() {
        return room.credits() > 0;
    }

    /** For any thread: see {@link io.github.processpool.internal.federation.Federation#slots}. */
    public int slots() {
        return room.slots();
    }

    /** For any thread: see {@link io.github.processpool.internal.federation.Federation#send}. */
    public @Nullable String send(AwayTask task) {
        try (var held = lock.hold()) {
            Counterpart to = choice.of(counterparts.values(), task);
            if (to == null) {
                return null;
            }
            Sent sent = new Sent(task, to, numbers.getAsLong());
            String name = to.session.member().name();
            try {
                byTicket.put(task.ticket(), sent);
                to.sent.put(sent.number, sent);
                to.define(pool, task.work().definitions());
                to.session.send(Tasks.message(pool.name(), sent));
            } catch (Throwable e) {
                forget(sent); // The pool has it still.
                throw e;
            }
            room.use(to); // It is on its way: nothing may fail any more.
            counts.countSent(task.attempt());
            return name;
        }
    }

    /** For any thread: see {@link io.github.processpool.internal.federation.Federation#demand}. */
    public void demand(int count) {
        room.demand(count);
    }

    /** For any thread: see {@link io.github.processpool.internal.federation.Federation#cancel}. */
    public void cancel(long ticket, boolean interrupt) {
        try (var held = lock.hold()) {
            Sent sent = byTicket.get(ticket);
            if (sent != null) {
                sent.at.session.send(new Cancel(pool.name(), sent.number, interrupt));
            }
        }
    }

    /** For any thread: see {@link io.github.processpool.internal.federation.Federation#recall}. */
    public boolean recall(long ticket, boolean idle) {
        try (var held = lock.hold()) {
            Sent sent = byTicket.get(ticket);
            if (sent == null || !(idle || room.isBeside(sent.at))) {
                return false;
            }
            sent.at.session.send(new Recall(pool.name(), sent.number));
            return true;
        }
    }

    // -- Sessions --

    /** The other side has, or has not any more, a pool of this name that may run our tasks. */
    public void offered(Session session) {
        PoolOffer offer = offerOf(session);
        Counterpart known = counterparts.get(session);
        if (offer != null && known == null) {
            Counterpart added = new Counterpart(session, offer);
            counterparts.put(session, added);
            room.tell(added);
        } else if (offer != null && known != null) {
            known.offer = offer;
            known.open = true;
        } else if (known != null) {
            close(known);
        }
        room.count();
    }

    private @Nullable PoolOffer offerOf(Session session) {
        PoolOffer offer = open && self.maySendTo(session.hello()) ? session.offer(pool.name()) : null;
        return offer != null && offer.serializer().equals(pool.limits().serializer()) ? offer : null;
    }

    private void close(Counterpart member) {
        member.close();
        if (member.sent.isEmpty()) {
            counterparts.remove(member.session);
        }
    }

    /** Nobody will say any more what becomes of the tasks that were sent in a session. */
    public void ended(Session session, String why) {
        Counterpart gone = counterparts.get(session);
        if (gone == null) {
            return;
        }
        gone.close();
        for (Sent sent : List.copyOf(gone.sent.values())) {
            Begun begun = sent.begun ? Begun.YES : Begun.UNKNOWN;
            lock.afterwards(() -> pool.onLost(
                    sent.task.ticket(),
                    begun,
                    why,
                    failureNanos + sent.lingersNanos(pool.limits().graceNanos())));
            forget(sent);
            counts.countLoss(sent.begun);
        }
        room.count();
        counterparts.remove(session); // Last: should an error come between, all of it is done again.
    }

    /** Returns whether the pool takes tasks. */
    public boolean isOpen() {
        return open;
    }

    /** The pool takes no new tasks: no room is wanted any more. */
    public void close() {
        open = false;
        room.demand(0);
        for (Counterpart member : List.copyOf(counterparts.values())) {
            offered(member.session);
        }
    }

    /** The pool has ended: nobody wants to hear of what is still away. */
    public void drop() {
        for (Sent sent : byTicket.values()) {
            sent.at.session.send(new Cancel(pool.name(), sent.number, true));
        }
        byTicket.clear();
        counterparts.clear();
    }

    // -- What hosts say --

    /** A host has given room. */
    public void credit(Session session, int count) {
        Counterpart member = counterparts.get(session);
        if (member == null || !member.open || count <= 0) {
            return;
        }
        room.add(member, count);
    }

    /** A host has need of room that it has given. */
    public void revoke(Session session, int count) {
        Counterpart member = counterparts.get(session);
        if (member != null) {
            room.release(member, Math.min(count, member.held));
        }
    }

    /** A task was not taken. */
    public void refused(Session session, long number, RefusalReason reason) {
        Sent sent = sentTo(session, number);
        if (sent == null) {
            return;
        }
        lock.afterwards(() -> pool.onRefused(sent.task.ticket())); // First: nobody else would tell.
        over(sent);
        counts.countRefusal(reason);
        if (reason == RefusalReason.RECALLED) {
            room.release(sent.at, sent.at.held); // It has not the room that it has given, and would get the task again.
        }
    }

    /** A task has ended. */
    public void answered(Session session, long number, GuestAnswer answer) {
        Sent sent = sentTo(session, number);
        if (sent != null) {
            lock.afterwards(() -> pool.onAnswer(sent.task.ticket(), answer));
            over(sent);
            counts.countAnswer();
        }
    }

    /** The time of a task is up, which has not ended yet. */
    public void timeUp(Session session, long number, GuestAnswer answer) {
        Sent sent = sentTo(session, number);
        if (sent != null) {
            lock.afterwards(() -> pool.onTimeUp(sent.task.ticket(), answer));
        }
    }

    /** There is news of tasks that run. */
    public void status(Session session, List<Running> running) {
        for (Running news : running) {
            Sent sent = sentTo(session, news.ticket());
            if (sent != null) {
                sent.markBegun(news, clock.now());
                long ticket = sent.task.ticket();
                lock.afterwards(() -> pool.onBegun(ticket, news.pid(), news.begunAgoNanos()));
                news.progress().ifPresent(progress -> lock.afterwards(() -> pool.onProgress(ticket, progress)));
            }
        }
    }

    // -- For those who look on --

    /** Returns what this side has of the pool on the other side of a session. */
    public AwayView look(Session session) {
        return AwayView.of(counterparts.get(session), clock.now());
    }

    /** Returns whether a task is away in a session. */
    public boolean isAway(Session session, long number) {
        return sentTo(session, number) != null;
    }

    /** Returns the tickets of all tasks that are away. */
    public List<Long> tickets() {
        return new ArrayList<>(byTicket.keySet());
    }

    /** Returns what was sent so far. */
    public AwayCounts counts() {
        return counts;
    }

    // -- Steps --

    /** Takes a task out of the books, when the pool is going to be told. */
    private void over(Sent sent) {
        forget(sent);
        if (!sent.at.open && sent.at.sent.isEmpty()) {
            counterparts.remove(sent.at.session);
        }
    }

    private @Nullable Sent sentTo(Session session, long number) {
        Counterpart member = counterparts.get(session);
        return member == null ? null : member.sent.get(number);
    }

    private void forget(Sent sent) {
        byTicket.remove(sent.task.ticket());
        sent.at.sent.remove(sent.number);
    }
}
