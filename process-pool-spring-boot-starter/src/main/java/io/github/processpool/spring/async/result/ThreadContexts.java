package io.github.processpool.spring.async.result;

import io.micrometer.context.ContextSnapshotFactory;
import java.util.function.Supplier;
import org.springframework.util.ClassUtils;

/**
 * Takes what libraries keep for a thread, such as the current observation, to another thread of this process. Needs Micrometer's
 * context propagation, which may be absent: then nothing is taken. Stateless.
 */
public final class ThreadContexts {

    private static final boolean PRESENT =
            ClassUtils.isPresent("io.micrometer.context.ContextSnapshotFactory", ThreadContexts.class.getClassLoader());

    private ThreadContexts() {}

    /** Takes what this thread has; the result gives it to a thread that asks, until it is closed there. */
    public static Supplier<AutoCloseable> capture() {
        return PRESENT ? Captured.ofThisThread() : () -> () -> {};
    }

    /** Loaded where the library is. */
    private static final class Captured {

        static Supplier<AutoCloseable> ofThisThread() {
            return ContextSnapshotFactory.builder().build().captureAll()::setThreadLocals;
        }
    }
}
