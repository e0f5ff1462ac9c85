package io.github.processpool.spring.settings;

import java.util.LinkedHashMap;
import java.util.Map;
import org.springframework.boot.context.properties.ConfigurationProperties;

/**
 * Properties under {@code process-pool}: the default pool itself, and what further pools inherit unless they say otherwise.
 */
@ConfigurationProperties("process-pool")
public class ProcessPoolProperties extends PoolProperties {

    /**
     * Whether the process pools of this application are created.
     */
    private boolean enabled = true;

    /**
     * Name of the default pool, in thread names, logs and metrics.
     */
    private String name = "process-pool";

    /**
     * Further pools by name. Each has the same properties as the default pool, and the default pool's values for those
     * that it does not set.
     */
    private Map<String, NamedPool> pools = new LinkedHashMap<>();

    private final Dashboard dashboard = new Dashboard();

    public boolean isEnabled() {
        return enabled;
    }

    public void setEnabled(boolean enabled) {
        this.enabled = enabled;
    }

    public String getName() {
        return name;
    }

    public void setName(String name) {
        this.name = name;
    }

    public Map<String, NamedPool> getPools() {
        return pools;
    }

    public void setPools(Map<String, NamedPool> pools) {
        this.pools = pools;
    }

    public Dashboard getDashboard() {
        return dashboard;
    }

    /** The page for those who operate the pools. */
    public static class Dashboard {

        /**
         * Whether the endpoint 'processpools' also serves a page that shows the pools as they are and lets an operator act on them.
         */
        private boolean enabled;

        public boolean isEnabled() {
            return enabled;
        }

        public void setEnabled(boolean enabled) {
            this.enabled = enabled;
        }
    }

    /** A further pool: what it says of a cluster is its own, and not inherited, because the cluster itself has properties there. */
    public static class NamedPool extends PoolProperties {

        private final Cluster cluster = new Cluster();

        public Cluster getCluster() {
            return cluster;
        }

        /** The pool in a cluster. */
        public static class Cluster {

            /**
             * Whether the members of the cluster share the pool: tasks run in workers of any member that has a pool of this name.
             */
            private boolean enabled;

            public boolean isEnabled() {
                return enabled;
            }

            public void setEnabled(boolean enabled) {
                this.enabled = enabled;
            }
        }
    }
}
