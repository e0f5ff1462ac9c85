package io.github.processpool.internal.parent.process;

import io.github.processpool.WorkerCommand;
import io.github.processpool.internal.parent.pool.PoolSettings.Launch;
import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

/**
 * Composes the command that starts a worker: this JVM's program, class path and environment, without what must not be inherited,
 * and with what a worker needs. Immutable.
 */
public final class CommandLine {

    private static final String MAIN_CLASS = "io.github.processpool.internal.worker.WorkerMain";
    private static final List<String> JVM_VARIABLES = List.of("JAVA_TOOL_OPTIONS", "JDK_JAVA_OPTIONS", "_JAVA_OPTIONS");
    /** Well below the limit of one argument (128 KB on Linux) and of a command (32 KB on Windows). */
    private static final int LONG_CLASS_PATH = 16_000;

    private static final boolean WINDOWS = File.separatorChar == '\\';

    private final Launch launch;
    private final PoolFolder folder;
    private final ParentModules modules = ParentModules.ofThisJvm();

    /** Commands that keep their files in this folder. */
    public CommandLine(Launch launch, PoolFolder folder) {
        this.launch = launch;
        this.folder = folder;
    }

    /** Returns the command in parts, with the user's customizations. */
    WorkerCommand compose(long workerId) {
        WorkerCommand command = new WorkerCommand(launch.commandPrefix(), program(), MAIN_CLASS);
        List<String> inherited = InheritedArguments.ofThisJvm();
        command.jvmArguments().addAll(own(workerId));
        command.jvmArguments().addAll(inherited);
        command.jvmArguments().addAll(launch.jvmArguments());
        List<Path> classPath = launch.classPath();
        if (classPath != null) {
            classPath.forEach(
                    entry -> command.classPath().add(entry.toAbsolutePath().toString()));
        } else {
            command.classPath().addAll(absolute(System.getProperty("java.class.path", "")));
            command.modulePath().addAll(ownModulePath());
        }
        Map<String, String> environment = command.environment();
        environment.putAll(System.getenv());
        JVM_VARIABLES.forEach(environment::remove);
        environment.putAll(launch.environment());
        command.workingDirectory(launch.workingDirectory());
        launch.customizers().forEach(customizer -> customizer.customize(command));
        return command;
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

    /** Returns the command as the operating system wants it; a long class path goes into a file. */
    List<String> assemble(WorkerCommand command, long workerId) throws IOException {
        List<String> words = new ArrayList<>(command.prefix());
        words.add(command.javaExecutable().toString());
        words.addAll(command.jvmArguments());
        List<String> paths = paths(command);
        if (String.join("", paths).length() > LONG_CLASS_PATH) {
            words.add("@" + writeArgumentFile(paths, workerId));
        } else {
            words.addAll(paths);
        }
        words.addAll(mainClass(command));
        return words;
    }

    private List<String> paths(WorkerCommand command) {
        List<String> words = new ArrayList<>();
        if (!command.modulePath().isEmpty()) {
            words.addAll(List.of("--module-path", String.join(File.pathSeparator, command.modulePath())));
        }
        words.addAll(modules.roots(command.modulePath(), ownModulePath()));
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

    private Path writeArgumentFile(List<String> words, long workerId) throws IOException {
        StringBuilder text = new StringBuilder();
        for (String word : words) {
            text.append('"')
                    .append(word.replace("\\", "\\\\").replace("\"", "\\\""))
                    .append("\"\n");
        }
        return Files.writeString(folder.argumentFile(workerId), text, StandardCharsets.UTF_8);
    }

    private static List<String> ownModulePath() {
        return absolute(System.getProperty("jdk.module.path", ""));
    }

    /** Relative entries are relative to this JVM's working directory, which need not be the worker's. */
    private static List<String> absolute(String path) {
        return path.isEmpty()
                ? List.of()
                : Arrays.stream(path.split(File.pathSeparator))
                        .map(entry -> Path.of(entry).toAbsolutePath().toString())
                        .toList();
    }
}
