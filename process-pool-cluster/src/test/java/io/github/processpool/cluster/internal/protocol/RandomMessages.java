package io.github.processpool.cluster.internal.protocol;

import io.github.processpool.ExitReason;
import io.github.processpool.Progress;
import io.github.processpool.TaskTimeoutException.Clock;
import io.github.processpool.WorkerCrashedException.Circumstances;
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
import io.github.processpool.cluster.internal.protocol.ClusterMessage.TimeLimits;
import io.github.processpool.cluster.internal.protocol.ClusterMessage.TimeUp;
import io.github.processpool.internal.federation.GuestAnswer;
import io.github.processpool.internal.federation.GuestAnswer.Answered;
import io.github.processpool.internal.federation.GuestAnswer.Cancelled;
import io.github.processpool.internal.federation.GuestAnswer.Crashed;
import io.github.processpool.internal.federation.GuestAnswer.End;
import io.github.processpool.internal.federation.GuestAnswer.Failed;
import io.github.processpool.internal.federation.GuestAnswer.Kind;
import io.github.processpool.internal.federation.GuestAnswer.TimedOut;
import io.github.processpool.internal.wire.codec.Codec.EncodedTask;
import io.github.processpool.internal.wire.codec.DefinitionTable;
import io.github.processpool.internal.wire.message.FailureKind;
import io.github.processpool.internal.wire.message.Message;
import io.github.processpool.internal.wire.message.Message.DefinitionKind;
import io.github.processpool.internal.wire.message.Payload;
import io.github.processpool.internal.wire.message.RemoteProblem;
import io.github.processpool.internal.wire.message.Report;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Random;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** Makes messages of every kind, with values of which each reader approves. */
final class RandomMessages {

    private final Random random;

    RandomMessages(long seed) {
        this.random = new Random(seed);
    }

    /** One of each kind, and of each end. */
    List<ClusterMessage> all() {
        return Stream.<ClusterMessage>concat(
                        Stream.<ClusterMessage>of(
                                hello(),
                                new Pools(pools()),
                                new Demand(name(), number()),
                                new Credit(name(), 1 + number()),
                                new Revoke(name(), 1 + number()),
                                new Release(name(), 1 + number()),
                                new Define(name(), definition()),
                                task(),
                                new Refused(name(), random.nextLong(), one(RefusalReason.values())),
                                new Status(name(), several(6, this::running)),
                                new Recall(name(), random.nextLong()),
                                new Cancel(name(), random.nextLong(), random.nextBoolean()),
                                timeUp(),
                                new ThreadsWanted(name(), random.nextLong(), random.nextLong()),
                                new Threads(name(), random.nextLong(), one(Threads.Outcome.values()), name()),
                                new Leaving(),
                                new LeavingHeard(),
                                new Goodbye()),
                        ends().map(this::answer))
                .toList();
    }

    Task task() {
        String name = name();
        Payload.Form form = one(Payload.Form.RAW, Payload.Form.STREAM, Payload.Form.SIMPLE, Payload.Form.CHUNK);
        byte[] bytes = bytes(random.nextInt(300));
        EncodedTask work = new EncodedTask(
                random.nextBoolean() ? name : name(),
                random.nextInt(DefinitionTable.CAPACITY + 1) - 1,
                random.nextInt(Limits.ARITY + 2) - 1,
                form,
                bytes,
                bytes.length,
                IntStream.range(0, random.nextInt(5))
                        .map(i -> random.nextInt(DefinitionTable.CAPACITY))
                        .toArray(),
                form == Payload.Form.CHUNK ? 1 + number() : 1);
        return new Task(
                name(),
                random.nextLong(),
                name(),
                1 + number(),
                new TimeLimits(nanos(), nanos(), ClusterMessage.UNLIMITED, nanos()),
                random.nextInt(),
                name,
                perhaps(this::name),
                perhaps(this::name),
                work);
    }

    private Hello hello() {
        return new Hello(
                1, 1 + number(), 1 + nanos(), random.nextLong(), name(), name(), one(Role.values()), number(), pools());
    }

    private List<PoolOffer> pools() {
        return several(4, () -> new PoolOffer(name(), number(), name(), nanos()));
    }

    private Message.Define definition() {
        return new Message.Define(
                random.nextInt(DefinitionTable.CAPACITY), one(DefinitionKind.values()), bytes(random.nextInt(300)));
    }

    private Running running() {
        return new Running(random.nextLong(), random.nextLong(), nanos(), perhaps(this::progress));
    }

    private Answer answer(End end) {
        return new Answer(name(), random.nextLong(), new GuestAnswer(end, nanos(), nanos(), number() - 1), number());
    }

    private TimeUp timeUp() {
        End end = new TimedOut(one(Clock.values()), perhaps(this::name).orElse(null));
        return new TimeUp(name(), random.nextLong(), new GuestAnswer(end, nanos(), nanos(), number() - 1));
    }

    private Stream<End> ends() {
        Circumstances facts = new Circumstances(
                random.nextLong(),
                random.nextBoolean() ? OptionalInt.of(random.nextInt()) : OptionalInt.empty(),
                perhaps(this::name),
                random.nextBoolean(),
                several(8, this::name),
                perhaps(this::name));
        RemoteProblem problem = new RemoteProblem(name(), perhaps(this::name).orElse(null), name());
        return Stream.of(
                new Answered(new Message.Result(report(), payload()), number()),
                new Answered(new Message.Failure(report(), one(FailureKind.values()), problem, payload()), number()),
                new Crashed(one(ExitReason.values()), name(), facts),
                new TimedOut(one(Clock.values()), perhaps(this::name).orElse(null)),
                new Cancelled(),
                new Failed(one(Kind.values()), name()));
    }

    private Report report() {
        return new Report(
                random.nextLong(),
                random.nextLong(),
                nanos(),
                nanos(),
                one(Report.Fitness.values()),
                random.nextBoolean(),
                perhaps(this::progress));
    }

    private Payload payload() {
        byte[] bytes = bytes(random.nextInt(300));
        return new Payload(one(Payload.Form.RAW, Payload.Form.STREAM, Payload.Form.EXCEPTION), bytes, bytes.length);
    }

    private Progress progress() {
        return new Progress(random.nextLong(), random.nextLong(), name());
    }

    private String name() {
        return random.ints(random.nextInt(12), 0, 0x2fff)
                .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
                .toString();
    }

    private int number() {
        return random.nextInt(Integer.MAX_VALUE);
    }

    private long nanos() {
        return random.nextLong() >>> 1 + random.nextInt(60);
    }

    private byte[] bytes(int length) {
        byte[] bytes = new byte[length];
        random.nextBytes(bytes);
        return bytes;
    }

    private <T> Optional<T> perhaps(Supplier<T> value) {
        return random.nextBoolean() ? Optional.of(value.get()) : Optional.empty();
    }

    private <T> List<T> several(int most, Supplier<T> value) {
        return Stream.generate(value).limit(random.nextInt(most + 1)).toList();
    }

    @SafeVarargs
    private <T> T one(T... values) {
        return values[random.nextInt(values.length)];
    }
}
