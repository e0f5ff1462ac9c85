package io.github.processpool.internal.parent.life;

import io.github.processpool.internal.parent.crew.WorkerHandle;
import io.github.processpool.internal.parent.life.WorkerEnvironment.Audience;
import io.github.processpool.internal.parent.process.WorkerAccount.Item;
import io.github.processpool.internal.parent.sharing.WorkerCalls;
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
import io.github.processpool.internal.wire.page.Scoreboard;
import java.util.ArrayList;
import java.util.List;

/**
 * Takes what one worker that is ready sends through the {@link MessageChannel}, message by message from the {@link ReplyLoop},
 * and hands each on to whom it concerns: ends of tasks to the {@link AnswerEvents}, results that follow one another together. Anything
 * that is not the protocol ends the worker, never the parent.
 *
 * <p><b>Thread safety:</b> used by the worker's thread only.
 */
public final class ReplyReader implements MessageChannel.Receiver {

    /** About what a definition takes besides its bytes. */
    private static final int ENTRY_BYTES = 256;
    /** As many as a worker can have been sent. */
    private static final int MOST_TOGETHER = Scoreboard.ENTRIES;

    private final WorkerHandle worker;
    private final WorkerSession session;
    private final Audience audience;
    private final WorkerCalls calls;
    /** Those that {@link #deliver} is to hand on; never grows. */
    private final List<Result> results = new ArrayList<>(MOST_TOGETHER);

    ReplyReader(WorkerHandle worker, WorkerSession session, Audience audience, WorkerCalls calls) {
        this.worker = worker;
        this.session = session;
        this.audience = audience;
        this.calls = calls;
    }

    /** One that sends too much was killed for it, and nothing more of it is read. */
    private void check(Item item, long bytes) throws ProtocolException {
        if (!session.account().add(item, bytes)) {
            throw new ProtocolException(session.account().words());
        }
    }

    @Override
    public void onMessage(Message message) throws ProtocolException {
        if (message instanceof Result result) {
            results.add(result);
            if (results.size() == MOST_TOGETHER) {
                deliver();
            }
            return;
        }
        deliver(); // What came before.
        boolean expected = true;
        if (message instanceof Failure failure) {
            expected = audience.answers().onFailure(worker, session, failure);
        } else if (message instanceof Define define) {
            check(Item.DEFINITIONS, ENTRY_BYTES + define.bytes().length);
            session.definitions().define(define);
        } else if (message instanceof LogEvent event) {
            session.events().onEvent(event);
        } else if (message instanceof Began) {
            audience.answers().onBegan(worker);
        } else if (message instanceof ThreadDump dump) {
            audience.answers().onThreadDump(worker, dump.ticket(), dump.text());
        } else if (message instanceof Inspected answer) {
            audience.inspections().onInspected(worker, answer);
        } else if (!calls.onMessage(message)) {
            throw new ProtocolException(
                    "not for a parent: " + message.getClass().getSimpleName());
        }
        require(expected);
    }

    /** Hands on the results that have come; called whenever nothing more has come for the moment. */
    void deliver() throws ProtocolException {
        if (!results.isEmpty()) {
            boolean expected;
            try {
                expected = audience.answers().onResults(worker, session, results);
            } finally {
                results.clear();
            }
            require(expected);
        }
    }

    private static void require(boolean expected) throws ProtocolException {
        if (!expected) {
            throw new ProtocolException("an answer to a question that was not asked");
        }
    }
}
