package io.github.processpool.internal.worker;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Has the kernel of Linux, when memory runs out and it kills a process, choose a worker before its parent: a worker costs one
 * task, the parent everything. What the worker starts inherits that. Stateless.
 *
 * <p>It changes nothing where the kernel kills a whole container at once, and where there is no {@code /proc}.
 */
final class FirstToGo {

    /** So many thousandths of the memory are added to what the worker has; with all of them a tiny one would go before a giant. */
    private static final int MORE = 900;

    private static final int MOST = 1000;

    private FirstToGo() {}

    static void ofAll() {
        raise(Path.of("/proc/self/oom_score_adj"));
    }

    /** The file is of this process; anyone may raise the number in it, and lowering it again takes a privilege. */
    static void raise(Path file) {
        try {
            int now = Integer.parseInt(
                    Files.readString(file, StandardCharsets.ISO_8859_1).strip());
            Files.writeString(file, String.valueOf(Math.min(MOST, now + MORE)), StandardCharsets.ISO_8859_1);
        } catch (IOException | RuntimeException e) {
            // It is a worker all the same: a system without the file, or one that does not let it be written.
        }
    }
}
