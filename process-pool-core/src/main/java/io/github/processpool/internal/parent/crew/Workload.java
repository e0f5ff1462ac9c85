package io.github.processpool.internal.parent.crew;

import io.github.processpool.RunningTask;
import io.github.processpool.internal.parent.pool.PoolLock;
import io.github.processpool.internal.parent.process.WorkerLink;
import io.github.processpool.internal.parent.task.FunctionProfile;
import io.github.processpool.internal.parent.task.PendingTask;
import io.github.processpool.internal.parent.task.Whereabouts.Sending;
import io.github.processpool.internal.wire.codec.Codec.EncodedTask;
import io.github.processpool.internal.wire.message.Message;
import io.github.processpool.internal.wire.message.Message.Run;
import io.github.processpool.internal.wire.page.Scoreboard;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The ledger of one worker: receives tasks from the {@code Dispatcher}, hands them to the worker's {@link WorkerLink}, and
 * remembers which have not been answered, how many were ever given, and what still waits in the channel.
 *
 * <p>It knows nothing of the worker's life: its {@link WorkerHandle} says whether it takes tasks at all.
 *
 * <p><b>Thread safety:</b> guarded by the {@link PoolLock}, but for {@link #hasUnflushed}.
 */
public final class Workload {

    /** A number of tasks that is worth a packet of its own. */
    private static final int PACKET = 8;

    /** The most that are sent ahead, because those taken back keep their entries for a while. */
    static final int DEEPEST = Scoreboard.ENTRIES / 2;

    private final WorkerLink link;
    /** How many tasks the worker may be given. */
    private final long limit;

    private final SentRing sent;
    private final SpecialTasks specials;
    /** The profile that all tasks here share; null if they don't. */
    private @Nullable FunctionProfile profile;
    /** No task here is less urgent. */
    private int leastPriority;
    /** How many of them still wait in the channel for company; volatile for the worker's reader, who may send them on. */
    private volatile int unflushed;

    private final UnreadAnswers unread = new UnreadAnswers();
    private long assigned;
    private long completed;

    Workload(WorkerLink link, int limit, Headcount headcount) {
        this.link = link;
        this.sent = new SentRing(headcount);
        this.specials = new SpecialTasks(link);
        this.limit = limit == Integer.MAX_VALUE ? Long.MAX_VALUE : limit; // Elements of chunks are many.
    }

    // -- To the worker --

    /** Sends a task; false if the worker has not come past an earlier ticket that used the same entry. */
    public boolean send(PendingTask<?> task) {
        // The worker may have left an entry whose answer nobody has read yet: the page is not all that counts.
        if (!sent.hasRoom()) {
            return false;
        }
        // What can fail comes before what is changed: a task whose message could not be posted was not sent.
        long ticket = sent.lastTicket() + 1;
        task.expiry(); // Made now: when the answer is there, there may be no memory.
        EncodedTask work = task.where().work();
        Run run = new Run(ticket, task.taskId(), work.function(), work.arity(), work.values());
        Sending sending = task.where().sendingTo(link, ticket);
        Message message = specials.prepare(task, run, work.definitions());
        return link.scoreboard().offer(ticket) && postOffered(task, sending, message);
    }

    @SuppressWarnings("NonAtomicVolatileUpdate") // Changed under the lock only.
    private boolean postOffered(PendingTask<?> task, Sending sending, Message run) {
        boolean posted = false;
        try {
            link.post(run);
            posted = true;
        } finally {
            if (!posted) {
                link.scoreboard().retract(sending.ticket());
            }
        }
        boolean first = sent.count() == 0;
        sent.add(task);
        int priority = task.options().priority();
        leastPriority = first ? priority : Math.min(leastPriority, priority);
        profile = first || profile == task.profile() ? task.profile() : null;
        unflushed++;
        assigned += task.chunk().elements();
        task.where().markSent(sending);
        specials.posted(task);
        return true;
    }

    /** Guests of a space come no more; returns whether that has to be flushed. */
    public boolean forget(int space) {
        return specials.forget(space);
    }

    /** From time to time: puts right what an error has left half done. */
    void repair() {
        sent.repair();
    }

    /**
     * Returns whether the tasks that wait in the channel have to leave now: when the worker would soon have nothing to do, or
     * when they are worth a packet. Otherwise the worker's reader sends them on with the next answer, which comes before the
     * worker can run dry.
     */
    public boolean markFlushIfDue() {
        int withWorker = sent.count() - unflushed;
        if (withWorker > unflushed && unflushed < PACKET) {
            return false;
        }
        unflushed = 0;
        return true;
    }

    /** Nothing waits in the channel. */
    public void markFlushed() {
        unflushed = 0;
    }

    /** Any thread: whether something waits to be sent on. */
    public boolean hasUnflushed() {
        return unflushed > 0;
    }

    // -- Back --

    /** The worker has answered a ticket; null if nobody waits for that one. */
    public @Nullable PendingTask<?> answered(long ticket) {
        PendingTask<?> task = taskOf(ticket);
        if (task != null) {
            sent.remove(ticket);
            completed++;
        }
        return task;
    }

    /** Takes a task back that the worker has not begun. One that was seen to have begun has, whatever the page says now. */
    public boolean revoke(PendingTask<?> task) {
        Sending sending = task.where().sending();
        if (sending == null
                || sending.worker() != link
                || task.where().startedNanos() != 0
                || !link.scoreboard().revoke(sending.ticket())) {
            return false;
        }
        sent.remove(sending.ticket());
        assigned -= task.chunk().elements();
        return true;
    }

    /** Takes those elements of a chunk back that have not begun; returns how many have, or -1 if it can't be cut. */
    public int cut(PendingTask<?> task, Sending sending, int least) {
        int begun = Math.min(
                link.scoreboard().chunk().cut(sending.ticket(), least),
                task.chunk().elements());
        if (begun >= 0) {
            assigned -= task.chunk().elements() - begun;
        }
        return begun;
    }

    /** Elements of a chunk were not run, as many as given. */
    public void giveBack(int elements) {
        assigned -= elements;
    }

    /** The worker is gone: nothing is waited for. */
    void clear() {
        sent.clear();
        profile = null;
    }

    // -- Looks --

    /** Returns what was sent with a ticket; null if it is not waited for. */
    public @Nullable PendingTask<?> taskOf(long ticket) {
        return sent.taskOf(ticket);
    }

    /** Any thread: returns how much of its answers is still to be read. */
    public UnreadAnswers unread() {
        return unread;
    }

    /** Returns whether there may be a task here that is less urgent than another one. */
    public boolean hasLessUrgentThan(PendingTask<?> other) {
        return !isEmpty() && leastPriority < other.options().priority();
    }

    /** Returns the task that the worker runs, or should run; null if it has none. */
    public @Nullable PendingTask<?> firstTask() {
        return sent.first();
    }

    boolean isEmpty() {
        return sent.count() == 0;
    }

    /** Returns how many tasks it has not answered. */
    public int sentCount() {
        return sent.count();
    }

    /** Returns a copy, in the order of sending. */
    public List<PendingTask<?>> sentTasks() {
        return sent.tasks();
    }

    /** Returns whether the worker has begun the first of them, as its page says; before that it begins no other, whatever it says. */
    public boolean hasBegunFirst() {
        return !isEmpty() && !link.scoreboard().hasNotBegun(sent.firstTicket());
    }

    /** Returns the ticket that keeps the worker from what comes next, although it could go on by itself; 0 if there is none. */
    long stuckTicket() {
        if (!isEmpty()) {
            return link.scoreboard().hasNotBegun(sent.firstTicket()) ? sent.firstTicket() : 0;
        }
        long last = sent.lastTicket();
        if (!link.scoreboard().isFree(last + 1)) {
            return last + 1;
        }
        return last == 0 || link.scoreboard().hasPassed(last) ? 0 : last;
    }

    /** Returns how many of them the worker has not begun, as its page says; with or without guests. */
    public int notBegunCount(boolean guests) {
        return isEmpty() ? 0 : sent.countNotBegun(link.scoreboard(), guests); // A worker that starts has no page yet.
    }

    /** Returns how many more tasks the worker may be given. */
    long remaining() {
        return limit - assigned;
    }

    /** Returns whether the worker was ever given a task, and has not given it back. */
    public boolean hasHadTask() {
        return assigned > 0;
    }

    long completed() {
        return completed;
    }

    /** Returns the task that the worker runs, as far as its page says. */
    Optional<RunningTask> running(long now) {
        for (PendingTask<?> task : sentTasks()) {
            long began = task.where().startedNanos();
            if (began != 0) {
                Instant since = Instant.now().minusNanos(Math.max(0, now - began));
                return Optional.of(new RunningTask(task.taskId(), task.name(), since, task.progress()));
            }
        }
        return Optional.empty();
    }

    /** Returns how many more tasks may be sent ahead now, of so many; only behind tasks that are known to be short. */
    int room(long mostMore, long now) {
        PendingTask<?> first = sent.first();
        if (first == null || first.where().isSuspect()) {
            return 0;
        }
        int depth = Math.min(DEEPEST, Math.min(sent.count() + (int) Math.min(DEEPEST, mostMore), depth()));
        return depth > 1 && !isOverdue(now) ? Math.max(0, depth - sent.count()) : 0;
    }

    /** One look if all tasks are of one kind, as they nearly always are. */
    private int depth() {
        FunctionProfile common = profile;
        return common == null ? sent.depth(DEEPEST) : common.depth();
    }

    /** Returns whether the first task takes longer than it should. */
    public boolean isOverdue(long now) {
        PendingTask<?> first = sent.first();
        if (first == null) {
            return false;
        }
        Sending sending = first.where().sending();
        return sending != null && now - sending.sentNanos() > first.profile().patienceNanos();
    }

    /** Returns whether it is hardly worth while to take what waits behind the first task. */
    public boolean isSoonDone(long now) {
        PendingTask<?> first = sent.first();
        return first != null && first.profile().isShort() && !isOverdue(now);
    }
}
