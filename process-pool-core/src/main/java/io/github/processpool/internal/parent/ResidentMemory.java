package io.github.processpool.internal.parent;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/** Asks the operating system how much memory a process has. Works where there is a {@code /proc}. Stateless. */
final class ResidentMemory {

    private static final long KILOBYTE = 1024;

    private ResidentMemory() {}

    /** Returns bytes, or -1 if they are not known. */
    static long of(long pid) {
        try {
            for (String line :
                    Files.readAllLines(Path.of("/proc", String.valueOf(pid), "status"), StandardCharsets.ISO_8859_1)) {
                if (line.startsWith("VmRSS:")) {
                    return Long.parseLong(line.replaceAll("[^0-9]", "")) * KILOBYTE;
                }
            }
        } catch (IOException | RuntimeException e) {
            // No /proc here, or the process is gone.
        }
        return -1;
    }
}
