package io.github.processpool.spring.cluster;

import io.github.processpool.PoolMode;
import io.github.processpool.ProcessPoolExecutor;
import io.github.processpool.ProcessPoolExecutorBuilder;
import io.github.processpool.spring.WorkerProcess;
import io.github.processpool.spring.settings.InvalidPoolDefinitionException;
import io.github.processpool.spring.settings.Switches;
import org.springframework.core.env.Environment;

/** Opens pools that the members of a cluster share. Known to pools without the module of clusters. */
public interface PoolJoin {

    String ENABLED = "process-pool.cluster.enabled";

    /**
     * Opens a pool as a builder says, joined to the cluster.
     *
     * @param builder of a pool with a name
     * @return a running pool, be this member alone
     * @throws IllegalArgumentException as {@link ProcessPoolExecutorBuilder#build()} does
     */
    ProcessPoolExecutor open(ProcessPoolExecutorBuilder builder);

    /**
     * Tells whether a pool is to be joined. Not in a worker, and not where the cluster was switched off in so many words, as in a test:
     * the pool is on its own there.
     *
     * @param pool its name
     * @param property that says so of this pool
     * @param mode of the pool
     * @param environment with all properties
     * @return whether it is opened by the {@link PoolJoin}
     */
    static boolean isWanted(String pool, String property, PoolMode mode, Environment environment) {
        if (WorkerProcess.isWorker() || !Switches.isOn(environment, property, false)) {
            return false;
        }
        Boolean cluster = Switches.find(environment, ENABLED);
        if (cluster == null) {
            throw new InvalidPoolDefinitionException(
                    "The property '" + property + "' is 'true', so the members of a cluster share the process pool '"
                            + pool + "', but there is no cluster.",
                    "Set '" + ENABLED
                            + "=true' and say who belongs to it, see 'process-pool.cluster' in docs/configuration.md; or '"
                            + ENABLED + "=false' where the pool is to be on its own, as in a test; or remove '"
                            + property + "'.");
        }
        if (cluster && mode == PoolMode.IN_PROCESS) {
            throw new InvalidPoolDefinitionException(
                    "The property '" + property + "' is 'true', but the workers of process pool '" + pool
                            + "' are threads (mode 'in-process'), and members of a cluster only share workers that are processes.",
                    "Set '" + ENABLED + "=false' where workers are threads, as in a test, or remove '" + property
                            + "'.");
        }
        return cluster;
    }
}
