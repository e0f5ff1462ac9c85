package io.github.processpool.spring.launch.cache;

import io.github.processpool.WorkerCommand;
import io.github.processpool.internal.cache.CacheEntry;
import io.github.processpool.internal.cache.ContentHash;
import io.github.processpool.spring.launch.packed.ApplicationArchive;
import io.github.processpool.spring.launch.packed.ArchiveExtraction;
import io.github.processpool.spring.launch.packed.LaunchedClassPath;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.jar.Attributes;
import java.util.jar.JarFile;
import java.util.jar.Manifest;
import org.jspecify.annotations.Nullable;

/**
 * The form in which this application runs, as far as a cache can help its workers: an executable archive, which is extracted, or
 * a jar that names its libraries, which is extracted already. An application that runs from anything else, like an IDE, is none.
 *
 * <p><b>Thread safety:</b> immutable.
 */
public abstract class CachedApplication {

    /** The form that this application runs in; null if nothing of it can be cached. */
    public static @Nullable CachedApplication ofThisJvm(Class<?> type) {
        LaunchedClassPath launched = LaunchedClassPath.of(type);
        if (launched != null) {
            ApplicationArchive archive = launched.archive();
            return archive != null && launched.isKnown() ? new Nested(archive, launched) : null;
        }
        String classPath = System.getProperty("java.class.path", "");
        if (classPath.isEmpty() || classPath.contains(File.pathSeparator)) {
            return null;
        }
        Path jar = Path.of(classPath).toAbsolutePath();
        List<Path> libraries = Extracted.librariesOf(jar);
        return libraries.isEmpty() ? null : new Extracted(jar, libraries);
    }

    /** Says, in a word, what the content is. Reads little of it: workers wait for that. */
    abstract String contentName() throws IOException;

    /** Whether archives of classes can be made of what is cached. */
    abstract boolean hasArchivesOfClasses();

    /** Writes what workers are to be started from, if it is not there already. */
    abstract List<String> writeTo(Path folder) throws IOException;

    /** Changes a command that starts from this application as it is, to start from what is cached. */
    abstract void startFrom(CacheEntry entry, WorkerCommand command);

    /** Whether a command starts from what is cached. */
    abstract boolean isStartedFrom(CacheEntry entry, WorkerCommand command);

    /** An executable jar or war. */
    static final class Nested extends CachedApplication {

        private final ApplicationArchive archive;
        private final LaunchedClassPath launched;

        Nested(ApplicationArchive archive, LaunchedClassPath launched) {
            this.archive = archive;
            this.launched = launched;
        }

        /** Not of what is beside the archive, which changes without it. */
        @Override
        boolean hasArchivesOfClasses() {
            return launched.isArchiveAlone();
        }

        @Override
        String contentName() throws IOException {
            return ContentHash.of("archive " + ContentHash.ofJar(archive.file()));
        }

        @Override
        List<String> writeTo(Path folder) throws IOException {
            return ArchiveExtraction.extract(archive, folder);
        }

        @Override
        void startFrom(CacheEntry entry, WorkerCommand command) {
            if (launched.isOf(command.classPath()) && entry.isIntact()) {
                List<String> classPath = launched.withExtracted(command.classPath(), entry.classPath());
                command.classPath().clear();
                command.classPath().addAll(classPath);
            }
        }

        @Override
        boolean isStartedFrom(CacheEntry entry, WorkerCommand command) {
            return command.classPath().equals(entry.classPath());
        }
    }

    /** A jar whose manifest names libraries beside it. */
    static final class Extracted extends CachedApplication {

        private final Path jar;
        private final List<Path> libraries;

        Extracted(Path jar, List<Path> libraries) {
            this.jar = jar;
            this.libraries = libraries;
        }

        /** The libraries that a jar names; empty if one is not a jar below its folder, as in a jar that only stands for a class path. */
        static List<Path> librariesOf(Path jar) {
            try (JarFile file = new JarFile(jar.toFile())) {
                Manifest manifest = file.getManifest();
                String names =
                        manifest == null ? null : manifest.getMainAttributes().getValue(Attributes.Name.CLASS_PATH);
                List<Path> libraries = new ArrayList<>();
                for (String name : names == null
                        ? List.<String>of()
                        : Arrays.asList(names.trim().split("\\s+"))) {
                    Path library = jar.resolveSibling(name).normalize();
                    if (!library.startsWith(jar.getParent())
                            || !name.endsWith(".jar")
                            || !Files.isRegularFile(library)) {
                        return List.of();
                    }
                    libraries.add(library);
                }
                return libraries;
            } catch (IOException | RuntimeException e) {
                return List.of();
            }
        }

        /** With their places, which an archive of classes knows. */
        @Override
        String contentName() throws IOException {
            StringBuilder words = new StringBuilder("extracted ").append(jar).append(ContentHash.ofJar(jar));
            for (Path library : libraries) {
                words.append('\n').append(library).append(ContentHash.ofJar(library));
            }
            return ContentHash.of(words.toString());
        }

        @Override
        boolean hasArchivesOfClasses() {
            return true;
        }

        @Override
        List<String> writeTo(Path folder) {
            return List.of();
        }

        /** It does so already. */
        @Override
        void startFrom(CacheEntry entry, WorkerCommand command) {}

        @Override
        boolean isStartedFrom(CacheEntry entry, WorkerCommand command) {
            return command.classPath().size() == 1
                    && isJar(Path.of(command.classPath().get(0)));
        }

        /** Workers are given it without the links that lead to it. */
        private boolean isJar(Path entry) {
            try {
                return entry.equals(jar) || Files.isSameFile(entry, jar);
            } catch (IOException e) {
                return false;
            }
        }
    }
}
