package io.github.processpool.internal.parent;

import io.github.processpool.ProcessFuture;
import io.github.processpool.SerializableCallable;
import io.github.processpool.SerializableFunction;
import io.github.processpool.TaskOptions;
import io.github.processpool.internal.federation.GuestAnswer;
import io.github.processpool.internal.federation.GuestAnswer.Answered;
import io.github.processpool.internal.federation.GuestAnswer.End;
import io.github.processpool.internal.federation.GuestSpace;
import io.github.processpool.internal.federation.GuestTask;
import io.github.processpool.internal.parent.guest.GuestHost;
import io.github.processpool.internal.wire.codec.ChunkAnswer;
import io.github.processpool.internal.wire.codec.Codec.EncodedTask;
import io.github.processpool.internal.wire.codec.DefinitionTable;
import io.github.processpool.internal.wire.codec.Definitions;
import io.github.processpool.internal.wire.codec.JavaCodec;
import io.github.processpool.internal.wire.codec.Overload;
import io.github.processpool.internal.wire.handle.Sharing;
import io.github.processpool.internal.wire.message.Message.Failure;
import io.github.processpool.internal.wire.message.Message.Result;
import io.github.processpool.internal.wire.message.ProtocolException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.BitSet;
import org.jspecify.annotations.Nullable;

/**
 * Another member of a cluster, played in the JVM of the host: writes tasks with a codec and numbers of its own, which it defines in its
 * space before their first use, and reads answers without any definition. <b>Thread safety:</b> the test's thread only.
 */
final class Visitor implements AutoCloseable {

    static final int MAX_PAYLOAD = 10 << 20;

    private final String name;
    private final GuestHost host;
    private final DefinitionTable table = new DefinitionTable();
    private final JavaCodec codec =
            new JavaCodec(table, new Definitions(Visitor.class.getClassLoader()), "", MAX_PAYLOAD, Sharing.NOTHING);
    private final GuestSpace space;
    private final BitSet defined = new BitSet();
    private int tasks;
    /** Whether it forgets to say what numbers mean. */
    boolean silent;

    Visitor(String name, GuestHost host) {
        this.name = name;
        this.host = host;
        this.space = host.openSpace();
    }

    /** What it writes with, for those who want another format. */
    JavaCodec codec() {
        return codec;
    }

    ProcessFuture<GuestAnswer> run(SerializableCallable<?> function) {
        return run(function, TaskOptions.defaults());
    }

    ProcessFuture<GuestAnswer> run(SerializableCallable<?> function, TaskOptions options) {
        return run(function, options, () -> {});
    }

    ProcessFuture<GuestAnswer> run(SerializableCallable<?> function, TaskOptions options, Runnable onEnd) {
        return run(codec.writeTask(Overload.CALLABLE, function), options, 1, onEnd);
    }

    ProcessFuture<GuestAnswer> run(EncodedTask work, TaskOptions options, int attempt, Runnable onEnd) {
        for (int number : work.definitions()) {
            if (!silent && !defined.get(number)) {
                defined.set(number);
                define(number);
            }
        }
        return host.run(new GuestTask(space, work, options, name + "-" + ++tasks, attempt, name), onEnd);
    }

    private void define(int number) {
        try {
            space.define(table.definition(number));
        } catch (ProtocolException e) {
            throw new UncheckedIOException(e);
        }
    }

    <T, R> EncodedTask chunk(SerializableFunction<T, R> function, @Nullable Object... inputs) {
        try {
            return codec.writeChunk(codec.writeFunction(function, 1), inputs, false);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    // -- Answers --

    @Nullable
    Object value(ProcessFuture<GuestAnswer> future) throws Exception {
        return codec.readValue(((Result) message(future)).value());
    }

    ChunkAnswer elements(ProcessFuture<GuestAnswer> future, int most) throws Exception {
        return codec.readAnswer(((Result) message(future)).value(), most);
    }

    Throwable thrown(ProcessFuture<GuestAnswer> future) throws Exception {
        Failure failure = (Failure) message(future);
        return codec.readThrowable(failure.throwable(), failure.problem(), "It");
    }

    static Object message(ProcessFuture<GuestAnswer> future) throws Exception {
        return ((Answered) future.get().end()).message();
    }

    static End end(ProcessFuture<GuestAnswer> future) throws Exception {
        return future.get().end();
    }

    /** Its session is over. */
    @Override
    public void close() {
        space.close();
    }
}
