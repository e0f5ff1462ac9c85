package io.github.processpool.internal.worker;

import io.github.processpool.Progress;
import io.github.processpool.internal.wire.codec.Codec;
import io.github.processpool.internal.wire.codec.Codec.EncodedValue;
import io.github.processpool.internal.wire.message.Message.Failure;
import io.github.processpool.internal.wire.message.Message.Result;
import io.github.processpool.internal.wire.message.MessageChannel;
import io.github.processpool.internal.wire.message.Payload;
import io.github.processpool.internal.wire.message.RemoteProblem;
import io.github.processpool.internal.wire.message.Report;
import io.github.processpool.internal.wire.message.Report.Fitness;
import java.util.Objects;
import java.util.Optional;

/** Turns the end of a task into messages, and waits until they have left. Used by the runner's thread only. */
final class AnswerWriter {

    private final MessageChannel channel;
    private final Codec codec;
    private final DefinitionSender definitions;

    AnswerWriter(MessageChannel channel, Codec codec, DefinitionSender definitions) {
        this.channel = channel;
        this.codec = codec;
        this.definitions = definitions;
    }

    void send(TaskEnd end, long ticket, Fitness fitness, boolean printed, Optional<Progress> progress) {
        Report report = new Report(
                ticket, end.beganNanos(), end.executionNanos(), end.serializationNanos(), fitness, printed, progress);
        EncodedValue value = end.value();
        if (value != null) {
            channel.post(new Result(report, definitions.define(value)));
        } else { // The exception in words and as it is; either may fail, for it is the user's.
            Throwable thrown = Objects.requireNonNull(end.thrown());
            channel.post(new Failure(
                    report, Objects.requireNonNull(end.failure()), RemoteProblem.of(thrown), serialized(thrown)));
        }
        channel.awaitSent();
    }

    private Payload serialized(Throwable thrown) {
        try {
            return definitions.define(codec.writeThrowable(thrown));
        } catch (Throwable e) {
            return Payload.NONE; // The words must do.
        }
    }
}
