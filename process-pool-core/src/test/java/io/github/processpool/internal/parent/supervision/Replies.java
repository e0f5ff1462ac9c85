package io.github.processpool.internal.parent.supervision;

import io.github.processpool.internal.wire.message.FailureKind;
import io.github.processpool.internal.wire.message.Message.Failure;
import io.github.processpool.internal.wire.message.Message.Result;
import io.github.processpool.internal.wire.message.Payload;
import io.github.processpool.internal.wire.message.RemoteProblem;
import io.github.processpool.internal.wire.message.Report;
import io.github.processpool.internal.wire.message.Report.Fitness;
import java.util.Optional;

/** The answers of played workers, as they come. */
final class Replies {

    private Replies() {}

    static Result result(long ticket) {
        return new Result(report(ticket, Fitness.FIT, false), new Payload(Payload.Form.RAW, new byte[1], 1));
    }

    static Result result(long ticket, int bytes) {
        return new Result(report(ticket, Fitness.FIT, false), new Payload(Payload.Form.STREAM, new byte[0], bytes));
    }

    static Result printedResult(long ticket) {
        return new Result(report(ticket, Fitness.FIT, true), new Payload(Payload.Form.RAW, new byte[1], 1));
    }

    static Failure failure(long ticket, Fitness fitness, Class<? extends Throwable> type) {
        return new Failure(
                report(ticket, fitness, false),
                FailureKind.THREW,
                new RemoteProblem(type.getName(), "no", "at"),
                Payload.NONE);
    }

    static Report report(long ticket, Fitness fitness, boolean printed) {
        return new Report(ticket, 1, 1000, 1000, fitness, printed, Optional.empty());
    }
}
