package io.github.processpool.internal.parent.supervision;

import io.github.processpool.internal.wire.codec.ChunkAnswer;
import io.github.processpool.internal.wire.codec.Codec;
import io.github.processpool.internal.wire.message.Payload;
import io.github.processpool.internal.wire.message.Report;

/**
 * What a worker has said about the end of a task, before it is read; from {@link TaskAnswers} to the {@link Delivery}.
 *
 * @param report the worker's own account, which can always be read
 * @param payload the result, or the exception
 * @param atOnce whether reading it takes no time and runs no code of the user's
 */
record Answer(Report report, Payload payload, boolean atOnce) {

    static Answer of(Report report, Payload payload, Codec codec) {
        return new Answer(report, payload, codec.isReadAtOnce(payload));
    }

    /** Returns how long it is. */
    int bytes() {
        return payload.length();
    }

    /** Returns how many elements it says that it is about, if it is one of a chunk; the worker's claim. */
    int elementsRun() {
        return ChunkAnswer.countIn(payload);
    }
}
