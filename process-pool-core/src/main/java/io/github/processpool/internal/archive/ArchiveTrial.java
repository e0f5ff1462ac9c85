package io.github.processpool.internal.archive;

import io.github.processpool.WorkerCommand;
import io.github.processpool.internal.system.ArgumentFile;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * Starts a JVM as a training worker was started, which has nothing to do but to use the archive that this one has written. The
 * writer may have been killed, or the disk full; workers would pass over what is there, in silence, and nobody would make it anew.
 *
 * <p><b>Thread safety:</b> immutable.
 */
final class ArchiveTrial {

    /** For the start of a JVM, on a machine that has better things to do. */
    private static final long LIMIT_SECONDS = 120;

    private final List<String> words;
    /** In a file and not in the command, which every user of the machine can see. */
    private final List<String> arguments;

    private final Map<String, String> environment;

    /**
     * Prepares a trial.
     *
     * @param command of the training worker, but for what is said about an archive
     * @param arguments of its JVM, with the archive that it is to use
     */
    ArchiveTrial(WorkerCommand command, List<String> arguments) {
        List<String> start = new ArrayList<>(command.prefix());
        start.add(command.javaExecutable().toString());
        this.words = List.copyOf(start);
        List<String> all = new ArrayList<>(arguments);
        all.addAll(List.of("-cp", String.join(File.pathSeparator, command.classPath())));
        this.arguments = List.copyOf(all);
        this.environment = Map.copyOf(command.environment());
    }

    /**
     * Runs it. Takes as long as a JVM takes to start.
     *
     * @param archive beside which files are made
     * @throws IOException if the JVM can't use the archive
     */
    void run(Path archive) throws IOException, InterruptedException {
        Path file = archive.resolveSibling(archive.getFileName() + ".arguments");
        Files.deleteIfExists(file);
        ArgumentFile.write(file, arguments);
        List<String> all = new ArrayList<>(words);
        all.add("@" + file);
        // Half an archive is the JVM's death, of which nothing is to stay in the directory of the application.
        Path report = archive.resolveSibling(archive.getFileName() + ".crash");
        all.addAll(List.of("-XX:ErrorFile=" + report, "-XX:-CreateCoredumpOnCrash"));
        all.add("-version");
        ProcessBuilder builder = new ProcessBuilder(all)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .redirectError(ProcessBuilder.Redirect.DISCARD);
        builder.environment().clear();
        builder.environment().putAll(environment);
        Process process = builder.start();
        try {
            if (!process.waitFor(LIMIT_SECONDS, TimeUnit.SECONDS)) {
                throw new IOException("a JVM that tried the archive did not end");
            }
            if (process.exitValue() != 0) {
                throw new IOException("no JVM can use the archive; exit code " + process.exitValue());
            }
        } finally {
            process.destroyForcibly();
            Files.deleteIfExists(file);
            Files.deleteIfExists(report);
        }
    }
}
