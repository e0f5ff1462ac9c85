package io.github.processpool.internal.parent.sharing;

import io.github.processpool.internal.wire.message.Message.Call;
import java.util.Deque;
import java.util.LinkedList;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Stands in the parent for one thread of a worker: takes its calls from the {@link WorkerCalls} and hands them to the
 * {@link CallerLoop}, one after the other, with the answers that are still to be confirmed. It makes no call itself.
 *
 * <pre>{@code
 *          offer           poll            finish             settle               taken
 * WAITING -------> OFFERED ------> CALLING --------> ANSWERING --------> UNCONFIRMED -------> WAITING
 *                                                        '-----------> WAITING        nothing to confirm
 * any of them: end, giveUp -> ENDED -> OVER            markOver
 * }</pre>
 *
 * <p><b>Thread safety:</b> the worker's thread offers, interrupts, confirms and ends; the rest happens on the loop's own
 * thread. Everything is guarded by this object's lock, under which nothing is called.
 */
final class SharedCaller {

    private enum State {
        WAITING,
        OFFERED,
        CALLING,
        ANSWERING,
        UNCONFIRMED,
        ENDED,
        /** Its thread has done all that it will do. */
        OVER
    }

    // -- Guarded by this --
    private State state = State.WAITING;
    private @Nullable Thread thread;
    /** The call that was offered. */
    private @Nullable Call offered;
    /** The call from its beginning to its confirmation. */
    private long current;
    /** How long the arguments of the call are that is offered or under way. */
    private int heldBytes;
    /** Whether the call that is offered or under way was interrupted. */
    private boolean interrupted;
    /** Undoes the call if its answer is not confirmed. */
    private @Nullable Handback unconfirmed;
    /** Undo calls whose answers the worker could not read. One for which there is no memory leaves the others where they are. */
    private final Deque<Handback> rejected = new LinkedList<>();

    // -- Called by the worker's thread --

    /** False if it has not done with an earlier call. */
    synchronized boolean offer(Call call) {
        if (state != State.WAITING) {
            return hasEnded();
        }
        state = State.OFFERED;
        offered = call;
        heldBytes = call.arguments().length();
        notifyAll();
        return true;
    }

    /** How much its call keeps in memory until it is over. */
    synchronized int heldBytes() {
        return heldBytes;
    }

    /** Interrupts a call, if it is still that one. */
    synchronized void interrupt(long call) {
        if (state == State.CALLING && current == call) {
            interrupted = true;
            Objects.requireNonNull(thread).interrupt();
        } else if (state == State.OFFERED && offered != null && offered.id() == call) {
            interrupted = true;
        }
    }

    /** The worker has the value that a call returned, or could not read it; false if that was not asked. */
    synchronized boolean taken(long call, boolean accepted) {
        if (state != State.UNCONFIRMED || current != call) {
            return false;
        }
        if (!accepted) {
            rejected.addLast(Objects.requireNonNull(unconfirmed));
            notifyAll();
        }
        state = State.WAITING;
        unconfirmed = null;
        return true;
    }

    /** There is nobody left to answer. */
    synchronized void end() {
        end(state == State.CALLING);
    }

    /** The pool has ended: nothing is waited for any more. */
    synchronized void giveUp() {
        end(state != State.OVER);
    }

    private void end(boolean interrupt) {
        if (interrupt && thread != null) {
            thread.interrupt();
        }
        state = state == State.OVER ? State.OVER : State.ENDED;
        notifyAll();
    }

    /** Whether its thread has left. */
    synchronized boolean isOver() {
        return state == State.OVER;
    }

    // -- Called by its own thread --

    synchronized void runOn(Thread own) {
        thread = own;
    }

    synchronized boolean hasEnded() {
        return state == State.ENDED || state == State.OVER;
    }

    /** Begins the call that was offered. Null if there is none, after a wait, or if something else is to be done first. */
    synchronized @Nullable Call poll(long millis) {
        if (state == State.OFFERED && rejected.isEmpty()) {
            Call call = Objects.requireNonNull(offered);
            state = State.CALLING;
            offered = null;
            current = call.id();
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
            return call;
        }
        if (!hasEnded() && rejected.isEmpty()) {
            waitForSomething(millis);
        }
        return null;
    }

    /** Under the lock. Every thread that has something to say notifies. */
    @SuppressWarnings("WaitNotInLoop") // The CallerLoop is one.
    private void waitForSomething(long millis) {
        try {
            wait(millis);
        } catch (InterruptedException e) {
            // Meant for a call that is over, or told by a flag as well.
        }
    }

    /** The call is over: no interrupt reaches the next one. Returns whether one was delivered and has been used up. */
    synchronized boolean finish() {
        state = hasEnded() ? state : State.ANSWERING;
        heldBytes = 0;
        boolean pending = Thread.interrupted();
        boolean used = interrupted && !pending;
        interrupted = false;
        return used;
    }

    /**
     * The answer is going to be sent, after which the worker may say anything: that it has it, or what to call next.
     *
     * @param owed undoes the call unless the worker confirms the answer; null: there is nothing to confirm
     * @return false if there is nobody any more who could confirm
     */
    synchronized boolean settle(@Nullable Handback owed) {
        if (hasEnded()) {
            return owed == null;
        }
        state = owed == null ? State.WAITING : State.UNCONFIRMED;
        unconfirmed = owed;
        return true;
    }

    /** Moves what undoes the calls whose answers the worker could not read to the end of a line, where there is memory for it. */
    synchronized void moveRejected(Deque<Handback> line) {
        while (!rejected.isEmpty()) {
            line.addLast(rejected.getFirst());
            rejected.removeFirst();
        }
    }

    /** At the end: returns what undoes the last of these calls, once; null if there is none any more. */
    synchronized @Nullable Handback takeLastRejected() {
        return rejected.pollLast();
    }

    /** At the end: returns what undoes the call whose answer nobody will confirm, once. */
    synchronized @Nullable Handback takeUnconfirmed() {
        Handback taken = unconfirmed;
        unconfirmed = null;
        return taken;
    }

    synchronized void markOver() {
        state = State.OVER;
    }
}
