package io.github.processpool.spring.launch.packed;

import java.io.File;
import java.io.IOException;
import java.net.URI;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Path;
import java.security.CodeSource;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Where an application that one of Spring Boot's launchers has started finds its classes: on the JVM's class path, which has the
 * launcher, in an archive or in the folder of an exploded one, and may have more; and at the locations of the launcher's class
 * loader, which are in the archive, in that folder, or wherever {@code loader.path} says. Received from the class loader itself,
 * since {@code loader.path} comes from five places, and only one of the launchers heeds it. Handed to those who compose the
 * commands of workers; changes none.
 *
 * <p><b>Thread safety:</b> immutable.
 */
public final class LaunchedClassPath {

    private static final String LAUNCHERS = "org.springframework.boot.loader.";
    /** In the name of the folder where a launcher puts the libraries that ask for it; each JVM has one of its own. */
    private static final String UNPACKED = "-spring-boot-libs-";

    private final @Nullable ApplicationArchive archive;
    private final List<Path> ofJvm;
    /** Where links led when the application began. */
    private final List<Path> real;
    /** As the class loader has them. */
    private final List<String> locations;

    private LaunchedClassPath(@Nullable ApplicationArchive archive, List<Path> ofJvm, List<String> locations) {
        this.archive = archive;
        this.ofJvm = ofJvm;
        this.real = ofJvm.stream().map(LaunchedClassPath::real).toList();
        this.locations = locations;
    }

    /** The class path of the application that a class is part of; null if none of Spring Boot's launchers has started it. */
    public static @Nullable LaunchedClassPath of(Class<?> type) {
        CodeSource source = type.getProtectionDomain().getCodeSource();
        String location = source == null ? "" : String.valueOf(source.getLocation());
        // A loader of the user's, which loader.classLoader names, is in front of the launcher's.
        for (ClassLoader loader = type.getClassLoader(); loader != null; loader = loader.getParent()) {
            List<String> locations = locationsOf(loader);
            if (locations.contains(location) || loader == type.getClassLoader() && !locations.isEmpty()) {
                String ofJvm = System.getProperty("java.class.path", "");
                return of(
                        Arrays.stream(ofJvm.split(File.pathSeparator))
                                .map(Path::of)
                                .toList(),
                        locations);
            }
        }
        return null;
    }

    private static List<String> locationsOf(ClassLoader loader) {
        return loader instanceof URLClassLoader urls
                        && loader.getClass().getName().startsWith(LAUNCHERS)
                ? Arrays.stream(urls.getURLs()).map(URL::toString).toList()
                : List.of();
    }

    public static LaunchedClassPath of(List<Path> ofJvm, List<String> locations) {
        return new LaunchedClassPath(
                locations.stream()
                        .map(ApplicationArchive::at)
                        .filter(Objects::nonNull)
                        .findFirst()
                        .orElse(null),
                ofJvm.stream().map(Path::toAbsolutePath).toList(),
                locations.stream()
                        .filter(location -> !location.contains(UNPACKED))
                        .toList());
    }

    private static Path real(Path path) {
        try {
            return path.toRealPath();
        } catch (IOException e) {
            return path;
        }
    }

    /** The executable archive; null if it is exploded. */
    @Nullable
    public ApplicationArchive archive() {
        return archive;
    }

    /** Whether the archive is all that there is: nothing beside it on the class path, and nothing in the class loader that is not in it. */
    public boolean isArchiveAlone() {
        return archive != null && ofJvm.size() == 1 && locations.stream().allMatch(this::isInArchive);
    }

    /** Whether the launcher's class loader reads only what workers can be told to read: files, folders, and the archive. */
    public boolean isKnown() {
        return locations.stream().allMatch(location -> isInArchive(location) || fileAt(location) != null);
    }

    private boolean isInArchive(String location) {
        return archive != null && archive.equals(ApplicationArchive.at(location));
    }

    private static @Nullable Path fileAt(String location) {
        try {
            return location.startsWith("file:") ? Path.of(URI.create(location)) : null;
        } catch (RuntimeException e) {
            return null;
        }
    }

    // -- Class paths of commands --

    /** Whether a class path is this JVM's, or nothing but the archive, and not one that was set on purpose. */
    public boolean isOf(List<String> classPath) {
        if (classPath.size() == 1 && archive != null && archive.isAt(Path.of(classPath.get(0)))) {
            return true;
        }
        if (classPath.size() != ofJvm.size()) {
            return false;
        }
        for (int i = 0; i < ofJvm.size(); i++) {
            Path entry = Path.of(classPath.get(i));
            if (!entry.equals(ofJvm.get(i)) && !entry.equals(real.get(i))) {
                return false;
            }
        }
        return true;
    }

    /** The class path of a command with the archive where its links led when the application began. */
    public List<String> withArchive(List<String> classPath) {
        return with(
                classPath, archive == null ? List.of() : List.of(archive.file().toString()));
    }

    /** The class path of a command with what was extracted from the archive, in its place, and all that the class loader has besides. */
    public List<String> withExtracted(List<String> classPath, List<String> extracted) {
        Set<String> launched = new LinkedHashSet<>();
        for (String location : locations) {
            Path file = fileAt(location);
            if (file == null) {
                launched.addAll(extracted);
            } else {
                launched.add(file.toString());
            }
        }
        launched.addAll(extracted);
        List<String> all = with(classPath, List.of());
        all.addAll(launched);
        return all;
    }

    /** The class path of a command with all files that the class loader has; for an application whose archive is exploded. */
    public List<String> withFiles(List<String> classPath) {
        return withExtracted(classPath, List.of());
    }

    private List<String> with(List<String> classPath, List<String> inPlaceOfArchive) {
        List<String> made = new ArrayList<>();
        for (int i = 0; i < classPath.size(); i++) {
            boolean isArchive =
                    archive != null && (classPath.size() == 1 || real.get(i).equals(real(archive.file())));
            made.addAll(isArchive ? inPlaceOfArchive : List.of(classPath.get(i)));
        }
        return made;
    }

    // -- For a launcher --

    /** The value of {@code loader.path} with which {@code PropertiesLauncher} reads the same in the same order, whatever else it finds. */
    public String loaderPath() {
        Set<String> words = new LinkedHashSet<>();
        for (String location : locations) {
            Path file = fileAt(location);
            if (isInArchive(location)) {
                words.add(folderInArchive(location));
            } else if (file != null) {
                words.add(word(file));
            }
        }
        return String.join(",", words);
    }

    /** From {@code …/!BOOT-INF/lib/core.jar!/} the folder that it is in, from {@code …/!BOOT-INF/classes/!/} that folder. */
    private static String folderInArchive(String location) {
        String entry = location.substring(location.indexOf("/!") + 2);
        return entry.substring(0, entry.lastIndexOf('/', entry.lastIndexOf("!/")));
    }

    /** The launcher decodes it; commas separate words, and it looks for placeholders. */
    private static String word(Path file) {
        return "file:"
                + file.toString()
                        .replace("%", "%25")
                        .replace("+", "%2B")
                        .replace(",", "%2C")
                        .replace("$", "%24");
    }
}
