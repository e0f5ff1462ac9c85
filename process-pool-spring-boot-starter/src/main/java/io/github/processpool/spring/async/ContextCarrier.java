package io.github.processpool.spring.async;

import java.io.Serializable;
import org.jspecify.annotations.Nullable;

/**
 * Takes something that belongs to the calling thread along with a call of a {@link
 * io.github.processpool.spring.annotation.ProcessAsync} method, like a tenant that is kept in a thread-local variable: captured in
 * the parent, restored in the worker around the method.
 *
 * <p>To implement, and declare as a bean. The worker, where the same application runs, restores with the bean of the same name, so
 * it has to exist there too. Those for the MDC, the locale and the security context are there already, under the names {@code
 * processPoolMdcCarrier}, {@code processPoolLocaleCarrier} and {@code processPoolSecurityContextCarrier}; a bean of that name
 * replaces one.
 *
 * <p>Several carriers capture and restore in their order, and clean up in reverse.
 *
 * <p><b>Thread safety:</b> called by many threads at once.
 */
public interface ContextCarrier {

    /**
     * Takes what there is. Runs in the parent, on the calling thread, when the method is called. What this throws is thrown by the
     * call.
     *
     * @return what travels, by Java serialization, whatever serializer the pool has; null: nothing
     */
    @Nullable
    Serializable capture();

    /**
     * Gives the task's thread what was captured. Runs in the worker before the method, and only if something was captured. What
     * this throws is what the call fails with.
     *
     * @param captured a copy of what {@link #capture} returned
     * @return cleans up after the method; what the thread had before is to be there again
     */
    Scope restore(Serializable captured);

    /** What was restored, and not yet cleaned up. */
    @FunctionalInterface
    interface Scope extends AutoCloseable {

        /**
         * The method has failed; {@link #close} follows. Does nothing by default.
         *
         * @param failure what it threw, or what the future that it returned failed with
         */
        default void failed(Throwable failure) {}

        /** Cleans up, on the thread that restored. */
        @Override
        void close();
    }
}
