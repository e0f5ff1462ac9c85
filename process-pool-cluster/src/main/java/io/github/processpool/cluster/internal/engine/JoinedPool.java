package io.github.processpool.cluster.internal.engine;

import io.github.processpool.ProcessFuture;
import io.github.processpool.cluster.internal.host.GuestDesk;
import io.github.processpool.cluster.internal.protocol.Bodies;
import io.github.processpool.cluster.internal.protocol.ClusterMessage;
import io.github.processpool.cluster.internal.protocol.ClusterMessage.Answer;
import io.github.processpool.cluster.internal.protocol.ClusterMessage.Cancel;
import io.github.processpool.cluster.internal.protocol.ClusterMessage.Credit;
import io.github.processpool.cluster.internal.protocol.ClusterMessage.Define;
import io.github.processpool.cluster.internal.protocol.ClusterMessage.Demand;
import io.github.processpool.cluster.internal.protocol.ClusterMessage.PoolOffer;
import io.github.processpool.cluster.internal.protocol.ClusterMessage.Recall;
import io.github.processpool.cluster.internal.protocol.ClusterMessage.RefusalReason;
import io.github.processpool.cluster.internal.protocol.ClusterMessage.Refused;
import io.github.processpool.cluster.internal.protocol.ClusterMessage.Release;
import io.github.processpool.cluster.internal.protocol.ClusterMessage.Revoke;
import io.github.processpool.cluster.internal.protocol.ClusterMessage.Status;
import io.github.processpool.cluster.internal.protocol.ClusterMessage.Task;
import io.github.processpool.cluster.internal.protocol.ClusterMessage.Threads;
import io.github.processpool.cluster.internal.protocol.ClusterMessage.ThreadsWanted;
import io.github.processpool.cluster.internal.protocol.ClusterMessage.TimeUp;
import io.github.processpool.cluster.internal.session.EngineLock;
import io.github.processpool.cluster.internal.session.Session;
import io.github.processpool.cluster.internal.session.Together;
import io.github.processpool.cluster.internal.submit.AwayDesk;
import io.github.processpool.internal.federation.AwayTask;
import io.github.processpool.internal.federation.FederatedPool;
import io.github.processpool.internal.federation.Federation;
import io.github.processpool.internal.federation.GuestAnswer;
import io.github.processpool.internal.federation.GuestAnswer.Failed;
import io.github.processpool.internal.wire.message.ProtocolException;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * A pool that belongs to all pools of its name, with its two halves: the {@link AwayDesk} and the {@link GuestDesk}. Its states:
 *
 * <pre>{@code
 * new -> connected      the pool knows it, and may call
 *     -> active         others know of it
 *     -> closing        takes and gives nothing new
 *     -> closed         out of the cluster
 * }</pre>
 *
 * <p><b>Thread safety:</b> any thread, see {@link Federation}.
 */
public final class JoinedPool implements Federation {

    private final JoinedPools pools;
    private final EngineLock lock;
    private final boolean takesGuests;
    /** Volatile: set by {@link #connect}, before the pool is used by any other thread. */
    private volatile @Nullable Halves halves;

    private record Halves(FederatedPool pool, AwayDesk away, GuestDesk guests, ThreadDumps dumps) {}

    JoinedPool(JoinedPools pools, EngineLock lock, boolean takesGuests) {
        this.takesGuests = takesGuests;
        this.pools = pools;
        this.lock = lock;
    }

    /**
     * Connects the two.
     *
     * @throws IllegalStateException if a pool of its name is in the cluster already
     */
    @Override
    public void connect(FederatedPool pool) {
        pools.reserve(pool.name(), this);
        halves = new Halves(
                pool,
                new AwayDesk(pool, pools.awaySurroundings()),
                new GuestDesk(pool, pools.guestSurroundings(), pools::offersChanged),
                pools.newDumps(pool));
        if (!takesGuests) {
            guests().close(RefusalReason.ROLE);
        }
    }

    /** The pool could not be opened. */
    public void forget() {
        try (var held = lock.hold()) {
            pools.remove(this);
        }
    }

    /** The pool may be used: others may know of it. */
    public void activate() {
        guests().look();
        pools.activate(this);
    }

    // -- The pool --

    @Override
    public boolean hasRoom() {
        return away().hasRoom();
    }

    @Override
    public @Nullable String send(AwayTask task) {
        return away().send(task);
    }

    @Override
    public boolean recall(long ticket, boolean idle) {
        return away().recall(ticket, idle);
    }

    @Override
    public int slots() {
        return away().slots();
    }

    @Override
    public void demand(int waiting) {
        away().demand(waiting);
    }

    @Override
    public void cancel(long ticket, boolean interrupt) {
        away().cancel(ticket, interrupt);
    }

    @Override
    public void roomChanged() {
        guests().roomChanged();
    }

    @Override
    public Stretch together() {
        return Together.begin();
    }

    @Override
    public void closing() {
        try (var held = lock.hold()) {
            away().close();
            guests().close(RefusalReason.NO_POOL);
            pools.offersChanged();
        }
    }

    @Override
    public void closed() {
        try (var held = lock.hold()) {
            closing();
            away().drop();
            guests().drop();
            halves().dumps.ended(null, "is not asked any more, since the pool here has ended");
            pools.remove(this);
        }
    }

    // -- The cluster, with the lock --

    void offered(Session session) {
        away().offered(session);
        guests().offered(session);
    }

    void ended(Session session, String why) {
        away().ended(session, why);
        guests().ended(session);
        halves().dumps.ended(session, why);
    }

    /** A message of a session that is about this pool. */
    void take(Session session, ClusterMessage message) throws ProtocolException {
        if (!toHost(session, message) && !toSubmitter(session, message)) {
            throw new ProtocolException("an unexpected " + message.getClass().getSimpleName());
        }
    }

    private boolean toHost(Session session, ClusterMessage message) throws ProtocolException {
        GuestDesk desk = guests();
        if (message instanceof Task task) {
            desk.task(session, task);
        } else if (message instanceof Define define) {
            desk.define(session, define.definition());
        } else if (message instanceof Demand demand) {
            desk.demand(session, demand.count());
        } else if (message instanceof Release release) {
            desk.release(session, release.count());
        } else if (message instanceof Recall recall) {
            desk.recall(session, recall.ticket());
        } else if (message instanceof Cancel cancel) {
            desk.cancel(session, cancel.ticket(), cancel.interrupt());
        } else if (message instanceof ThreadsWanted question) {
            halves().dumps.asked(session, question);
        } else {
            return false;
        }
        return true;
    }

    private boolean toSubmitter(Session session, ClusterMessage message) {
        AwayDesk desk = away();
        if (message instanceof Answer answer) {
            Answer whole = Bodies.of(answer).isLost() ? tooLarge(answer) : answer;
            desk.answered(session, whole.ticket(), whole.answer());
            desk.credit(session, whole.credits());
        } else if (message instanceof Credit credit) {
            desk.credit(session, credit.count());
        } else if (message instanceof Status status) {
            desk.status(session, status.running());
        } else if (message instanceof TimeUp timeUp) {
            desk.timeUp(session, timeUp.ticket(), timeUp.answer());
        } else if (message instanceof Revoke revoke) {
            desk.revoke(session, revoke.count());
        } else if (message instanceof Refused refused) {
            desk.refused(session, refused.ticket(), refused.reason());
        } else if (message instanceof Threads threads) {
            halves().dumps.answered(session, threads);
        } else {
            return false;
        }
        return true;
    }

    private Answer tooLarge(Answer answer) {
        int length = Bodies.of(answer).length();
        long most = halves().pool.limits().maxPayload();
        String words = "its result of " + length + " bytes is "
                + (length > most
                        ? "larger than the limit of " + most + " bytes; raise maxPayload"
                        : "more than the heap of this JVM had room for");
        return Bodies.with(answer, new Failed(GuestAnswer.Kind.TOO_LARGE, words));
    }

    /** How large the payload of a message may be; -1: nobody wants it. */
    long largestPayload(Session session, ClusterMessage message) {
        boolean wanted = !(message instanceof Answer answer) || away().isAway(session, answer.ticket());
        return wanted ? halves().pool.limits().maxPayload() : -1;
    }

    /** This member leaves: nothing new in either direction. */
    void leave() {
        away().close();
        guests().close(RefusalReason.LEAVING);
    }

    @Nullable
    PoolOffer offer() {
        int slots = guests().slots();
        FederatedPool pool = halves().pool;
        return away().isOpen()
                ? new PoolOffer(
                        pool.name(),
                        slots,
                        pool.limits().serializer(),
                        pool.limits().maxPayload())
                : null;
    }

    // -- For those who look on --

    /**
     * Returns its name.
     *
     * @return the pool's
     */
    public String name() {
        return halves().pool.name();
    }

    /**
     * Returns it as a submitter.
     *
     * @return that half
     */
    public AwayDesk away() {
        return halves().away;
    }

    /**
     * Returns it as a host.
     *
     * @return that half
     */
    public GuestDesk guests() {
        return halves().guests;
    }

    /** Asks the other side of a session what a worker of its pool of this name does. */
    CompletableFuture<String> threadDump(Session session, long pid) {
        return halves().dumps.ask(session, pid);
    }

    /**
     * Returns the futures of the tasks that are away. Without the lock.
     *
     * @return those that the pool knows
     */
    public List<ProcessFuture<?>> futuresAway() {
        List<Long> tickets;
        try (var held = lock.hold()) {
            tickets = away().tickets();
        }
        List<ProcessFuture<?>> futures = new ArrayList<>();
        for (long ticket : tickets) {
            ProcessFuture<?> future = halves().pool.future(ticket);
            if (future != null) {
                futures.add(future);
            }
        }
        return futures;
    }

    private Halves halves() {
        return Objects.requireNonNull(halves, "not connected");
    }
}
