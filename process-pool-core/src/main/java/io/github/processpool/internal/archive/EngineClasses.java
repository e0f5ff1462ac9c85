package io.github.processpool.internal.archive;

import io.github.processpool.internal.cache.ContentHash;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.security.CodeSource;
import java.util.List;
import java.util.stream.Stream;
import java.util.zip.CRC32;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.jspecify.annotations.Nullable;

/**
 * The classes of this library where this JVM has them, in a jar or a folder; writes them to a jar which is quick to read, for the
 * beginning of a worker's class path. Resources stay where they are: who looks for them finds each once, as without this.
 *
 * <p><b>Thread safety:</b> immutable.
 */
final class EngineClasses {

    private static final String COPY = "process-pool-engine.jar";
    private static final String IDENTITY = "identity";
    private static final String PACKAGE = "io/github/processpool/";

    private final Path home;
    private final String identity;

    private EngineClasses(Path home, String identity) {
        this.home = home;
        this.identity = identity;
    }

    /** Null if it is neither in a jar nor in a folder, as in an image, or in a jar within another. */
    static @Nullable EngineClasses ofThisJvm() {
        try {
            CodeSource source = EngineClasses.class.getProtectionDomain().getCodeSource();
            URI place = source == null ? null : source.getLocation().toURI();
            return place == null || !"file".equals(place.getScheme()) ? null : at(Path.of(place));
        } catch (IOException | URISyntaxException | RuntimeException e) {
            return null; // Workers start as they would without this.
        }
    }

    static EngineClasses at(Path home) throws IOException {
        return new EngineClasses(home, identityOf(home));
    }

    private static String identityOf(Path home) throws IOException {
        if (isCopy(home)) {
            return Files.readString(home.resolveSibling(IDENTITY)); // That of what it is a copy of.
        }
        if (!Files.isDirectory(home)) {
            return home + " " + stamp(home);
        }
        StringBuilder words = new StringBuilder();
        try (Stream<Path> files = Files.walk(home.resolve(PACKAGE))) {
            for (Path file : (Iterable<Path>) files.sorted()::iterator) {
                if (isClass(file.toString())) {
                    words.append(file).append(' ').append(stamp(file)).append('\n');
                }
            }
        }
        return home + " " + ContentHash.of(words.toString());
    }

    private static String stamp(Path file) throws IOException {
        BasicFileAttributes attributes = Files.readAttributes(file, BasicFileAttributes.class);
        return attributes.size() + " " + attributes.lastModifiedTime();
    }

    private static boolean isClass(String name) {
        return name.endsWith(".class");
    }

    /** Whether it was written by {@link #writeTo}, for a worker that has workers of its own. */
    static boolean isCopy(Path entry) {
        return entry.endsWith(COPY);
    }

    /** Says where the classes are and which they are. */
    String identity() {
        return identity;
    }

    /** Whether an entry of a class path is where this JVM has them. */
    boolean isAt(String entry) {
        try {
            Path path = Path.of(entry);
            return path.equals(home) || Files.isSameFile(path, home);
        } catch (IOException | RuntimeException e) {
            return false;
        }
    }

    /** Writes them to a jar in a folder, and returns its name; throws an IOException if they are not what they were. */
    List<String> writeTo(Path folder) throws IOException {
        try (OutputStream out = Files.newOutputStream(folder.resolve(COPY));
                ZipOutputStream jar = new ZipOutputStream(out)) {
            jar.setMethod(ZipOutputStream.STORED);
            if (Files.isDirectory(home)) {
                write(home, jar);
            } else {
                try (FileSystem files = FileSystems.newFileSystem(home, (ClassLoader) null)) {
                    write(files.getPath("/"), jar);
                }
            }
        }
        if (!identityOf(home).equals(identity)) {
            throw new IOException(home + " was changed while it is in use");
        }
        Files.writeString(folder.resolve(IDENTITY), identity);
        return List.of(COPY);
    }

    private static void write(Path root, ZipOutputStream jar) throws IOException {
        try (Stream<Path> files = Files.walk(root.resolve(PACKAGE))) {
            for (Path file : (Iterable<Path>) files.sorted()::iterator) {
                String name = root.relativize(file).toString().replace('\\', '/');
                if (isClass(name)) {
                    write(name, file, jar);
                }
            }
        }
    }

    private static void write(String name, Path file, ZipOutputStream jar) throws IOException {
        byte[] bytes;
        try (InputStream in = Files.newInputStream(file)) {
            bytes = in.readAllBytes();
        }
        CRC32 checksum = new CRC32();
        checksum.update(bytes);
        ZipEntry entry = new ZipEntry(name);
        entry.setSize(bytes.length);
        entry.setCrc(checksum.getValue());
        entry.setTime(0);
        jar.putNextEntry(entry);
        jar.write(bytes);
        jar.closeEntry();
    }
}
