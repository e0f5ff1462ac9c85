package io.github.processpool.internal.wire.message;

import io.github.processpool.Progress;
import io.github.processpool.internal.wire.message.Message.Began;
import io.github.processpool.internal.wire.message.Message.Call;
import io.github.processpool.internal.wire.message.Message.CallFailure;
import io.github.processpool.internal.wire.message.Message.CallInterrupt;
import io.github.processpool.internal.wire.message.Message.CallResult;
import io.github.processpool.internal.wire.message.Message.CallTaken;
import io.github.processpool.internal.wire.message.Message.CallerEnded;
import io.github.processpool.internal.wire.message.Message.Collect;
import io.github.processpool.internal.wire.message.Message.Define;
import io.github.processpool.internal.wire.message.Message.DefinitionKind;
import io.github.processpool.internal.wire.message.Message.Failure;
import io.github.processpool.internal.wire.message.Message.FailureKind;
import io.github.processpool.internal.wire.message.Message.Fitness;
import io.github.processpool.internal.wire.message.Message.Hello;
import io.github.processpool.internal.wire.message.Message.InitializerFailed;
import io.github.processpool.internal.wire.message.Message.Inspect;
import io.github.processpool.internal.wire.message.Message.Inspected;
import io.github.processpool.internal.wire.message.Message.InspectionKind;
import io.github.processpool.internal.wire.message.Message.Interrupt;
import io.github.processpool.internal.wire.message.Message.LogEvent;
import io.github.processpool.internal.wire.message.Message.LogLevels;
import io.github.processpool.internal.wire.message.Message.Ready;
import io.github.processpool.internal.wire.message.Message.RemoteProblem;
import io.github.processpool.internal.wire.message.Message.Report;
import io.github.processpool.internal.wire.message.Message.Result;
import io.github.processpool.internal.wire.message.Message.Run;
import io.github.processpool.internal.wire.message.Message.Setup;
import io.github.processpool.internal.wire.message.Message.Stop;
import io.github.processpool.internal.wire.message.Message.TakeSlot;
import io.github.processpool.internal.wire.message.Message.ThreadDump;
import io.github.processpool.internal.wire.message.Message.WarmUp;
import java.util.Optional;

/** Turns messages into frames and back. It does not interpret payloads, and it trusts no length. Stateless. */
final class MessageFormat {

    private static final byte HELLO = 1;
    private static final byte SETUP = 2;
    private static final byte READY = 3;
    private static final byte INITIALIZER_FAILED = 4;
    private static final byte DEFINE = 5;
    private static final byte RUN = 6;
    private static final byte INTERRUPT = 7;
    private static final byte STOP = 8;
    private static final byte BEGAN = 9;
    private static final byte RESULT = 10;
    private static final byte FAILURE = 11;
    private static final byte THREAD_DUMP = 12;
    private static final byte TAKE_SLOT = 13;
    private static final byte COLLECT = 14;
    private static final byte WARM_UP = 15;
    private static final byte CALL = 20;
    private static final byte CALL_INTERRUPT = 21;
    private static final byte CALL_TAKEN = 22;
    private static final byte CALLER_ENDED = 23;
    private static final byte CALL_RESULT = 24;
    private static final byte CALL_FAILURE = 25;
    private static final byte INSPECT = 30;
    private static final byte INSPECTED = 31;
    static final byte LOG_EVENT = 32;
    private static final byte LOG_LEVELS = 33;

    private MessageFormat() {}

    static Frame write(Message message) {
        HeaderWriter header = new HeaderWriter();
        if (message instanceof Run run) {
            header.putLong(run.ticket()).putLong(run.taskId());
            header.putInt(run.function()).putInt(run.arity());
            return frame(RUN, header, run.values());
        } else if (message instanceof Result result) {
            writeReport(header, result.report());
            return frame(RESULT, header, result.value());
        } else if (message instanceof Failure failure) {
            writeReport(header, failure.report());
            header.putByte(failure.kind().ordinal());
            writeProblem(header, failure.problem());
            return frame(FAILURE, header, failure.throwable());
        } else if (message instanceof Define define) {
            header.putInt(define.id()).putByte(define.kind().ordinal());
            return frame(DEFINE, header, new Payload(Payload.Form.RAW, define.bytes(), define.bytes().length));
        } else if (message instanceof Setup setup) {
            header.putString(setup.poolName()).putInt(setup.slot());
            header.putInt(setup.heartbeatMillis()).putString(setup.parameterFilter());
            header.putByte(setup.warmUp() ? 1 : 0);
            header.putBytes(setup.serializer().bytes(), setup.serializer().length());
            return frame(SETUP, header, setup.initializer());
        }
        return message instanceof LogEvent || message instanceof LogLevels
                ? writeLog(message, header)
                : writeCall(message, header);
    }

    private static Frame writeLog(Message message, HeaderWriter header) {
        if (message instanceof LogEvent event) {
            LogFormat.write(header, event);
            return frame(LOG_EVENT, header, Payload.NONE);
        }
        LogFormat.write(header, (LogLevels) message);
        return frame(LOG_LEVELS, header, Payload.NONE);
    }

    private static Frame writeCall(Message message, HeaderWriter header) {
        if (message instanceof Call call) {
            header.putLong(call.id()).putLong(call.caller());
            header.putLong(call.pool()).putLong(call.object()).putString(call.method());
            return frame(CALL, header, call.arguments());
        } else if (message instanceof CallResult result) {
            header.putLong(result.id()).putByte(result.interruptUsed() ? 1 : 0);
            return frame(CALL_RESULT, header.putByte(result.confirm() ? 1 : 0), result.value());
        } else if (message instanceof CallFailure failure) {
            header.putLong(failure.id()).putByte(failure.interruptUsed() ? 1 : 0);
            writeProblem(header, failure.problem());
            return frame(CALL_FAILURE, header, failure.throwable());
        } else if (message instanceof CallInterrupt interrupt) {
            return frame(CALL_INTERRUPT, header.putLong(interrupt.caller()).putLong(interrupt.id()), Payload.NONE);
        } else if (message instanceof CallTaken taken) {
            header.putLong(taken.caller()).putLong(taken.id()).putByte(taken.taken() ? 1 : 0);
            return frame(CALL_TAKEN, header, Payload.NONE);
        } else if (message instanceof CallerEnded ended) {
            return frame(CALLER_ENDED, header.putLong(ended.caller()), Payload.NONE);
        }
        return writeControl(message, header);
    }

    private static Frame writeControl(Message message, HeaderWriter header) {
        if (message instanceof Hello hello) {
            header.putInt(hello.version()).putLong(hello.pid()).putLong(hello.nanoTime());
            return frame(HELLO, header, Payload.NONE);
        } else if (message instanceof InitializerFailed failed) {
            writeProblem(header, failed.problem());
            return frame(INITIALIZER_FAILED, header, Payload.NONE);
        } else if (message instanceof Interrupt interrupt) {
            header.putLong(interrupt.ticket()).putByte(interrupt.withThreadDump() ? 1 : 0);
            return frame(INTERRUPT, header, Payload.NONE);
        } else if (message instanceof Began began) {
            return frame(BEGAN, header.putLong(began.ticket()), Payload.NONE);
        } else if (message instanceof ThreadDump dump) {
            return frame(THREAD_DUMP, header.putLong(dump.ticket()).putString(dump.text()), Payload.NONE);
        } else if (message instanceof Ready ready) {
            return frame(READY, header.putLong(ready.warmUpNanos()), Payload.NONE);
        } else if (message instanceof TakeSlot place) {
            return frame(TAKE_SLOT, header.putInt(place.slot()), Payload.NONE);
        } else if (message instanceof WarmUp) {
            return frame(WARM_UP, header, Payload.NONE);
        } else if (message instanceof Collect) {
            return frame(COLLECT, header, Payload.NONE);
        } else if (message instanceof Inspect inspect) {
            header.putLong(inspect.id()).putByte(inspect.kind().ordinal());
            return frame(INSPECT, header.putString(inspect.file()), Payload.NONE);
        } else if (message instanceof Inspected inspected) {
            header.putLong(inspected.id()).putByte(inspected.succeeded() ? 1 : 0);
            return frame(INSPECTED, header.putString(inspected.text()), Payload.NONE);
        } else if (message instanceof Stop) {
            return frame(STOP, header, Payload.NONE);
        }
        throw new IllegalArgumentException("not a message: " + message);
    }

    static Message read(Frame frame) throws ProtocolException {
        HeaderReader header = new HeaderReader(frame.header());
        return switch (frame.type()) {
            case RUN ->
                new Run(
                        header.takeLong(),
                        header.takeLong(),
                        header.takeInt(),
                        header.takeInt(),
                        payload(header, frame));
            case RESULT -> new Result(readReport(header), payload(header, frame));
            case FAILURE ->
                new Failure(
                        readReport(header),
                        header.takeEnum(FailureKind.VALUES),
                        readProblem(header),
                        payload(header, frame));
            case DEFINE ->
                new Define(
                        header.takeInt(),
                        header.takeEnum(DefinitionKind.VALUES),
                        payload(header, frame).bytes());
            case SETUP ->
                new Setup(
                        header.takeString(),
                        header.takeInt(),
                        header.takeInt(),
                        header.takeString(),
                        header.takeBoolean(),
                        stream(header.takeBytes()),
                        payload(header, frame));
            case HELLO -> new Hello(header.takeInt(), header.takeLong(), header.takeLong());
            case INITIALIZER_FAILED -> new InitializerFailed(readProblem(header));
            case INTERRUPT -> new Interrupt(header.takeLong(), header.takeBoolean());
            case BEGAN -> new Began(header.takeLong());
            case THREAD_DUMP -> new ThreadDump(header.takeLong(), header.takeString());
            case READY -> new Ready(header.takeLong());
            case STOP -> new Stop();
            case TAKE_SLOT -> new TakeSlot(header.takeInt());
            case WARM_UP -> new WarmUp();
            case COLLECT -> new Collect();
            case CALL ->
                new Call(
                        header.takeLong(),
                        header.takeLong(),
                        header.takeLong(),
                        header.takeLong(),
                        header.takeString(),
                        payload(header, frame));
            case CALL_RESULT ->
                new CallResult(header.takeLong(), header.takeBoolean(), header.takeBoolean(), payload(header, frame));
            case CALL_FAILURE ->
                new CallFailure(header.takeLong(), header.takeBoolean(), readProblem(header), payload(header, frame));
            case CALL_INTERRUPT -> new CallInterrupt(header.takeLong(), header.takeLong());
            case CALL_TAKEN -> new CallTaken(header.takeLong(), header.takeLong(), header.takeBoolean());
            case CALLER_ENDED -> new CallerEnded(header.takeLong());
            case INSPECT -> new Inspect(header.takeLong(), header.takeEnum(InspectionKind.VALUES), header.takeString());
            case INSPECTED -> new Inspected(header.takeLong(), header.takeBoolean(), header.takeString());
            case LOG_EVENT -> LogFormat.readEvent(header);
            case LOG_LEVELS -> LogFormat.readLevels(header);
            default -> throw new ProtocolException("a frame of unknown type " + frame.type());
        };
    }

    private static Frame frame(byte type, HeaderWriter header, Payload payload) {
        header.putByte(payload.form().ordinal());
        return new Frame(type, header.toBytes(), payload.bytes(), payload.length());
    }

    private static Payload stream(byte[] bytes) {
        return bytes.length == 0 ? Payload.NONE : new Payload(Payload.Form.STREAM, bytes, bytes.length);
    }

    private static Payload payload(HeaderReader header, Frame frame) throws ProtocolException {
        return new Payload(header.takeEnum(Payload.Form.VALUES), frame.body(), frame.bodyLength());
    }

    private static void writeReport(HeaderWriter header, Report report) {
        header.putLong(report.ticket()).putLong(report.beganNanos());
        header.putLong(report.executionNanos()).putLong(report.serializationNanos());
        header.putByte(report.fitness().ordinal()).putByte(report.printed() ? 1 : 0);
        header.putByte(report.progress().isPresent() ? 1 : 0);
        report.progress()
                .ifPresent(progress -> header.putLong(progress.done())
                        .putLong(progress.total())
                        .putString(progress.message()));
    }

    private static Report readReport(HeaderReader header) throws ProtocolException {
        return new Report(
                header.takeLong(),
                header.takeLong(),
                header.takeLong(),
                header.takeLong(),
                header.takeEnum(Fitness.VALUES),
                header.takeBoolean(),
                header.takeBoolean()
                        ? Optional.of(new Progress(header.takeLong(), header.takeLong(), header.takeString()))
                        : Optional.empty());
    }

    static void writeProblem(HeaderWriter header, RemoteProblem problem) {
        header.putString(problem.className());
        header.putByte(problem.message() == null ? 0 : 1);
        header.putString(problem.message() == null ? "" : problem.message());
        header.putString(problem.stackTrace());
    }

    static RemoteProblem readProblem(HeaderReader header) throws ProtocolException {
        String className = header.takeString();
        boolean hasMessage = header.takeBoolean();
        String message = header.takeString();
        return new RemoteProblem(className, hasMessage ? message : null, header.takeString());
    }
}
