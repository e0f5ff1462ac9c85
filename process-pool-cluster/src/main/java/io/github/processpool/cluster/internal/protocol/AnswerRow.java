package io.github.processpool.cluster.internal.protocol;

import io.github.processpool.ExitReason;
import io.github.processpool.TaskTimeoutException.Clock;
import io.github.processpool.WorkerCrashedException.Circumstances;
import io.github.processpool.cluster.internal.protocol.ClusterMessage.Answer;
import io.github.processpool.cluster.internal.protocol.ClusterMessage.TimeUp;
import io.github.processpool.internal.federation.GuestAnswer;
import io.github.processpool.internal.federation.GuestAnswer.Answered;
import io.github.processpool.internal.federation.GuestAnswer.Cancelled;
import io.github.processpool.internal.federation.GuestAnswer.Crashed;
import io.github.processpool.internal.federation.GuestAnswer.End;
import io.github.processpool.internal.federation.GuestAnswer.Failed;
import io.github.processpool.internal.federation.GuestAnswer.Kind;
import io.github.processpool.internal.federation.GuestAnswer.TimedOut;
import io.github.processpool.internal.wire.message.FailureKind;
import io.github.processpool.internal.wire.message.Message;
import io.github.processpool.internal.wire.message.ProtocolException;
import io.github.processpool.internal.wire.message.Report;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/** The row of {@link Answer}: which end it is comes first, and decides what follows. */
final class AnswerRow {

    private static final int RESULT = 0;
    private static final int FAILURE = 1;
    private static final int CRASHED = 2;
    private static final int TIMED_OUT = 3;
    private static final int CANCELLED = 4;
    private static final int FAILED = 5;

    private static final Clock[] CLOCKS = Clock.values();
    private static final ExitReason[] REASONS = ExitReason.values();

    private AnswerRow() {}

    static void write(Answer message, FrameWriter out) {
        out.putName(message.pool()).putLong(message.ticket()).putInt(message.credits());
        GuestAnswer answer = message.answer();
        out.putLong(answer.pid()).putNanos(answer.begunAgoNanos()).putInt(answer.elementsBegun());
        End end = answer.end();
        if (end instanceof Answered answered) {
            writeAnswered(answered, out);
        } else if (end instanceof Crashed crashed) {
            out.putByte(CRASHED).putEnum(crashed.reason()).putText(crashed.words(), Limits.TEXT);
            writeCircumstances(crashed.circumstances(), out);
        } else if (end instanceof TimedOut timedOut) {
            out.putByte(TIMED_OUT).putEnum(timedOut.clock());
            out.putOptionalText(Optional.ofNullable(timedOut.threadDump()), Limits.DUMP);
        } else if (end instanceof Cancelled) {
            out.putByte(CANCELLED);
        } else if (end instanceof Failed failed) {
            out.putByte(FAILED).putEnum(failed.kind()).putText(failed.words(), Limits.TEXT);
        }
    }

    static Answer read(FrameReader in) throws ProtocolException {
        String pool = in.takeName();
        long ticket = in.takeLong();
        int credits = in.takeAtLeast(0);
        long pid = in.takePositive();
        long begunAgoNanos = in.takePositive();
        int elementsBegun = in.takeAtLeast(-1);
        GuestAnswer answer = new GuestAnswer(readEnd(in), pid, begunAgoNanos, elementsBegun);
        return new Answer(pool, ticket, answer, credits);
    }

    static TimeUp timeUp(Answer read) throws ProtocolException {
        if (!(read.answer().end() instanceof TimedOut)) {
            throw new ProtocolException("a task whose time is not up");
        }
        return new TimeUp(read.pool(), read.ticket(), read.answer());
    }

    private static End readEnd(FrameReader in) throws ProtocolException {
        int kind = in.takeByte();
        return switch (kind) {
            case RESULT, FAILURE -> readAnswered(kind, in);
            case CRASHED -> new Crashed(in.takeEnum(REASONS), in.takeText(Limits.TEXT), readCircumstances(in));
            case TIMED_OUT ->
                new TimedOut(
                        in.takeEnum(CLOCKS), in.takeOptionalText(Limits.DUMP).orElse(null));
            case CANCELLED -> new Cancelled();
            case FAILED -> new Failed(in.takeEnum(Kind.VALUES), in.takeText(Limits.TEXT));
            default -> throw new ProtocolException("an answer of unknown kind " + kind);
        };
    }

    private static void writeAnswered(Answered answered, FrameWriter out) {
        if (answered.message() instanceof Message.Result result) {
            writeReport(result.report(), out.putByte(RESULT).putInt(answered.elementsRun()));
            out.putBody(result.value());
        } else if (answered.message() instanceof Message.Failure failure) {
            writeReport(failure.report(), out.putByte(FAILURE).putInt(answered.elementsRun()));
            out.putEnum(failure.kind()).putProblem(failure.problem()).putBody(failure.throwable());
        } else {
            throw new IllegalArgumentException("no answer of a worker: " + answered.message());
        }
    }

    private static End readAnswered(int kind, FrameReader in) throws ProtocolException {
        int elementsRun = in.takeAtLeast(0);
        Report report = readReport(in);
        return new Answered(
                kind == RESULT
                        ? new Message.Result(report, in.takeBody())
                        : new Message.Failure(report, in.takeEnum(FailureKind.VALUES), in.takeProblem(), in.takeBody()),
                elementsRun);
    }

    private static void writeReport(Report report, FrameWriter out) {
        out.putLong(report.ticket()).putLong(report.beganNanos());
        out.putLong(report.executionNanos()).putLong(report.serializationNanos());
        out.putEnum(report.fitness()).putBoolean(report.printed()).putProgress(report.progress());
    }

    private static Report readReport(FrameReader in) throws ProtocolException {
        return new Report(
                in.takeLong(),
                in.takeLong(),
                in.takeLong(),
                in.takeLong(),
                in.takeEnum(Report.Fitness.VALUES),
                in.takeBoolean(),
                in.takeProgress());
    }

    private static void writeCircumstances(Circumstances facts, FrameWriter out) {
        out.putLong(facts.pid())
                .putBoolean(facts.exitCode().isPresent())
                .putInt(facts.exitCode().orElse(0));
        out.putOptionalText(facts.signal(), Limits.NAME).putBoolean(facts.outOfMemory());
        List<String> lines = facts.stderrTail();
        List<String> last = lines.subList(Math.max(0, lines.size() - Limits.LINES), lines.size());
        out.putInt(last.size());
        for (String line : last) {
            out.putText(line, Limits.LINE);
        }
        out.putOptionalText(facts.crashReport(), Limits.TEXT);
    }

    private static Circumstances readCircumstances(FrameReader in) throws ProtocolException {
        long pid = in.takeLong();
        boolean hasExitCode = in.takeBoolean();
        int exitCode = in.takeInt();
        Optional<String> signal = in.takeOptionalText(Limits.NAME);
        boolean outOfMemory = in.takeBoolean();
        int count = in.takeCount(Limits.LINES, Integer.BYTES);
        List<String> lines = new ArrayList<>(count);
        for (int i = 0; i < count; i++) {
            lines.add(in.takeText(Limits.LINE));
        }
        return new Circumstances(
                pid,
                hasExitCode ? OptionalInt.of(exitCode) : OptionalInt.empty(),
                signal,
                outOfMemory,
                lines,
                in.takeOptionalText(Limits.TEXT));
    }
}
