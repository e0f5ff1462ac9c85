package io.github.processpool.internal.federation;

import io.github.processpool.ProcessPoolExecutor;
import io.github.processpool.ProcessPoolExecutorBuilder;
import java.util.function.BiFunction;
import org.jspecify.annotations.Nullable;

/**
 * Opens pools that are joined to a {@link Federation}, for the module of clusters: the builder, whose users need not know of that, gives
 * the way in when its class is initialized.
 *
 * <p><b>Thread safety:</b> any thread.
 */
public final class FederationAccess {

    /** Set once; volatile for the threads that come. */
    private static volatile @Nullable BiFunction<ProcessPoolExecutorBuilder, Federation, ProcessPoolExecutor> opener;

    private FederationAccess() {}

    /**
     * Takes the way in.
     *
     * @param way opens a pool as a builder says
     */
    public static void letIn(BiFunction<ProcessPoolExecutorBuilder, Federation, ProcessPoolExecutor> way) {
        opener = way;
    }

    /**
     * Opens a pool that sends tasks to other members, and takes tasks of theirs. The federation is {@linkplain Federation#connect
     * connected} before the pool is used. If this throws after that, it hears nothing more.
     *
     * @param builder says how the pool is to be; can be used again
     * @param federation the pool's own
     * @return a running pool
     * @throws RuntimeException what {@link ProcessPoolExecutorBuilder#build} throws
     */
    public static ProcessPoolExecutor open(ProcessPoolExecutorBuilder builder, Federation federation) {
        BiFunction<ProcessPoolExecutorBuilder, Federation, ProcessPoolExecutor> way = opener;
        if (way == null) {
            throw new IllegalStateException("the class of the builder is not initialized");
        }
        return way.apply(builder, federation);
    }
}
