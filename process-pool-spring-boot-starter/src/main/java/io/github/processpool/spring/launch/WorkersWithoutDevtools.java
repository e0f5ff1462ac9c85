package io.github.processpool.spring.launch;

import io.github.processpool.WorkerCommand;
import io.github.processpool.WorkerCommandCustomizer;

/** Keeps Spring Boot's devtools, which may be on the class path that workers inherit, from restarting anything in a worker. */
public final class WorkersWithoutDevtools implements WorkerCommandCustomizer {

    /** Creates a customizer. */
    public WorkersWithoutDevtools() {}

    @Override
    public void customize(WorkerCommand command) {
        // A system property: devtools look at it before there is an environment.
        command.jvmArguments().add("-Dspring.devtools.restart.enabled=false");
    }
}
