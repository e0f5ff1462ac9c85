package io.github.processpool.guide.cookbook;

import io.github.processpool.ProcessFuture;
import io.github.processpool.ProcessPoolExecutor;
import io.github.processpool.TaskOptions;
import io.github.processpool.WorkerContext;
import java.io.IOException;
import java.lang.ProcessBuilder.Redirect;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;

/** Office documents as PDF, several at a time. */
class OfficeToPdf {

    private static final TaskOptions LIMIT = TaskOptions.builder()
            .timeout(Duration.ofMinutes(1))
            .gracePeriod(Duration.ZERO) // kills the worker, and soffice with it
            .build();

    static ProcessFuture<Path> convert(ProcessPoolExecutor pool, Path document, Path folder) {
        return pool.with(LIMIT).submit(OfficeToPdf::run, document, folder);
    }

    static Path run(Path document, Path folder) throws IOException, InterruptedException {
        int slot = WorkerContext.current().slot(); // no other worker has it at this time
        Path profile = Path.of(System.getProperty("java.io.tmpdir"), "soffice-profile-" + slot);
        Process office = new ProcessBuilder(
                        "soffice",
                        "-env:UserInstallation=" + profile.toUri(),
                        "--headless",
                        "--convert-to",
                        "pdf",
                        "--outdir",
                        folder.toString(),
                        document.toString())
                .redirectErrorStream(true)
                .redirectOutput(Redirect.INHERIT) // to the log of the application
                .start();
        int exitCode = office.waitFor();
        Path pdf = folder.resolve(document.getFileName().toString().replaceFirst("\\.[^.]*$", "") + ".pdf");
        if (exitCode != 0 || !Files.exists(pdf)) {
            throw new IOException("soffice made no " + pdf + ", exit code " + exitCode);
        }
        return pdf;
    }
}
