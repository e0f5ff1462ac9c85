package io.github.processpool.testing;

import io.github.processpool.SerializableCallable;

/** Classes whose static initializer fails in JVMs that have a certain system property. */
public final class BrokenClass {

    /** The property; its value is the words of the failure. */
    public static final String PROPERTY = "process.pool.test.broken";

    private BrokenClass() {}

    private static int checked() {
        String words = System.getProperty(PROPERTY);
        if (words != null) {
            throw new IllegalStateException(words);
        }
        return 42;
    }

    /** Is used by tasks. */
    public static final class Used {

        public static final Integer NUMBER = checked();

        private Used() {}
    }

    /** Has tasks. */
    public static final class OfTasks {

        private static final Integer NUMBER = checked();

        private OfTasks() {}

        /** Returns a task whose worker has to initialize this class. */
        public static SerializableCallable<Integer> task() {
            return () -> NUMBER;
        }
    }
}
