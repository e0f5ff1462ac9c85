package io.github.processpool.internal.parent.sharing;

import io.github.processpool.ExitReason;
import io.github.processpool.ResultSerializationException;
import io.github.processpool.internal.parent.pool.PoolLock;
import io.github.processpool.internal.parent.pool.PoolLoggers;
import io.github.processpool.internal.parent.process.WorkerAccount;
import io.github.processpool.internal.parent.process.WorkerAccount.Item;
import io.github.processpool.internal.parent.process.WorkerLink;
import io.github.processpool.internal.parent.sharing.SharedTarget.Returned;
import io.github.processpool.internal.wire.codec.Codec;
import io.github.processpool.internal.wire.codec.Codec.EncodedValue;
import io.github.processpool.internal.wire.message.Message;
import io.github.processpool.internal.wire.message.Message.Call;
import io.github.processpool.internal.wire.message.Message.CallFailure;
import io.github.processpool.internal.wire.message.Message.CallResult;
import io.github.processpool.internal.wire.message.Payload;
import io.github.processpool.internal.wire.message.RemoteProblem;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;

/**
 * Writes the answers to the calls of one worker and sends them through its {@link WorkerLink}. It makes no call and remembers none.
 *
 * <p><b>Thread safety:</b> any thread.
 */
class CallAnswers {

    private static final Logger log = PoolLoggers.of(CallAnswers.class);
    private static final int[] NO_DEFINITIONS = new int[0];
    private static final long LOOK_AGAIN_NANOS = TimeUnit.MILLISECONDS.toNanos(1);

    private final WorkerLink worker;
    private final Codec codec;
    private final PoolLock lock;
    private final WorkerAccount account;

    CallAnswers(WorkerLink worker, Codec codec, PoolLock lock, WorkerAccount account) {
        this.worker = worker;
        this.codec = codec;
        this.lock = lock;
        this.account = account;
    }

    /**
     * Writes the value that a call has returned.
     *
     * @throws ResultSerializationException if it can't be written
     */
    EncodedValue written(Returned returned) {
        try {
            return codec.writeValues(new @Nullable Object[] {returned.value()});
        } catch (Throwable e) { // The value is the user's and throws what it likes.
            throw new ResultSerializationException(
                    "What " + returned.method().getDeclaringClass().getName() + "."
                            + returned.method().getName()
                            + " of a shared object returned can't be sent to the worker: "
                            + explain(returned.value(), e) + ". Share it, or return a copy of what it holds",
                    e);
        }
    }

    /** Looking for the culprit calls code of the user once more. */
    private String explain(@Nullable Object value, Throwable problem) {
        try {
            return codec.explain(value, problem);
        } catch (Throwable e) { // It fails as before, most likely.
            return problem.getClass().getName();
        }
    }

    /**
     * Sends a value.
     *
     * @param used whether an interrupt of the call has been used up
     * @param confirm whether the worker is to say that it has it
     */
    void result(Call call, EncodedValue value, boolean used, boolean confirm) {
        send(value, payload -> new CallResult(call.id(), used, confirm, payload));
    }

    /** Sends what a call has thrown. */
    void failure(Call call, Throwable thrown, boolean used) {
        RemoteProblem problem = RemoteProblem.of(thrown);
        EncodedValue written;
        try {
            written = codec.writeThrowable(thrown);
        } catch (Throwable e) { // The words must do.
            written = new EncodedValue(Payload.NONE, NO_DEFINITIONS);
        }
        send(written, payload -> new CallFailure(call.id(), used, problem, payload));
    }

    /** Sends why a call was not made; without definitions, for which one needs the lock, and the worker's thread must not wait. */
    void refusal(Call call, String why, @Nullable Throwable cause) {
        Throwable refusal = SharedTarget.refusal(call, why, cause);
        Payload written;
        try {
            written = codec.writeAlone(refusal);
        } catch (RuntimeException e) { // The words must do.
            written = Payload.NONE;
        }
        post(new CallFailure(call.id(), false, RemoteProblem.of(refusal), written));
    }

    /** A call that gets no answer would hold its thread in the worker for ever; its end is the better one. */
    void giveUp(@Nullable Call call, Throwable problem) {
        worker.kill(ExitReason.PROTOCOL_ERROR);
        try {
            String what = call == null ? "a shared object" : call.method();
            log.error("{} is killed: its call of {} could not be answered", worker.describe(), what, problem);
        } catch (RuntimeException | Error e) {
            // There may be no memory for words.
        }
    }

    private void send(EncodedValue value, Function<Payload, Message> message) {
        awaitRoom();
        try (var held = lock.hold()) {
            worker.define(value.definitions());
        }
        post(message.apply(value.payload()));
    }

    /** The thread of a caller: a worker that is slow to read its answers holds up its own calls. Ends with the worker. */
    private void awaitRoom() {
        while (account.set(Item.ANSWERS, worker.unreadBytes())
                && account.isTight()
                && worker.isConnected()
                && !Thread.currentThread().isInterrupted()) {
            LockSupport.parkNanos(this, LOOK_AGAIN_NANOS);
        }
    }

    /** Overridden where no worker listens. */
    void post(Message message) {
        worker.post(message);
        worker.flush();
        account.set(Item.ANSWERS, worker.unreadBytes());
    }
}
