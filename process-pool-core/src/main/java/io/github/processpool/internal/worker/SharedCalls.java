package io.github.processpool.internal.worker;

import io.github.processpool.PayloadTooLargeException;
import io.github.processpool.SharedCallRefusedException;
import io.github.processpool.internal.wire.codec.Codec;
import io.github.processpool.internal.wire.codec.Codec.EncodedValue;
import io.github.processpool.internal.wire.handle.SharedHandle;
import io.github.processpool.internal.wire.message.Message.Call;
import io.github.processpool.internal.wire.message.Message.CallFailure;
import io.github.processpool.internal.wire.message.Message.CallInterrupt;
import io.github.processpool.internal.wire.message.Message.CallResult;
import io.github.processpool.internal.wire.message.Message.CallTaken;
import io.github.processpool.internal.wire.message.Message.CallerEnded;
import io.github.processpool.internal.wire.message.MessageChannel;
import io.github.processpool.internal.wire.message.ProtocolException;
import java.io.IOException;
import java.lang.reflect.Method;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * Makes the calls of proxies of shared objects: takes them from threads of tasks, sends them to the parent, and lets the thread
 * wait for the answer that the {@link WorkerLoop} brings. It does not know what is shared; that is the {@link SharedView}.
 *
 * <p>An interrupt of the waiting thread is passed on to the parent's thread that makes the call there, and what comes of it
 * comes back with the answer: so the interrupted call ends as it would have ended here, and what it has taken all the same is
 * not lost.
 *
 * <p><b>Thread safety:</b> any thread calls, as many at once as there are; whoever reads delivers answers, the loop sweeps.
 */
final class SharedCalls {

    /** As many callers as the parent accepts. */
    private static final int SWEEP_AT = 64;

    /** The answer to a call that nobody will answer. */
    private static final Object CLOSED = new Object();

    private final MessageChannel channel;
    private final Codec codec;
    private final DefinitionSender definitions;
    /** Answers are to be read while the task that waits for them runs. */
    private final ReadingRole role;

    private final AtomicLong lastCall = new AtomicLong();
    private final AtomicLong lastCaller = new AtomicLong();
    private final Map<Thread, Long> callers = new ConcurrentHashMap<>();
    private final Map<Long, Waiting> waiting = new ConcurrentHashMap<>();

    /** Set once, by the loop's end; volatile because threads that call look at it. */
    private volatile boolean closed;

    /** A thread that waits, and the answer that it waits for. */
    private static final class Waiting {

        private final Thread thread = Thread.currentThread();
        /** A CallResult, CallFailure or CLOSED; set once, by whoever reads, and read by the thread that waits. */
        private volatile @Nullable Object answer;
    }

    SharedCalls(MessageChannel channel, DefinitionSender definitions, ReadingRole role) {
        this.channel = channel;
        this.codec = definitions.codec();
        this.definitions = definitions;
        this.role = role;
    }

    // -- Called by whoever reads, and by the loop --

    void deliver(long id, Object answer) throws ProtocolException {
        Waiting call = waiting.remove(id);
        if (call == null) {
            throw new ProtocolException("an answer to call " + id + ", which nobody waits for");
        }
        call.answer = answer;
        LockSupport.unpark(call.thread);
    }

    /** Tells the parent of threads that are no more. */
    void sweep() {
        callers.forEach((thread, number) -> {
            if (!thread.isAlive() && callers.remove(thread) != null) {
                channel.post(new CallerEnded(number));
                channel.flush();
            }
        });
    }

    /** Nobody is left who could answer: calls that wait fail, and so do later ones. For threads that outlive the worker. */
    void close() {
        closed = true;
        waiting.keySet().forEach(this::endUnanswered);
    }

    /** By the loop, or by the thread that calls. */
    private void endUnanswered(long id) {
        Waiting call = waiting.remove(id);
        if (call != null) {
            call.answer = CLOSED;
            LockSupport.unpark(call.thread);
        }
    }

    // -- Called by threads of tasks --

    @Nullable
    Object call(SharedHandle handle, Method method, @Nullable Object[] arguments) throws Throwable {
        EncodedValue written = write(handle, method, arguments);
        if (callers.size() >= SWEEP_AT) {
            sweep(); // Else the parent might count threads that are no more.
        }
        long caller = callers.computeIfAbsent(Thread.currentThread(), thread -> lastCaller.incrementAndGet());
        long id = lastCall.incrementAndGet();
        Waiting call = new Waiting();
        waiting.put(id, call);
        if (closed) { // Looked at after the put: else the end may have missed this call.
            endUnanswered(id);
        }
        String signature = SharedHandle.signature(method);
        channel.post(new Call(id, caller, handle.pool(), handle.id(), signature, definitions.define(written)));
        channel.flush();
        role.summon();
        boolean interrupted = false;
        while (call.answer == null) {
            if (Thread.interrupted()) {
                interrupted = true;
                channel.post(new CallInterrupt(caller, id));
                channel.flush();
            }
            if (call.answer == null) {
                LockSupport.park(call);
            }
        }
        Object answer = call.answer;
        boolean used = answer instanceof CallResult result
                ? result.interruptUsed()
                : answer instanceof CallFailure failure && failure.interruptUsed();
        if (interrupted && !used) {
            Thread.currentThread().interrupt();
        }
        if (answer == CLOSED) {
            throw new SharedCallRefusedException(
                    inWords(handle, method) + " was not answered: the worker that has called it is dead", null);
        }
        if (answer instanceof CallFailure failure) {
            throw codec.readThrowable(failure.throwable(), failure.problem(), inWords(handle, method));
        }
        return value(handle, method, caller, (CallResult) answer);
    }

    private EncodedValue write(SharedHandle handle, Method method, @Nullable Object[] arguments) {
        try {
            return codec.writeValues(arguments);
        } catch (IOException | RuntimeException | StackOverflowError e) {
            String what = "The arguments of " + inWords(handle, method);
            if (codec.isTooLarge(e)) {
                throw new PayloadTooLargeException(what + " are larger than maxPayload: " + e.getMessage(), e);
            }
            throw new SharedCallRefusedException(
                    what + " can't be sent to the parent: " + codec.explainArguments(arguments, e), e);
        }
    }

    /** Confirms before the task sees the value: what it may have used is never given to somebody else as well. */
    private @Nullable Object value(SharedHandle handle, Method method, long caller, CallResult result) {
        Object value;
        try {
            value = codec.readValue(result.value());
        } catch (IOException | ClassNotFoundException | RuntimeException | Error e) {
            confirm(caller, result, false);
            throw new SharedCallRefusedException(
                    "What " + inWords(handle, method) + " returned can't be read in the worker: " + e, e);
        }
        confirm(caller, result, true);
        return value;
    }

    private void confirm(long caller, CallResult result, boolean taken) {
        if (result.confirm()) {
            channel.post(new CallTaken(caller, result.id(), taken));
            role.awaitSent(channel);
        }
    }

    private static String inWords(SharedHandle handle, Method method) {
        return SharedHandle.signature(method) + " of " + handle;
    }
}
