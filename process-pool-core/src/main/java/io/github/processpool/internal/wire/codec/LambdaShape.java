package io.github.processpool.internal.wire.codec;

import io.github.processpool.internal.wire.message.Message.DefinitionKind;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.lang.invoke.SerializedLambda;
import java.lang.reflect.InaccessibleObjectException;
import java.lang.reflect.Method;
import org.jspecify.annotations.Nullable;

/**
 * The part that all objects of one serializable lambda expression have in common; only the values that each has captured travel
 * with a task.
 * Immutable but for the number, which is given at the first use.
 *
 * <p>A lambda whose insides are not accessible, because its module does not open them, has no shape: it is written as a whole.
 */
final class LambdaShape {

    private static final LambdaShape NONE = new LambdaShape(null);

    /** Reads the serialized form of an object of the lambda; null if this is no lambda, or not an accessible one. */
    private final @Nullable MethodHandle writeReplace;

    /** The number, once given; written under this object's lock. */
    private volatile @Nullable Integer id;
    /** Made at the first use; making it twice does no harm. */
    private volatile @Nullable String name;

    private LambdaShape(@Nullable MethodHandle writeReplace) {
        this.writeReplace = writeReplace;
    }

    static LambdaShape of(Class<?> type) {
        if (!type.isSynthetic() && !type.isHidden()) {
            return NONE;
        }
        try {
            Method method = type.getDeclaredMethod("writeReplace");
            method.setAccessible(true);
            MethodHandle handle = MethodHandles.lookup().unreflect(method);
            return new LambdaShape(handle.asType(MethodType.methodType(Object.class, Object.class)));
        } catch (NoSuchMethodException | IllegalAccessException | InaccessibleObjectException e) {
            return NONE;
        }
    }

    /** Returns the serialized form of an object of this lambda; null if it has none that we can use. */
    @Nullable
    SerializedLambda serialize(Object lambda) {
        MethodHandle handle = writeReplace;
        if (handle == null) {
            return null;
        }
        try {
            return handle.invokeExact(lambda) instanceof SerializedLambda serialized ? serialized : null;
        } catch (Throwable e) {
            throw new IllegalStateException(
                    "the lambda " + lambda.getClass().getName() + " does not serialize itself", e);
        }
    }

    /** Returns this shape's number in the table that made it, or -1 if that is full. It does not keep the table. */
    int id(SerializedLambda serialized, DefinitionTable table) {
        Integer known = id;
        if (known == null) {
            synchronized (this) {
                known = id;
                if (known == null) {
                    known = table.add(DefinitionKind.LAMBDA, definition(serialized));
                    id = known;
                }
            }
        }
        return known;
    }

    private static byte[] definition(SerializedLambda lambda) {
        return LambdaParts.toBytes(lambda, MergedReferences.contain(lambda));
    }

    /** Returns how people may call an object of this lambda: its class and method. */
    String name(SerializedLambda serialized) {
        String known = name;
        if (known == null) {
            String type = serialized.getImplClass();
            known = type.substring(type.lastIndexOf('/') + 1) + "." + serialized.getImplMethodName();
            name = known;
        }
        return known;
    }
}
