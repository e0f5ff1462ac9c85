package io.github.processpool.spring.settings;

import java.io.File;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;

/** Properties under {@code process-pool.worker.cache}: what lets workers of an executable jar start sooner. */
@ConfigurationProperties("process-pool.worker.cache")
public class StartUpCacheProperties {

    /**
     * Whether an executable jar is extracted, and the classes that its workers load are archived, so that they start sooner.
     */
    private boolean enabled = true;

    /**
     * Folder of the workers' start-up cache, in a folder of its own for each user. Defaults to the user's cache folder.
     */
    private @Nullable File folder;

    public boolean isEnabled() {
        return enabled;
    }

    public void setEnabled(boolean enabled) {
        this.enabled = enabled;
    }

    public @Nullable File getFolder() {
        return folder;
    }

    public void setFolder(@Nullable File folder) {
        this.folder = folder;
    }
}
