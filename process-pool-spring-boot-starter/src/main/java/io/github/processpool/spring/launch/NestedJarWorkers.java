package io.github.processpool.spring.launch;

import io.github.processpool.WorkerCommand;
import io.github.processpool.WorkerCommandCustomizer;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Starts workers of an application that runs from an executable jar or war: the JVM sees the archive only, not the libraries in
 * it, so workers are started through the archive's {@code PropertiesLauncher}, which is told to run the worker's main class.
 * Does nothing for an application that runs in any other form, nor for a command whose class path was set on purpose.
 *
 * <p><b>Thread safety:</b> immutable.
 */
public final class NestedJarWorkers implements WorkerCommandCustomizer {

    private static final String LAUNCHER = "org.springframework.boot.loader.launch.PropertiesLauncher";
    private final @Nullable ApplicationArchive archive;

    /**
     * Creates a customizer for the archive that a class comes from.
     *
     * @param type a class of a library of the application
     */
    public NestedJarWorkers(Class<?> type) {
        this(ApplicationArchive.of(type));
    }

    NestedJarWorkers(@Nullable ApplicationArchive archive) {
        this.archive = archive;
    }

    @Override
    public void customize(WorkerCommand command) {
        if (archive == null || !archive.isOnlyEntryOf(command.classPath())) {
            return;
        }
        List<String> arguments = command.jvmArguments();
        // These come last, so they win over what is inherited; and over LOADER_… variables and loader.properties.
        arguments.add("-Dloader.main=" + command.mainClass());
        if (archive.war()) {
            arguments.add("-Dloader.path=WEB-INF/classes,WEB-INF/lib,WEB-INF/lib-provided");
        }
        command.classPath().clear();
        command.classPath().add(archive.file().toString());
        command.mainClass(LAUNCHER);
    }
}
