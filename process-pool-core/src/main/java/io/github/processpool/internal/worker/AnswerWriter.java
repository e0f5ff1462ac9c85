package io.github.processpool.internal.worker;

import io.github.processpool.internal.wire.codec.Codec;
import io.github.processpool.internal.wire.codec.Codec.EncodedValue;
import io.github.processpool.internal.wire.message.Message.Failure;
import io.github.processpool.internal.wire.message.Message.Result;
import io.github.processpool.internal.wire.message.MessageChannel;
import io.github.processpool.internal.wire.message.Payload;
import io.github.processpool.internal.wire.message.RemoteProblem;
import io.github.processpool.internal.wire.message.Report;
import io.github.processpool.internal.wire.page.Scoreboard;
import java.util.Objects;

/**
 * Turns the end of a task into messages, posts them, and waits until they have left before it says so on the {@link Scoreboard}.
 * Used by the runner's thread only.
 */
final class AnswerWriter {

    private final MessageChannel channel;
    private final DefinitionSender definitions;
    private final Scoreboard scoreboard;
    private final ReadingRole role;
    /** The ticket whose answer is on its way; 0: none. */
    private long answering;

    AnswerWriter(MessageChannel channel, DefinitionSender definitions, Scoreboard scoreboard, ReadingRole role) {
        this.channel = channel;
        this.definitions = definitions;
        this.scoreboard = scoreboard;
        this.role = role;
    }

    void post(TaskEnd end, Report report, Codec codec) {
        answering = report.ticket();
        EncodedValue value = end.value();
        if (value != null) {
            channel.post(new Result(report, definitions.define(value)));
        } else { // The exception in words and as it is; either may fail, for it is the user's.
            Throwable thrown = Objects.requireNonNull(end.thrown());
            Payload serialized = serialized(thrown, codec);
            channel.post(
                    new Failure(report, Objects.requireNonNull(end.failure()), RemoteProblem.of(thrown), serialized));
        }
    }

    /** Waits until the answer that was posted last has left; false if the parent has condemned this worker and kills it. */
    boolean finish() {
        if (answering == 0) {
            return true;
        }
        role.awaitSent(channel);
        Thread.interrupted();
        long finished = answering;
        answering = 0;
        return scoreboard.end(finished);
    }

    /** Nothing is answered to a task that was taken back. */
    void skip(long takenBack) {
        if (!scoreboard.skip(takenBack)) {
            throw new IllegalStateException("ticket " + takenBack + " was neither offered nor taken back");
        }
    }

    private Payload serialized(Throwable thrown, Codec codec) {
        try {
            return definitions.define(codec.writeThrowable(thrown));
        } catch (Throwable e) {
            return Payload.NONE; // The words must do.
        }
    }
}
