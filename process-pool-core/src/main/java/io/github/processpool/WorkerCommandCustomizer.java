package io.github.processpool;

/**
 * Changes the command of a worker before it is started. Called for every start, on a thread of the pool; what it throws makes
 * the start fail.
 */
@FunctionalInterface
public interface WorkerCommandCustomizer {

    /**
     * Changes the command in place.
     *
     * @param command the command as the pool would run it
     */
    void customize(WorkerCommand command);
}
