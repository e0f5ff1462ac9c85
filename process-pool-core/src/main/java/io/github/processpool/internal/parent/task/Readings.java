package io.github.processpool.internal.parent.task;

import io.github.processpool.internal.parent.pool.Timer;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * The threads on which answers of workers are read that run code of the user for that: takes each {@link Reading} from the {@code
 * Delivery} and gives it to an idle thread, or to a new one, up to a limit. A reading that is given up keeps its thread until it
 * ends, and another thread takes its place, up to a limit again.
 *
 * <pre>{@code
 * waiting -> being read -> read                     the thread goes on with the next one
 *    |            '------> given up -> left         the thread ends then; meanwhile it is replaced
 *    '-------------------> refused                  all threads are taken, and none has got anywhere for long
 * }</pre>
 *
 * <p>Short answers are read one after the other by one thread as long as that gets on, which is quicker than to wake another one;
 * while there are many, it looks for the next one for a moment before it sleeps.
 *
 * <p>It decides about no task: whoever ends a future has its reading given up.
 *
 * <p><b>Thread safety:</b> any thread; guarded by this object's lock, under which nothing of others is called.
 */
public final class Readings {

    /** How long no reading has to end before those that wait for a thread are refused. */
    static final long STANDSTILL_NANOS = TimeUnit.SECONDS.toNanos(10);

    private static final int MOST_NAMED = 20;
    private static final long KEEP_ALIVE_MILLIS = 10_000;

    private final Timer timer;
    private final ThreadFactory factory;
    private final int mostThreads;
    /** Set before the pool is used. */
    private Runnable onLess = () -> {};

    private final IdleSpin spin = new IdleSpin();
    /** How many answers wait; written under the lock, volatile for the thread that spins. */
    private volatile int waitingCount;

    // -- Guarded by this --
    private final Deque<Reading> waiting = new ArrayDeque<>();
    /** Those that wait or are being read, and those that are read and whose futures are about to end. */
    private final Set<Reading> unfinished = new LinkedHashSet<>();

    private final GivenUpReadings givenUp = new GivenUpReadings();
    private final QuickReader quick = new QuickReader();
    /** How many threads there are, but for those that were replaced. */
    private int threads;
    /** How many of them have nothing to do. */
    private int idle;

    /** Whether it is going to be looked at whether the quick reader gets on. */
    private boolean lookingAgain;
    /** When a reading ended, or came when there was none. */
    private long lastEnd;

    /** Reads on at most so many threads at once. */
    public Readings(Timer timer, ThreadFactory factory, int mostThreads) {
        this.timer = timer;
        this.factory = factory;
        this.mostThreads = mostThreads;
        this.lastEnd = timer.now();
    }

    /** Before the pool is used: an action that follows when there is a reading less to wait for. */
    public void onLess(Runnable action) {
        onLess = action;
    }

    // -- In --

    /** Has an answer read as soon as there is a thread for it; does not wait. */
    public void add(Reading reading) {
        boolean more;
        boolean again;
        synchronized (this) {
            lastEnd = unfinished.isEmpty() ? timer.now() : lastEnd;
            unfinished.add(reading);
            waiting.add(reading);
            waitingCount = waiting.size();
            more = wakeIfNeeded();
            again = !waiting.isEmpty() && !lookingAgain;
            lookingAgain |= again;
        }
        reading.task().readUntil(() -> giveUp(reading));
        if (more) {
            startThread();
        }
        if (again) {
            timer.after(QuickReader.PATIENCE_NANOS, this::lookAgain);
        }
    }

    /** The thread that reads short answers may have got stuck since, or just have begun another one. */
    private void lookAgain() {
        rescue();
        boolean again;
        synchronized (this) {
            again = !waiting.isEmpty() && quick.suffices(waiting.size(), timer.now());
            lookingAgain = again;
        }
        if (again) {
            timer.after(QuickReader.PATIENCE_NANOS, this::lookAgain);
        }
    }

    /** Under the lock: wakes a thread unless one will come by itself; returns whether one has to be started, which is counted. */
    private boolean wakeIfNeeded() {
        if (waiting.isEmpty() || spin.isUnderWay() || quick.suffices(waiting.size(), timer.now())) {
            return false;
        }
        notify();
        return countNewThread();
    }

    /** Under the lock: counts a thread that is to be started if one is wanted and allowed. */
    private boolean countNewThread() {
        boolean wanted = waiting.size() > idle && threads < mostThreads;
        threads += wanted ? 1 : 0;
        return wanted;
    }

    private void startThread() {
        try {
            factory.newThread(this::readAll).start();
        } catch (RuntimeException | Error e) {
            synchronized (this) {
                threads--; // It is tried again, see rescue.
            }
        }
    }

    // -- Its threads --

    private void readAll() {
        boolean counts = true;
        try {
            for (Reading next = take(null); next != null; next = counts ? take(next) : null) {
                counts = readOne(next);
            }
        } finally {
            synchronized (this) {
                threads -= counts ? 1 : 0;
            }
        }
    }

    /** Returns the next reading, which has begun; null if there has been nothing to do for a while. */
    private @Nullable Reading take(@Nullable Reading last) {
        if (waitingCount == 0 && quick.isIn(last)) {
            spin.await(timer, () -> waitingCount > 0);
        }
        synchronized (this) {
            quick.leave(last);
            if (waiting.isEmpty()) {
                sleep();
            }
            Reading next = waiting.poll();
            waitingCount = waiting.size();
            if (next != null) {
                next.begin(timer.now());
                quick.begin(next, timer.now());
            }
            return next;
        }
    }

    /** Under the lock. */
    @SuppressWarnings("WaitNotInLoop") // A thread that wakes for nothing ends a little early.
    private void sleep() {
        idle++;
        try {
            wait(KEEP_ALIVE_MILLIS);
        } catch (InterruptedException e) {
            // Meant for a reading that is over.
        } finally {
            idle--;
        }
    }

    /** Returns whether the current thread was not replaced meanwhile. */
    private boolean readOne(Reading reading) {
        Outcome outcome = reading.read();
        synchronized (this) {
            if (!reading.end()) {
                return !givenUp.remove(reading);
            }
        }
        finish(reading, outcome);
        return true;
    }

    private void finish(Reading reading, Outcome outcome) {
        try {
            reading.deliver(outcome);
        } finally {
            synchronized (this) {
                unfinished.remove(reading);
                lastEnd = timer.now();
            }
            onLess.run();
        }
    }

    // -- Out, before the end --

    /** Its future has ended otherwise. */
    private void giveUp(Reading reading) {
        boolean more;
        synchronized (this) {
            if (reading.giveUp()) {
                threads -= givenUp.add(reading) ? 1 : 0;
            } else if (reading.refuse()) {
                waiting.remove(reading);
            } else {
                return;
            }
            unfinished.remove(reading);
            quick.leave(reading);
            waitingCount = waiting.size();
            more = wakeIfNeeded();
        }
        if (more) {
            startThread();
        }
        reading.leave();
        onLess.run();
    }

    /** Called now and then: looks after threads that could not be made or have died, and ends a standstill. */
    public void rescue() {
        List<Reading> lost = new ArrayList<>();
        List<Reading> refused = new ArrayList<>();
        String words = "";
        boolean more;
        synchronized (this) {
            unfinished.stream().filter(Reading::endIfOrphaned).forEach(lost::add);
            more = wakeIfNeeded();
            if (!waiting.isEmpty() && threads >= mostThreads && timer.now() - lastEnd > STANDSTILL_NANOS) {
                words = "all " + mostThreads + " threads for that are taken by readings that don't end: " + names();
                waiting.stream().filter(Reading::refuse).forEach(refused::add);
                waiting.clear();
                waitingCount = 0;
            }
        }
        if (more) {
            startThread();
        }
        lost.forEach(reading -> finish(reading, reading.unreadable("the thread that read it has died")));
        for (Reading reading : refused) {
            finish(reading, reading.unreadable(words));
        }
    }

    /** Under the lock: names those that threads are in. */
    private String names() {
        long now = timer.now();
        List<String> names = new ArrayList<>(givenUp.describe(now));
        unfinished.stream()
                .filter(reading -> reading.nanosSoFar(now) > 0)
                .map(reading -> reading.describe(now))
                .forEach(names::add);
        return String.join(", ", names.subList(0, Math.min(MOST_NAMED, names.size())));
    }

    // -- Looks --

    /** Returns whether there is an answer that waits or is being read, and whose future has not ended. */
    public synchronized boolean isBusy() {
        return !unfinished.isEmpty();
    }

    /** Returns how many answers wait or are being read. */
    public synchronized int count() {
        return unfinished.size();
    }

    /** Returns the tasks whose answers have been read for so long or longer. */
    public synchronized List<PendingTask<?>> readFor(long nanos) {
        long now = timer.now();
        return unfinished.stream()
                .filter(reading -> reading.nanosSoFar(now) >= nanos)
                .<PendingTask<?>>map(Reading::task)
                .toList();
    }

    /** Names the readings that are given up and still have their threads. */
    public synchronized List<String> givenUp() {
        return givenUp.describe(timer.now());
    }
}
