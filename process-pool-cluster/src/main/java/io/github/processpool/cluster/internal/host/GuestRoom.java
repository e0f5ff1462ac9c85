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
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BiConsumer;

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
    private final Runnable refreshTogether = this::refreshNow;

    private final Ledger ledger = new Ledger();
    private final Map<Account, Submitter> accounts = new LinkedHashMap<>();
    private final AnswerLine answers = new AnswerLine();
    /** Volatile for threads of the pool: it has ended, and is asked nothing more. */
    private volatile boolean dropped;

    private long overdrawnSinceNanos;
    private boolean starvationDue;
    /** The pool has another number of slots than was said last. */
    private boolean slotsUntold;

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

    // -- Prepared for a time when there is no memory --
    private final EngineLock.Later refreshing;

    private final BiConsumer<Account, Integer> takeBack = ledger::takeBack;

    GuestRoom(FederatedPool pool, EngineLock lock, ClusterClock clock, Runnable onSlots) {
        this.pool = pool;
        this.lock = lock;
        this.clock = clock;
        this.onSlots = onSlots;
        this.refreshing = lock.prepared(this::refreshNow);
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
            try {
                lock.after(LOOK_NANOS, this::look);
            } catch (VirtualMachineError e) {
                lookDue = false;
                lock.soon(refreshing);
            }
        }
    }

    private void look() {
        lookDue = false;
        refresh();
    }

    /**
     * Asks the pool for its room, and sends what follows; once for all that the thread does together. Throws nothing for want of memory:
     * then it is done in a while.
     */
    void refresh() {
        if (!Together.putOff(refreshTogether)) {
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
                    slotsUntold |= now.slots() != ledger.room().slots();
                    ledger.setRoom(now);
                    if (slotsUntold) {
                        onSlots.run();
                        slotsUntold = false;
                    }
                    deliver();
                }
            }
        } catch (Throwable e) {
            lock.soon(refreshing); // An error of the virtual machine: answers wait.
        }
    }

    // -- Accounts --

    Account open(Submitter submitter) {
        lock.afterwards(this::refresh); // What is known of the room is from when somebody was there last.
        Account account = new Account();
        accounts.put(account, submitter);
        boolean opened = false;
        try {
            ledger.open(account);
            opened = true;
        } finally {
            if (!opened) {
                accounts.remove(account);
            }
        }
        idle = false;
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
        ledger.arrived();
        arrivals++;
    }

    /** A task that has come will not be in the pool. */
    void notTaken() {
        ledger.notTaken();
    }

    /** An answer, to be sent with what credits there are then. */
    void answer(Submitter submitter, Answer answer) {
        answers.add(submitter, answer);
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

    /** Throws nothing for want of memory: what is not sent now is sent in a while. */
    void deliver() {
        idle = accounts.isEmpty();
        try {
            deliver(clock.now());
        } catch (VirtualMachineError e) {
            lock.soon(refreshing);
        }
    }

    private void deliver(long now) {
        Map<Account, Integer> given = new LinkedHashMap<>();
        try {
            ledger.give(now, given);
            answers.send(given);
            sendCredits(given);
        } finally {
            given.forEach(takeBack);
        }
        ask(ledger.revokeStanding());
        if (ledger.room().broken()) {
            ask(ledger.revokeAll());
        }
        lookAtOverdraft(now);
        lookAtStarvation();
        eager = ledger.wantsRoom();
    }

    private void sendCredits(Map<Account, Integer> given) {
        Iterator<Map.Entry<Account, Integer>> left = given.entrySet().iterator();
        while (left.hasNext()) {
            Map.Entry<Account, Integer> next = left.next();
            send(next.getKey(), new Credit(pool.name(), next.getValue()));
            left.remove();
        }
    }

    private void ask(Map<Account, Integer> back) {
        back.forEach((account, count) -> {
            send(account, new Revoke(pool.name(), count));
            ledger.revoked(account, count);
        });
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
        } else if (overdrawnSinceNanos != 0 && now - overdrawnSinceNanos >= LOOK_NANOS) {
            ask(ledger.revokeOverdraft());
        } else {
            lookSoon(); // Once more if the look that was due then has come sooner.
            overdrawnSinceNanos = overdrawnSinceNanos == 0 ? now : overdrawnSinceNanos;
        }
    }

    /** Credits that are not used while others have none are asked back in the end, whatever their holder says of its need. */
    private void lookAtStarvation() {
        if (!starvationDue && ledger.hasStarved()) {
            lock.after(UNUSED_NANOS, () -> {
                try (var held = lock.hold()) {
                    ask(ledger.revokeUnused(clock.now(), UNUSED_NANOS));
                    starvationDue = false;
                    lookAtStarvation();
                }
            });
            starvationDue = true; // Only if it will.
        }
    }
}
