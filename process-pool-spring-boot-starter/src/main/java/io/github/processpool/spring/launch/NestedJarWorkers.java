package io.github.processpool.spring.launch;

import io.github.processpool.WorkerCommand;
import io.github.processpool.WorkerCommandCustomizer;
import io.github.processpool.spring.launch.packed.ApplicationArchive;
import io.github.processpool.spring.launch.packed.LaunchedClassPath;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Starts workers of an application that one of Spring Boot's launchers has started, from an executable jar or war or from the
 * folder of an exploded one. The JVM sees the launcher only, and not the libraries. Workers of an archive are started through its
 * {@code PropertiesLauncher}, which is told to run the worker's main class and to read what the application's launcher reads;
 * workers of a folder have all that on their class path. Does nothing for an application that runs in any other form, nor for a
 * command whose class path was set on purpose.
 *
 * <p><b>Thread safety:</b> immutable.
 */
public final class NestedJarWorkers implements WorkerCommandCustomizer {

    private static final String LAUNCHER = "org.springframework.boot.loader.launch.PropertiesLauncher";
    private final @Nullable LaunchedClassPath launched;

    /**
     * Creates a customizer for the application that a class is part of.
     *
     * @param type a class of a library of the application
     */
    public NestedJarWorkers(Class<?> type) {
        this(LaunchedClassPath.of(type));
    }

    NestedJarWorkers(@Nullable LaunchedClassPath launched) {
        this.launched = launched;
    }

    @Override
    public void customize(WorkerCommand command) {
        if (launched == null || !launched.isOf(command.classPath())) {
            return;
        }
        ApplicationArchive archive = launched.archive();
        if (archive == null) {
            setClassPath(command, launched.withFiles(command.classPath()));
            return;
        }
        List<String> arguments = command.jvmArguments();
        // These come last, so they win over what is inherited; and over LOADER_… variables, loader.properties and the
        // manifest.
        arguments.add("-Dloader.main=" + command.mainClass());
        if (launched.isKnown() || archive.war()) {
            arguments.add("-Dloader.path=" + launched.loaderPath());
        }
        setClassPath(command, launched.withArchive(command.classPath()));
        command.mainClass(LAUNCHER);
    }

    private static void setClassPath(WorkerCommand command, List<String> classPath) {
        command.classPath().clear();
        command.classPath().addAll(classPath);
    }
}
