package io.github.processpool.spring.launch;

import io.github.processpool.WorkerCommand;
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
    private final Map<String, String> environment;
    private final List<String> classPath;

    /**
     * Prepares a trial.
     *
     * @param command of the training worker, but for what is said about an archive
     * @param arguments of its JVM, with the archive that it is to use
     */
    ArchiveTrial(WorkerCommand command, List<String> arguments) {
        List<String> all = new ArrayList<>(command.prefix());
        all.add(command.javaExecutable().toString());
        all.addAll(arguments);
        this.words = List.copyOf(all);
        this.environment = Map.copyOf(command.environment());
        this.classPath = List.copyOf(command.classPath());
    }

    /**
     * Runs it. Takes as long as a JVM takes to start.
     *
     * @param archive beside which a file is made
     * @throws IOException if the JVM can't use the archive
     */
    void run(Path archive) throws IOException, InterruptedException {
        Path paths = archive.resolveSibling(archive.getFileName() + ".arguments");
        Files.writeString(paths, "-cp " + quoted(String.join(File.pathSeparator, classPath)));
        List<String> all = new ArrayList<>(words);
        all.add("@" + paths);
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
            Files.deleteIfExists(paths);
        }
    }

    private static String quoted(String path) {
        return '"' + path.replace("\\", "\\\\").replace("\"", "\\\"") + '"';
    }
}
