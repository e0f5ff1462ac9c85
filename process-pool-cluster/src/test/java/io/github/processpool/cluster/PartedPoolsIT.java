package io.github.processpool.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.github.processpool.cluster.testing.PartedMain;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Acceptance 19 and 21, with whole pools: the network between two members fails and comes back. */
@Timeout(300)
class PartedPoolsIT {

    private static final List<String> NAMESPACE = List.of("unshare", "--user", "--map-root-user", "--net");

    private static void assumeNamespaces() throws InterruptedException {
        String whyNot = null;
        List<String> command = new ArrayList<>(NAMESPACE);
        command.addAll(List.of("ip", "rule", "list"));
        try {
            Process process = new ProcessBuilder(command)
                    .redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                    .start();
            if (process.waitFor() != 0) {
                whyNot = "a user may not have a network namespace here, or there is no 'ip rule'";
            }
        } catch (IOException e) {
            whyNot = "there is no 'unshare' here";
        }
        assumeTrue(whyNot == null, "No network can be parted: " + whyNot);
    }

    @Test
    void partitionHeals() throws Exception {
        assumeNamespaces();
        List<String> command = new ArrayList<>(NAMESPACE);
        command.addAll(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx96m",
                "-XX:TieredStopAtLevel=1",
                "-XX:+UseSerialGC",
                "-cp",
                System.getProperty("java.class.path"),
                PartedMain.class.getName()));
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        List<String> lines;
        try (BufferedReader reader = process.inputReader()) {
            lines = reader.lines().toList();
        } finally {
            process.descendants().forEach(ProcessHandle::destroyForcibly);
            process.destroyForcibly();
        }
        lines.forEach(System.out::println);
        assertThat(lines).last().isEqualTo("done");
    }
}
