package io.github.processpool.internal.parent.crew;

import java.util.Deque;
import java.util.LinkedList;

/**
 * Lets about as many workers start at once as there are processors, in the order in which they come: more would only take the
 * processors from each other until all of them are too late. Each start {@linkplain #enter enters} the line, waits for its
 * {@link StartTurn} on its own thread, and gives it back when the worker is ready or has failed.
 *
 * <p>A start that hardly uses a processor, because it waits for a database or hangs, does not count, so that it holds up nobody.
 *
 * <p>It knows no pools: {@link #ofThisJvm()} is shared by all of them. It starts nothing and watches no clock; whoever holds a turn
 * gives it back, at the latest when its startTimeout is over.
 *
 * <p><b>Thread safety:</b> any thread; guarded by this object's lock, under which nothing is called but {@code unpark}.
 */
public final class StartTurns {

    private static final StartTurns OF_JVM = new StartTurns(Runtime.getRuntime().availableProcessors());

    private final int limit;

    // -- Guarded by this --

    /** One that finds no memory for a turn is as it was before, which is not so with an array that has to grow. */
    private final Deque<StartTurn> line = new LinkedList<>();
    /** How many have a turn and use it. */
    private int busy;

    /** Turns for so many starts at once. */
    public StartTurns(int limit) {
        this.limit = limit;
    }

    /** Returns the turns that all pools of this JVM share. */
    public static StartTurns ofThisJvm() {
        return OF_JVM;
    }

    /** Returns turns for everybody, as for workers that are no processes. */
    public static StartTurns unlimited() {
        return new StartTurns(Integer.MAX_VALUE);
    }

    /** Puts the current thread in line. To be closed. */
    public StartTurn enter() {
        StartTurn turn = new StartTurn(this, Thread.currentThread());
        synchronized (this) {
            line.addLast(turn);
            passOn();
        }
        return turn;
    }

    synchronized void leave(StartTurn turn) {
        switch (turn.state) {
            case WAITING -> line.remove(turn);
            case BUSY -> busy--;
            case RESTING, ENDED -> {}
        }
        turn.state = StartTurn.State.ENDED;
        passOn();
    }

    /** The start uses its turn, or does not just now. */
    synchronized void use(StartTurn turn, boolean used) {
        if (turn.state == StartTurn.State.BUSY && !used) {
            turn.state = StartTurn.State.RESTING;
            busy--;
            passOn();
        } else if (turn.state == StartTurn.State.RESTING && used) {
            turn.state = StartTurn.State.BUSY;
            busy++;
        }
    }

    private void passOn() {
        while (busy < limit && !line.isEmpty()) {
            busy++;
            line.removeFirst().grant();
        }
    }

    /** Returns whether somebody waits for a turn. */
    synchronized boolean areWaitedFor() {
        return !line.isEmpty();
    }
}
