package io.github.processpool.spring.worker;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** The files that this process has open, where {@code /proc} tells. */
final class OpenFiles {

    private OpenFiles() {}

    static List<String> ofThisProcess() throws IOException {
        List<String> files = new ArrayList<>();
        try (Stream<Path> links = Files.list(Path.of("/proc/self/fd"))) {
            for (Path link : links.toList()) {
                try {
                    files.add(Files.readSymbolicLink(link).toString());
                } catch (IOException e) {
                    // Closed since it was listed: the listing itself.
                }
            }
        }
        return files;
    }
}
