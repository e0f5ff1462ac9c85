package io.github.processpool.internal.parent.supervision;

import io.github.processpool.ExitReason;
import io.github.processpool.WorkerCrashedException.Circumstances;
import io.github.processpool.internal.parent.away.AwayTasks;
import io.github.processpool.internal.parent.crew.Crew;
import io.github.processpool.internal.parent.crew.WorkerHandle;
import io.github.processpool.internal.parent.dispatch.Dispatcher;
import io.github.processpool.internal.parent.life.WorkerEvents;
import io.github.processpool.internal.parent.pool.PoolContext;
import io.github.processpool.internal.parent.pool.PoolLock;
import io.github.processpool.internal.parent.pool.Round;
import io.github.processpool.internal.parent.process.Obituary;
import io.github.processpool.internal.parent.task.Events;
import io.github.processpool.internal.parent.task.PendingTask;
import io.github.processpool.internal.parent.task.UnfinishedTasks;
import io.github.processpool.internal.parent.task.Whereabouts.Place;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/**
 * Puts right what an error in this JVM, be it for want of memory or of stack, has left half done, from time to time and whether there
 * was one or not: has the {@link Crew} and the {@link Dispatcher} derive anew what follows from other things, actions done again that
 * failed, messages sent that wait, workers taken for ended whose threads have ended, and tasks found by the {@link TaskMender}.
 *
 * <p>It does not look after what goes wrong in workers; that is the {@link Patrol}.
 *
 * <p><b>Thread safety:</b> the timer's thread, and the one that ends the pool; takes the {@link PoolLock} itself.
 */
public final class Mender {

    private static final String WORDS = "was killed, because its thread in this JVM has ended";

    private static final String CUT_OFF =
            "was killed, because a thread of this JVM was lost while it sent something to it, most likely when the heap was full";
    /** At the end: some may only be on their way. */
    private static final int LAST_ROUNDS = 3;

    private static final long PAUSE_NANOS = TimeUnit.MILLISECONDS.toNanos(20);

    private final PoolLock lock;
    private final Crew crew;
    private final Dispatcher dispatcher;
    private final UnfinishedTasks unfinished;
    private final WorkerEvents lives;
    private final Events events;
    private final TaskMender tasks;
    /** Under the lock. */
    private final Round repairs;

    private final Round round;

    /** Mends these, all of one pool; workers whose threads have ended are told to the one who hears of lives. */
    public Mender(
            PoolContext pool,
            Crew crew,
            Dispatcher dispatcher,
            UnfinishedTasks unfinished,
            WorkerEvents lives,
            Events events) {
        this.lock = pool.lock();
        this.crew = crew;
        this.dispatcher = dispatcher;
        this.unfinished = unfinished;
        this.lives = lives;
        this.events = events;
        this.tasks = new TaskMender(pool, crew, dispatcher, unfinished, events::areCallbacksBehind);
        this.repairs = new Round(dispatcher::repair, crew::repair);
        this.round = new Round(
                this::repair,
                lock::tryAgain,
                this::lookAfterWorkers,
                this::lookAfterMembers,
                tasks::tick,
                events::mend);
    }

    /** Called from time to time. */
    public synchronized void tick() {
        round.run();
    }

    private void repair() {
        try (var held = lock.hold()) {
            repairs.run();
        }
    }

    private void lookAfterWorkers() {
        List<WorkerHandle> workers;
        try (var held = lock.hold()) {
            workers = List.copyOf(crew.workers());
        }
        Round.each(workers, this::lookAfter);
    }

    private void lookAfter(WorkerHandle worker) {
        worker.link().flush();
        if (worker.link().isCutOff()) {
            worker.link().kill(ExitReason.MEMORY_PRESSURE, CUT_OFF);
        }
        if (worker.link().isDeserted()) {
            bury(worker);
        }
        if (worker.workload().unread().isHoldingUp() && isNoneReadFrom(worker)) {
            letGoOfUnread(worker);
        }
    }

    /** A thread may have got lost before it could tell that an answer need not be kept any more. Under the lock no other one comes. */
    private void letGoOfUnread(WorkerHandle worker) {
        try (var held = lock.hold()) {
            if (isNoneReadFrom(worker)) {
                worker.workload().unread().clear();
                dispatcher.available(worker);
            }
        }
    }

    /** As above, for what the other members of a cluster have answered. */
    private void lookAfterMembers() {
        AwayTasks away = dispatcher.away();
        if (away == null || !away.unread().isHoldingUp()) {
            return;
        }
        try (var held = lock.hold()) {
            boolean anyRead = unfinished.list().stream()
                    .anyMatch(task -> task.where().place() == Place.READING
                            && task.member().isPresent());
            if (!anyRead) {
                away.unread().clear();
                dispatcher.goOn();
            }
        }
    }

    private boolean isNoneReadFrom(WorkerHandle worker) {
        return unfinished.list().stream().noneMatch(task -> isReadFrom(worker, task));
    }

    private static boolean isReadFrom(WorkerHandle worker, PendingTask<?> task) {
        return task.where().place() == Place.READING
                && task.member().isEmpty()
                && task.where().lastPid() == worker.link().pid();
    }

    /** The pool is over, and nobody comes here again: what is left half done now is done to its end. Waits if there is anything. */
    public synchronized void finish() {
        lock.tryAgain();
        for (int rounds = 0; rounds < LAST_ROUNDS; rounds++) {
            boolean end;
            do {
                end = tasks.tick();
            } while (!end);
            if (!tasks.hasSuspects()) {
                break;
            }
            LockSupport.parkNanos(PAUSE_NANOS);
        }
        events.mend();
    }

    /** The thread that would have told of its end is gone. */
    private void bury(WorkerHandle worker) {
        worker.link().kill(ExitReason.MEMORY_PRESSURE, WORDS);
        try (var held = lock.hold()) {
            if (!crew.workers().contains(worker)) {
                return;
            }
        }
        Circumstances facts = new Circumstances(
                worker.link().pid(), OptionalInt.empty(), Optional.empty(), false, List.of(), Optional.empty());
        lives.onEnded(worker, new Obituary(ExitReason.MEMORY_PRESSURE, WORDS, facts));
    }
}
