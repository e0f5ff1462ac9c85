package io.github.processpool.internal.parent.process;

import io.github.processpool.internal.parent.pool.PoolSettings.Launch;
import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;

/** Finds out whether the program of the workers exists before a pool is made. Stateless. */
public final class JavaProgram {

    private JavaProgram() {}

    /** Throws if there is none. Behind a prefix it may lie where only that can see it, and a customizer may replace the usual one. */
    public static void check(Launch launch) {
        Path program = launch.javaExecutable();
        boolean usual = program.equals(Path.of(System.getProperty("java.home", ""), "bin", "java"));
        if (launch.isInProcess()
                || !launch.commandPrefix().isEmpty()
                || (usual && !launch.customizers().isEmpty())
                || exists(program)) {
            return;
        }
        throw new IllegalArgumentException("There is no program " + program
                + (program.getNameCount() > 1 ? "" : " in any folder of the PATH")
                + " to start workers with, or it can't be executed. Name the java of a JDK or JRE with javaExecutable");
    }

    private static boolean exists(Path program) {
        return program.getNameCount() > 1
                ? isProgram(program)
                : Arrays.stream(System.getenv().getOrDefault("PATH", "").split(File.pathSeparator))
                        .anyMatch(folder -> isProgram(Path.of(folder).resolve(program)));
    }

    private static boolean isProgram(Path file) {
        return isExecutableFile(file) || isExecutableFile(file.resolveSibling(file.getFileName() + ".exe"));
    }

    private static boolean isExecutableFile(Path file) {
        return Files.isRegularFile(file) && Files.isExecutable(file);
    }
}
