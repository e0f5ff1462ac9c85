package io.github.processpool.internal.parent.dispatch;

import io.github.processpool.TaskSerializationException;

/**
 * Refuses functions whose class exists in the memory of this JVM only, because it was compiled there: by {@code java Source.java},
 * by jshell, or in the console of an IDE, which is jshell. Stateless.
 */
public final class MemoryClasses {

    private static final boolean POSSIBLE = System.getProperty("sun.java.command", "")
            .matches("(?s)(jdk\\.compiler/com\\.sun\\.tools\\.javac\\.launcher\\.|jdk\\.jshell\\.|.*jshell).*");

    private MemoryClasses() {}

    /** Throws if no worker can find the class of a function. */
    public static void check(Object function) {
        if (POSSIBLE) {
            check(function.getClass());
        }
    }

    static void check(Class<?> type) {
        ClassLoader loader = type.getClassLoader();
        String compiler = loader == null ? "" : loader.getClass().getName();
        if (compiler.startsWith("com.sun.tools.javac.launcher.") || compiler.startsWith("jdk.jshell.")) {
            throw new TaskSerializationException(
                    "The class " + type.getName().replaceFirst("\\$\\$Lambda.*", "")
                            + " was compiled into the memory of this JVM (java Source.java, jshell or the console of an IDE), where"
                            + " no worker can find it. Compile it first (javac -d classes Source.java; java -cp classes:... Source),"
                            + " or use PoolMode.IN_PROCESS to try things out",
                    null);
        }
    }
}
