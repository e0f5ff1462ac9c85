package io.github.processpool.internal.parent.task;

import io.github.processpool.ResultSerializationException;
import io.github.processpool.internal.parent.pool.Timer;
import java.util.List;
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
 * <p>It decides about no task: whoever ends a future has its reading given up. A reading whose thread has died in it, or whose
 * future could not be ended because the heap was full, is found by {@link #rescue}.
 *
 * <p><b>Thread safety:</b> any thread; guarded by this object's lock, under which nothing of others is called.
 */
public final class Readings {

    /** For a heap that has no room for any words; made with the pool, and so in time. */
    static final Outcome NO_ROOM = Outcome.failure(new ResultSerializationException(
            "The result of a task could not be read: the heap of this JVM had no room at all. Give it more with -Xmx",
            null));

    /** How long no reading has to end before those that wait for a thread are refused. */
    static final long STANDSTILL_NANOS = TimeUnit.SECONDS.toNanos(10);

    private final Timer timer;
    private final ReadingThreads threads;
    private final IdleSpin spin = new IdleSpin();
    private final ReadingPlaces places = new ReadingPlaces();
    private final QuickReader quick = new QuickReader();
    /** Set before the pool is used. */
    private Runnable onLess = () -> {};

    // -- Guarded by this --
    /** Whether it is going to be looked at whether the quick reader gets on. */
    private boolean lookingAgain;
    /** When a reading ended, or came when there was none. */
    private long lastEnd;

    /** Reads on at most so many threads at once. */
    public Readings(Timer timer, ThreadFactory factory, int mostThreads) {
        this.timer = timer;
        this.threads = new ReadingThreads(this, factory, mostThreads);
        this.lastEnd = timer.now();
    }

    /** Before the pool is used: an action that follows when there is a reading less to wait for. */
    public void onLess(Runnable action) {
        onLess = action;
    }

    // -- In --

    /** Has an answer read as soon as there is a thread for it; does not wait. */
    public void add(Reading reading) {
        Runnable end = () -> giveUp(reading);
        boolean more;
        boolean look;
        synchronized (this) {
            lastEnd = places.isBusy() ? lastEnd : timer.now();
            places.add(reading);
            more = wakeIfNeeded();
            look = isLookDue();
        }
        reading.task().readUntil(end);
        if (more) {
            threads.start(this::readAll);
        }
        if (look) {
            lookSoon();
        }
    }

    /** Under the lock: whether it is to be looked at soon whether those that wait get on, which is noted. */
    private boolean isLookDue() {
        boolean due = places.waitingCount() > 0 && !lookingAgain;
        lookingAgain |= due;
        return due;
    }

    private void lookSoon() {
        boolean looking = false;
        try {
            timer.after(QuickReader.PATIENCE_NANOS, this::look);
            looking = true;
        } finally {
            noteLook(looking);
        }
    }

    private synchronized void noteLook(boolean looking) {
        lookingAgain &= looking;
    }

    /** The thread that reads short answers may have got stuck since, or just have begun another one. */
    private void look() {
        noteLook(false);
        rescue();
        boolean again;
        synchronized (this) {
            again = quick.suffices(places.waitingCount(), timer.now()) && isLookDue();
        }
        if (again) {
            lookSoon();
        }
    }

    /** Under the lock: wakes a thread unless one will come by itself; returns whether one has to be started, which is counted. */
    private boolean wakeIfNeeded() {
        int waiting = places.waitingCount();
        return waiting > 0 && !spin.isUnderWay() && !quick.suffices(waiting, timer.now()) && threads.wake(waiting);
    }

    // -- Its threads --

    private void readAll() {
        boolean counts = true;
        try {
            for (Reading next = take(null); next != null; next = counts ? take(next) : null) {
                counts = readOne(next);
            }
        } finally {
            if (counts) {
                synchronized (this) {
                    threads.uncount();
                }
            }
        }
    }

    /** Returns the next reading, which has begun; null if there has been nothing to do for a while. */
    private @Nullable Reading take(@Nullable Reading last) {
        if (places.waitingCount() == 0 && quick.isIn(last)) {
            spin.await(timer, () -> places.waitingCount() > 0);
        }
        synchronized (this) {
            quick.leave(last);
            if (places.waitingCount() == 0) {
                threads.sleep();
            }
            Reading next = places.next();
            if (next != null) {
                next.begin(timer.now());
                quick.begin(next, timer.now());
            }
            return next;
        }
    }

    /** Returns whether the current thread was not replaced meanwhile. */
    private boolean readOne(Reading reading) {
        Outcome outcome = reading.read();
        synchronized (this) {
            if (!reading.end()) {
                return !places.removeGivenUp(reading);
            }
        }
        finish(reading, outcome);
        return true;
    }

    /** Ends the future; what it can't be ended with just now is kept. */
    private void finish(Reading reading, Outcome outcome) {
        boolean delivered = false;
        try {
            reading.deliver(outcome);
            delivered = true;
        } finally {
            boolean over = delivered || reading.task().hasOutcome();
            synchronized (this) {
                lastEnd = timer.now();
                if (over) {
                    places.remove(reading);
                } else {
                    reading.keep(outcome);
                }
            }
        }
        onLess.run();
    }

    // -- Out, before the end --

    /** Its future has ended otherwise. */
    private void giveUp(Reading reading) {
        boolean more;
        synchronized (this) {
            if (!places.giveUp(reading)) {
                return;
            }
            if (reading.replaced) {
                threads.uncount();
            }
            quick.leave(reading);
            more = wakeIfNeeded();
        }
        try {
            if (more) {
                threads.start(this::readAll);
            }
        } finally {
            reading.leave();
        }
        onLess.run();
    }

    /** Called now and then: looks after threads that could not be made or have died, and ends a standstill. */
    public void rescue() {
        boolean more;
        synchronized (this) {
            more = wakeIfNeeded();
        }
        if (more) {
            threads.start(this::readAll);
        }
        for (Reading lost = orphan(); lost != null; lost = orphan()) {
            finish(lost, lost.salvage());
        }
        String words = wordsOfStandstill();
        if (words != null) {
            refuseAll(words);
        }
    }

    private synchronized @Nullable Reading orphan() {
        return places.orphan();
    }

    private synchronized @Nullable String wordsOfStandstill() {
        boolean stands = places.waitingCount() > 0 && threads.areAllThere() && timer.now() - lastEnd > STANDSTILL_NANOS;
        return stands
                ? "all " + threads.most() + " threads for that are taken by readings that don't end: "
                        + places.names(timer.now())
                : null;
    }

    /** Those that wait for a thread now; none that comes meanwhile. */
    private void refuseAll(String words) {
        for (int left = places.waitingCount(); left > 0; left--) {
            Reading refused;
            synchronized (this) {
                refused = places.next();
                if (refused == null) {
                    return;
                }
                refused.refuse();
            }
            finish(refused, refused.unreadable(words));
        }
    }

    // -- Looks --

    /** Returns whether there is an answer that waits or is being read, and whose future has not ended. */
    public synchronized boolean isBusy() {
        return places.isBusy();
    }

    /** Returns how many answers wait or are being read. */
    public synchronized int count() {
        return places.count();
    }

    /** Returns the tasks whose answers have been read for so long or longer. */
    public synchronized List<PendingTask<?>> readFor(long nanos) {
        return places.readFor(nanos, timer.now());
    }

    /** Names the readings that are given up and still have their threads. */
    public synchronized List<String> givenUp() {
        return places.givenUp(timer.now());
    }

    // -- The end --

    /** Lets idle threads end; an answer that comes all the same is read. */
    public synchronized void close() {
        threads.close();
    }
}
