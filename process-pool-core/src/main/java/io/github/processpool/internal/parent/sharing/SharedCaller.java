package io.github.processpool.internal.parent.sharing;

import io.github.processpool.ExitReason;
import io.github.processpool.ResultSerializationException;
import io.github.processpool.SharedCallRefusedException;
import io.github.processpool.internal.parent.pool.PoolLock;
import io.github.processpool.internal.parent.process.WorkerLink;
import io.github.processpool.internal.parent.sharing.SharedObjects.Shared;
import io.github.processpool.internal.wire.codec.Codec;
import io.github.processpool.internal.wire.codec.Codec.EncodedValue;
import io.github.processpool.internal.wire.message.Message;
import io.github.processpool.internal.wire.message.Message.Call;
import io.github.processpool.internal.wire.message.Message.CallFailure;
import io.github.processpool.internal.wire.message.Message.CallResult;
import io.github.processpool.internal.wire.message.Payload;
import io.github.processpool.internal.wire.message.RemoteProblem;
import java.io.IOException;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Objects;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Stands in the parent for one thread of a worker: makes the calls of shared objects that the {@link WorkerCalls} hand to it, on a
 * thread of its own, and answers through the {@link WorkerLink}. As it is the same thread each time, a lock that the
 * worker's thread has taken can be released by it.
 *
 * <pre>{@code
 *          offer            answer                       taken
 * WAITING -------> CALLING -------> WAITING | UNCONFIRMED -----> WAITING
 *    any of them: end -> ENDED, which gives back what was not confirmed, and what the call under way still returns
 * }</pre>
 *
 * <p><b>Thread safety:</b> the worker's thread offers, interrupts, confirms and ends; the rest happens on the caller's own
 * thread. What they share is guarded by this object's lock, under which nothing is called.
 */
final class SharedCaller implements Runnable {

    private static final Logger log = LoggerFactory.getLogger(SharedCaller.class);

    /** How often a full queue is asked for room. */
    private static final long RETRY_MILLIS = 20;

    private final WorkerLink worker;
    private final Codec codec;
    private final SharedObjects shared;

    // -- Guarded by this --
    private @Nullable Thread thread;
    private @Nullable Call next;
    /** What the arguments of the call take that waits or is under way. */
    private int heldBytes;
    /** The call under way, or 0. */
    private long running;
    /** Whether the call under way was interrupted. */
    private boolean interrupted;
    /** The answer that was not confirmed yet, or 0, and what to do if it never is. */
    private long unconfirmed;

    private @Nullable Handback handback;
    /** The worker could not read what it was given. */
    private boolean rejected;

    private boolean ended;
    /** Its thread has done all that it will do. */
    private boolean over;

    /** What has no room in its queue for now; used by its own thread only. */
    private final Deque<Handback> backlog = new ArrayDeque<>();

    SharedCaller(WorkerLink worker, Codec codec, SharedObjects shared) {
        this.worker = worker;
        this.codec = codec;
        this.shared = shared;
    }

    // -- Called by the worker's thread --

    synchronized void runOn(Thread own) {
        thread = own;
    }

    /** False if it has not done with an earlier call. */
    synchronized boolean offer(Call call) {
        if (next != null || running != 0 || unconfirmed != 0) {
            return false;
        }
        next = call;
        heldBytes = call.arguments().length();
        notifyAll();
        return true;
    }

    /** What its call keeps in memory until it is over. */
    synchronized int heldBytes() {
        return heldBytes;
    }

    /** Interrupts a call, if it is still that one. */
    synchronized void interrupt(long call) {
        if (running == call || (next != null && next.id() == call)) {
            interrupted = true;
            if (running == call) {
                Objects.requireNonNull(thread).interrupt();
            }
        }
    }

    /** The worker has what a call returned; false if that was not asked. */
    synchronized boolean taken(long call, boolean accepted) {
        if (unconfirmed != call || call == 0) {
            return false;
        }
        unconfirmed = 0;
        if (accepted) {
            handback = null;
        } else {
            rejected = true;
            notifyAll();
        }
        return true;
    }

    /** There is nobody left to answer. */
    synchronized void end() {
        ended = true;
        if (running != 0) {
            Objects.requireNonNull(thread).interrupt();
        }
        notifyAll();
    }

    /** Whether its thread has left. */
    synchronized boolean isOver() {
        return over;
    }

    /** The pool has ended: nothing is waited for any more. */
    synchronized void giveUp() {
        ended = true;
        if (thread != null) {
            thread.interrupt();
        }
        notifyAll();
    }

    // -- Its own thread --

    @Override
    public void run() {
        try {
            for (Call call = take(); call != null; call = take()) {
                performAndAnswer(call);
            }
        } finally {
            giveBackAll();
        }
    }

    /** A call that gets no answer would hold its thread in the worker for ever; then that had better end. */
    private void performAndAnswer(Call call) {
        try {
            perform(call);
        } catch (Throwable e) { // The heap may be full. What is owed is given back when the worker is gone.
            worker.kill(ExitReason.PROTOCOL_ERROR);
            log.error("{} is killed: its call of {} could not be answered", worker.describe(), call.method(), e);
        }
    }

    private @Nullable Call take() {
        while (true) {
            giveBackWhatWasRejected();
            backlog.removeIf(Handback::attempt);
            synchronized (this) {
                if (ended) {
                    return null;
                }
                Call call = next;
                if (call != null) {
                    next = null;
                    running = call.id();
                    if (interrupted) {
                        Thread.currentThread().interrupt();
                    }
                    return call;
                }
                if (!rejected) {
                    waitForSomething();
                }
            }
        }
    }

    /** Under the lock. Whoever has something to say notifies. */
    @SuppressWarnings("WaitNotInLoop") // The caller has the loop.
    private void waitForSomething() {
        try {
            wait(backlog.isEmpty() ? 0 : RETRY_MILLIS);
        } catch (InterruptedException e) {
            // Meant for a call that is over, or told by a flag as well.
        }
    }

    private void perform(Call call) {
        Object result = null;
        Throwable thrown = null;
        Handback owed = null;
        Method method = null;
        try {
            Shared object = shared.find(call);
            method = shared.method(object, call);
            result = invoke(object, method, call);
            owed = Handback.of(object, method, result);
        } catch (Throwable e) { // The target is the user's and throws what it likes.
            thrown = e;
        }
        boolean used = finish();
        if (thrown == null) {
            answer(call, Objects.requireNonNull(method), result, owed, used);
        } else {
            answer(call, thrown, used);
        }
    }

    /** The call is over: no interrupt reaches what comes next. Returns whether one was delivered and has been used up. */
    private synchronized boolean finish() {
        running = 0;
        heldBytes = 0;
        boolean pending = Thread.interrupted();
        boolean used = interrupted && !pending;
        interrupted = false;
        return used;
    }

    private @Nullable Object invoke(Shared object, Method method, Call call) throws Throwable {
        @Nullable Object[] arguments;
        try {
            arguments = codec.readValues(call.arguments());
        } catch (IOException | ClassNotFoundException | RuntimeException | Error e) {
            throw new SharedCallRefusedException(
                    "Call of " + call.method() + " refused: its arguments can't be read in the parent: " + e
                            + ". If the result filter rejects a class, allow it with resultFilter",
                    e);
        }
        try {
            return method.invoke(object.target(), arguments);
        } catch (InvocationTargetException e) {
            throw e.getCause() == null ? e : e.getCause();
        } catch (IllegalArgumentException | IllegalAccessException e) {
            throw new SharedCallRefusedException(
                    "Call of " + call.method() + " refused: it does not fit " + object.handle() + ": " + e, e);
        }
    }

    // -- OutcomeReader --

    private void answer(Call call, Method method, @Nullable Object result, @Nullable Handback owed, boolean used) {
        EncodedValue value;
        try {
            value = codec.writeValues(new @Nullable Object[] {result});
        } catch (Throwable e) { // What is written is the user's and throws what it likes.
            if (owed != null) {
                owed.perform();
            }
            answer(call, unwritable(method, result, e), used);
            return;
        }
        if (owed != null && !owe(call.id(), owed)) {
            owed.perform();
            return;
        }
        boolean confirm = owed != null;
        send(value, payload -> new CallResult(call.id(), used, confirm, payload));
    }

    private Throwable unwritable(Method method, @Nullable Object result, Throwable problem) {
        return new ResultSerializationException(
                "What " + method.getDeclaringClass().getName() + "." + method.getName()
                        + " of a shared object returned can't be sent to the worker: "
                        + explain(result, problem) + ". Share it, or return a copy of what it holds",
                problem);
    }

    /** Looking for the culprit calls code of the user once more. */
    private String explain(@Nullable Object result, Throwable problem) {
        try {
            return codec.explain(result, problem);
        } catch (Throwable e) { // The same as before, most likely.
            return problem.getClass().getName();
        }
    }

    private void answer(Call call, Throwable thrown, boolean used) {
        RemoteProblem problem = RemoteProblem.of(thrown);
        EncodedValue written;
        try {
            written = codec.writeValue(thrown);
        } catch (Throwable e) { // The words must do.
            written = new EncodedValue(Payload.NONE, new int[0]);
        }
        send(written, payload -> new CallFailure(call.id(), used, problem, payload));
    }

    private void send(EncodedValue value, Function<Payload, Message> message) {
        PoolLock lock = shared.lock();
        try (var held = lock.hold()) {
            worker.define(value.definitions());
        }
        worker.post(message.apply(value.payload()));
        worker.flush();
    }

    // -- What nobody has received --

    /** False if there is nobody any more who could confirm. Before the answer is sent, so that no confirmation comes too early. */
    private synchronized boolean owe(long call, Handback owed) {
        if (ended) {
            return false;
        }
        unconfirmed = call;
        handback = owed;
        return true;
    }

    /** Without waiting for room: the worker's thread, which may be the one who makes it, needs this one for its next call. */
    private void giveBackWhatWasRejected() {
        Handback owed;
        synchronized (this) {
            if (!rejected) {
                return;
            }
            rejected = false;
            owed = handback;
            handback = null;
        }
        Thread.interrupted();
        if (owed != null && !owed.attempt()) {
            backlog.add(owed);
        }
    }

    private void giveBackAll() {
        Handback owed;
        synchronized (this) {
            owed = handback;
            handback = null;
            unconfirmed = 0;
        }
        Thread.interrupted();
        if (owed != null) {
            owed.perform();
        }
        backlog.forEach(Handback::perform);
        synchronized (this) {
            over = true;
        }
    }
}
