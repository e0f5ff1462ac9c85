package io.github.processpool.internal.wire.codec;

import java.io.IOException;
import java.io.InvalidClassException;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Puts into words why a value can't be read: a filter or limit that refuses it, or a class that is another one here than where it
 * was written. Stateless.
 */
final class Unreadable {

    private static final String OTHER_VERSION = "local class incompatible";

    private Unreadable() {}

    /** Returns an exception that says what to do, where anything is known; else the one that was thrown. */
    static InvalidClassException inWords(
            InvalidClassException problem, @Nullable String refusal, Definitions definitions) {
        String words = null;
        if (refusal != null) {
            words = "filter status: REJECTED; " + refusal;
        } else if (problem.getMessage() != null && problem.getMessage().contains(OTHER_VERSION)) {
            words = problem.getMessage() + ". The class is not the same in parent and worker: "
                    + (declaresVersion(problem.classname, definitions)
                            ? "it is of another version"
                            : "it declares no serialVersionUID, so the number is computed of its members, and another build, or"
                                    + " an agent that changes it in one process only, has given it other members")
                    + ". Give workers the same class path and agents as the parent, and declare a serialVersionUID where"
                    + " versions may mix";
        }
        if (words == null) {
            return problem;
        }
        InvalidClassException explained = new InvalidClassException(words);
        explained.initCause(problem);
        return explained;
    }

    /** Explains why a lambda can't be made by the class that it was written in. */
    static Throwable lambda(Throwable problem, Class<?> capturingClass) {
        boolean unknown = problem instanceof IllegalArgumentException
                && String.valueOf(problem.getMessage()).contains("Invalid lambda deserialization");
        return unknown
                ? new IOException(
                        "the class " + capturingClass.getName()
                                + " has no such lambda here: parent and worker have it from"
                                + " different builds, or an agent changes it in one of them only. Give workers the same class path"
                                + " and agents as the parent",
                        problem)
                : isInitializers(problem) ? uninitialized((LinkageError) problem) : problem;
    }

    /** Whether a class could not be initialized, now or before. */
    static boolean isInitializers(Throwable problem) {
        return problem instanceof ExceptionInInitializerError
                || problem instanceof NoClassDefFoundError
                        && String.valueOf(problem.getMessage()).startsWith("Could not initialize class");
    }

    private static boolean declaresVersion(@Nullable String className, Definitions definitions) {
        try {
            return className == null || definitions.load(className).getDeclaredField("serialVersionUID") != null;
        } catch (ReflectiveOperationException | LinkageError e) {
            return false;
        }
    }

    /** Explains an initializer that has failed while a value or a function was read. */
    static IOException uninitialized(LinkageError problem) {
        Throwable cause = problem.getCause();
        String name = problem.getMessage();
        if (problem instanceof ExceptionInInitializerError && cause != null) {
            name = Arrays.stream(cause.getStackTrace())
                    .filter(frame -> frame.getMethodName().equals("<clinit>"))
                    .findFirst()
                    .map(StackTraceElement::getClassName)
                    .orElse(name);
        }
        return new IOException(
                "the static initializer of a class has failed in this process: " + name
                        + (cause == null ? "" : ", because of " + cause)
                        + ". The class is of no use in this process any more",
                problem);
    }

    /** Whether something was read while it was not yet what it stands for. */
    static boolean isContentOfItself(ClassCastException problem) {
        return String.valueOf(problem.getMessage()).contains(SentValue.class.getPackageName() + ".Sent");
    }

    static IOException contentOfItself(ClassCastException problem) {
        return new IOException(
                "an Optional contains itself, by way of what is in it; send what is in it, and let the Optional be made of that",
                problem);
    }

    static IOException tooDeep(StackOverflowError problem) {
        return new IOException(
                "it is nested too deeply for the stack of the thread that reads it. Flatten it, or give threads a larger stack"
                        + " (-Xss; for workers with jvmArguments)",
                problem);
    }
}
