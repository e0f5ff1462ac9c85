package io.github.processpool.spring.worker;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.processpool.spring.JavaProgram;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import javax.tools.JavaCompiler;
import javax.tools.StandardJavaFileManager;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.boot.SpringApplicationAotProcessor;

/** An application that was processed ahead of time, as the Maven plugin does it, runs in its workers in that form. */
@Timeout(value = 600, unit = TimeUnit.SECONDS)
class AheadOfTimeIT {

    private static final String CLASS_PATH = System.getProperty("java.class.path");

    @TempDir
    Path folder;

    @Test
    void contextOfWorkerIsOfTheSameFormAndHarmsNothing() throws Exception {
        Path sources = folder.resolve("sources");
        Path classes = folder.resolve("classes");
        Path resources = folder.resolve("resources");
        List<String> processing = new ArrayList<>(List.of(
                SpringApplicationAotProcessor.class.getName(),
                AheadOfTimeApplication.class.getName(),
                sources.toString(),
                resources.toString(),
                classes.toString(),
                "group",
                "artifact"));
        processing.addAll(arguments());
        run(CLASS_PATH, "-Dspring.aot.processing=true", processing);
        compile(sources, classes);

        List<String> running = new ArrayList<>(List.of(AheadOfTimeApplication.class.getName()));
        running.addAll(arguments());
        String output = run(
                String.join(File.pathSeparator, classes.toString(), resources.toString(), CLASS_PATH),
                "-Dspring.aot.enabled=true",
                running);

        String rows = "{script_row=2, fw.flyway_row=2, own_row=2}";
        assertThat(output.lines())
                .contains("PARENT true " + rows, "WORKER true " + rows, "COUNTED 1.0", "AFTERWARDS " + rows)
                .containsOnlyOnce("RUNNER", "SCHEDULED");
        assertThat(output.lines().filter(line -> line.contains("RUNNER") || line.contains("SCHEDULED")))
                .as("also from a worker, whose lines have a prefix")
                .hasSize(2);
    }

    private List<String> arguments() {
        List<String> arguments = new ArrayList<>(NotebookApplication.ARGUMENTS);
        arguments.add("--spring.datasource.url=jdbc:h2:file:" + folder.resolve("notebook") + ";AUTO_SERVER=TRUE");
        return arguments;
    }

    private String run(String classPath, String property, List<String> arguments) throws Exception {
        Path output = folder.resolve("output.txt");
        List<String> command = JavaProgram.command(property, "-cp", classPath);
        command.addAll(arguments);
        Process process = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(output.toFile())
                .start();
        try {
            assertThat(process.waitFor(8, TimeUnit.MINUTES)).isTrue();
            assertThat(process.exitValue()).as(Files.readString(output)).isZero();
            return Files.readString(output);
        } finally {
            process.destroyForcibly();
        }
    }

    private static void compile(Path sources, Path classes) throws IOException {
        JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
        try (StandardJavaFileManager files = compiler.getStandardFileManager(null, null, null);
                Stream<Path> found = Files.walk(sources)) {
            List<File> units = found.filter(file -> file.toString().endsWith(".java"))
                    .map(Path::toFile)
                    .toList();
            List<String> options = List.of(
                    "-nowarn",
                    "-parameters",
                    "-proc:none",
                    "-d",
                    classes.toString(),
                    "-cp",
                    classes + File.pathSeparator + CLASS_PATH);
            assertThat(compiler.getTask(null, files, null, options, null, files.getJavaFileObjectsFromFiles(units))
                            .call())
                    .isTrue();
        }
    }
}
