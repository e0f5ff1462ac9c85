package io.github.processpool.spring.worker.run;

import io.github.processpool.WorkerCommand;
import io.github.processpool.WorkerCommandCustomizer;

/** Starts workers so that logging in them opens none of the application's files, in tasks that need no context either. */
public final class WorkersWithoutLogFiles implements WorkerCommandCustomizer {

    /** Creates a customizer. */
    public WorkersWithoutLogFiles() {}

    @Override
    public void customize(WorkerCommand command) {
        WorkerLogging.configure(command);
    }
}
