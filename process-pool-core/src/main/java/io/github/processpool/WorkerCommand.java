package io.github.processpool;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The parts of the command line that starts a worker, for a {@link WorkerCommandCustomizer} to change. The collections are
 * mutable; not safe for use by several threads.
 */
public final class WorkerCommand {

    private final List<String> prefix;
    private Path javaExecutable;
    private final List<String> jvmArguments = new ArrayList<>();
    private final List<String> classPath = new ArrayList<>();
    private final List<String> modulePath = new ArrayList<>();
    private String mainClass;
    private final Map<String, String> environment = new LinkedHashMap<>();
    private @Nullable Path workingDirectory;

    /**
     * Creates a command. For the pool.
     *
     * @param prefix what comes before the Java executable, possibly nothing
     * @param javaExecutable the program
     * @param mainClass the class with the worker's main method
     */
    public WorkerCommand(List<String> prefix, Path javaExecutable, String mainClass) {
        this.prefix = new ArrayList<>(prefix);
        this.javaExecutable = javaExecutable;
        this.mainClass = mainClass;
    }

    /**
     * Returns what comes before the Java executable, like {@code nice -n 10}.
     *
     * @return a mutable list
     */
    public List<String> prefix() {
        return prefix;
    }

    /**
     * Returns the Java executable.
     *
     * @return a path
     */
    public Path javaExecutable() {
        return javaExecutable;
    }

    /**
     * Replaces the Java executable.
     *
     * @param javaExecutable the program
     * @return this command
     */
    public WorkerCommand javaExecutable(Path javaExecutable) {
        this.javaExecutable = javaExecutable;
        return this;
    }

    /**
     * Returns the JVM's arguments, class and module path excepted. The JVM is given them in a file, because a command line is for
     * every user of the machine to see; only a file of arguments that is named here ({@code @file}) stays on it.
     *
     * @return a mutable list
     */
    public List<String> jvmArguments() {
        return jvmArguments;
    }

    /**
     * Returns the entries of the class path.
     *
     * @return a mutable list
     */
    public List<String> classPath() {
        return classPath;
    }

    /**
     * Returns the entries of the module path.
     *
     * @return a mutable list
     */
    public List<String> modulePath() {
        return modulePath;
    }

    /**
     * Returns the class whose main method is run.
     *
     * @return a class name
     */
    public String mainClass() {
        return mainClass;
    }

    /**
     * Replaces the main class. Whatever is named must end up running the original one, on the same thread or another.
     *
     * @param mainClass a class name
     * @return this command
     */
    public WorkerCommand mainClass(String mainClass) {
        this.mainClass = mainClass;
        return this;
    }

    /**
     * Returns the environment of the process.
     *
     * @return a mutable map
     */
    public Map<String, String> environment() {
        return environment;
    }

    /**
     * Returns the working directory.
     *
     * @return the directory; null: that of this JVM
     */
    public @Nullable Path workingDirectory() {
        return workingDirectory;
    }

    /**
     * Sets the working directory.
     *
     * @param workingDirectory the directory; null: that of this JVM
     * @return this command
     */
    public WorkerCommand workingDirectory(@Nullable Path workingDirectory) {
        this.workingDirectory = workingDirectory;
        return this;
    }
}
