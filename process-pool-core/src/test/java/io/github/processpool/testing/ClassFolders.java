package io.github.processpool.testing;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.UUID;
import java.util.jar.JarOutputStream;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;

/**
 * The class path of the tests, some of whose entries are folders, which it packs into jars for {@link WorkerArchive}. Jars of one
 * state of the folders are never changed.
 *
 * <p><i>Thread safety:</i> immutable; packing is for one thread of one JVM at a time.
 */
record ClassFolders(List<Path> entries) {

    static ClassFolders of(List<String> classPath) {
        return new ClassFolders(classPath.stream().map(Path::of).toList());
    }

    /** Returns whether the first entry is the folder of a build's test classes; elsewhere there is no place for jars. */
    boolean areOfABuild() {
        return entries.get(0).endsWith(Path.of("target", "test-classes"));
    }

    /** Makes the folder that the jars of this state belong into, for this JDK, and removes those of old states. */
    Path makePlace() throws IOException {
        Path all = Files.createDirectories(
                Objects.requireNonNull(entries.get(0).getParent()).resolve("worker-archive"));
        Path own = Files.createDirectories(all.resolve(key()));
        FileTime tooOld = FileTime.from(Instant.now().minus(Duration.ofHours(1)));
        try (DirectoryStream<Path> places = Files.newDirectoryStream(
                all,
                place -> !place.equals(own) && Files.getLastModifiedTime(place).compareTo(tooOld) < 0)) {
            for (Path place : places) {
                remove(place);
            }
        }
        return own;
    }

    private static void remove(Path place) throws IOException {
        for (Path file : filesOf(place)) {
            Files.deleteIfExists(file);
        }
        Files.deleteIfExists(place);
    }

    private String key() throws IOException {
        StringBuilder state = new StringBuilder(System.getProperty("java.vm.version"));
        state.append(System.getProperty("java.home"));
        for (Path entry : entries) {
            for (Path file : filesOf(entry)) {
                state.append(file).append(Files.size(file)).append(Files.getLastModifiedTime(file));
            }
        }
        return UUID.nameUUIDFromBytes(state.toString().getBytes(StandardCharsets.UTF_8))
                .toString();
    }

    private static List<Path> filesOf(Path entry) throws IOException {
        try (Stream<Path> files = Files.exists(entry) ? Files.walk(entry) : Stream.empty()) {
            return files.filter(Files::isRegularFile).sorted().toList();
        }
    }

    /** The class path with a jar in the place of each folder; those that are missing are made. */
    List<String> asJars(Path place) throws IOException {
        List<String> jars = new ArrayList<>();
        for (Path entry : entries) {
            Path jar = Files.isDirectory(entry) ? place.resolve("classes" + jars.size() + ".jar") : entry;
            if (!Files.exists(jar) && Files.isDirectory(entry)) {
                pack(entry, jar);
            }
            jars.add(jar.toString());
        }
        return jars;
    }

    private static void pack(Path folder, Path jar) throws IOException {
        Path unfinished = jar.resolveSibling(jar.getFileName() + ".unfinished");
        try (OutputStream file = Files.newOutputStream(unfinished);
                JarOutputStream out = new JarOutputStream(file)) {
            for (Path each : filesOf(folder)) {
                out.putNextEntry(new ZipEntry(folder.relativize(each).toString().replace('\\', '/')));
                Files.copy(each, out);
            }
        }
        Files.move(unfinished, jar);
    }
}
