package io.github.processpool.cluster.internal.jgroups;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Acceptance 19 and 21, at the transport: the network between two members fails, one way or both, and comes back. */
@Timeout(600)
class PartitionIT {

    private static final List<String> NAMESPACE = List.of("unshare", "--user", "--map-root-user", "--net");

    private static void assumeNamespaces() throws InterruptedException {
        String whyNot = null;
        try {
            Process process = new ProcessBuilder("unshare", "--user", "--map-root-user", "--net", "ip", "rule", "list")
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

    private static void partAndHeal(String... arguments) throws Exception {
        assumeNamespaces();
        try (MemberJvm jvm =
                MemberJvm.start(Path.of(System.getProperty("java.home")), NAMESPACE, PartitionMain.class, arguments)) {
            jvm.awaitEnd();
            jvm.lines().forEach(System.out::println);
            assertThat(jvm.lines()).last().isEqualTo("done");
        }
    }

    @Test
    void goesOnInTwoHalvesAndHeals() throws Exception {
        partAndHeal();
    }

    @Test
    void goesOnWhereOneSideOnlyHearsTheOther() throws Exception {
        partAndHeal("one way");
    }
}
