package io.github.processpool.spring.launch.packed;

import io.github.processpool.internal.cache.DiskSpace;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.jar.Attributes;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;
import java.util.regex.Pattern;
import java.util.zip.Deflater;

/**
 * Takes an executable archive apart for a JVM without Spring Boot's loader: the libraries as they are, and the application's own
 * classes as a jar, because the JVM's archives of classes know no folders. Knows nothing of where that is kept, and for how long.
 *
 * <p>Used by one thread.
 */
public final class ArchiveExtraction {

    private static final String CLASSES_JAR = "application.jar";
    private static final Pattern LIBRARY = Pattern.compile("[^/\\\\:]+\\.jar");
    /** What the archive's loader or signature needs, and the application does not. */
    private static final Pattern NOT_TO_BE_COPIED =
            Pattern.compile("(?i)META-INF/(MANIFEST\\.MF|INDEX\\.LIST|SIG-.*|[^/]*\\.(SF|RSA|DSA|EC))");
    /** Main attributes that a package's specification and implementation are read from. */
    private static final Pattern TELLING = Pattern.compile("(Implementation|Specification)-.*|Automatic-Module-Name");

    private final JarFile archive;
    private final Path folder;
    private final Attributes manifest;
    private final String root;
    private final String classes;

    private ArchiveExtraction(JarFile archive, boolean war, Path folder) throws IOException {
        this.archive = archive;
        this.folder = folder;
        Manifest found = archive.getManifest();
        this.manifest = found == null ? new Attributes() : found.getMainAttributes();
        this.root = war ? "WEB-INF/" : "BOOT-INF/";
        this.classes = attribute("Spring-Boot-Classes", root + "classes/");
    }

    /**
     * Writes the contents of an archive.
     *
     * @param archive where they are
     * @param folder where they are to be; it exists and is empty
     * @return the names of the files in it, in the order of the class path
     * @throws IOException if it can't be read or written, is laid out in an unknown way, or the thread was interrupted
     */
    public static List<String> extract(ApplicationArchive archive, Path folder) throws IOException {
        try (JarFile jar = new JarFile(archive.file().toFile())) {
            return new ArchiveExtraction(jar, archive.war(), folder).extract();
        }
    }

    private List<String> extract() throws IOException {
        long bytes = archive.stream()
                .mapToLong(JarEntry::getSize)
                .filter(size -> size > 0)
                .sum();
        DiskSpace.require(folder, bytes, "what is extracted from the application's archive");
        List<String> files = new ArrayList<>();
        writeClasses(folder.resolve(CLASSES_JAR));
        files.add(CLASSES_JAR);
        Map<String, JarEntry> libraries = libraries();
        for (String name : indexed(libraries.keySet())) {
            files.add(writeLibrary(Objects.requireNonNull(libraries.get(name))));
        }
        return files;
    }

    private String attribute(String name, String otherwise) {
        String value = manifest.getValue(name);
        return value == null ? otherwise : value;
    }

    // -- Libraries --

    private Map<String, JarEntry> libraries() throws IOException {
        String lib = attribute("Spring-Boot-Lib", root + "lib/");
        Map<String, JarEntry> found = new LinkedHashMap<>();
        for (String place : List.of(lib, root + "lib-provided/")) {
            for (JarEntry entry : Collections.list(archive.entries())) {
                String name = entry.getName();
                if (name.startsWith(place) && !entry.isDirectory()) {
                    if (!LIBRARY.matcher(name.substring(place.length())).matches()) {
                        throw new IOException("what is '" + name + "' in it?");
                    }
                    found.put(name, entry);
                }
            }
        }
        return found;
    }

    /** In the order that the archive's index prescribes; what it does not name comes last. */
    private Set<String> indexed(Set<String> libraries) throws IOException {
        List<String> ordered = new ArrayList<>();
        JarEntry index = archive.getJarEntry(attribute("Spring-Boot-Classpath-Index", root + "classpath.idx"));
        if (index != null) {
            try (BufferedReader reader =
                    new BufferedReader(new InputStreamReader(archive.getInputStream(index), StandardCharsets.UTF_8))) {
                for (String line = reader.readLine(); line != null; line = reader.readLine()) {
                    ordered.add(line.replaceAll("^- \"|\"\\s*$", ""));
                }
            }
        }
        ordered.retainAll(libraries);
        ordered.addAll(libraries);
        return new LinkedHashSet<>(ordered);
    }

    private String writeLibrary(JarEntry entry) throws IOException {
        String[] path = entry.getName().split("/");
        String name = path[path.length - 2] + "/" + path[path.length - 1];
        Path file = folder.resolve(name);
        Files.createDirectories(file.getParent());
        try (OutputStream out = Files.newOutputStream(file)) {
            copy(entry, out);
        }
        return name;
    }

    // -- Classes --

    private void writeClasses(Path jar) throws IOException {
        Set<String> written = new HashSet<>();
        try (JarOutputStream out = new JarOutputStream(Files.newOutputStream(jar), telling())) {
            out.setLevel(Deflater.NO_COMPRESSION);
            for (JarEntry entry : Collections.list(archive.entries())) {
                if (entry.getName().startsWith(classes)) {
                    write(entry, entry.getName().substring(classes.length()), out, written);
                }
            }
            // The loader of the archive itself finds what is in its root; of that, only this can matter to an
            // application.
            for (JarEntry entry : Collections.list(archive.entries())) {
                if (entry.getName().startsWith("META-INF/")) {
                    write(entry, entry.getName(), out, written);
                }
            }
        }
    }

    private void write(JarEntry entry, String name, JarOutputStream out, Set<String> written) throws IOException {
        if (name.isEmpty() || NOT_TO_BE_COPIED.matcher(name).matches()) {
            return;
        }
        // Spring looks for classes below folders, which therefore have to be there.
        for (int end = name.indexOf('/'); end >= 0 && end < name.length() - 1; end = name.indexOf('/', end + 1)) {
            writeEmpty(name.substring(0, end + 1), out, written);
        }
        if (entry.isDirectory()) {
            writeEmpty(name, out, written);
        } else if (written.add(name)) {
            out.putNextEntry(new JarEntry(name));
            copy(entry, out);
            out.closeEntry();
        }
    }

    private static void writeEmpty(String name, JarOutputStream out, Set<String> written) throws IOException {
        if (written.add(name)) {
            out.putNextEntry(new JarEntry(name));
            out.closeEntry();
        }
    }

    private Manifest telling() {
        Manifest made = new Manifest();
        made.getMainAttributes().put(Attributes.Name.MANIFEST_VERSION, "1.0");
        manifest.forEach((name, value) -> {
            if (TELLING.matcher(name.toString()).matches()) {
                made.getMainAttributes().put(name, value);
            }
        });
        return made;
    }

    private void copy(JarEntry entry, OutputStream out) throws IOException {
        if (Thread.currentThread().isInterrupted()) {
            throw new IOException("interrupted");
        }
        try (InputStream in = archive.getInputStream(entry)) {
            in.transferTo(out);
        }
    }
}
