package io.github.processpool.cluster.internal.host;

import io.github.processpool.cluster.internal.protocol.ClusterMessage;
import io.github.processpool.cluster.internal.protocol.ClusterMessage.Answer;
import io.github.processpool.cluster.internal.protocol.ClusterMessage.Credit;
import io.github.processpool.cluster.internal.protocol.ClusterMessage.Revoke;
import io.github.processpool.cluster.internal.session.ClusterClock;
import io.github.processpool.cluster.internal.session.EngineLock;
import io.github.processpool.cluster.internal.session.Together;
import io.github.processpool.internal.federation.FederatedPool;
import io.github.processpool.internal.federation.Room;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Keeps the {@link Ledger} up to date with the room of the pool, and sends what follows: credits, those of a submitter that has an answer
 * coming with that, and requests for credits that others need.
 *
 * <p>The pool is asked without the lock, by one thread at a time. What it says is void if a task has come into the pool meanwhile: that
 * one would be counted nowhere.
 *
 * <p><b>Thread safety:</b> needs the {@link EngineLock}, but for {@link #changed} and {@link #refresh}.
 */
final class GuestRoom {

    /** Own tasks that come and go are no reason to ask for credits, or to look at all that soon. */
    private static final long LOOK_NANOS = TimeUnit.MILLISECONDS.toNanos(20);
    /** How long a credit may be unused while others starve. */
    private static final long UNUSED_NANOS = TimeUnit.MILLISECONDS.toNanos(250);

    private final FederatedPool pool;
    private final EngineLock lock;
    private final ClusterClock clock;
    private final Runnable onSlots;
    private final Runnable refreshing = this::refreshNow;

    private final Ledger ledger = new Ledger();
    private final Map<Account, Submitter> accounts = new LinkedHashMap<>();
    private final List<Pending> answers = new ArrayList<>();
    /** Volatile for threads of the pool: it has ended, and is asked nothing more. */
    private volatile boolean dropped;

    private long overdrawnSinceNanos;
    private boolean starvationDue;
    /** How many tasks have come into the pool since it was asked. */
    private int unseen;

    // -- Who asks the pool --

    /** How often it was wanted while somebody asks. */
    private final AtomicInteger wanted = new AtomicInteger();
    /** Volatile: read before the pool is asked. How many tasks have come into the pool. */
    private volatile long arrivals;
    /** Volatile for threads of the pool: whether somebody waits for room. */
    private volatile boolean eager;
    /** Volatile for threads of the pool: nobody is there. */
    private volatile boolean idle = true;
    /** Volatile for threads of the pool. */
    private volatile boolean lookDue;

    private record Pending(Submitter submitter, Answer answer) {}

    GuestRoom(FederatedPool pool, EngineLock lock, ClusterClock clock, Runnable onSlots) {
        this.pool = pool;
        this.lock = lock;
        this.clock = clock;
        this.onSlots = onSlots;
    }

    // -- For any thread --

    /** The pool may have another room. At once if somebody waits for it, otherwise soon. */
    void changed() {
        if (eager) {
            refresh();
        } else if (!idle) {
            lookSoon();
        }
    }

    private void lookSoon() {
        if (!lookDue) {
            lookDue = true;
            clock.after(LOOK_NANOS, () -> {
                lookDue = false;
                refresh();
            });
        }
    }

    /** Asks the pool for its room, and sends what follows; once for all that the thread does together. */
    void refresh() {
        if (!Together.putOff(refreshing)) {
            refreshNow();
        }
    }

    private void refreshNow() {
        if (dropped) {
            try (var held = lock.hold()) {
                deliver();
            }
            return;
        }
        if (wanted.getAndIncrement() != 0) {
            return; // The one who asks does it again.
        }
        int served = 1;
        while (served != 0) {
            ask();
            served = wanted.addAndGet(-served);
        }
    }

    private void ask() {
        try {
            long before = arrivals;
            Room now = pool.room();
            try (var held = lock.hold()) {
                if (before != arrivals) {
                    wanted.getAndIncrement();
                } else if (!dropped) {
                    boolean other = now.slots() != ledger.room().slots();
                    ledger.setRoom(now);
                    ledger.arrived(unseen);
                    unseen = 0;
                    if (other) {
                        onSlots.run();
                    }
                    deliver();
                }
            }
        } catch (Throwable e) {
            clock.after(LOOK_NANOS, this::refresh); // An error of the virtual machine: answers wait.
        }
    }

    // -- Accounts --

    Account open(Submitter submitter) {
        Account account = ledger.open();
        accounts.put(account, submitter);
        idle = false;
        lock.afterwards(this::refresh); // What is known of the room is from when somebody was there last.
        return account;
    }

    void close(Account account) {
        ledger.close(account);
        accounts.remove(account);
        deliver();
    }

    void demand(Account account, int count) {
        ledger.demand(account, count);
        deliver();
    }

    void release(Account account, int count) {
        ledger.release(account, count, clock.now());
        deliver();
    }

    /** A task has come; false if there was no credit for it. */
    boolean use(Account account) {
        return ledger.use(account, clock.now());
    }

    /** A task that has come is in the pool, whose room is another one when it is asked next: {@link #refresh} has to follow. */
    void arrived() {
        unseen++;
        arrivals++;
    }

    /** A task that has come is not taken. */
    void turnedAway() {
        ledger.arrived(1);
    }

    /** An answer, to be sent with what credits there are then. */
    void answer(Submitter submitter, Answer answer) {
        answers.add(new Pending(submitter, answer));
    }

    /** The pool has ended: what is to be sent is sent, and no room is given any more. */
    void drop() {
        dropped = true;
        ledger.setRoom(new Room(0, 0, 0, 0, false));
        deliver();
    }

    boolean isBroken() {
        return ledger.room().broken();
    }

    int slots() {
        return ledger.room().slots();
    }

    long roundTripNanos() {
        return ledger.roundTripNanos();
    }

    // -- What follows --

    void deliver() {
        long now = clock.now();
        Map<Account, Integer> given = ledger.give(now);
        for (Pending pending : answers) {
            Integer credits = pending.submitter.account == null ? null : given.remove(pending.submitter.account);
            Answer bare = pending.answer;
            pending.submitter.session.send(
                    credits == null ? bare : new Answer(bare.pool(), bare.ticket(), bare.answer(), credits));
        }
        answers.clear();
        given.forEach((account, count) -> send(account, new Credit(pool.name(), count)));
        ask(ledger.revokeStanding());
        if (ledger.room().broken()) {
            ask(ledger.revokeAll());
        }
        lookAtOverdraft(now);
        lookAtStarvation();
        eager = ledger.wantsRoom();
        idle = accounts.isEmpty();
    }

    private void ask(Map<Account, Integer> back) {
        back.forEach((account, count) -> send(account, new Revoke(pool.name(), count)));
    }

    private void send(Account account, ClusterMessage message) {
        Submitter submitter = accounts.get(account);
        if (submitter != null) {
            submitter.session.send(message);
        }
    }

    /** Own tasks go first; if that lasts, room that was given is asked back. */
    private void lookAtOverdraft(long now) {
        if (ledger.free() >= 0) {
            overdrawnSinceNanos = 0;
        } else if (overdrawnSinceNanos == 0) {
            overdrawnSinceNanos = now;
            lookSoon();
        } else if (now - overdrawnSinceNanos < LOOK_NANOS) {
            lookSoon(); // The look that was due then may have come sooner.
        } else {
            ask(ledger.revokeOverdraft());
        }
    }

    /** Credits that are not used while others have none are asked back in the end, whatever their holder says of its need. */
    private void lookAtStarvation() {
        if (!starvationDue && ledger.hasStarved()) {
            starvationDue = true;
            clock.after(UNUSED_NANOS, () -> {
                try (var held = lock.hold()) {
                    starvationDue = false;
                    ask(ledger.revokeUnused(clock.now(), UNUSED_NANOS));
                    lookAtStarvation();
                }
            });
        }
    }
}
