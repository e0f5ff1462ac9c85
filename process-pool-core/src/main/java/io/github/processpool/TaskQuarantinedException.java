package io.github.processpool;

import org.jspecify.annotations.Nullable;

/**
 * The task was not run, or not run again, because too many workers in a row have been lost with tasks of its
 * {@link TaskOptions#quarantineKey()}; see {@link ProcessPoolExecutorBuilder#quarantineAfter}. The cause is a
 * {@link WorkerCrashedException} that tells how the last of them died.
 */
public class TaskQuarantinedException extends ProcessPoolException {

    private static final long serialVersionUID = 1L;

    /** The key of the task. */
    private final String quarantineKey;

    /** In a row, with tasks of the key. */
    private final int workersLost;

    /**
     * Creates the exception.
     *
     * @param message which task of which key was refused, why, and what to do about it
     * @param quarantineKey the key
     * @param workersLost how many workers were lost in a row with tasks of the key
     * @param cause how the last of them died
     */
    public TaskQuarantinedException(
            String message, String quarantineKey, int workersLost, @Nullable WorkerCrashedException cause) {
        super(message, cause);
        this.quarantineKey = quarantineKey;
        this.workersLost = workersLost;
    }

    /**
     * Returns the key that is quarantined.
     *
     * @return the key
     */
    public String quarantineKey() {
        return quarantineKey;
    }

    /**
     * Returns how many workers were lost in a row with tasks of the key.
     *
     * @return at least 1
     */
    public int workersLost() {
        return workersLost;
    }
}
