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
    private Map<String, PoolProperties> pools = new LinkedHashMap<>();

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

    public Map<String, PoolProperties> getPools() {
        return pools;
    }

    public void setPools(Map<String, PoolProperties> pools) {
        this.pools = pools;
    }
}
