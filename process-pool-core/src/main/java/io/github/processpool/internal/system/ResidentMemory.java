package io.github.processpool.internal.system;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/** Asks the operating system how much memory a process has. Works where there is a {@code /proc}. Stateless. */
public final class ResidentMemory {

    private static final long KILOBYTE = 1024;

    private ResidentMemory() {}

    /**
     * Returns the resident memory of a process.
     *
     * @param pid its number
     * @return bytes, or -1 if they are not known
     */
    public static long of(long pid) {
        return read(pid, false);
    }

    /**
     * Returns the resident memory of a process without what it shares with others in memory files, like shared buffers.
     *
     * @param pid its number
     * @return bytes, or -1 if they are not known
     */
    public static long privateOf(long pid) {
        return read(pid, true);
    }

    private static long read(long pid, boolean withoutShared) {
        long bytes = -1;
        try {
            for (String line :
                    Files.readAllLines(Path.of("/proc", String.valueOf(pid), "status"), StandardCharsets.ISO_8859_1)) {
                if (line.startsWith("VmRSS:")) {
                    bytes = figure(line);
                } else if (withoutShared && bytes >= 0 && line.startsWith("RssShmem:")) {
                    return bytes - figure(line);
                }
            }
        } catch (IOException | RuntimeException e) {
            return -1; // No /proc here, or the process is gone.
        }
        return bytes;
    }

    private static long figure(String line) {
        return Long.parseLong(line.replaceAll("[^0-9]", "")) * KILOBYTE;
    }
}
