package io.github.processpool.spring;

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
 * <p>A call fails if it would have to do without what a carrier takes along: because that can't be captured or restored, or
 * because the worker has no bean of that name. A method that runs for no tenant, or for nobody, may do what its caller must not.
 * A carrier of something that only tells about the call says so by {@link #isRequired}; then the call goes on. Of those that are
 * there the security context is required: method security would refuse a call that has lost it, but code that asks "is there a
 * user?" would take it for one of the application's own.
 *
 * <p><b>Thread safety:</b> called by many threads at once.
 */
public interface ContextCarrier {

    /**
     * Takes what there is. Runs in the parent, on the calling thread, when the method is called. With a {@code Mono} whose
     * subscription has a context of its own it runs again when that begins, and null then leaves what was captured before. What
     * this throws is thrown by the call, if this is required.
     *
     * @return what travels, by Java serialization, whatever serializer the pool has; null: nothing
     */
    @Nullable
    Serializable capture();

    /**
     * Gives the task's thread what was captured. Runs in the worker before the method, and only if something was captured. What
     * this throws is what the call fails with, if this is required; nothing is to stay restored then.
     *
     * @param captured a copy of what {@link #capture} returned
     * @return cleans up after the method; what the thread had before is to be there again
     */
    Scope restore(Serializable captured);

    /**
     * Says whether a call must not be made without what this takes along. If it is not required, and can't be captured, restored
     * or cleaned up, the log says so once for each process, and the call goes on. Asked in the parent.
     *
     * @return true, unless overridden
     */
    default boolean isRequired() {
        return true;
    }

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
