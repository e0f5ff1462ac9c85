package io.github.processpool.internal.parent.process;

import io.github.processpool.internal.parent.pool.PoolSettings.Launch;
import java.io.File;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;

/**
 * Finds out before a pool is made whether what its workers are started with is there: program, command before it, class path, and
 * whether arguments of the JVM are such. Workers in this process need none of it. Each message begins with the setter of the builder.
 * It does not know what customizers will change. Stateless.
 */
public final class LaunchCheck {

    private LaunchCheck() {}

    /** Throws an IllegalArgumentException at the first thing that no worker could be started with. */
    public static void check(Launch launch) {
        if (launch.isInProcess()) {
            return;
        }
        JvmArguments.check(launch.jvmArguments());
        JavaProgram.check(launch);
        List<Path> classPath = launch.classPath();
        if (!launch.commandPrefix().isEmpty()) {
            checkPrefix(
                    launch.commandPrefix(),
                    launch.workingDirectory() == null ? Path.of("") : launch.workingDirectory());
        } else if (classPath != null) {
            // Behind a prefix it may lie where only that can see it.
            classPath.forEach(LaunchCheck::checkEntry);
        }
    }

    /** The operating system looks for a relative path from the worker's directory. */
    private static void checkPrefix(List<String> prefix, Path directory) {
        String command = prefix.get(0);
        if (command.isEmpty()) {
            throw new IllegalArgumentException("commandPrefix: the first word, the command, is empty");
        }
        Path program = new File(command).toPath();
        if (JavaProgram.exists(program)
                || (program.getNameCount() > 1 && JavaProgram.exists(directory.resolve(program)))) {
            return;
        }
        String[] words = command.trim().split("\\s+");
        throw new IllegalArgumentException("commandPrefix: there is no command '" + command + "'"
                + (words.length > 1
                        ? "; the words of a command are separate elements: '" + String.join("', '", words) + "'"
                        : program.getNameCount() > 1 ? ", or it can't be executed" : " in any folder of the PATH"));
    }

    /** An asterisk at the end stands for all jars of a folder. */
    private static void checkEntry(Path entry) {
        Path file = entry.endsWith("*") ? entry.toAbsolutePath().getParent() : entry;
        if (file == null || Files.exists(file) || isOfThisJvm(entry)) {
            return;
        }
        List<String> parts = Arrays.asList(entry.toString().split(File.pathSeparator));
        throw new IllegalArgumentException("classPath: there is no '" + entry + "'"
                + (parts.size() > 1
                        ? "; the entries of a class path are separate elements: '" + String.join("', '", parts) + "'"
                        : entry.isAbsolute() ? "" : " in " + Path.of("").toAbsolutePath()));
    }

    /** A JVM takes no offence at an entry that is missing, so whoever passes on its whole class path may have some. */
    private static boolean isOfThisJvm(Path entry) {
        String classPath = System.getProperty("java.class.path", "");
        return Arrays.stream(classPath.split(File.pathSeparator)).anyMatch(each -> isSame(entry, each));
    }

    /** It may have been written otherwise there: relative, or with a slash at the end; or be no path at all. */
    private static boolean isSame(Path entry, String ofThisJvm) {
        try {
            return absolute(Path.of(ofThisJvm)).equals(absolute(entry));
        } catch (InvalidPathException e) {
            return false;
        }
    }

    private static Path absolute(Path path) {
        return path.toAbsolutePath().normalize();
    }
}
