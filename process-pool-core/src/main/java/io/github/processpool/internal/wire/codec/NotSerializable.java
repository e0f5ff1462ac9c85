package io.github.processpool.internal.wire.codec;

import io.github.processpool.ProcessPoolExecutor;
import io.github.processpool.internal.wire.handle.SharedProxy;
import java.io.Externalizable;
import java.io.Serializable;
import java.lang.invoke.SerializedLambda;
import java.lang.reflect.Array;
import java.lang.reflect.Field;
import java.lang.reflect.InaccessibleObjectException;
import java.lang.reflect.Modifier;
import java.util.Collection;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * Explains why something can't be serialized: walks the object graph, after serialization has failed, to the first object that
 * is the reason, and names the path to it. Best effort, since it can't look into classes that don't open themselves.
 */
final class NotSerializable {

    private static final int DEEPEST = 200;

    /** The objects that were seen already; a cycle ends there. */
    private final Set<Object> seen = Collections.newSetFromMap(new IdentityHashMap<>());

    private NotSerializable() {}

    /** Explains a function that is not even declared serializable. */
    static String describeFunction(Object function) {
        if (function instanceof CompletableFuture.AsynchronousCompletionTask) {
            return "A process pool can't be the executor of CompletableFuture.supplyAsync, runAsync or a stage ending in Async:"
                    + " they hand over objects of the JDK that can't be serialized. Submit the task itself,"
                    + " pool.submit(() -> ...); what it returns is a CompletableFuture";
        }
        String how = function.getClass().isHidden() || function.getClass().isSynthetic()
                ? "It is a lambda whose type is not serializable, like Callable or Runnable. Pass the lambda to submit directly,"
                        + " pool.submit(() -> ...), or declare it as SerializableCallable, SerializableRunnable or"
                        + " SerializableFunction"
                : "Let its class implement SerializableCallable, SerializableRunnable or SerializableFunction";
        return "Task " + className(function) + " can't be sent to a worker process, because it is not serializable. "
                + how;
    }

    static String describe(
            String name,
            Object function,
            @Nullable SerializedLambda lambda,
            @Nullable Object[] arguments,
            Throwable problem) {
        NotSerializable walk = new NotSerializable();
        String path = null;
        for (int i = 0; i < arguments.length && path == null; i++) {
            path = walk.find("argument " + (i + 1), arguments[i], 0);
        }
        if (lambda != null) {
            for (int i = 0; i < lambda.getCapturedArgCount() && path == null; i++) {
                path = walk.find("captured value " + (i + 1), lambda.getCapturedArg(i), 0);
            }
        } else if (path == null) {
            path = walk.find("task", function, 0);
        }
        String reason = path == null ? String.valueOf(problem) : path + " is not serializable";
        return "Task '" + name + "' can't be sent to a worker process: " + reason
                + (path != null && path.contains("a process pool")
                        ? ". Use the pool from the process that made it, or make one inside the task"
                        : "");
    }

    /** Passes on what no value is to blame for; a stack that is too deep is the value's. */
    static void rethrowIfFatal(Throwable problem) {
        if (problem instanceof VirtualMachineError error && !(problem instanceof StackOverflowError)) {
            throw error;
        }
    }

    /** Explains a value. */
    static String describeValue(String what, @Nullable Object value, Throwable problem) {
        String path = new NotSerializable().find(what, value, 0);
        return path == null
                ? "The " + what + " can't be serialized: " + problem
                : "The " + path + " is not serializable";
    }

    static String className(Object object) {
        String name = object.getClass().getName();
        int lambda = name.indexOf("$$Lambda");
        String readable = lambda < 0 ? name : name.substring(0, lambda) + " lambda";
        return readable.substring(readable.lastIndexOf('.') + 1);
    }

    private @Nullable String find(String path, @Nullable Object object, int depth) {
        if (object == null || depth > DEEPEST || isLeaf(object) || !seen.add(object)) {
            return null;
        }
        if (object instanceof ProcessPoolExecutor) {
            return path + " (a process pool)";
        }
        if (!(object instanceof Serializable)) {
            return path + " (" + object.getClass().getName() + ")";
        }
        if (object.getClass().isArray()) {
            return findInArray(path, object, depth);
        }
        if (object instanceof Collection<?> collection) {
            return findInCollection(path, collection, depth);
        }
        if (object instanceof Map<?, ?> map) {
            String found = findInCollection(path + ".keys", map.keySet(), depth);
            return found != null ? found : findInCollection(path + ".values", map.values(), depth);
        }
        return findInFields(path, object, depth);
    }

    /** Whether a class writes itself in its own way. */
    private static boolean isLeaf(Object object) {
        return object instanceof Externalizable || object instanceof SharedProxy;
    }

    private @Nullable String findInArray(String path, Object array, int depth) {
        if (array.getClass().getComponentType().isPrimitive()) {
            return null;
        }
        String found = null;
        for (int i = 0; i < Array.getLength(array) && found == null; i++) {
            found = find(path + "[" + i + "]", Array.get(array, i), depth + 1);
        }
        return found;
    }

    private @Nullable String findInCollection(String path, Collection<?> collection, int depth) {
        int index = 0;
        try {
            for (Object element : collection) {
                String found = find(path + "[" + index++ + "]", element, depth + 1);
                if (found != null) {
                    return found;
                }
            }
        } catch (RuntimeException e) {
            return null; // A collection that changes meanwhile, or that fails when it is read.
        }
        return null;
    }

    private @Nullable String findInFields(String path, Object object, int depth) {
        for (Class<?> type = object.getClass();
                type != null && Serializable.class.isAssignableFrom(type);
                type = type.getSuperclass()) {
            for (Field field : type.getDeclaredFields()) {
                int modifiers = field.getModifiers();
                if (Modifier.isStatic(modifiers)
                        || Modifier.isTransient(modifiers)
                        || field.getType().isPrimitive()) {
                    continue;
                }
                String found = find(path + "." + field.getName(), valueOf(field, object), depth + 1);
                if (found != null) {
                    return found;
                }
            }
        }
        return null;
    }

    private static @Nullable Object valueOf(Field field, Object object) {
        try {
            field.setAccessible(true);
            return field.get(object);
        } catch (InaccessibleObjectException | IllegalAccessException e) {
            return null;
        }
    }
}
