package io.github.processpool.internal.wire.codec;

import io.github.processpool.SerializableCallable;
import io.github.processpool.SerializableFunction;
import io.github.processpool.internal.wire.codec.Codec.EncodedTask;
import io.github.processpool.internal.wire.codec.Codec.EncodedValue;
import io.github.processpool.internal.wire.handle.Sharing;
import io.github.processpool.internal.wire.message.Message.Run;
import io.github.processpool.internal.wire.message.ProtocolException;
import io.github.processpool.internal.wire.message.RemoteProblem;
import java.io.Serial;
import java.io.Serializable;
import java.util.BitSet;
import java.util.concurrent.Callable;

/** Two codecs, and a wire between them that is a method call: one writes, the other reads, definitions are sent in between. */
final class CodecWire {

    static final int LIMIT = 1 << 20;

    final Definitions received = Definitions.ofParent(CodecWire.class.getClassLoader());
    private final BitSet sent = new BitSet();
    final JavaCodec writer;
    final JavaCodec reader;

    CodecWire(String filter, DefinitionTable table) {
        writer = new JavaCodec(table, new Definitions(CodecWire.class.getClassLoader()), "", LIMIT, Sharing.NOTHING);
        reader = new JavaCodec(new DefinitionTable(), received, filter, LIMIT, Sharing.NOTHING);
    }

    CodecWire(String filter) {
        this(filter, new DefinitionTable());
    }

    CodecWire() {
        this("");
    }

    void define(int[] numbers) throws ProtocolException {
        for (int number : numbers) {
            if (!sent.get(number)) {
                sent.set(number);
                received.define(writer.definition(number));
            }
        }
    }

    Codec.Invocation read(EncodedTask task) throws Exception {
        define(task.definitions());
        return reader.readTask(new Run(1, 1, task.function(), task.arity(), task.values()));
    }

    /** Writes a task as that of the overload that takes so many arguments; as a runnable if it is nothing else. */
    EncodedTask write(Object function, Object... arguments) {
        Overload overload = arguments.length > 0
                ? Overload.ofArity(arguments.length)
                : function instanceof Callable ? Overload.CALLABLE : Overload.RUNNABLE;
        return writer.writeTask(overload, function, arguments);
    }

    Object run(Object function, Object... arguments) throws Throwable {
        return read(write(function, arguments)).call();
    }

    Object runAs(Overload overload, Object function, Object... arguments) throws Throwable {
        return read(writer.writeTask(overload, function, arguments)).call();
    }

    Object carry(Object value) throws Exception {
        EncodedValue encoded = writer.writeValue(value);
        define(encoded.definitions());
        return reader.readValue(encoded.payload());
    }

    Throwable carryThrown(Throwable thrown) throws Exception {
        EncodedValue encoded = writer.writeThrowable(thrown);
        define(encoded.definitions());
        return reader.readThrowable(encoded.payload(), RemoteProblem.of(thrown), "Task 'x'");
    }

    // -- Values and functions to send --

    record Point(int x, String label) implements Serializable {
        String shifted(int by) {
            return label + (x + by);
        }
    }

    enum Colour {
        RED,
        GREEN {
            @Override
            String shout() {
                return "green!";
            }
        };

        String shout() {
            return name();
        }
    }

    static final class NamedTask implements SerializableFunction<Integer, Integer> {
        @Serial
        private static final long serialVersionUID = 1L;

        private final int factor;

        NamedTask(int factor) {
            this.factor = factor;
        }

        @Override
        public Integer apply(Integer value) {
            return factor * value;
        }
    }

    static SerializableCallable<Object> returning(Object captured) {
        return () -> captured;
    }
}
