package io.github.processpool.internal.parent.supervision;

import io.github.processpool.ExitReason;
import io.github.processpool.WorkerCrashedException.Circumstances;
import io.github.processpool.internal.federation.GuestAnswer;
import io.github.processpool.internal.federation.GuestAnswer.Answered;
import io.github.processpool.internal.federation.GuestAnswer.Crashed;
import io.github.processpool.internal.wire.codec.Codec;
import io.github.processpool.internal.wire.codec.DefinitionTable;
import io.github.processpool.internal.wire.codec.Definitions;
import io.github.processpool.internal.wire.codec.JavaCodec;
import io.github.processpool.internal.wire.handle.Sharing;
import io.github.processpool.internal.wire.message.FailureKind;
import io.github.processpool.internal.wire.message.Message.Failure;
import io.github.processpool.internal.wire.message.Message.Result;
import io.github.processpool.internal.wire.message.Payload;
import io.github.processpool.internal.wire.message.RemoteProblem;
import io.github.processpool.internal.wire.message.Report;
import io.github.processpool.internal.wire.message.Report.Fitness;
import io.github.processpool.testing.Threads;
import java.io.IOException;
import java.io.Serializable;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.CountDownLatch;

/** What workers of other members answer, self-contained. */
final class MemberPayloads {

    static final long PID = 4711;
    static final Codec CODEC = new JavaCodec(
            new DefinitionTable(),
            new Definitions(MemberPayloads.class.getClassLoader()),
            "",
            1 << 20,
            Sharing.NOTHING);

    private MemberPayloads() {}

    static GuestAnswer result(Object value) {
        return new GuestAnswer(new Answered(new Result(report(Fitness.FIT), simple(value)), 1), PID, 1000);
    }

    /** A value whose reading takes until it is {@linkplain #release released}. */
    static GuestAnswer slowResult(Object value) {
        return new GuestAnswer(
                new Answered(new Result(report(Fitness.FIT), alone(new Slow((Serializable) value))), 1), PID, 1000);
    }

    private static volatile CountDownLatch gate = new CountDownLatch(0);

    /** From now on nobody can read slow results. */
    static void holdUp() {
        gate = new CountDownLatch(1);
    }

    static void release() {
        gate.countDown();
    }

    /** Travels instead of a value. */
    private record Slow(Serializable value) implements Serializable {

        private static final long serialVersionUID = 1L;

        private Object readResolve() {
            Threads.awaitUninterruptibly(gate);
            return value;
        }
    }

    static GuestAnswer failure(FailureKind kind, Throwable thrown, Fitness fitness) {
        Payload payload;
        try {
            payload = CODEC.writeThrowableAlone(thrown);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        Failure failure = new Failure(report(fitness), kind, RemoteProblem.of(thrown), payload);
        return new GuestAnswer(new Answered(failure, 1), PID, 1000);
    }

    static GuestAnswer crash() {
        return ended(crash(ExitReason.CRASHED, "SIGSEGV"), 1000);
    }

    static Crashed crash(ExitReason reason, String signal) {
        Circumstances facts = new Circumstances(
                PID, OptionalInt.of(139), Optional.of(signal), false, List.of("last words"), Optional.empty());
        return new Crashed(reason, "worker 1 (pid 4711) was killed by " + signal, facts);
    }

    static GuestAnswer ended(GuestAnswer.End end, long begunAgoNanos) {
        return new GuestAnswer(end, begunAgoNanos == 0 ? 0 : PID, begunAgoNanos);
    }

    private static Report report(Fitness fitness) {
        return new Report(0, 0, 500, 100, fitness, true, Optional.empty());
    }

    private static Payload simple(Object value) {
        try {
            return CODEC.writeValue(value).payload();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Payload alone(Object value) {
        return CODEC.writeAlone(value);
    }
}
