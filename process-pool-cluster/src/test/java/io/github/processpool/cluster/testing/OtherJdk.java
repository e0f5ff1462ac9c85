package io.github.processpool.cluster.testing;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** A JDK of another release than the one that runs the tests. */
public final class OtherJdk {

    private OtherJdk() {}

    /** One that the environment names, or that is installed beside ours. */
    public static Optional<Path> find() throws IOException {
        List<Path> homes = new ArrayList<>();
        for (String variable : List.of("JAVA17_HOME", "JAVA25_HOME")) {
            Optional.ofNullable(System.getenv(variable)).map(Path::of).ifPresent(homes::add);
        }
        Path ours = Path.of(System.getProperty("java.home")).toRealPath();
        try (Stream<Path> beside = Files.list(ours.getParent())) {
            beside.forEach(homes::add);
        }
        String release = "JAVA_VERSION=\"" + Runtime.version().feature() + ".";
        for (Path home : homes) {
            Path file = home.resolve("release");
            if (Files.isExecutable(home.resolve("bin/java"))
                    && Files.isRegularFile(file)
                    && !Files.readString(file).contains(release)) {
                return Optional.of(home);
            }
        }
        return Optional.empty();
    }
}
