package io.github.processpool.cluster.internal.build;

import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Deque;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Set;
import java.util.jar.Attributes;
import java.util.jar.JarFile;
import java.util.jar.Manifest;
import java.util.stream.Stream;
import java.util.zip.CRC32;
import java.util.zip.CheckedInputStream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;

/**
 * Makes one short text of all code that a JVM was started with: two JVMs with the same text have the same classes, and whatever names one
 * of them, a lambda above all, means the same in the other. Jars tell their checksums without being read; folders are read. The order of
 * the entries does not count, for that of {@code lib/*} differs between machines; nor does the place where they are, or the release of
 * Java.
 *
 * @param text the same on every machine
 * @param unreadable entries that could not be read; they count with their names only
 */
public record BuildFingerprint(String text, List<String> unreadable) {

    /** Takes copies. */
    public BuildFingerprint {
        unreadable = List.copyOf(unreadable);
    }

    /** Reads what this JVM was started with: class path, and modules that are not the JDK's. */
    public static BuildFingerprint ofThisJvm() {
        List<Path> entries = new ArrayList<>();
        List<String> odd = new ArrayList<>();
        for (String entry : named(System.getProperty("java.class.path", ""))) {
            try {
                entries.add(Path.of(entry));
            } catch (InvalidPathException e) {
                odd.add(entry);
            }
        }
        ModuleLayer.boot().configuration().modules().stream()
                .flatMap(module -> module.reference().location().stream())
                .filter(place -> !isOfTheJdk(place))
                .map(BuildFingerprint::path)
                .forEach(entries::add);
        return of(entries, odd);
    }

    /**
     * Returns the entries of a class path without empty ones. Such a one stands for the working directory, and is there by accident, as at
     * the end of a list: with logs in it no two members would ever be the same. Alone it is meant.
     */
    static List<String> named(String classPath) {
        List<String> entries = new ArrayList<>(List.of(classPath.split(File.pathSeparator, -1)));
        if (entries.size() > 1) {
            entries.removeIf(String::isEmpty);
        }
        return entries;
    }

    private static boolean isOfTheJdk(URI place) {
        return place.getScheme().equals("jrt") && place.getPath().matches("/(java|jdk)\\..*");
    }

    private static Path path(URI place) {
        return place.getScheme().equals("jrt")
                ? FileSystems.getFileSystem(URI.create("jrt:/")).getPath("modules" + place.getPath())
                : Path.of(place);
    }

    /** Reads jars and folders, and whatever the jars' manifests add to the class path. */
    static BuildFingerprint of(Collection<Path> entries, Collection<String> odd) {
        List<String> unreadable = new ArrayList<>(odd);
        List<String> parts = new ArrayList<>();
        odd.forEach(entry -> parts.add("unreadable " + entry));
        Deque<Path> left = new ArrayDeque<>(entries);
        Set<Path> seen = new HashSet<>();
        while (!left.isEmpty()) {
            Path entry = left.poll();
            // As Java does, which looks nowhere for one that is not there.
            if (!Files.exists(entry) || !seen.add(entry.toAbsolutePath().normalize())) {
                continue;
            }
            try {
                parts.add(Files.isDirectory(entry) ? folder(entry) : jar(entry, left));
            } catch (IOException | UncheckedIOException e) {
                unreadable.add(entry.toString());
                parts.add("unreadable " + entry.getFileName());
            }
        }
        MessageDigest digest = sha256();
        parts.stream().filter(part -> !part.isEmpty()).sorted().forEach(part -> add(digest, part));
        return new BuildFingerprint(HexFormat.of().formatHex(digest.digest(), 0, 16), unreadable);
    }

    /**
     * Reads the directory of a jar, and no entry but the manifest. A jar that has nothing else only names others, in whatever way its
     * machine does, and so counts for nothing itself. Jars within it are entries like all others.
     */
    private static String jar(Path file, Deque<Path> left) throws IOException {
        MessageDigest digest = sha256();
        boolean empty = true;
        try (ZipFile jar = new ZipFile(file.toFile())) {
            String classPath = classPath(jar);
            for (String entry : classPath.split("\\s+")) {
                if (!entry.isEmpty()) {
                    addTo(left, file, entry);
                }
            }
            for (ZipEntry entry : (Iterable<ZipEntry>) jar.stream().map(ZipEntry.class::cast)::iterator) {
                boolean counts = !entry.isDirectory()
                        && (classPath.isEmpty() || !entry.getName().equals(JarFile.MANIFEST_NAME));
                if (counts) {
                    empty = false;
                    add(digest, entry.getName() + " " + entry.getSize() + " " + entry.getCrc());
                }
            }
        }
        return empty ? "" : file.getFileName() + " " + HexFormat.of().formatHex(digest.digest());
    }

    private static String classPath(ZipFile jar) throws IOException {
        ZipEntry entry = jar.getEntry(JarFile.MANIFEST_NAME);
        if (entry == null) {
            return "";
        }
        try (InputStream in = jar.getInputStream(entry)) {
            String path = new Manifest(in).getMainAttributes().getValue(Attributes.Name.CLASS_PATH);
            return path == null ? "" : path.strip();
        }
    }

    private static void addTo(Deque<Path> left, Path jar, String entry) {
        try {
            URI place = jar.toAbsolutePath().toUri().resolve(entry);
            if ("file".equals(place.getScheme())) {
                left.add(Path.of(place));
            }
        } catch (IllegalArgumentException e) {
            // Java ignores it as well.
        }
    }

    private static String folder(Path folder) throws IOException {
        List<String> files = new ArrayList<>();
        try (Stream<Path> all = Files.walk(folder)) {
            for (Path file : (Iterable<Path>) all.filter(Files::isRegularFile)::iterator) {
                CRC32 sum = new CRC32();
                long size;
                try (InputStream in = new CheckedInputStream(Files.newInputStream(file), sum)) {
                    size = in.transferTo(java.io.OutputStream.nullOutputStream());
                }
                files.add(folder.relativize(file).toString().replace('\\', '/') + " " + size + " " + sum.getValue());
            }
        }
        if (files.isEmpty()) {
            return "";
        }
        MessageDigest digest = sha256();
        files.stream().sorted().forEach(file -> add(digest, file));
        return "folder " + HexFormat.of().formatHex(digest.digest());
    }

    private static void add(MessageDigest digest, String part) {
        digest.update(part.getBytes(StandardCharsets.UTF_8));
        digest.update((byte) '\n');
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("Every JDK has SHA-256", e);
        }
    }
}
