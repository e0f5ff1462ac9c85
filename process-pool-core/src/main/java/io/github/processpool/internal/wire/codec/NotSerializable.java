package io.github.processpool.internal.wire.codec;

import io.github.processpool.internal.remedy.Remedy;
import java.io.NotSerializableException;
import java.lang.invoke.SerializedLambda;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * Explains, after serialization has failed, why something can't be serialized, with the path to the culprit that a {@link
 * CulpritSearch} finds. Stateless.
 */
final class NotSerializable {

    private NotSerializable() {}

    /** Explains a function that is not even declared serializable. */
    static String describeFunction(Object function) {
        if (function instanceof CompletableFuture.AsynchronousCompletionTask) {
            return "A process pool can't be the executor of CompletableFuture.supplyAsync, runAsync or a stage ending in Async:"
                    + " they hand over objects of the JDK that can't be serialized. Submit the task itself,"
                    + " pool.submit(() -> ...); what it returns is a CompletableFuture";
        }
        boolean isLambda = function.getClass().isHidden() || function.getClass().isSynthetic();
        String name = isLambda ? className(function) : function.getClass().getName();
        String how = isLambda
                ? "It is a lambda whose type is not serializable, like Callable or Runnable. Pass the lambda to submit directly,"
                        + " pool.submit(() -> ...), or declare it as SerializableCallable, SerializableRunnable or"
                        + " SerializableFunction"
                : "Let its class implement SerializableCallable, SerializableRunnable or SerializableFunction. If it is not yours"
                        + " but that of a library, which has put your task into it, submit the task itself, pool.submit(() -> ...)";
        return "Task " + name + " can't be sent to a worker process, because it is not serializable. " + how;
    }

    static String describe(
            String name,
            Object function,
            @Nullable SerializedLambda lambda,
            @Nullable Object[] arguments,
            Throwable problem) {
        CulpritSearch search = new CulpritSearch(problem);
        String path = find(search, arguments);
        if (lambda != null) {
            for (int i = 0; i < lambda.getCapturedArgCount() && path == null; i++) {
                path = search.find("captured value " + (i + 1), lambda.getCapturedArg(i));
            }
        } else if (path == null) {
            path = search.find("task", function);
        }
        String reason = path == null ? reason(problem) : path + " is not serializable" + search.remedy();
        return "Task '" + name + "' can't be sent to a worker process: " + reason
                + (path != null && path.contains("a process pool")
                        ? ". Use the pool from the process that made it, or make one inside the task"
                        : "");
    }

    /** Explains arguments that go with no task. */
    static String describeArguments(@Nullable Object[] arguments, Throwable problem) {
        CulpritSearch search = new CulpritSearch(problem);
        String path = find(search, arguments);
        return path == null ? reason(problem) : path + " is not serializable" + search.remedy();
    }

    private static @Nullable String find(CulpritSearch search, @Nullable Object[] arguments) {
        String path = null;
        for (int i = 0; i < arguments.length && path == null; i++) {
            path = search.find("argument " + (i + 1), arguments[i]);
        }
        return path;
    }

    /** Returns the words of serialization itself. */
    private static String reason(Throwable problem) {
        if (problem instanceof StackOverflowError) {
            return "it is nested too deeply for the stack of the thread that writes it. Flatten it, or give threads a larger"
                    + " stack (-Xss; for workers with jvmArguments)";
        }
        String words = problem.getMessage();
        if (problem instanceof NotSerializableException && words != null && words.indexOf(' ') < 0) {
            return "it contains a " + words + ", which is not serializable" + remedy(words); // They are its class.
        }
        return String.valueOf(problem);
    }

    private static String remedy(String className) {
        Remedy known = Remedy.of(className);
        return known == null ? "" : "; " + known.words();
    }

    /** Passes on what no value is to blame for; a stack that is too deep is the value's. */
    static void rethrowIfFatal(Throwable problem) {
        if (problem instanceof VirtualMachineError error && !(problem instanceof StackOverflowError)) {
            throw error;
        }
    }

    /** Explains a value. */
    static String describeValue(String what, @Nullable Object value, Throwable problem) {
        CulpritSearch search = new CulpritSearch(problem);
        String path = search.find(what, value);
        return path == null
                ? "The " + what + " can't be serialized: " + reason(problem)
                : "The " + path + " is not serializable" + search.remedy();
    }

    static String className(Object object) {
        String name = object.getClass().getName();
        int lambda = name.indexOf("$$Lambda");
        String readable = lambda < 0 ? name : name.substring(0, lambda) + " lambda";
        return readable.substring(readable.lastIndexOf('.') + 1);
    }
}
