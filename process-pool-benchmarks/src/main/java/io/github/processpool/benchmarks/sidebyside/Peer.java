package io.github.processpool.benchmarks.sidebyside;

import io.github.processpool.benchmarks.peer.PoolDriver;
import io.github.processpool.benchmarks.peer.RawSocketDriver;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;

/** Who is compared, and how its driver process is started. */
enum Peer {
    PROCESS_POOL("process-pool", "this pool", PoolDriver.class.getName(), ""),
    FUTURES("futures", "Python `concurrent.futures`", "", "futures"),
    MULTIPROCESSING("multiprocessing", "Python `multiprocessing.Pool`", "", "multiprocessing"),
    SOCKET("socket", "raw socket, blocking", RawSocketDriver.class.getName(), "false"),
    SOCKET_SPIN("socket-spin", "raw socket, yielding spin", RawSocketDriver.class.getName(), "true");

    private final String id;
    private final String title;
    private final String mainClass;
    private final String argument;

    Peer(String id, String title, String mainClass, String argument) {
        this.id = id;
        this.title = title;
        this.mainClass = mainClass;
        this.argument = argument;
    }

    String title() {
        return title;
    }

    boolean isPython() {
        return mainClass.isEmpty();
    }

    /** The command that starts the driver; {@code folder} takes what it needs on disk. */
    List<String> command(Path folder) throws IOException {
        if (isPython()) {
            return List.of("python3", script(folder).toString(), argument);
        }
        String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
        // A heap of one size, or the collection that one row asks for would make the next one pay for fresh pages.
        return List.of(java, "-Xms2g", "-Xmx2g", "-cp", System.getProperty("java.class.path"), mainClass, argument);
    }

    private static Path script(Path folder) throws IOException {
        Path script = folder.resolve("pool_driver.py");
        if (Files.notExists(script)) {
            try (InputStream source = PoolDriver.class.getResourceAsStream("pool_driver.py")) {
                if (source == null) {
                    throw new IOException("pool_driver.py is not on the class path");
                }
                Files.copy(source, script);
            }
        }
        return script;
    }

    static Peer of(String id) {
        return Arrays.stream(values())
                .filter(peer -> peer.id.equals(id))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("No peer \"" + id + "\"; there are " + ids()));
    }

    static String ids() {
        return Arrays.stream(values()).map(peer -> peer.id).collect(Collectors.joining(","));
    }
}
