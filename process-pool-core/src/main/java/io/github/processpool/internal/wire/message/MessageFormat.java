package io.github.processpool.internal.wire.message;

import static io.github.processpool.internal.wire.message.Side.EITHER;
import static io.github.processpool.internal.wire.message.Side.PARENT;
import static io.github.processpool.internal.wire.message.Side.WORKER;

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
import io.github.processpool.internal.wire.message.Message.ForgetSpace;
import io.github.processpool.internal.wire.message.Message.GuestDefine;
import io.github.processpool.internal.wire.message.Message.Hello;
import io.github.processpool.internal.wire.message.Message.InitializerFailed;
import io.github.processpool.internal.wire.message.Message.Inspect;
import io.github.processpool.internal.wire.message.Message.Inspected;
import io.github.processpool.internal.wire.message.Message.Interrupt;
import io.github.processpool.internal.wire.message.Message.LogEvent;
import io.github.processpool.internal.wire.message.Message.LogLevels;
import io.github.processpool.internal.wire.message.Message.Ready;
import io.github.processpool.internal.wire.message.Message.Result;
import io.github.processpool.internal.wire.message.Message.Run;
import io.github.processpool.internal.wire.message.Message.Setup;
import io.github.processpool.internal.wire.message.Message.ShowThreads;
import io.github.processpool.internal.wire.message.Message.SpecialRun;
import io.github.processpool.internal.wire.message.Message.Stop;
import io.github.processpool.internal.wire.message.Message.TakeSlot;
import io.github.processpool.internal.wire.message.Message.ThreadDump;
import io.github.processpool.internal.wire.message.Message.WarmUp;
import org.jspecify.annotations.Nullable;

/**
 * Turns messages into frames for the {@link MessageChannel}, and back. It does not interpret payloads, and it trusts no length.
 *
 * <p>Each message has one row below: the type of its frame, the side that reads it, its class; then how its header is written, and
 * how it is read. Rows are code and not a table of functions, because each function would be a class for every worker to make
 * when it starts. They are tried in their order: the most frequent ones come first, then those with which a worker starts.
 *
 * <p><b>Thread safety:</b> one object for each message, used by one thread.
 */
final class MessageFormat {

    private static final byte CALL_RESULT = 24;
    private static final byte CALL_FAILURE = 25;
    private static final byte LOG_EVENT = 32;

    private static final HeaderWriter NOTHING_TO_WRITE = new HeaderWriter();
    private static final HeaderReader NOTHING_TO_READ =
            new HeaderReader(new Frame((byte) 0, Frame.NO_BODY, Frame.NO_BODY, 0));

    private final HeaderWriter out;
    private final HeaderReader in;
    /** Null if it is to be read. */
    private final @Nullable Message message;
    /** Found by its row if it is to be written; given if it is to be read. */
    private byte type;
    /** Found by its row. */
    private Side reader = EITHER;

    private MessageFormat(@Nullable Message message, HeaderWriter out, byte type, HeaderReader in) {
        this.message = message;
        this.out = out;
        this.type = type;
        this.in = in;
    }

    /** Whether there can be any number of such frames, as nobody waits for one before the next is posted. */
    static boolean isWithoutEnd(byte type) {
        return type == LOG_EVENT || type == CALL_RESULT || type == CALL_FAILURE;
    }

    static Frame write(Message message) {
        MessageFormat format = new MessageFormat(message, new HeaderWriter(), (byte) 0, NOTHING_TO_READ);
        try {
            if (format.convert() == null) {
                throw new IllegalArgumentException("a message without a row: " + message);
            }
        } catch (ProtocolException e) {
            throw new IllegalStateException(e); // Nothing is read here.
        }
        return format.out.toFrame(format.type);
    }

    /** Reads a message that is for this side. */
    static Message read(Frame frame, Side side) throws ProtocolException {
        MessageFormat format = new MessageFormat(null, NOTHING_TO_WRITE, frame.type(), new HeaderReader(frame));
        if (!(format.convert() instanceof Message read)) {
            throw new ProtocolException("a frame of unknown type " + frame.type());
        } else if (side != format.reader && side != EITHER && format.reader != EITHER) {
            throw new ProtocolException((side == PARENT ? "not for a parent: " : "not for a worker: ")
                    + read.getClass().getSimpleName());
        }
        return read;
    }

    /** Returns the writer of the message, or the message that was read, as its row says; null if it has none. */
    private @Nullable Object convert() throws ProtocolException {
        Object found = convertTask();
        found = found == null ? convertStart() : found;
        found = found == null ? convertGuest() : found;
        found = found == null ? convertCall() : found;
        found = found == null ? convertEndOfCall() : found;
        found = found == null ? convertLog() : found;
        found = found == null ? convertStop() : found;
        return found == null ? convertWorker() : found;
    }

    private boolean is(int rowType, Side rowReader, Class<? extends Message> row) {
        boolean found = message == null ? type == rowType : message.getClass() == row;
        if (found) {
            type = (byte) rowType;
            reader = rowReader;
        }
        return found;
    }

    // -- The rows --

    private @Nullable Object convertTask() throws ProtocolException {
        if (is(6, WORKER, Run.class)) {
            return message instanceof Run m
                    ? out.putLong(m.ticket())
                            .putLong(m.taskId())
                            .putInt(m.function())
                            .putInt(m.arity())
                            .putBody(m.values())
                    : new Run(in.takeLong(), in.takeLong(), in.takeInt(), in.takeInt(), in.takeBody());
        } else if (is(10, PARENT, Result.class)) {
            return message instanceof Result m
                    ? out.putReport(m.report()).putBody(m.value())
                    : new Result(in.takeReport(), in.takeBody());
        } else if (is(11, PARENT, Failure.class)) {
            return message instanceof Failure m
                    ? out.putReport(m.report())
                            .putEnum(m.kind())
                            .putProblem(m.problem())
                            .putBody(m.throwable())
                    : new Failure(in.takeReport(), in.takeEnum(FailureKind.VALUES), in.takeProblem(), in.takeBody());
        } else if (is(5, EITHER, Define.class)) {
            return message instanceof Define m
                    ? out.putInt(m.id()).putEnum(m.kind()).putBody(Payload.raw(m.bytes()))
                    : new Define(
                            in.takeInt(),
                            in.takeEnum(DefinitionKind.VALUES),
                            in.takeBody().bytes());
        }
        return null;
    }

    private @Nullable Object convertStart() throws ProtocolException {
        if (is(1, PARENT, Hello.class)) {
            return message instanceof Hello m
                    ? out.putInt(m.version())
                            .putLong(m.pid())
                            .putLong(m.nanoTime())
                            .putBoolean(m.shares())
                    : new Hello(in.takeInt(), in.takeLong(), in.takeLong(), in.takeBoolean());
        } else if (is(2, WORKER, Setup.class)) {
            return message instanceof Setup m
                    ? out.putString(m.poolName())
                            .putString(m.poolKey())
                            .putInt(m.slot())
                            .putInt(m.heartbeatMillis())
                            .putString(m.parameterFilter())
                            .putBoolean(m.warmUp())
                            .putStream(m.serializer())
                            .putBody(m.initializer())
                    : new Setup(
                            in.takeString(),
                            in.takeString(),
                            in.takeInt(),
                            in.takeInt(),
                            in.takeString(),
                            in.takeBoolean(),
                            in.takeStream(),
                            in.takeBody());
        } else if (is(3, PARENT, Ready.class)) {
            return message instanceof Ready m ? out.putLong(m.warmUpNanos()) : new Ready(in.takeLong());
        } else if (is(4, PARENT, InitializerFailed.class)) {
            return message instanceof InitializerFailed m
                    ? out.putProblem(m.problem()).putBody(m.throwable())
                    : new InitializerFailed(in.takeProblem(), in.takeBody());
        }
        return null;
    }

    private @Nullable Object convertGuest() throws ProtocolException {
        if (is(17, WORKER, SpecialRun.class)) {
            return message instanceof SpecialRun m ? GuestFormat.write(out, m) : GuestFormat.readRun(in);
        } else if (is(18, WORKER, GuestDefine.class)) {
            return message instanceof GuestDefine m ? GuestFormat.write(out, m) : GuestFormat.readDefine(in);
        } else if (is(19, WORKER, ForgetSpace.class)) {
            return message instanceof ForgetSpace m ? out.putInt(m.space()) : new ForgetSpace(in.takeInt());
        }
        return null;
    }

    private @Nullable Object convertCall() throws ProtocolException {
        if (is(20, PARENT, Call.class)) {
            return message instanceof Call m
                    ? out.putLong(m.id())
                            .putLong(m.caller())
                            .putLong(m.pool())
                            .putLong(m.object())
                            .putString(m.method())
                            .putBody(m.arguments())
                    : new Call(
                            in.takeLong(), in.takeLong(), in.takeLong(), in.takeLong(), in.takeString(), in.takeBody());
        } else if (is(21, PARENT, CallInterrupt.class)) {
            return message instanceof CallInterrupt m
                    ? out.putLong(m.caller()).putLong(m.id())
                    : new CallInterrupt(in.takeLong(), in.takeLong());
        } else if (is(22, PARENT, CallTaken.class)) {
            return message instanceof CallTaken m
                    ? out.putLong(m.caller()).putLong(m.id()).putBoolean(m.taken())
                    : new CallTaken(in.takeLong(), in.takeLong(), in.takeBoolean());
        } else if (is(23, PARENT, CallerEnded.class)) {
            return message instanceof CallerEnded m ? out.putLong(m.caller()) : new CallerEnded(in.takeLong());
        }
        return null;
    }

    private @Nullable Object convertEndOfCall() throws ProtocolException {
        if (is(CALL_RESULT, WORKER, CallResult.class)) {
            return message instanceof CallResult m
                    ? out.putLong(m.id())
                            .putBoolean(m.interruptUsed())
                            .putBoolean(m.confirm())
                            .putBody(m.value())
                    : new CallResult(in.takeLong(), in.takeBoolean(), in.takeBoolean(), in.takeBody());
        } else if (is(CALL_FAILURE, WORKER, CallFailure.class)) {
            return message instanceof CallFailure m
                    ? out.putLong(m.id())
                            .putBoolean(m.interruptUsed())
                            .putProblem(m.problem())
                            .putBody(m.throwable())
                    : new CallFailure(in.takeLong(), in.takeBoolean(), in.takeProblem(), in.takeBody());
        }
        return null;
    }

    private @Nullable Object convertLog() throws ProtocolException {
        if (is(LOG_EVENT, PARENT, LogEvent.class)) {
            return message instanceof LogEvent m ? LogFormat.write(out, m) : LogFormat.readEvent(in);
        } else if (is(33, WORKER, LogLevels.class)) {
            return message instanceof LogLevels m ? LogFormat.write(out, m) : LogFormat.readLevels(in);
        }
        return null;
    }

    private @Nullable Object convertStop() throws ProtocolException {
        if (is(7, WORKER, Interrupt.class)) {
            return message instanceof Interrupt m
                    ? out.putLong(m.ticket()).putBoolean(m.withThreadDump())
                    : new Interrupt(in.takeLong(), in.takeBoolean());
        } else if (is(16, WORKER, ShowThreads.class)) {
            return message instanceof ShowThreads m ? out.putLong(m.ticket()) : new ShowThreads(in.takeLong());
        } else if (is(8, WORKER, Stop.class)) {
            return new Stop();
        } else if (is(9, PARENT, Began.class)) {
            return message instanceof Began m ? out.putLong(m.ticket()) : new Began(in.takeLong());
        } else if (is(12, PARENT, ThreadDump.class)) {
            return message instanceof ThreadDump m
                    ? out.putLong(m.ticket()).putString(m.text())
                    : new ThreadDump(in.takeLong(), in.takeString());
        }
        return null;
    }

    private @Nullable Object convertWorker() throws ProtocolException {
        if (is(13, WORKER, TakeSlot.class)) {
            return message instanceof TakeSlot m ? out.putInt(m.slot()) : new TakeSlot(in.takeInt());
        } else if (is(14, WORKER, Collect.class)) {
            return new Collect();
        } else if (is(15, WORKER, WarmUp.class)) {
            return new WarmUp();
        } else if (is(30, WORKER, Inspect.class)) {
            return message instanceof Inspect m
                    ? out.putLong(m.id()).putEnum(m.kind()).putString(m.file())
                    : new Inspect(in.takeLong(), in.takeEnum(InspectionKind.VALUES), in.takeString());
        } else if (is(31, PARENT, Inspected.class)) {
            return message instanceof Inspected m
                    ? out.putLong(m.id()).putBoolean(m.succeeded()).putString(m.text())
                    : new Inspected(in.takeLong(), in.takeBoolean(), in.takeString());
        }
        return null;
    }
}
