package io.github.processpool;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.processpool.testing.Pools;
import io.micrometer.core.instrument.MeterRegistry;
import java.io.File;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.StringJoiner;
import java.util.concurrent.TimeUnit;
import java.util.spi.ToolProvider;
import java.util.stream.Stream;
import org.apache.logging.log4j.LogManager;
import org.apache.logging.log4j.core.LoggerContext;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.LoggerFactory;

/**
 * An application that is a module uses the pool, which is one, too: from the module path, with logging on either path or without,
 * and linked with jlink. The application is in {@code src/test/resources/modules}; the JDK's own tools build it here.
 */
@Timeout(120)
class ModulePathIT {

    private static final Path CORE = placeOf(ProcessPoolExecutor.class);
    private static final Path SLF4J = placeOf(LoggerFactory.class);
    private static final List<Path> LOGBACK =
            List.of(placeOf(ch.qos.logback.classic.LoggerContext.class), placeOf(ch.qos.logback.core.Appender.class));
    private static final List<Path> LOG4J = List.of(placeOf(LogManager.class), placeOf(LoggerContext.class));
    /** And what it depends on itself. */
    private static final List<Path> MICROMETER = Stream.of(
                    MeterRegistry.class.getName(),
                    "io.micrometer.common.KeyValue",
                    "io.micrometer.observation.ObservationRegistry")
            .map(ModulePathIT::placeOf)
            .toList();

    @TempDir
    static Path folder;

    private static Path app = Path.of("");

    @BeforeAll
    static void build() throws Exception {
        app = module("app", SLF4J, LOG4J.get(0));
        module("stray", placeOf(Nullable.class));
    }

    @Test
    void runsFromTheModulePathAndSendsWhatIsLoggedThroughBothFrameworks() throws Exception {
        List<String> lines = run(
                java(System.getProperty("java.home")),
                "-p",
                path(List.of(app, folder.resolve("stray.jar"), CORE, SLF4J), LOGBACK, LOG4J),
                "--add-modules",
                "org.apache.logging.log4j.core",
                "-m",
                "app/app.Main");

        assertWorks(lines);
        assertThat(lines)
                .anyMatch(line -> line.endsWith("WARN app.slf4j -- logged in a worker"))
                .anyMatch(line -> line.endsWith("WARN app.log4j -- logged in a worker through Log4j"));
    }

    @Test
    void findsTheLoggingFrameworkOnTheClassPath() throws Exception {
        List<String> lines = run(
                java(System.getProperty("java.home")),
                "-p",
                path(List.of(app, CORE, SLF4J)),
                "-cp",
                path(LOGBACK),
                "-m",
                "app/app.Main");

        assertWorks(lines);
        assertThat(lines).anyMatch(line -> line.endsWith("WARN app.slf4j -- logged in a worker"));
    }

    @Test
    void runsFromAnImageOfItsModulesWithoutALoggingFrameworkAndSoDoItsWorkers() throws Exception {
        Path image = folder.resolve("image");
        tool("jlink", "--output", image.toString(), "--add-modules", "app", "-p", path(List.of(app, CORE, SLF4J)));
        List<String> lines = run(java(image.toString()), "-m", "app/app.Main");

        assertWorks(lines);
        assertThat(lines).contains("java: " + image.toRealPath());
    }

    /** It is called manual in the resources only. */
    @Test
    void theApplicationOfThePageRuns() throws Exception {
        Path manual = module("manual", SLF4J);

        assertThat(run(
                        java(System.getProperty("java.home")),
                        "-p",
                        path(List.of(manual, CORE, SLF4J)),
                        "-m",
                        "app/app.Main"))
                .contains("42");
    }

    /** All other applications here have no Micrometer. */
    @Test
    void meteredApplicationRunsWithMicrometerAsAnAutomaticModule() throws Exception {
        Path metered = module(
                "metered", Stream.concat(Stream.of(SLF4J), MICROMETER.stream()).toArray(Path[]::new));

        assertThat(run(
                        java(System.getProperty("java.home")),
                        "-p",
                        path(List.of(metered, CORE, SLF4J), MICROMETER),
                        "-m",
                        "metered/metered.Main"))
                .contains("completed: 1.0");
    }

    private static void assertWorks(List<String> lines) {
        assertThat(lines)
                .contains(
                        "lambda: 42",
                        "method: abab",
                        "record: Order[item=nails, pieces=20]",
                        "notes: [by the worker, by the parent]",
                        "modules: the same",
                        "signals: true",
                        "failure: java.lang.IllegalStateException: on purpose",
                        "end: ");
        assertThat(lines)
                .anyMatch(line -> line.startsWith("refused: ")
                        && line.contains("app.Main$Hidden can't be shared")
                        && line.endsWith("opens app to io.github.processpool.core;"));
    }

    // -- The JDK's tools --

    /** Compiles a module of the resources and packs it. */
    private static Path module(String name, Path... required) throws Exception {
        Path sources =
                Path.of(ModulePathIT.class.getResource("/modules/" + name).toURI());
        Path classes = folder.resolve(name);
        List<String> arguments = new ArrayList<>(List.of("-d", classes.toString()));
        arguments.addAll(List.of("-p", path(List.of(CORE), Arrays.asList(required))));
        try (Stream<Path> files = Files.walk(sources)) {
            files.map(Path::toString).filter(file -> file.endsWith(".java")).forEach(arguments::add);
        }
        tool("javac", arguments.toArray(String[]::new));
        Path jar = folder.resolve(name + ".jar");
        tool("jar", "--create", "--file", jar.toString(), "-C", classes.toString(), ".");
        return jar;
    }

    private static void tool(String name, String... arguments) {
        StringWriter words = new StringWriter();
        PrintWriter out = new PrintWriter(words);
        int code = ToolProvider.findFirst(name).orElseThrow().run(out, out, arguments);
        assertThat(code).as("%s %s: %s", name, List.of(arguments), words).isZero();
    }

    private static String java(String home) {
        return Path.of(home, "bin", "java").toString();
    }

    /** Runs a command to its end, and returns what it printed. */
    private static List<String> run(String program, String... arguments) throws Exception {
        List<String> command = new ArrayList<>(List.of(program, "-Xmx64m", "-XX:TieredStopAtLevel=1"));
        command.addAll(List.of(arguments));
        Path output = Files.createTempFile(folder, "output", ".txt");
        Process process = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(output.toFile())
                .start();
        try {
            assertThat(process.waitFor(Pools.LIMIT.toSeconds(), TimeUnit.SECONDS))
                    .as("%s ends; it printed %s", command, Files.readString(output))
                    .isTrue();
        } finally {
            process.descendants().forEach(ProcessHandle::destroyForcibly);
            process.destroyForcibly();
        }
        List<String> lines = Files.readAllLines(output);
        assertThat(process.exitValue())
                .as("exit code of %s: %s", command, lines)
                .isZero();
        return lines;
    }

    @SafeVarargs
    private static String path(List<Path>... entries) {
        StringJoiner path = new StringJoiner(File.pathSeparator);
        for (List<Path> more : entries) {
            more.forEach(entry -> path.add(entry.toString()));
        }
        return path.toString();
    }

    /** The folder or jar of a class. */
    private static Path placeOf(Class<?> type) {
        try {
            return Path.of(
                    type.getProtectionDomain().getCodeSource().getLocation().toURI());
        } catch (URISyntaxException e) {
            throw new AssertionError(e);
        }
    }

    private static Path placeOf(String type) {
        try {
            return placeOf(Class.forName(type));
        } catch (ClassNotFoundException e) {
            throw new AssertionError(e);
        }
    }
}
