package io.github.processpool.cluster.internal.protocol;

import io.github.processpool.cluster.Role;
import io.github.processpool.cluster.internal.protocol.ClusterMessage.Answer;
import io.github.processpool.cluster.internal.protocol.ClusterMessage.Cancel;
import io.github.processpool.cluster.internal.protocol.ClusterMessage.Credit;
import io.github.processpool.cluster.internal.protocol.ClusterMessage.Define;
import io.github.processpool.cluster.internal.protocol.ClusterMessage.Demand;
import io.github.processpool.cluster.internal.protocol.ClusterMessage.Goodbye;
import io.github.processpool.cluster.internal.protocol.ClusterMessage.Hello;
import io.github.processpool.cluster.internal.protocol.ClusterMessage.Leaving;
import io.github.processpool.cluster.internal.protocol.ClusterMessage.LeavingHeard;
import io.github.processpool.cluster.internal.protocol.ClusterMessage.PoolOffer;
import io.github.processpool.cluster.internal.protocol.ClusterMessage.Pools;
import io.github.processpool.cluster.internal.protocol.ClusterMessage.Recall;
import io.github.processpool.cluster.internal.protocol.ClusterMessage.RefusalReason;
import io.github.processpool.cluster.internal.protocol.ClusterMessage.Refused;
import io.github.processpool.cluster.internal.protocol.ClusterMessage.Release;
import io.github.processpool.cluster.internal.protocol.ClusterMessage.Revoke;
import io.github.processpool.cluster.internal.protocol.ClusterMessage.Running;
import io.github.processpool.cluster.internal.protocol.ClusterMessage.Status;
import io.github.processpool.cluster.internal.protocol.ClusterMessage.Task;
import io.github.processpool.cluster.internal.protocol.ClusterMessage.Threads;
import io.github.processpool.cluster.internal.protocol.ClusterMessage.ThreadsWanted;
import io.github.processpool.cluster.internal.protocol.ClusterMessage.TimeUp;
import io.github.processpool.internal.wire.codec.DefinitionTable;
import io.github.processpool.internal.wire.message.Message;
import io.github.processpool.internal.wire.message.Message.DefinitionKind;
import io.github.processpool.internal.wire.message.ProtocolException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** The messages, one row each: the type of its frame, its class; then how its header is written, and how it is read. */
final class Rows {

    /** Its row is read whatever version its frame has, and in a later version there may be more behind it. */
    static final int HELLO = 1;

    private static final Role[] ROLES = Role.values();
    private static final int TYPES = 20;

    private static final List<Row<?>> ROWS = List.of(
            new Row<>(HELLO, Hello.class, Rows::writeHello, Rows::readHello),
            new Row<>(2, Pools.class, (m, out) -> writePools(m.pools(), out), in -> new Pools(readPools(in))),
            new Row<>(
                    3,
                    Demand.class,
                    (m, out) -> out.putName(m.pool()).putInt(m.count()),
                    in -> new Demand(in.takeName(), in.takeAtLeast(0))),
            new Row<>(
                    4,
                    Credit.class,
                    (m, out) -> out.putName(m.pool()).putInt(m.count()),
                    in -> new Credit(in.takeName(), in.takeAtLeast(1))),
            new Row<>(
                    5,
                    Revoke.class,
                    (m, out) -> out.putName(m.pool()).putInt(m.count()),
                    in -> new Revoke(in.takeName(), in.takeAtLeast(1))),
            new Row<>(
                    6,
                    Release.class,
                    (m, out) -> out.putName(m.pool()).putInt(m.count()),
                    in -> new Release(in.takeName(), in.takeAtLeast(1))),
            new Row<>(7, Define.class, Rows::writeDefine, Rows::readDefine),
            new Row<>(8, Task.class, TaskRow::write, TaskRow::read),
            new Row<>(
                    9,
                    Refused.class,
                    (m, out) -> out.putName(m.pool()).putLong(m.ticket()).putEnum(m.reason()),
                    in -> new Refused(in.takeName(), in.takeLong(), in.takeEnum(RefusalReason.VALUES))),
            new Row<>(10, Status.class, Rows::writeStatus, Rows::readStatus),
            new Row<>(
                    11,
                    Cancel.class,
                    (m, out) -> out.putName(m.pool()).putLong(m.ticket()).putBoolean(m.interrupt()),
                    in -> new Cancel(in.takeName(), in.takeLong(), in.takeBoolean())),
            new Row<>(12, Answer.class, AnswerRow::write, AnswerRow::read),
            new Row<>(
                    13,
                    TimeUp.class,
                    (m, out) -> AnswerRow.write(new Answer(m.pool(), m.ticket(), m.answer(), 0), out),
                    in -> AnswerRow.timeUp(AnswerRow.read(in))),
            new Row<>(14, Leaving.class, (m, out) -> {}, in -> new Leaving()),
            new Row<>(19, LeavingHeard.class, (m, out) -> {}, in -> new LeavingHeard()),
            new Row<>(15, Goodbye.class, (m, out) -> {}, in -> new Goodbye()),
            new Row<>(
                    16,
                    Recall.class,
                    (m, out) -> out.putName(m.pool()).putLong(m.ticket()),
                    in -> new Recall(in.takeName(), in.takeLong())),
            new Row<>(
                    17,
                    ThreadsWanted.class,
                    (m, out) -> out.putName(m.pool()).putLong(m.question()).putLong(m.pid()),
                    in -> new ThreadsWanted(in.takeName(), in.takeLong(), in.takeLong())),
            new Row<>(
                    18,
                    Threads.class,
                    (m, out) -> out.putName(m.pool())
                            .putLong(m.question())
                            .putEnum(m.outcome())
                            .putText(m.text(), Limits.DUMP),
                    in -> new Threads(
                            in.takeName(),
                            in.takeLong(),
                            in.takeEnum(Threads.Outcome.VALUES),
                            in.takeText(Limits.DUMP))));

    private static final Map<Class<?>, Row<?>> BY_CLASS =
            ROWS.stream().collect(Collectors.toUnmodifiableMap(Row::kind, Function.identity()));
    private static final @Nullable Row<?>[] BY_TYPE = byType();

    private record Row<M extends ClusterMessage>(int type, Class<M> kind, Writer<M> writer, Reader<M> reader) {

        private void write(ClusterMessage message, FrameWriter out) {
            writer.write(kind.cast(message), out);
        }
    }

    private interface Writer<M> {
        void write(M message, FrameWriter out);
    }

    private interface Reader<M> {
        M read(FrameReader in) throws ProtocolException;
    }

    private Rows() {}

    static int typeOf(ClusterMessage message) {
        return rowOf(message).type();
    }

    static void write(ClusterMessage message, FrameWriter out) {
        rowOf(message).write(message, out);
    }

    static ClusterMessage read(int type, FrameReader in) throws ProtocolException {
        Row<?> row = type < TYPES ? BY_TYPE[type] : null;
        if (row == null) {
            throw new ProtocolException("a frame of unknown type " + type);
        }
        return row.reader().read(in);
    }

    private static Row<?> rowOf(ClusterMessage message) {
        Row<?> row = BY_CLASS.get(message.getClass());
        if (row == null) {
            throw new IllegalArgumentException("a message without a row: " + message);
        }
        return row;
    }

    private static @Nullable Row<?>[] byType() {
        @Nullable Row<?>[] rows = new Row<?>[TYPES];
        ROWS.forEach(row -> rows[row.type()] = row);
        return rows;
    }

    // -- Those that are too long for a row --

    private static void writeHello(Hello m, FrameWriter out) {
        out.putInt(m.lowestVersion()).putInt(m.version()).putLong(m.session()).putLong(m.echo());
        out.putName(m.build()).putName(m.fingerprint()).putEnum(m.role()).putInt(m.feature());
        writePools(m.pools(), out);
    }

    /** If there is no common version, the rest may say what is not known here, and is of no use. */
    private static Hello readHello(FrameReader in) throws ProtocolException {
        int lowest = in.takeAtLeast(0);
        int version = in.takeAtLeast(lowest);
        long session = in.takeLong();
        long echo = in.takeLong();
        if (session == 0) {
            throw new ProtocolException("a Hello without a session");
        } else if (lowest > ClusterMessage.VERSION || version < ClusterMessage.LOWEST_VERSION) {
            in.skipRest();
            return new Hello(lowest, version, session, echo, "", "", Role.BOTH, 0, List.of());
        }
        return new Hello(
                lowest,
                version,
                session,
                echo,
                in.takeName(),
                in.takeName(),
                in.takeEnum(ROLES),
                in.takeAtLeast(0),
                readPools(in));
    }

    private static void writePools(List<PoolOffer> pools, FrameWriter out) {
        if (pools.size() > Limits.POOLS) {
            throw new IllegalArgumentException(pools.size() + " pools are more than " + Limits.POOLS);
        }
        out.putInt(pools.size());
        for (PoolOffer pool : pools) {
            out.putName(pool.name())
                    .putInt(pool.slots())
                    .putName(pool.serializer())
                    .putLong(pool.maxPayload());
        }
    }

    private static List<PoolOffer> readPools(FrameReader in) throws ProtocolException {
        int count = in.takeCount(Limits.POOLS, 3 * Integer.BYTES + Long.BYTES);
        List<PoolOffer> pools = new ArrayList<>(count);
        for (int i = 0; i < count; i++) {
            pools.add(new PoolOffer(in.takeName(), in.takeAtLeast(0), in.takeName(), in.takePositive()));
        }
        return List.copyOf(pools);
    }

    private static void writeDefine(Define m, FrameWriter out) {
        Message.Define definition = m.definition();
        out.putName(m.pool()).putInt(definition.id()).putEnum(definition.kind());
        out.putBytes(definition.bytes(), definition.bytes().length);
    }

    private static Define readDefine(FrameReader in) throws ProtocolException {
        return new Define(
                in.takeName(),
                new Message.Define(
                        in.takeWithin(0, DefinitionTable.CAPACITY - 1),
                        in.takeEnum(DefinitionKind.VALUES),
                        in.takeBytes(DefinitionTable.LARGEST)));
    }

    private static void writeStatus(Status m, FrameWriter out) {
        out.putName(m.pool()).putInt(m.running().size());
        for (Running task : m.running()) {
            out.putLong(task.ticket())
                    .putLong(task.pid())
                    .putNanos(task.begunAgoNanos())
                    .putProgress(task.progress());
        }
    }

    private static Status readStatus(FrameReader in) throws ProtocolException {
        String pool = in.takeName();
        int count = in.takeCount(Limits.RUNNING, 3 * Long.BYTES + 1);
        List<Running> running = new ArrayList<>(count);
        for (int i = 0; i < count; i++) {
            running.add(new Running(in.takeLong(), in.takeLong(), in.takePositive(), in.takeProgress()));
        }
        return new Status(pool, List.copyOf(running));
    }
}
