package io.github.processpool.internal.parent.process;

import java.io.IOException;
import java.net.URI;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.DirectoryStream;
import java.nio.file.FileSystemNotFoundException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Finds the class path of workers: the one that was set, this JVM's, or, where this library is not on that, what the class loaders
 * say that have it, as in a servlet container. Those of Spring Boot's launchers are left to whoever knows them.
 *
 * <p><b>Thread safety:</b> immutable.
 */
final class OwnClassPath {

    private static final String LAUNCHERS = "org.springframework.boot.loader.";

    private static final String LAUNCHER = "org/springframework/boot/loader/launch/Launcher.class";

    private static final String REMEDY =
            ". Name folders, jars and folders of jars, for example /srv/app/WEB-INF/classes,/srv/app/WEB-INF/lib/*";

    private final PinnedPath path;
    /** Where it ends; null if all of it is known. */
    private final @Nullable String unknown;
    /** Whether the JVM was started as something else, in which the application came later. */
    private final boolean inContainer;

    private OwnClassPath(PinnedPath path, @Nullable String unknown, boolean inContainer) {
        this.path = path;
        this.unknown = unknown;
        this.inContainer = inContainer;
    }

    /** Takes what was set, if anything was. */
    static OwnClassPath of(@Nullable List<Path> set, String mainClass) {
        return set != null
                ? new OwnClassPath(PinnedPath.of(set), null, false)
                : of(loaderOfApplication(), ClassLoader.getSystemClassLoader(), fileOf(mainClass));
    }

    /** A library that is shared by applications is found by the loader of the one that makes the pool. */
    private static @Nullable ClassLoader loaderOfApplication() {
        ClassLoader own = OwnClassPath.class.getClassLoader();
        ClassLoader context = Thread.currentThread().getContextClassLoader();
        for (ClassLoader loader = context; loader != null; loader = loader.getParent()) {
            if (loader == own) {
                return context;
            }
        }
        return own;
    }

    static OwnClassPath of(@Nullable ClassLoader application, ClassLoader system, String mainFile) {
        PinnedPath ofJvm = PinnedPath.ofThisJvm();
        if (system.getResource(mainFile) != null) {
            return new OwnClassPath(ofJvm, null, false);
        }
        Set<Path> entries = new LinkedHashSet<>();
        String unknown = null;
        ClassLoader platform = ClassLoader.getPlatformClassLoader();
        for (ClassLoader loader = application;
                loader != null && loader != system && loader != platform;
                loader = loader.getParent()) {
            if (loader.getClass().getName().startsWith(LAUNCHERS)) {
                return new OwnClassPath(ofJvm, null, false);
            }
            unknown = unknown == null ? collect(loader, entries) : unknown;
        }
        if (unknown != null) {
            return new OwnClassPath(ofJvm, unknown, true);
        }
        List<Path> all = new ArrayList<>(entries);
        ofJvm.entries().forEach(entry -> all.add(Path.of(entry)));
        return new OwnClassPath(PinnedPath.of(all), null, true);
    }

    /** Returns where it got lost; null if it did not. */
    private static @Nullable String collect(ClassLoader loader, Set<Path> entries) {
        if (!(loader instanceof URLClassLoader known)) {
            return "a " + loader.getClass().getName() + " has them, which does not say where they are";
        }
        for (URL url : known.getURLs()) {
            if (!url.getProtocol().equals("file")) {
                return "a " + loader.getClass().getName() + " has them from " + url + ", which is no file of its own";
            }
            try {
                entries.add(Path.of(URI.create(url.toString())));
            } catch (IllegalArgumentException | FileSystemNotFoundException e) {
                return "a " + loader.getClass().getName() + " has them from " + url + ", which names no file";
            }
        }
        return null;
    }

    PinnedPath path() {
        return path;
    }

    /** Returns whether a class is there, and not only because the JVM was started as something else. */
    boolean hasForApplication(String className) {
        List<Path> entries = path.entries().stream().map(Path::of).toList();
        return !inContainer && has(entries, fileOf(className));
    }

    /** Returns why no worker could be started from it; null if all of it is known. */
    @Nullable
    IllegalArgumentException problem() {
        return unknown == null
                ? null
                : new IllegalArgumentException(
                        "classPath: it has to be set here, because that of this JVM has not the classes that workers need: "
                                + unknown + REMEDY);
    }

    /** Returns what is wrong with a class path that was set and has not the class that workers begin with; null if it has. */
    static @Nullable IllegalArgumentException problem(List<Path> set, String mainClass) {
        // An executable archive has it inside, and a customizer that knows what to do.
        return has(set, fileOf(mainClass)) || has(set, LAUNCHER)
                ? null
                : new IllegalArgumentException("classPath: it has not this library, which workers need: " + mainClass
                        + " is in none of " + set + REMEDY);
    }

    /** Returns true as well if it can't be told now: workers will say so. */
    private static boolean has(List<Path> entries, String file) {
        try (URLClassLoader loader = new URLClassLoader(urls(entries), ClassLoader.getPlatformClassLoader())) {
            return loader.getResource(file) != null;
        } catch (IOException e) {
            return true;
        }
    }

    private static String fileOf(String className) {
        return className.replace('.', '/') + ".class";
    }

    private static URL[] urls(List<Path> entries) throws IOException {
        List<URL> urls = new ArrayList<>();
        for (Path entry : entries) {
            for (Path file : entry.endsWith("*") ? jarsBeside(entry) : List.of(entry)) {
                urls.add(file.toAbsolutePath().toUri().toURL());
            }
        }
        return urls.toArray(URL[]::new);
    }

    /** As the JVM does it for an entry that ends with an asterisk. */
    private static List<Path> jarsBeside(Path asterisk) throws IOException {
        try (DirectoryStream<Path> jars =
                Files.newDirectoryStream(asterisk.toAbsolutePath().resolveSibling(""), "*.{jar,JAR}")) {
            List<Path> found = new ArrayList<>();
            jars.forEach(found::add);
            return found;
        }
    }
}
