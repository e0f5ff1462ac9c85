package io.github.processpool.spring.launch;

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
import java.util.function.Predicate;
import java.util.regex.Pattern;
import org.springframework.boot.loader.tools.Library;
import org.springframework.boot.loader.tools.LibraryScope;
import org.springframework.boot.loader.tools.Repackager;

/** An application of some test classes and the libraries of this module, packed as the Maven plugin packs it. */
final class PackedApplication {

    /** Libraries that the dependency on the starter brings to the run, by the names of their files. */
    static final Pattern BROUGHT = Pattern.compile(
            "(process-pool-core|spring-boot(-autoconfigure|-starter|-starter-logging)?|spring-(aop|beans|context|core|expression)"
                    + "|commons-logging|micrometer-(commons|observation)|jakarta\\.annotation-api|snakeyaml|jspecify|slf4j-api"
                    + "|logback-(classic|core)|log4j-(api|to-slf4j)|jul-to-slf4j)-\\d.*\\.jar");

    private static final Pattern PROVIDED_IN_WAR = Pattern.compile("snakeyaml");

    private final Path folder;
    private final String main;
    private final Path classes;
    private final Predicate<Path> wanted;
    private final Predicate<String> brought;

    /** With a main class and all classes whose names begin with its, and what the starter brings. */
    PackedApplication(Path folder, Class<?> main) {
        this(
                folder,
                main.getName(),
                testClasses(),
                file -> file.getFileName().toString().startsWith(main.getSimpleName()),
                BROUGHT.asMatchPredicate());
    }

    /** With all classes in a folder, and the libraries of the class path but those whose names match a pattern. */
    PackedApplication(Path folder, String main, Path classes, Pattern leftOut) {
        this(folder, main, classes, file -> true, leftOut.asPredicate().negate());
    }

    private PackedApplication(
            Path folder, String main, Path classes, Predicate<Path> wanted, Predicate<String> brought) {
        this.folder = folder;
        this.main = main;
        this.classes = classes;
        this.wanted = wanted;
        this.brought = brought;
    }

    /** Has an executable jar extract itself; returns the exit code. */
    static int extract(Path jar, Path destination, Duration limit) throws IOException, InterruptedException {
        Process tools = new ProcessBuilder(JavaProgram.command(
                        "-Djarmode=tools", "-jar", jar.toString(), "extract", "--destination", destination.toString()))
                .inheritIO()
                .start();
        try {
            if (!tools.waitFor(limit.toSeconds(), TimeUnit.SECONDS)) {
                throw new IOException(jar + " was not extracted within " + limit);
            }
            return tools.exitValue();
        } finally {
            tools.destroyForcibly();
        }
    }

    private static Path testClasses() {
        return Path.of(PackedApplication.class
                .getProtectionDomain()
                .getCodeSource()
                .getLocation()
                .getPath());
    }

    Path executableJar() throws IOException {
        return repackage("application.jar", "");
    }

    Path executableWar() throws IOException {
        return repackage("application.war", "WEB-INF/classes/");
    }

    private Path repackage(String name, String prefix) throws IOException {
        Path plain = folder.resolve("plain-" + name);
        Jars.pack(classes, wanted, prefix, plain);
        List<Library> libraries = libraries();
        Path executable = folder.resolve(name);
        Repackager repackager = new Repackager(plain.toFile());
        repackager.setMainClass(main);
        repackager.repackage(executable.toFile(), callback -> {
            for (Library library : libraries) {
                callback.library(library);
            }
        });
        return executable;
    }

    private List<Library> libraries() throws IOException {
        List<Library> libraries = new ArrayList<>();
        for (String entry : System.getProperty("java.class.path").split(File.pathSeparator)) {
            Path path = Path.of(entry);
            String name = path.getFileName().toString();
            if (path.equals(testClasses()) || !Files.exists(path) || !(Files.isDirectory(path) || brought.test(name))) {
                continue;
            }
            if (Files.isDirectory(path)) {
                Path jar = folder.resolve("module-" + libraries.size() + ".jar");
                Jars.pack(path, jar);
                path = jar;
            }
            boolean provided = PROVIDED_IN_WAR.matcher(name).find();
            libraries.add(new Library(path.toFile(), provided ? LibraryScope.PROVIDED : LibraryScope.COMPILE));
        }
        return libraries;
    }
}
