package io.github.processpool.internal.wire.codec;

import io.github.processpool.PayloadTooLargeException;
import io.github.processpool.SerializableBiFunction;
import io.github.processpool.SerializableFunction;
import io.github.processpool.TaskSerializationException;
import io.github.processpool.internal.wire.codec.Codec.EncodedTask;
import io.github.processpool.internal.wire.codec.Codec.EncodedValue;
import io.github.processpool.internal.wire.codec.TaskReader.Invocation;
import io.github.processpool.internal.wire.message.Message.Run;
import java.io.IOException;
import java.io.InvalidObjectException;
import java.io.Serializable;
import java.lang.invoke.SerializedLambda;
import java.lang.reflect.InvocationTargetException;
import java.util.Arrays;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture.AsynchronousCompletionTask;
import org.jspecify.annotations.Nullable;

/**
 * Writes a function with its arguments and reads it back as a call: a lambda travels as the number of its shape and the values that
 * it captured, a record of simple values likewise, any other function as the first of the values. The values themselves are the
 * {@link ValueCodec}'s.
 *
 * <p><b>Thread safety:</b> any thread; the state is in the two tables.
 */
final class TaskCodec {

    /** The number of a function that is the first of the values. */
    static final int IN_VALUES = -1;

    /** The number of a function's shape, and what goes with it. */
    private record Parts(int number, @Nullable Object[] values) {}

    private static final Parts WHOLE = new Parts(IN_VALUES, new @Nullable Object[0]);

    private final ValueCodec values;
    private final DefinitionTable table;
    private final Definitions definitions;
    private final ValueFilter filter;

    TaskCodec(ValueCodec values, DefinitionTable table, Definitions definitions, ValueFilter filter) {
        this.values = values;
        this.table = table;
        this.definitions = definitions;
        this.filter = filter;
    }

    /** Writes a task, or a function without arguments. */
    EncodedTask writeTask(Overload overload, Object function, @Nullable Object... arguments) {
        // A task of supplyAsync claims to be serializable, but never is.
        if (!(function instanceof Serializable) || function instanceof AsynchronousCompletionTask) {
            throw new TaskSerializationException(NotSerializable.describeFunction(function), null);
        }
        LambdaShape shape = table.shape(function.getClass());
        SerializedLambda lambda = shape.serialize(function);
        Parts parts = lambda == null ? parts(function) : new Parts(shape.id(lambda, table), captured(lambda));
        int number = parts.number();
        @Nullable
        Object[] all = joined(number == IN_VALUES ? new @Nullable Object[] {function} : parts.values(), arguments);
        String name = lambda == null ? NotSerializable.className(function) : shape.name(lambda);
        try {
            EncodedValue encoded = values.write(all, true, number == IN_VALUES ? 1 : 0);
            int[] used = number == IN_VALUES ? encoded.definitions() : withFunction(encoded.definitions(), number);
            return new EncodedTask(name, number, overload.arity(), encoded.payload(), used);
        } catch (PayloadOutput.LimitExceededException e) {
            throw new PayloadTooLargeException(
                    "Task '" + name + "' with its arguments is larger than the limit of " + values.maxPayload()
                            + " bytes; raise maxPayload, or pass the name of a file instead of its content",
                    e);
        } catch (CustomValues.NotWritableException e) {
            String which = e.inTask(all.length, arguments.length);
            throw new TaskSerializationException(
                    "Task '" + name + "' can't be sent to a worker process: " + which, e.getCause());
        } catch (Throwable e) { // The values are the user's and throw what they like.
            NotSerializable.rethrowIfFatal(e);
            throw new TaskSerializationException(NotSerializable.describe(name, function, lambda, arguments, e), e);
        }
    }

    /** The user's serializer has a say in what a lambda has captured, and none in what another function consists of. */
    private Parts parts(Object function) {
        RecordShape record = table.record(function.getClass());
        @Nullable Object @Nullable [] simple = values.isCustom() ? null : record.simpleValues(function);
        return simple == null ? WHOLE : new Parts(record.id(table), simple);
    }

    private static @Nullable Object[] captured(SerializedLambda lambda) {
        @Nullable Object[] captured = new @Nullable Object[lambda.getCapturedArgCount()];
        for (int i = 0; i < captured.length; i++) {
            captured[i] = lambda.getCapturedArg(i);
        }
        return captured;
    }

    private static @Nullable Object[] joined(@Nullable Object[] own, @Nullable Object[] arguments) {
        if (own.length == 0) {
            return arguments;
        }
        @Nullable Object[] all = Arrays.copyOf(own, own.length + arguments.length);
        System.arraycopy(arguments, 0, all, own.length, arguments.length);
        return all;
    }

    private int[] withFunction(int[] numbers, int last) {
        if (numbers.length == 0) {
            return table.alone(last);
        }
        int[] all = Arrays.copyOf(numbers, numbers.length + 1);
        all[numbers.length] = last;
        return all;
    }

    Invocation readTask(Run run) throws IOException, ClassNotFoundException, InvocationTargetException {
        if (run.values().isLost()) {
            throw new IOException(
                    "it has " + run.values().length() + " bytes, for which the worker's heap has no room. Give"
                            + " workers more with workerHeap, or the task smaller arguments");
        }
        @Nullable Object[] all = values.read(run.values());
        int arity = Math.max(0, run.arity());
        int own = all.length - arity;
        if (own < (run.function() == IN_VALUES ? 1 : 0) || arity > 2) {
            throw new InvalidObjectException("a task with " + all.length + " values for " + arity + " arguments");
        }
        Object function = functionOf(run, run.function() == IN_VALUES ? all : Arrays.copyOf(all, own));
        return invocation(function, run.arity(), all);
    }

    @SuppressWarnings("unchecked") // The parent's compiler has checked the types of function and arguments.
    private static Invocation invocation(@Nullable Object function, int arity, @Nullable Object[] values)
            throws InvalidObjectException {
        if (arity == Overload.RUNNABLE.arity() && function instanceof Runnable task) {
            return () -> {
                task.run();
                return null;
            };
        } else if (arity == 0 && function instanceof Callable<?> task) {
            return task::call;
        } else if (arity == 1 && function instanceof SerializableFunction<?, ?> task) {
            Object argument = values[values.length - 1];
            return () -> ((SerializableFunction<@Nullable Object, @Nullable Object>) task).apply(argument);
        } else if (arity == 2 && function instanceof SerializableBiFunction<?, ?, ?> task) {
            Object first = values[values.length - 2];
            Object second = values[values.length - 1];
            return () -> ((SerializableBiFunction<@Nullable Object, @Nullable Object, @Nullable Object>) task)
                    .apply(first, second);
        }
        throw new InvalidObjectException("a task that is no function of " + arity + " arguments");
    }

    /** Returns the function of a task: the first of its own values, or the lambda or record that is made of them. */
    @Nullable
    Object functionOf(Run run, @Nullable Object[] own)
            throws IOException, ClassNotFoundException, InvocationTargetException {
        return run.function() == IN_VALUES ? own[0] : lambda(run.function(), own);
    }

    private Object lambda(int number, @Nullable Object[] captured)
            throws IOException, ClassNotFoundException, InvocationTargetException {
        LambdaFactory factory = definitions.lambda(number);
        filter.check(factory.capturingClass(), -1, 0);
        try {
            return factory.make(captured);
        } catch (Throwable e) {
            throw new InvocationTargetException(
                    Unreadable.lambda(e, factory.capturingClass()),
                    "the function of " + factory.capturingClass().getName());
        }
    }
}
