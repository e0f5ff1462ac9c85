package io.github.processpool.internal.parent.task;

import io.github.processpool.ResultSerializationException;
import io.github.processpool.internal.parent.pool.Round;
import io.github.processpool.internal.parent.pool.Timer;
import java.util.List;
import java.util.concurrent.ThreadFactory;
import org.jspecify.annotations.Nullable;

/**
 * The threads on which answers of workers are read that run code of the user for that: takes each {@link Reading} from the {@code
 * Delivery} and gives it to an idle thread, or to a new one, up to a limit. A reading that is given up, or that others wait for in vain,
 * keeps its thread until it ends, and another thread takes its place, up to a limit again.
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
 * future could not be ended because the heap was full, is found by {@link LostReadings}.
 *
 * <p><b>Thread safety:</b> any thread; guarded by this object's lock, under which nothing of others is called.
 */
public final class Readings {

    /** For a heap that has no room for any words; made with the pool, and so in time. */
    static final Outcome NO_ROOM = Outcome.failure(new ResultSerializationException(
            "The result of a task could not be read: the heap of this JVM had no room at all. Give it more with -Xmx",
            null));

    private final Timer timer;
    private final ReadingThreads threads;
    private final IdleSpin spin = new IdleSpin();
    private final ReadingPlaces places;
    private final QuickReader quick = new QuickReader();

    private final Standstill standstill;
    private final Round rescues;
    private final SecondLook secondLook;
    /** Set before the pool is used. */
    private Runnable onLess = () -> {};

    /** Reads on at most so many threads at once. */
    public Readings(Timer timer, ThreadFactory factory, int mostThreads) {
        this.timer = timer;
        this.places = new ReadingPlaces(mostThreads);
        this.threads = new ReadingThreads(this, factory, mostThreads, () -> new ReadingLoop(this));
        this.secondLook = new SecondLook(this, timer, this::look);
        this.standstill = new Standstill(places, threads, timer.now());
        LostReadings lost = new LostReadings(this, timer, places, threads, standstill);
        this.rescues = new Round(
                this::repair, this::startIfNeeded, this::replaceSlow, lost::finishOrphans, lost::endStandstill);
    }

    /** Before the pool is used: an action that follows when there is a reading less to wait for. */
    public void onLess(Runnable action) {
        onLess = action;
    }

    // -- In --

    /** Has an answer read as soon as there is a thread for it; does not wait. */
    public void add(Reading reading) {
        Claim claim = new Claim(reading);
        boolean more;
        boolean look;
        synchronized (this) {
            if (!places.isBusy()) {
                standstill.end(timer.now());
            }
            places.add(reading);
            more = wakeIfNeeded();
            look = isLookDue();
        }
        try {
            reading.task().readUntil(claim);
        } finally { // Noted as done already.
            if (more) {
                threads.start();
            }
            if (look) {
                secondLook.soon();
            }
        }
    }

    /** Under the lock: whether a look is to follow, which is noted. */
    private boolean isLookDue() {
        return places.waitingCount() > 0 && secondLook.isWanted();
    }

    /**
     * The thread that reads short answers may have got stuck since, or just have begun another one: wakes one thread after the other as
     * long as there are any that wait. If none can be made just now, that is tried again with the next answer, or by {@link #rescue}.
     */
    private void look() {
        boolean made = startIfNeeded();
        boolean again;
        synchronized (this) {
            again = made && threads.isAnyFree() && isLookDue();
        }
        if (again) {
            secondLook.soon();
        }
    }

    /** Returns false if a thread was needed and could not be made. */
    private boolean startIfNeeded() {
        boolean more;
        synchronized (this) {
            more = wakeIfNeeded();
        }
        return !more || threads.start();
    }

    /** Under the lock: wakes a thread unless one will come by itself; returns whether one has to be started. */
    private boolean wakeIfNeeded() {
        int waiting = places.waitingCount();
        return waiting > 0 && !spin.isUnderWay() && !quick.suffices(waiting, timer.now()) && threads.wake(waiting);
    }

    // -- Its threads --

    /** Returns the next reading, which has begun; null if there has been nothing to do for a while. */
    @Nullable
    Reading take() {
        if (places.waitingCount() == 0 && quick.isCurrentThread()) {
            spin.await(timer, () -> places.waitingCount() > 0);
        }
        synchronized (this) {
            quick.leave();
            if (places.waitingCount() == 0) {
                threads.sleep();
            }
            long now = timer.now();
            Reading next = places.next();
            if (next != null) {
                next.begin(now);
                quick.begin(next, now);
            }
            return next;
        }
    }

    /** The current thread has read it; returns whether it was not given up meanwhile, so that it is to be finished. */
    boolean end(Reading reading) {
        synchronized (this) {
            boolean wanted = reading.end();
            if (!wanted) {
                places.removeGivenUp(reading);
            }
            return wanted;
        }
    }

    /** The current thread ends; it may be one of those that count. */
    void end() {
        synchronized (this) {
            quick.leave();
            threads.leave(Thread.currentThread());
        }
        startIfNeeded();
    }

    /** Ends the future; what it can't be ended with just now is kept. */
    void finish(Reading reading, Outcome outcome) {
        boolean delivered = false;
        try {
            reading.deliver(outcome);
            delivered = true;
        } finally {
            boolean over = delivered || reading.task().hasOutcome();
            synchronized (this) {
                standstill.end(timer.now());
                if (over) {
                    places.remove(reading);
                } else {
                    places.keep(reading, outcome);
                }
            }
            if (over && !delivered) {
                reading.task().where().markEnded();
            }
        }
        onLess.run();
    }

    // -- Out, before the end --

    private final class Claim implements ReadingClaim {

        private final Reading reading;

        private Claim(Reading reading) {
            this.reading = reading;
        }

        @Override
        public void giveUp() {
            Readings.this.giveUp(reading);
        }

        @Override
        public boolean isHeld() {
            synchronized (Readings.this) {
                return reading.line != null;
            }
        }
    }

    /** Its future has ended otherwise. */
    private void giveUp(Reading reading) {
        Thread stuck;
        synchronized (this) {
            if (!places.giveUp(reading)) {
                return;
            }
            stuck = reading.thread();
            if (places.replace(reading)) {
                threads.leave(stuck);
            }
            quick.leave(reading);
        }
        try {
            startIfNeeded();
        } finally {
            try {
                reading.leave();
            } finally {
                threads.interrupt(stuck);
            }
        }
        onLess.run();
    }

    /** Called now and then: looks after threads that could not be made or have died, and ends a standstill. */
    public void rescue() {
        rescues.run();
    }

    /** Derives anew what follows from other things: no thread may have told of its end. */
    private void repair() {
        synchronized (this) {
            spin.forgetIfOld(timer.now());
            secondLook.forgetIfLost();
            threads.recount();
            places.repair(threads);
        }
    }

    /** Where others wait and nothing ends, slow ones keep their threads, but these don't count any more. */
    private void replaceSlow() {
        boolean look;
        synchronized (this) {
            standstill.replaceSlow(timer.now());
            look = isLookDue();
        }
        if (look) {
            secondLook.soon();
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
