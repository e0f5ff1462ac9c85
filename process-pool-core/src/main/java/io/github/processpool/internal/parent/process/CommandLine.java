package io.github.processpool.internal.parent.process;

import io.github.processpool.WorkerCommand;
import io.github.processpool.internal.parent.pool.PoolSettings.Launch;
import io.github.processpool.internal.system.ArgumentFile;
import java.io.File;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Composes the command that starts a worker: this JVM's program, class path and environment, without what must not be inherited,
 * and with what a worker needs. Immutable.
 */
public final class CommandLine {

    /** For those who look for a worker among the processes of the machine; a property is the one argument that changes nothing. */
    static final String NAME = "-Dprocess-pool-worker=";

    static final String MAIN_CLASS = "io.github.processpool.internal.worker.WorkerMain";
    static final List<String> JVM_VARIABLES = List.of("JAVA_TOOL_OPTIONS", "JDK_JAVA_OPTIONS", "_JAVA_OPTIONS");
    private static final Set<String> PATHS = Set.of("-cp", "--class-path", "-classpath", "-p", "--module-path");
    private static final boolean WINDOWS = File.separatorChar == '\\';

    private final String poolName;
    private final Launch launch;
    private final PoolFolder folder;
    private final ParentModules modules = ParentModules.ofThisJvm();
    private final OwnClassPath ownClassPath;
    private final PinnedPath classPath;
    private final PinnedPath modulePath;
    /** Asked for when there is memory: the JDK's class that tells them would be dead for good if it found none. */
    private final List<String> inherited;

    private final List<String> firstHeap = FirstHeap.onThisMachine();

    /** Commands of a pool of that name that keep their files in this folder. */
    public CommandLine(String poolName, Launch launch, PoolFolder folder) {
        this.poolName = poolName;
        this.launch = launch;
        this.folder = folder;
        List<Path> own = launch.classPath();
        ownClassPath = OwnClassPath.of(own, MAIN_CLASS);
        classPath = ownClassPath.path();
        modulePath = own == null ? ownModulePath() : PinnedPath.of(List.of());
        inherited = InheritedArguments.ofThisJvm(this::isLogManagerFound);
    }

    private boolean isLogManagerFound(String name) {
        return !modulePath.entries().isEmpty() || ownClassPath.hasForApplication(name);
    }

    /** Throws an {@link IllegalArgumentException} with the remedy where no worker could ever find its first class. */
    public void check() {
        IllegalArgumentException problem = problemOfClassPath();
        if (problem != null && !isCompletedByCustomizers()) {
            throw problem;
        }
    }

    private @Nullable IllegalArgumentException problemOfClassPath() {
        List<Path> own = launch.classPath();
        if (own == null) {
            return ownClassPath.problem();
        }
        // Behind a prefix it may lie where only that can see it.
        return launch.commandPrefix().isEmpty() ? OwnClassPath.problem(own, MAIN_CLASS) : null;
    }

    /** It takes a customizer to start workers from where only its author knows the way. */
    private boolean isCompletedByCustomizers() {
        if (launch.customizers().isEmpty()) {
            return false;
        }
        WorkerCommand command = compose(0);
        return !command.classPath().equals(classPath.entries())
                || !command.modulePath().equals(modulePath.entries())
                || !command.mainClass().equals(MAIN_CLASS);
    }

    /** Returns the class path, before anybody customizes it. */
    List<String> classPath() {
        return classPath.entries();
    }

    /** Returns in words what has changed since the pool was made in what workers are started from. */
    List<String> changes() {
        return Stream.concat(classPath.changes().stream(), modulePath.changes().stream())
                .toList();
    }

    /** Returns the command in parts, with the user's customizations. */
    WorkerCommand compose(long workerId) {
        WorkerCommand command = new WorkerCommand(launch.commandPrefix(), program(), MAIN_CLASS);
        command.jvmArguments().addAll(own(workerId));
        command.jvmArguments().addAll(headless());
        command.jvmArguments().addAll(inherited);
        command.jvmArguments().addAll(RegionArguments.ofThisJvm(launch.environment()));
        command.jvmArguments().addAll(launch.jvmArguments());
        command.classPath().addAll(classPath.entries());
        command.modulePath().addAll(modulePath.entries());
        Map<String, String> environment = command.environment();
        environment.putAll(System.getenv());
        JVM_VARIABLES.forEach(environment::remove);
        environment.putAll(launch.environment());
        command.workingDirectory(launch.workingDirectory());
        launch.customizers().forEach(customizer -> customizer.customize(command));
        return command;
    }

    /** Often set by code, which workers do not run. */
    private static List<String> headless() {
        String headless = System.getProperty("java.awt.headless");
        return headless == null ? List.of() : List.of("-Djava.awt.headless=" + headless);
    }

    /** A bare name is looked up in the PATH; a relative path is relative to this JVM's directory, not the worker's. */
    private Path program() {
        Path program = launch.javaExecutable();
        return program.getNameCount() > 1 ? program.toAbsolutePath() : program;
    }

    private List<String> own(long workerId) {
        List<String> arguments = new ArrayList<>();
        arguments.add("-Xmx" + launch.heapBytes() / 1024 + "k");
        if (launch.jvmArguments().stream().noneMatch(argument -> argument.matches("-XX:\\+Use\\w+GC"))) {
            arguments.add("-XX:+UseSerialGC");
            arguments.addAll(firstHeap);
            // A heap that falls after a large value is made again for the next one, by a collection and with pages from
            // the system.
            arguments.add("-XX:MaxHeapFreeRatio=100");
        }
        // Without it a long loop keeps the whole worker from a safepoint: no heartbeat, no thread dump.
        arguments.add("-XX:+UseCountedLoopSafepoints");
        arguments.add("-XX:LoopStripMiningIter=1000");
        // Its files would be left behind by a kill.
        arguments.add("-XX:-UsePerfData");
        arguments.add("-XX:-CreateCoredumpOnCrash");
        arguments.add("-XX:ErrorFile=" + folder.path().resolve("hs_err_pid%p.log"));
        // Keeps the JVM's own words off the standard output, which is the task's.
        arguments.add("-Xlog:disable");
        arguments.add("-Xlog:all=warning:stderr:level,tags");
        if (!WINDOWS) {
            // Read and written, so that it does not block whatever is there.
            String mark = folder.heapMark(workerId).toString().replace("'", "'\\''");
            arguments.add("-XX:OnOutOfMemoryError=printf '\\001' 1<>'" + mark + "'");
        }
        return arguments;
    }

    /**
     * A command in words.
     *
     * @param real as the operating system gets it, for everybody on the machine to see
     * @param meant with the arguments that the files in it stand for
     */
    record Words(List<String> real, List<String> meant) {}

    /**
     * Returns the command as the operating system wants it. All arguments of the JVM go into files: prefix, program, main class,
     * files that the user has named himself and who the worker is stay.
     */
    Words assemble(WorkerCommand command, long workerId, int slot) throws IOException {
        List<String> start = new ArrayList<>(command.prefix());
        start.add(command.javaExecutable().toString());
        start.add(NAME + poolName + (slot < 0 ? "-spare" : "-w" + slot));
        List<String> arguments = new ArrayList<>(command.jvmArguments());
        arguments.addAll(paths(command));
        List<String> end = mainClass(command);
        return new Words(joined(start, hidden(arguments, workerId), end), joined(start, arguments, end));
    }

    private static List<String> joined(List<String> start, List<String> middle, List<String> end) {
        return Stream.of(start, middle, end).flatMap(List::stream).toList();
    }

    /** A file that the user has named stands where it stood, because of two that contradict each other the last counts. */
    private List<String> hidden(List<String> arguments, long workerId) throws IOException {
        List<String> words = new ArrayList<>();
        int files = 0;
        for (int begin = 0, end; begin < arguments.size(); begin = end) {
            end = begin + 1;
            if (ArgumentFile.isFile(arguments.get(begin))) {
                words.add(arguments.get(begin));
                continue;
            }
            while (end < arguments.size() && !ArgumentFile.isFile(arguments.get(end))) {
                end++;
            }
            Path file = folder.argumentFile(workerId, files++);
            ArgumentFile.write(file, arguments.subList(begin, end));
            words.add("@" + file);
        }
        return words;
    }

    private List<String> paths(WorkerCommand command) {
        List<String> words = new ArrayList<>();
        if (!command.modulePath().isEmpty()) {
            words.addAll(List.of("--module-path", String.join(File.pathSeparator, command.modulePath())));
        }
        words.addAll(modules.roots(command.modulePath(), modulePath.entries()));
        if (!command.classPath().isEmpty()) {
            words.addAll(List.of("-cp", String.join(File.pathSeparator, command.classPath())));
        }
        return words;
    }

    private List<String> mainClass(WorkerCommand command) {
        return command.mainClass().equals(MAIN_CLASS)
                ? modules.mainClass(MAIN_CLASS, command.modulePath())
                : List.of(command.mainClass());
    }

    /** Returns a command for people: the lists of the paths, which may have hundreds of entries, as numbers. */
    public static String shortened(List<String> command) {
        List<String> words = new ArrayList<>(command);
        for (int i = 1; i < words.size(); i++) {
            int entries = words.get(i).split(Pattern.quote(File.pathSeparator)).length;
            if (PATHS.contains(words.get(i - 1)) && entries > 1) {
                words.set(i, "<" + entries + " entries>");
            }
        }
        return String.join(" ", words);
    }

    private static PinnedPath ownModulePath() {
        String path = System.getProperty("jdk.module.path", "");
        return path.isEmpty() ? PinnedPath.of(List.of()) : PinnedPath.parse(path);
    }
}
