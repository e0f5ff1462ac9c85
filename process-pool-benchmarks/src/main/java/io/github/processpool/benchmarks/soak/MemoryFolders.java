package io.github.processpool.benchmarks.soak;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/**
 * The folders for shared buffers in the memory file system, of the pools of one soak: a pool's has the name of the pool's
 * own folder, which is gone when they are looked for, so it must be noted before.
 *
 * <p><b>Thread safety:</b> belongs to one thread.
 */
final class MemoryFolders {

    private static final Path PLACE = Path.of("/dev/shm");

    private final Set<String> names = new TreeSet<>();

    /** Notes the folders of the pools that live now. */
    void note(Path temporaryFolder) throws IOException {
        try (DirectoryStream<Path> folders = Files.newDirectoryStream(temporaryFolder, "process-pool-*")) {
            folders.forEach(folder -> names.add(folder.getFileName().toString()));
        }
    }

    /** How many are there now. */
    long count() {
        return names.stream().filter(name -> Files.exists(PLACE.resolve(name))).count();
    }

    /** What of them is there, in words. */
    List<String> left() {
        return names.stream()
                .map(PLACE::resolve)
                .filter(Files::exists)
                .map(folder -> "folder " + folder)
                .toList();
    }
}
