package io.github.processpool.internal.parent.life;

import io.github.processpool.internal.parent.crew.WorkerHandle;
import io.github.processpool.internal.parent.sharing.WorkerCalls;
import io.github.processpool.internal.parent.task.PendingTask;
import io.github.processpool.internal.wire.codec.Definitions;
import io.github.processpool.internal.wire.message.Message;
import io.github.processpool.internal.wire.message.Message.Began;
import io.github.processpool.internal.wire.message.Message.Define;
import io.github.processpool.internal.wire.message.Message.Failure;
import io.github.processpool.internal.wire.message.Message.Inspected;
import io.github.processpool.internal.wire.message.Message.LogEvent;
import io.github.processpool.internal.wire.message.Message.Result;
import io.github.processpool.internal.wire.message.Message.ThreadDump;
import io.github.processpool.internal.wire.message.MessageChannel;
import io.github.processpool.internal.wire.message.ProtocolException;

/**
 * Takes what one worker sends through the {@link MessageChannel}, and hands ends of tasks on to those who know the
 * {@link PendingTask}s. Whatever is not the protocol ends the worker, never the parent.
 *
 * <p><b>Thread safety:</b> used by the worker's thread only.
 */
public final class ReplyReader implements MessageChannel.Receiver {

    private final WorkerHandle worker;
    private final WorkerSession session;
    private final Definitions definitions;
    private final WorkerEvents events;
    private final WorkerCalls calls;

    ReplyReader(
            WorkerHandle worker,
            WorkerSession session,
            Definitions definitions,
            WorkerEvents events,
            WorkerCalls calls) {
        this.worker = worker;
        this.session = session;
        this.definitions = definitions;
        this.events = events;
        this.calls = calls;
    }

    @Override
    public void onMessage(Message message) throws ProtocolException {
        boolean expected = true;
        if (message instanceof Result result) {
            expected = events.onResult(worker, session, result);
        } else if (message instanceof Failure failure) {
            expected = events.onFailure(worker, session, failure);
        } else if (message instanceof Define define) {
            definitions.define(define);
        } else if (message instanceof LogEvent event) {
            session.events().onEvent(event);
        } else if (message instanceof Began) {
            events.onBegan(worker);
        } else if (message instanceof ThreadDump dump) {
            events.onThreadDump(worker, dump.ticket(), dump.text());
        } else if (message instanceof Inspected answer) {
            events.onInspected(worker, answer);
        } else if (!calls.onMessage(message)) {
            throw new ProtocolException(
                    "not for a parent: " + message.getClass().getSimpleName());
        }
        if (!expected) {
            throw new ProtocolException("an answer to a question that was not asked");
        }
    }
}
