package io.github.processpool.spring.launch;

import io.github.processpool.WorkerCommand;
import io.github.processpool.WorkerCommandCustomizer;
import java.net.URI;
import java.net.URL;
import java.nio.file.Path;
import java.security.CodeSource;
import java.util.List;
import java.util.Objects;
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
    private static final String NESTED = "jar:nested:";

    private final @Nullable Path archive;
    private final boolean war;

    /**
     * Creates a customizer for the archive that a class comes from.
     *
     * @param type a class of a library of the application
     */
    public NestedJarWorkers(Class<?> type) {
        this(location(type));
    }

    NestedJarWorkers(String location) {
        int end = location.indexOf("/!");
        boolean nested = location.startsWith(NESTED) && end > 0;
        // As Boot's loader reads it: the path is percent-encoded like that of a file.
        this.archive = nested ? Path.of(URI.create("file:" + location.substring(NESTED.length(), end))) : null;
        this.war = nested && location.startsWith("/!WEB-INF/", end);
    }

    private static String location(Class<?> type) {
        CodeSource source = type.getProtectionDomain().getCodeSource();
        URL location = source == null ? null : source.getLocation();
        return location == null ? "" : location.toString();
    }

    @Override
    public void customize(WorkerCommand command) {
        if (archive == null || !isOnly(archive, command.classPath())) {
            return;
        }
        List<String> arguments = command.jvmArguments();
        // These come last, so they win over what is inherited; and over LOADER_… variables and loader.properties.
        arguments.add("-Dloader.main=" + command.mainClass());
        if (war) {
            arguments.add("-Dloader.path=WEB-INF/classes,WEB-INF/lib,WEB-INF/lib-provided");
        }
        command.classPath().clear();
        command.classPath().add(archive.toString());
        command.mainClass(LAUNCHER);
    }

    /** By name: the class path may lead to the archive another way, through a link. */
    private static boolean isOnly(Path archive, List<String> classPath) {
        return classPath.size() == 1 && Objects.equals(Path.of(classPath.get(0)).getFileName(), archive.getFileName());
    }
}
