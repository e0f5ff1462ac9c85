package io.github.processpool.internal.parent.sharing;

import io.github.processpool.internal.wire.codec.Codec;
import io.github.processpool.internal.wire.message.Message;
import io.github.processpool.internal.wire.message.Message.Call;
import io.github.processpool.internal.wire.message.Message.CallInterrupt;
import io.github.processpool.internal.wire.message.Message.CallTaken;
import io.github.processpool.internal.wire.message.Message.CallerEnded;
import io.github.processpool.internal.wire.message.ProtocolException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The calls of shared objects that one worker makes: takes them from the {@code ReplyReader} and hands each to the
 * {@link SharedCaller} of the worker's thread that waits. It runs no code of the user and never waits, so that a call that blocks
 * holds up neither results nor other calls.
 *
 * <p><b>Thread safety:</b> used by the worker's thread only.
 */
public final class WorkerCalls {

    /** How many threads of a worker may use shared objects at once. */
    static final int MOST_CALLERS = 64;

    /** A worker tells of many ended threads at once, whose own here take a moment to leave. */
    private static final int MOST_LEAVING = 2 * MOST_CALLERS;

    /** Workers that die and are replaced must not leave more and more threads here that never end. */
    private static final int MOST_LEFT_BEHIND = 4 * MOST_LEAVING;

    private final CallAnswers answers;
    private final Codec codec;
    private final SharedObjects objects;
    private final CallerThreads threads;
    /** How long the arguments of its calls may be together. */
    private final long mostBytes;

    private final Map<Long, SharedCaller> callers = new HashMap<>();
    /** The worker has done with them, but their threads may still be in a call that heeds no interrupt. */
    private final List<SharedCaller> leaving = new ArrayList<>();

    WorkerCalls(CallAnswers answers, Codec codec, SharedObjects objects, CallerThreads threads, long mostBytes) {
        this.answers = answers;
        this.codec = codec;
        this.objects = objects;
        this.threads = threads;
        this.mostBytes = mostBytes;
    }

    /** Returns false if the message is none about calls. */
    public boolean onMessage(Message message) throws ProtocolException {
        if (message instanceof Call call) {
            onCall(call);
        } else if (message instanceof CallInterrupt interrupt) {
            SharedCaller caller = callers.get(interrupt.caller());
            if (caller != null) {
                caller.interrupt(interrupt.id());
            }
        } else if (message instanceof CallTaken taken) {
            SharedCaller caller = callers.get(taken.caller());
            if (caller == null || !caller.taken(taken.id(), taken.taken())) {
                throw new ProtocolException("an answer was taken that was not given");
            }
        } else if (message instanceof CallerEnded ended) {
            SharedCaller caller = callers.remove(ended.caller());
            if (caller != null) {
                caller.end();
                leaving.add(caller);
            }
        } else {
            return false;
        }
        return true;
    }

    private void onCall(Call call) throws ProtocolException {
        SharedCaller caller = callers.get(call.caller());
        long held = heldBytes();
        if (held > 0 && held + call.arguments().length() > mostBytes) {
            answers.refusal(
                    call,
                    "calls of this worker that are not over hold " + held + " bytes, and this one would add "
                            + call.arguments().length() + ", which is more than maxPayload, " + mostBytes
                            + ", together",
                    null);
            return;
        }
        if (caller == null) {
            caller = newCaller(call);
        }
        if (caller != null && !caller.offer(call)) {
            throw new ProtocolException("a thread that makes two calls at once");
        }
    }

    private long heldBytes() {
        long held = 0;
        for (SharedCaller caller : callers.values()) {
            held += caller.heldBytes();
        }
        for (SharedCaller caller : leaving) {
            held += caller.heldBytes();
        }
        return held;
    }

    private @Nullable SharedCaller newCaller(Call call) {
        if (callers.size() >= MOST_CALLERS) {
            answers.refusal(call, "already " + MOST_CALLERS + " threads of this worker use shared objects", null);
            return null;
        }
        leaving.removeIf(SharedCaller::isOver);
        if (leaving.size() >= MOST_LEAVING) {
            answers.refusal(call, MOST_LEAVING + " threads that this worker has given up still call for it", null);
            return null;
        }
        if (threads.leftBehind() >= MOST_LEFT_BEHIND) {
            answers.refusal(call, MOST_LEFT_BEHIND + " threads still call for workers that are gone", null);
            return null;
        }
        SharedCaller made = new SharedCaller();
        try {
            threads.start(new CallerLoop(made, objects, codec, answers));
        } catch (OutOfMemoryError e) {
            answers.refusal(call, "the parent can't create a thread for it", e);
            return null;
        }
        callers.put(call.caller(), made);
        return made;
    }

    /** The worker is gone, and all that it has sent was read: calls that still block are interrupted. */
    public void end() {
        callers.values().forEach(SharedCaller::end);
        callers.clear();
        leaving.clear();
    }
}
