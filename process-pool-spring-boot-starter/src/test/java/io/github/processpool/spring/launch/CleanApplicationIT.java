package io.github.processpool.spring.launch;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.processpool.spring.Jars;
import io.github.processpool.spring.JavaProgram;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import javax.tools.ToolProvider;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.boot.loader.tools.Library;
import org.springframework.boot.loader.tools.LibraryScope;
import org.springframework.boot.loader.tools.Repackager;

/**
 * The first minute of a newcomer: an application with the starter as its only dependency, one annotation and no
 * property; and, while somebody works on one, devtools. Its sources are written, compiled and packed here, with the starter's
 * runtime class path and nothing else.
 */
@Timeout(value = 600, unit = TimeUnit.SECONDS)
class CleanApplicationIT {

    private static final Duration LIMIT = Duration.ofMinutes(3);

    private static final String SOURCE = """
            package com.example.demo;

            import io.github.processpool.spring.annotation.ProcessAsync;
            import java.util.concurrent.CompletableFuture;
            import org.springframework.boot.ApplicationArguments;
            import org.springframework.boot.ApplicationRunner;
            import org.springframework.boot.SpringApplication;
            import org.springframework.boot.autoconfigure.SpringBootApplication;
            import org.springframework.stereotype.Component;
            import org.springframework.stereotype.Service;

            @SpringBootApplication
            public class DemoApplication {
                public static void main(String[] args) {
                    SpringApplication.run(DemoApplication.class, args);
                }
            }

            @Service
            class Processes {
                @ProcessAsync
                CompletableFuture<Long> pid() {
                    return CompletableFuture.completedFuture(ProcessHandle.current().pid());
                }
            }

            @Component
            class Printer implements ApplicationRunner {
                private final Processes processes;

                Printer(Processes processes) {
                    this.processes = processes;
                }

                @Override
                public void run(ApplicationArguments arguments) throws Exception {
                    System.out.println("PIDS " + ProcessHandle.current().pid() + " " + processes.pid().get());
                }
            }
            """;

    /** The application while it is being developed: VERSION is what changes. Its record comes back from bean and lambda. */
    private static final String CHANGING_SOURCE = """
            package com.example.demo;

            import io.github.processpool.ProcessPoolExecutor;
            import io.github.processpool.spring.annotation.ProcessAsync;
            import java.io.Serializable;
            import java.util.concurrent.CompletableFuture;
            import org.slf4j.LoggerFactory;
            import org.springframework.boot.CommandLineRunner;
            import org.springframework.boot.SpringApplication;
            import org.springframework.boot.autoconfigure.SpringBootApplication;
            import org.springframework.boot.logging.LogLevel;
            import org.springframework.boot.logging.LoggingSystem;
            import org.springframework.context.annotation.Bean;
            import org.springframework.stereotype.Service;

            @SpringBootApplication
            public class ChangingApplication {
                public static void main(String[] args) {
                    SpringApplication.run(ChangingApplication.class, args);
                }

                @Bean
                CommandLineRunner printer(Answers answers, ProcessPoolExecutor pool, LoggingSystem logging) {
                    return arguments -> {
                        Answer ofBean = answers.answer().get();
                        Answer ofLambda = pool.submit(() -> Answer.here()).get();
                        logging.setLogLevel("com.example.demo", LogLevel.DEBUG);
                        long begin = System.nanoTime();
                        while (!pool.submit(() -> LoggerFactory.getLogger("com.example.demo").isDebugEnabled()).get()) {
                            if (System.nanoTime() - begin > 60_000_000_000L) {
                                throw new IllegalStateException("The worker has not heard of the new level");
                            }
                        }
                        System.out.println("ANSWERS " + ofBean.version() + " " + ofLambda.version() + " from " + ofBean.pid()
                                + " to " + ofBean.getClass().getClassLoader().getClass().getSimpleName());
                    };
                }
            }

            record Answer(String version, long pid) implements Serializable {
                static Answer here() {
                    return new Answer("VERSION", ProcessHandle.current().pid());
                }
            }

            @Service
            class Answers {
                @ProcessAsync
                CompletableFuture<Answer> answer() {
                    return CompletableFuture.completedFuture(Answer.here());
                }
            }
            """;

    private static final Pattern PIDS = Pattern.compile("PIDS (\\d+) (\\d+)");

    /** Everything that may be on the log: what Boot says at the start, and how the pool ended. */
    private static final Pattern EXPECTED = Pattern.compile(" INFO .* : (Starting DemoApplication .*"
            + "|No active profile set.*|Started DemoApplication in .*|Process pool 'process-pool' stopped after .*)$");

    /** With a space. */
    @TempDir(factory = FolderWithSpace.class)
    static Path folder;

    private static Path classes;
    private static List<Path> libraries;

    @BeforeAll
    static void build() throws IOException {
        libraries = runtimeClassPath();
        classes = Files.createDirectories(folder.resolve("target/classes"));
        compile("DemoApplication.java", SOURCE, classes);
    }

    private static void compile(String name, String text, Path classes) throws IOException {
        Path source = Files.writeString(folder.resolve(name), text);
        int result = ToolProvider.getSystemJavaCompiler()
                .run(null, null, null, "-d", classes.toString(), "-cp", joined(libraries), source.toString());
        assertThat(result).isZero();
    }

    private static List<Path> runtimeClassPath() throws IOException {
        List<Path> found = new ArrayList<>();
        for (String entry : System.getProperty("java.class.path").split(File.pathSeparator)) {
            Path path = Path.of(entry);
            if (Files.isDirectory(path) && !path.endsWith("test-classes")) {
                Path jar = folder.resolve("module-" + found.size() + ".jar");
                Jars.pack(path, jar);
                found.add(jar);
            } else if (PackedApplication.BROUGHT
                    .matcher(path.getFileName().toString())
                    .matches()) {
                found.add(path);
            }
        }
        return found;
    }

    private static String joined(List<Path> entries) {
        return entries.stream().map(Path::toString).collect(Collectors.joining(File.pathSeparator));
    }

    @Test
    void beanMethodRunsInAnotherProcessFromTheExecutableJar() throws Exception {
        Path plain = folder.resolve("plain.jar");
        Jars.pack(classes, plain);
        Path executable = folder.resolve("demo.jar");
        new Repackager(plain.toFile()).repackage(executable.toFile(), callback -> {
            for (Path library : libraries) {
                callback.library(new Library(library.toFile(), LibraryScope.COMPILE));
            }
        });

        assertRunsInTwoProcesses(run("-jar", executable.toString()));
    }

    @Test
    void beanMethodRunsInAnotherProcessFromAClassPathAndLeavesNoFile() throws Exception {
        Path temporary = Files.createDirectory(folder.resolve("temporary"));
        List<Path> classPath = new ArrayList<>(libraries);
        classPath.add(0, classes);

        assertRunsInTwoProcesses(
                run("-Djava.io.tmpdir=" + temporary, "-cp", joined(classPath), "com.example.demo.DemoApplication"));

        assertThat(temporary).isEmptyDirectory();
    }

    @Test
    void restartOfDevtoolsGivesWorkersTheNewClassesAndLaterLogLevels() throws Exception {
        Path changing = Files.createDirectory(folder.resolve("changing"));
        List<Path> classPath = new ArrayList<>(libraries);
        classPath.add(0, changing);
        classPath.add(Path.of("target/devtools/devtools.jar").toAbsolutePath());
        Path output = Files.createTempFile(folder, "output", ".txt");
        save("one", changing);
        Process application = start(
                output,
                "-cp",
                joined(classPath),
                "com.example.demo.ChangingApplication",
                "--spring.main.keep-alive=true",
                "--spring.devtools.restart.trigger-file=.saved",
                "--spring.devtools.restart.poll-interval=200ms",
                "--spring.devtools.restart.quiet-period=100ms");
        try {
            long first = workerThatAnswers("one", application, output);
            save("two", changing);
            long second = workerThatAnswers("two", application, output);

            assertThat(application.children().map(ProcessHandle::pid)).containsExactly(second);
            assertThat(second).isNotEqualTo(first);
        } finally {
            application.destroyForcibly();
        }
    }

    /** Devtools wait for the trigger file, which comes last. */
    private static void save(String version, Path classes) throws IOException {
        compile("ChangingApplication.java", CHANGING_SOURCE.replace("VERSION", version), classes);
        Files.writeString(classes.resolve(".saved"), version);
    }

    private static long workerThatAnswers(String version, Process application, Path output) throws IOException {
        Pattern expected =
                Pattern.compile("ANSWERS %s %s from (\\d+) to RestartClassLoader".formatted(version, version));
        Awaitility.await("answers of version " + version)
                .atMost(LIMIT)
                .until(() -> !application.isAlive()
                        || Files.readString(output).contains("ANSWERS " + version)
                        || Files.readString(output).contains("Application run failed"));
        String text = Files.readString(output);
        Matcher answers = expected.matcher(text);
        assertThat(answers.find()).as(text).isTrue();
        return Long.parseLong(answers.group(1));
    }

    private static Process start(Path output, String... words) throws IOException {
        List<String> command = JavaProgram.command(words);
        ProcessBuilder builder =
                new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(output.toFile());
        builder.environment().put("XDG_CACHE_HOME", folder.resolve("cache").toString());
        return builder.start();
    }

    private static String run(String... words) throws Exception {
        Path output = Files.createTempFile(folder, "output", ".txt");
        Process application = start(output, words);
        try {
            assertThat(application.waitFor(LIMIT.toSeconds(), TimeUnit.SECONDS))
                    .as(Files.readString(output))
                    .isTrue();
        } finally {
            application.destroyForcibly();
        }
        String text = Files.readString(output);
        assertThat(application.exitValue()).as(text).isZero();
        assertThat(text).contains("PIDS " + application.pid() + " ");
        return text;
    }

    private static void assertRunsInTwoProcesses(String text) {
        Matcher pids = PIDS.matcher(text);
        assertThat(pids.find()).as(text).isTrue();
        assertThat(pids.group(2)).isNotEqualTo(pids.group(1));
        Awaitility.await("end of the worker")
                .atMost(LIMIT)
                .until(() -> ProcessHandle.of(Long.parseLong(pids.group(2))).isEmpty());
        assertThat(text.substring(text.indexOf(":: Spring Boot ::"))
                        .lines()
                        .skip(1)
                        .filter(line -> !line.isBlank()))
                .as("lines that a user would wonder about")
                .allMatch(line ->
                        PIDS.matcher(line).matches() || EXPECTED.matcher(line).find());
        assertThat(text).containsOnlyOnce(":: Spring Boot ::").containsOnlyOnce("Starting DemoApplication");
    }
}
