package io.github.processpool.cluster.internal.submit;

import io.github.processpool.MemberLostException.Begun;
import io.github.processpool.cluster.internal.protocol.ClusterMessage.Cancel;
import io.github.processpool.cluster.internal.protocol.ClusterMessage.Define;
import io.github.processpool.cluster.internal.protocol.ClusterMessage.Demand;
import io.github.processpool.cluster.internal.protocol.ClusterMessage.RefusalReason;
import io.github.processpool.cluster.internal.protocol.ClusterMessage.Release;
import io.github.processpool.cluster.internal.protocol.ClusterMessage.Running;
import io.github.processpool.cluster.internal.session.ClusterClock;
import io.github.processpool.cluster.internal.session.EngineLock;
import io.github.processpool.cluster.internal.session.Self;
import io.github.processpool.cluster.internal.session.Session;
import io.github.processpool.internal.federation.AwayTask;
import io.github.processpool.internal.federation.FederatedPool;
import io.github.processpool.internal.federation.GuestAnswer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
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

    /** A need that comes and goes with each task of a busy pool is not told each time. */
    private static final long CALM_NANOS = TimeUnit.MILLISECONDS.toNanos(50);
    /** How long the end of a session may take to be noticed on the other side, after its failure timeout and the grace period. */
    private static final long ORPHAN_SLACK_NANOS = TimeUnit.SECONDS.toNanos(2);

    private final EngineLock lock;
    private final ClusterClock clock;
    private final FederatedPool pool;
    private final Self self;
    private final long failureNanos;
    private final LongSupplier numbers;
    private final MemberChoice choice;

    private final Map<Session, Counterpart> counterparts = new LinkedHashMap<>();
    /** By the ticket of the pool. */
    private final Map<Long, Sent> byTicket = new HashMap<>();

    private boolean open = true;
    private boolean calmDue;
    private long sentCount;
    private long answeredCount;
    private long refusedCount;
    private long lostCount;
    /** Volatile for the dispatcher, which asks often: credits, slots of others, and what it said last. */
    private volatile int room;

    private volatile int slots;
    private volatile int waiting;

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
        this.choice = new MemberChoice(self, surroundings.random());
    }

    // -- The pool's dispatcher, with the pool's lock held --

    /** For any thread: see {@link io.github.processpool.internal.federation.Federation#hasRoom}. */
    public boolean hasRoom() {
        return room > 0;
    }

    /** For any thread: see {@link io.github.processpool.internal.federation.Federation#slots}. */
    public int slots() {
        return slots;
    }

    /** For any thread: see {@link io.github.processpool.internal.federation.Federation#send}. */
    public @Nullable String send(AwayTask task) {
        try (var held = lock.hold()) {
            Counterpart to = choice.of(counterparts.values(), task);
            if (to == null) {
                return null;
            }
            Sent sent = new Sent(task, to, numbers.getAsLong());
            try {
                byTicket.put(task.ticket(), sent);
                to.sent.put(sent.number, sent);
                define(to, task.work().definitions());
                to.session.send(Tasks.message(pool.name(), sent));
            } catch (Throwable e) {
                forget(sent); // The pool has it still.
                throw e;
            }
            to.held--;
            sentCount++;
            count();
            return to.session.member().name();
        }
    }

    private void define(Counterpart to, int[] definitions) {
        for (int number : definitions) {
            if (!to.defined.get(number)) {
                to.session.send(new Define(pool.name(), pool.definition(number)));
                to.defined.set(number);
            }
        }
    }

    /** For any thread: see {@link io.github.processpool.internal.federation.Federation#demand}. */
    public void demand(int count) {
        if (count == waiting) {
            return;
        }
        try (var held = lock.hold()) {
            waiting = count;
            for (Counterpart member : counterparts.values()) {
                tell(member);
            }
            calmDown();
        }
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

    // -- Sessions --

    /** The other side has, or has not any more, a pool of this name that may run our tasks. */
    public void offered(Session session) {
        var offer = open && self.maySendTo(session.hello()) ? session.offer(pool.name()) : null;
        boolean fits = offer != null && offer.serializer().equals(pool.limits().serializer());
        Counterpart known = counterparts.get(session);
        if (fits && known == null) {
            known = new Counterpart(session, offer);
            counterparts.put(session, known);
            tell(known);
        } else if (fits) {
            known.offer = offer;
            known.open = true;
        } else if (known != null) {
            known.open = false;
            known.held = 0;
            known.told = 0;
            known.defined.clear();
            if (known.sent.isEmpty()) {
                counterparts.remove(session);
            }
        }
        count();
    }

    /** Nobody will say any more what becomes of the tasks that were sent in a session. */
    public void ended(Session session, String why) {
        Counterpart gone = counterparts.remove(session);
        if (gone == null) {
            return;
        }
        lostCount += gone.sent.size();
        for (Sent sent : List.copyOf(gone.sent.values())) {
            forget(sent);
            Begun begun = sent.begun ? Begun.YES : Begun.UNKNOWN;
            lock.afterwards(() -> pool.onLost(sent.task.ticket(), begun, why, orphanNanos(sent.task)));
        }
        count();
    }

    private long orphanNanos(AwayTask task) {
        long grace = task.options()
                .gracePeriod()
                .map(Duration::toNanos)
                .orElse(pool.limits().graceNanos());
        return failureNanos + grace + ORPHAN_SLACK_NANOS;
    }

    /** Returns whether the pool takes tasks. */
    public boolean isOpen() {
        return open;
    }

    /** The pool takes no new tasks: no room is wanted any more. */
    public void close() {
        open = false;
        waiting = 0;
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
        member.held += count;
        member.told = Math.max(0, member.told - count);
        count();
        calmDown();
        lock.afterwards(() -> {
            pool.onRoom();
            tellAgain(session);
        });
    }

    /** A host has need of room that it has given. */
    public void revoke(Session session, int count) {
        Counterpart member = counterparts.get(session);
        if (member != null) {
            release(member, Math.min(count, member.held));
        }
    }

    /** A task was not taken. */
    public void refused(Session session, long number, RefusalReason reason) {
        Sent sent = over(session, number);
        if (sent == null) {
            return;
        }
        refusedCount++;
        boolean elsewhere = reason != RefusalReason.OTHER_CLASSES || !sent.task.sameClassesOnly();
        lock.afterwards(() -> pool.onRefused(sent.task.ticket(), elsewhere));
    }

    /** A task has ended. */
    public void answered(Session session, long number, GuestAnswer answer) {
        Sent sent = over(session, number);
        if (sent != null) {
            answeredCount++;
            lock.afterwards(() -> pool.onAnswer(sent.task.ticket(), answer));
        }
    }

    /** There is news of tasks that run. */
    public void status(Session session, List<Running> running) {
        Counterpart member = counterparts.get(session);
        for (Running news : running) {
            Sent sent = member == null ? null : member.sent.get(news.ticket());
            if (sent != null) {
                sent.begun = true;
                long ticket = sent.task.ticket();
                lock.afterwards(() -> pool.onBegun(ticket, news.pid(), news.begunAgoNanos()));
                news.progress().ifPresent(progress -> lock.afterwards(() -> pool.onProgress(ticket, progress)));
            }
        }
    }

    // -- For those who look on --

    /** Returns how many credits a session holds. */
    public int held(Session session) {
        Counterpart member = counterparts.get(session);
        return member == null ? 0 : member.held;
    }

    /** Returns how many tasks are away in a session. */
    public int away(Session session) {
        Counterpart member = counterparts.get(session);
        return member == null ? 0 : member.sent.size();
    }

    /** Returns whether a task is away in a session. */
    public boolean isAway(Session session, long number) {
        Counterpart member = counterparts.get(session);
        return member != null && member.sent.containsKey(number);
    }

    /** Returns the tickets of all tasks that are away. */
    public List<Long> tickets() {
        return new ArrayList<>(byTicket.keySet());
    }

    /** Returns what was sent so far. */
    public AwayCounts counts() {
        return new AwayCounts(sentCount, answeredCount, refusedCount, lostCount);
    }

    // -- Steps --

    /** Takes a task out of the books; null if it is not there. */
    private @Nullable Sent over(Session session, long number) {
        Counterpart member = counterparts.get(session);
        Sent sent = member == null ? null : member.sent.get(number);
        if (sent != null) {
            forget(sent);
            if (!member.open && member.sent.isEmpty()) {
                counterparts.remove(session);
            }
        }
        return sent;
    }

    private void forget(Sent sent) {
        byTicket.remove(sent.task.ticket());
        sent.at.sent.remove(sent.number);
    }

    /** Credits have come, and were used as far as they can be. */
    private void tellAgain(Session session) {
        try (var held = lock.hold()) {
            Counterpart member = counterparts.get(session);
            if (member != null) {
                tell(member);
            }
        }
    }

    /** Says another need at once if the host would otherwise give nothing, or much too little or too much; none at all when it is calm. */
    private void tell(Counterpart member) {
        int need = waiting - member.held;
        boolean more = member.told == 0 || need / 2 >= member.told;
        boolean less = need < member.told / 2 - 4;
        if (member.open && need > 0 && (more || less)) {
            say(member, need);
        }
    }

    private void say(Counterpart member, int count) {
        member.told = count;
        member.session.send(new Demand(pool.name(), count));
    }

    /** After a short while, if nobody waits then: no need, and one credit of each member is enough. */
    private void calmDown() {
        if (waiting > 0 || calmDue) {
            return;
        }
        calmDue = true;
        clock.after(CALM_NANOS, () -> {
            try (var held = lock.hold()) {
                calmDue = false;
                for (Counterpart member : counterparts.values()) {
                    if (waiting == 0) {
                        if (member.told > 0) {
                            say(member, 0);
                        }
                        release(member, member.held - 1);
                    }
                }
            }
        });
    }

    private void release(Counterpart member, int count) {
        if (count > 0) {
            member.held -= count;
            member.session.send(new Release(pool.name(), count));
            count();
        }
    }

    private void count() {
        int credits = 0;
        int others = 0;
        for (Counterpart member : counterparts.values()) {
            credits += member.held;
            others += member.open ? member.offer.slots() : 0;
        }
        room = credits;
        slots = others;
    }
}
