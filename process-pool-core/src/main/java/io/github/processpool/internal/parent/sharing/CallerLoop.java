package io.github.processpool.internal.parent.sharing;

import io.github.processpool.internal.parent.sharing.SharedTarget.Returned;
import io.github.processpool.internal.wire.codec.Codec;
import io.github.processpool.internal.wire.codec.Codec.EncodedValue;
import io.github.processpool.internal.wire.message.Message.Call;
import java.util.Deque;
import java.util.LinkedList;

/**
 * Makes the calls that a {@link SharedCaller} has been offered, on a thread of its own, and answers through the {@link CallAnswers}.
 * As it is the same thread each time, a lock that the worker's thread has taken can be released by it.
 *
 * <p>Elements of queues that the worker could not read go back at once, those that it has not confirmed at its end go back then; see
 * {@link Handback}.
 *
 * <p><b>Thread safety:</b> used by its own thread only, and when that is gone by another one.
 */
final class CallerLoop implements Runnable {

    /** How often a full queue is asked for room. */
    private static final long RETRY_MILLIS = 20;

    private final SharedCaller caller;
    private final SharedObjects objects;
    private final Codec codec;
    private final CallAnswers answers;
    /** Elements for which their queues have no room for now. */
    private final Deque<Handback> backlog = new LinkedList<>();

    CallerLoop(SharedCaller caller, SharedObjects objects, Codec codec, CallAnswers answers) {
        this.caller = caller;
        this.objects = objects;
        this.codec = codec;
        this.answers = answers;
    }

    SharedCaller caller() {
        return caller;
    }

    @Override
    public void run() {
        caller.runOn(Thread.currentThread());
        try {
            while (!caller.hasEnded()) {
                giveBackRejected();
                Call call = caller.poll(backlog.isEmpty() ? 0 : RETRY_MILLIS);
                if (call != null) {
                    performAndAnswer(call);
                }
            }
        } catch (Throwable e) { // The worker's thread would wait for this one without end.
            answers.giveUp(null, e);
        } finally {
            try {
                giveBackAll();
            } finally {
                caller.markOver();
            }
        }
    }

    /** On another thread: its own got lost, and the worker's thread would wait for an answer without end. May be done twice. */
    void endLost() {
        if (caller.isOver()) {
            return;
        }
        if (!caller.hasEnded()) {
            answers.giveUp(
                    null, new IllegalStateException("the thread for it got lost, most likely when the heap was full"));
        }
        giveBackAll();
        caller.markOver();
    }

    private void performAndAnswer(Call call) {
        try {
            perform(call);
        } catch (Throwable e) { // The heap may be full. Debts are given back when the worker is gone.
            answers.giveUp(call, e);
        }
    }

    private void perform(Call call) {
        Returned returned;
        try {
            returned = objects.find(call).perform(call, codec);
        } catch (Throwable e) { // The target is the user's and throws what it likes.
            fail(call, e, caller.finish());
            return;
        }
        answer(call, returned, caller.finish());
    }

    private void answer(Call call, Returned returned, boolean used) {
        Handback owed = returned.owed();
        EncodedValue value;
        try {
            value = answers.written(returned);
        } catch (Throwable e) { // Explaining why it can't be written may fail as well; the debt is paid first.
            if (owed != null) {
                owed.perform();
            }
            fail(call, e, used);
            return;
        }
        if (caller.settle(owed)) {
            answers.result(call, value, used, owed != null);
        } else if (owed != null) {
            owed.perform();
        }
    }

    private void fail(Call call, Throwable thrown, boolean used) {
        caller.settle(null);
        answers.failure(call, thrown, used);
    }

    /** Without waiting for room: the worker's thread, which may be the one that makes it, needs this one for its next call. */
    private void giveBackRejected() {
        caller.moveRejected(backlog);
        if (!backlog.isEmpty()) {
            Thread.interrupted();
            backlog.removeIf(Handback::attempt);
        }
    }

    /** The last that was taken goes back first. It allocates nothing, because a lack of memory may have ended this thread. */
    private void giveBackAll() {
        Thread.interrupted();
        Handback unconfirmed = caller.takeUnconfirmed();
        if (unconfirmed != null) {
            unconfirmed.perform();
        }
        for (Handback next = caller.takeLastRejected(); next != null; next = caller.takeLastRejected()) {
            next.perform();
        }
        for (Handback next = backlog.pollFirst(); next != null; next = backlog.pollFirst()) {
            next.perform();
        }
    }
}
