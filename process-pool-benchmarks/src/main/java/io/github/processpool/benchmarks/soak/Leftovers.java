package io.github.processpool.benchmarks.soak;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * Looks for what a closed pool has left: processes, threads, descriptors, files. Knows nothing of the pool but the
 * names it promises to use.
 */
final class Leftovers {

    private static final Path DESCRIPTORS = Path.of("/proc/self/fd");
    private static final Duration PATIENCE = Duration.ofSeconds(20);
    private static final long POLL_MILLIS = 100;
    private static final String POOL_THREADS = "process-pool-";

    private final int descriptorsBefore;
    private final MemoryFolders memoryFolders = new MemoryFolders();

    private Leftovers(int descriptorsBefore) {
        this.descriptorsBefore = descriptorsBefore;
    }

    /** Remembers how things are now, after a first pool has come and gone. */
    static Leftovers baseline() throws IOException {
        System.gc();
        return new Leftovers(descriptors().size());
    }

    /** Notes where the pools that live now keep their shared buffers. Returns how many have a place in memory. */
    long note(Path temporaryFolder) throws IOException {
        memoryFolders.note(temporaryFolder);
        return memoryFolders.count();
    }

    /** Waits a few seconds for everything to go. Returns what stays, in words; nothing if all is well. */
    List<String> await(Path temporaryFolder, String marker) throws IOException, InterruptedException {
        long end = System.nanoTime() + PATIENCE.toNanos();
        List<String> left = find(temporaryFolder, marker);
        while (!left.isEmpty() && System.nanoTime() - end < 0) {
            Thread.sleep(POLL_MILLIS);
            System.gc();
            left = find(temporaryFolder, marker);
        }
        return left;
    }

    private List<String> find(Path temporaryFolder, String marker) throws IOException {
        List<String> left = new ArrayList<>(processes(marker));
        ProcessHandle.current().descendants().forEach(child -> left.add("child process " + child.info()));
        Thread.getAllStackTraces().keySet().stream()
                .map(Thread::getName)
                .filter(name -> name.startsWith(POOL_THREADS))
                .forEach(name -> left.add("thread " + name));
        left.addAll(files(temporaryFolder));
        left.addAll(memoryFolders.left());
        Map<String, String> descriptors = descriptors();
        if (descriptors.size() > descriptorsBefore) {
            left.add(descriptors.size() - descriptorsBefore + " descriptors more than before, now " + descriptors);
        }
        return left;
    }

    /** Every process on this machine whose environment has the marker, wherever it stands in the tree by now. */
    static List<String> processes(String marker) throws IOException {
        List<String> marked = new ArrayList<>();
        Path own = Path.of("/proc", String.valueOf(ProcessHandle.current().pid()));
        if (Files.notExists(own)) {
            return marked;
        }
        try (DirectoryStream<Path> processes = Files.newDirectoryStream(own.getParent(), "[0-9]*")) {
            for (Path process : processes) {
                if (!process.equals(own) && read(process.resolve("environ")).contains(marker)) {
                    marked.add("process " + process.getFileName() + ": "
                            + read(process.resolve("cmdline")).replace('\0', ' '));
                }
            }
        }
        return marked;
    }

    static List<String> files(Path folder) throws IOException {
        try (Stream<Path> files = Files.walk(folder)) {
            return files.filter(file -> !file.equals(folder))
                    .map(file -> "file " + file)
                    .toList();
        }
    }

    /** Open descriptors and what they lead to; without jars, which class loading opens when it likes. */
    private static Map<String, String> descriptors() throws IOException {
        Map<String, String> open = new TreeMap<>();
        if (Files.notExists(DESCRIPTORS)) {
            return open;
        }
        try (DirectoryStream<Path> links = Files.newDirectoryStream(DESCRIPTORS)) {
            for (Path link : links) {
                String target = targetOf(link);
                if (!target.endsWith(".jar") && !target.startsWith("/proc/")) {
                    open.put(link.getFileName().toString(), target);
                }
            }
        }
        return open;
    }

    private static String targetOf(Path link) {
        try {
            return Files.readSymbolicLink(link).toString();
        } catch (IOException e) {
            return "/proc/gone";
        }
    }

    private static String read(Path file) {
        try {
            return new String(Files.readAllBytes(file), StandardCharsets.ISO_8859_1);
        } catch (IOException e) {
            // The process has ended meanwhile, or is not ours.
            return "";
        }
    }
}
