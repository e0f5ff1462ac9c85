package io.github.processpool.internal.wire.codec;

import java.io.IOException;
import java.lang.invoke.LambdaConversionException;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.lang.invoke.SerializedLambda;
import java.lang.reflect.InaccessibleObjectException;
import java.lang.reflect.Method;
import org.jspecify.annotations.Nullable;

/**
 * The reader's half of a {@link LambdaShape}: makes objects of a lambda from what they captured, by asking the class that it was
 * written in; where that would give another lambda, from its parts. A record that is a function is made as a lambda is. Immutable.
 */
final class LambdaFactory {

    private final Class<?> capturingClass;
    private final Maker maker;

    private interface Maker {
        Object make(@Nullable Object[] captured) throws Throwable;
    }

    /** No lambda itself, which each worker would have to make before its first task. */
    private static final class AskingMaker implements Maker {

        private final byte[] definition;
        private final Class<?> capturingClass;
        private final MethodHandle deserialize;

        AskingMaker(byte[] definition, Class<?> capturingClass, MethodHandle deserialize) {
            this.definition = definition;
            this.capturingClass = capturingClass;
            this.deserialize = deserialize;
        }

        @Override
        public Object make(@Nullable Object[] captured) throws Throwable {
            SerializedLambda lambda = LambdaParts.read(definition, capturingClass, captured);
            return deserialize.invokeExact(lambda);
        }
    }

    private LambdaFactory(Class<?> capturingClass, Maker maker) {
        this.capturingClass = capturingClass;
        this.maker = maker;
    }

    static LambdaFactory of(byte[] definition, ClassLoader loader) throws IOException, ClassNotFoundException {
        Class<?> capturingClass = Class.forName(LambdaParts.capturingClass(definition), false, loader);
        try {
            return new LambdaFactory(
                    capturingClass,
                    LambdaParts.isMerged(definition)
                            ? new ReferenceMaker(LambdaParts.read(definition, capturingClass), capturingClass)::make
                            : askingTheClass(definition, capturingClass));
        } catch (ReflectiveOperationException | LambdaConversionException | InaccessibleObjectException e) {
            throw new IOException(
                    "the lambda of " + capturingClass.getName() + " can't be made in the worker: " + e.getMessage(), e);
        }
    }

    /** Returns what makes objects of a record of the values of its components. */
    static LambdaFactory ofRecord(byte[] definition, ClassLoader loader) throws IOException, ClassNotFoundException {
        Class<?> type = Class.forName(RecordMaker.className(definition), false, loader);
        try {
            return new LambdaFactory(type, new RecordMaker(definition, type)::make);
        } catch (ReflectiveOperationException | InaccessibleObjectException | LinkageError e) {
            throw new IOException(
                    "the record " + type.getName() + " can't be made in the worker: " + e.getMessage(), e);
        }
    }

    private static Maker askingTheClass(byte[] definition, Class<?> capturingClass)
            throws NoSuchMethodException, IllegalAccessException {
        return new AskingMaker(definition, capturingClass, deserializer(capturingClass));
    }

    /** Returns the method that the compiler has given a class, which makes lambdas of their serialized form. */
    static MethodHandle deserializer(Class<?> capturingClass) throws NoSuchMethodException, IllegalAccessException {
        Method method = capturingClass.getDeclaredMethod("$deserializeLambda$", SerializedLambda.class);
        method.setAccessible(true);
        return MethodHandles.lookup()
                .unreflect(method)
                .asType(MethodType.methodType(Object.class, SerializedLambda.class));
    }

    /** The class that a filter is asked about: the record itself, or the one that the lambda was written in. */
    Class<?> capturingClass() {
        return capturingClass;
    }

    Object make(@Nullable Object[] captured) throws Throwable {
        return maker.make(captured);
    }
}
