package io.github.processpool.internal.parent.process;

import io.github.processpool.internal.parent.pool.PoolSettings.Launch;
import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;

/** Finds out whether the program of the workers exists before a pool is made. Stateless. */
final class JavaProgram {

    private JavaProgram() {}

    /** Throws if there is none. Behind a prefix it may lie where only that can see it, and a customizer may replace the usual one. */
    static void check(Launch launch) {
        Path program = launch.javaExecutable();
        boolean usual = program.equals(Path.of(System.getProperty("java.home", ""), "bin", "java"));
        if (!launch.commandPrefix().isEmpty() || (usual && !launch.customizers().isEmpty()) || exists(program)) {
            return;
        }
        throw new IllegalArgumentException("javaExecutable: " + problem(program)
                + "; workers are started with the java program of a JDK or JRE, such as "
                + Path.of("bin", "java") + " in its folder");
    }

    private static String problem(Path program) {
        if (Files.isDirectory(program)) {
            return "'" + program + "' is a folder";
        }
        return "there is no program '" + program + "'"
                + (program.getNameCount() > 1 ? ", or it can't be executed" : " in any folder of the PATH");
    }

    /** Whether there is such a program: a bare name in the PATH, or else a file. */
    static boolean exists(Path program) {
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
