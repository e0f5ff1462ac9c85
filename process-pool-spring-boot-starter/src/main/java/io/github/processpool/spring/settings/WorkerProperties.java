package io.github.processpool.spring.settings;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.springframework.boot.context.properties.ConfigurationProperties;

/** What can be said about the application's context in worker processes. */
@ConfigurationProperties("process-pool.worker")
public class WorkerProperties {

    /**
     * Properties of the application that have another value in workers. They win over all others there.
     */
    private Map<String, String> properties = new LinkedHashMap<>();

    /**
     * Whether pools may be used in workers too, which then start workers of their own.
     */
    private boolean nestedPools;

    private final ContextProperties context = new ContextProperties();

    public Map<String, String> getProperties() {
        return properties;
    }

    public void setProperties(Map<String, String> properties) {
        this.properties = properties;
    }

    public boolean isNestedPools() {
        return nestedPools;
    }

    public void setNestedPools(boolean nestedPools) {
        this.nestedPools = nestedPools;
    }

    public ContextProperties getContext() {
        return context;
    }

    /** The context itself. */
    public static class ContextProperties {

        /**
         * Whether workers build their context when they start, and not when the first bean is called in one.
         */
        private boolean warmUp;

        /**
         * Comma-separated list of names of beans that are started in workers as they are in the application. No other
         * bean that can be started is.
         */
        private List<String> start = new ArrayList<>();

        /**
         * Comma-separated list of names of beans, or patterns such as "audit*", that are made with the context of a worker.
         * Others are made when they are first needed there.
         */
        private List<String> eager = new ArrayList<>();

        public boolean isWarmUp() {
            return warmUp;
        }

        public void setWarmUp(boolean warmUp) {
            this.warmUp = warmUp;
        }

        public List<String> getStart() {
            return start;
        }

        public void setStart(List<String> start) {
            this.start = start;
        }

        public List<String> getEager() {
            return eager;
        }

        public void setEager(List<String> eager) {
            this.eager = eager;
        }
    }
}
