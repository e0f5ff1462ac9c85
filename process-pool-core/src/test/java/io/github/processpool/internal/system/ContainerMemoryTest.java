package io.github.processpool.internal.system;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.processpool.internal.system.ContainerMemory.Usage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Limits and use are read from files like those of the kernel. */
class ContainerMemoryTest {

    private static final String MOUNT_2 = "31 23 0:28 / /sys/fs/cgroup rw,relatime - cgroup2 cgroup2 rw\n";
    private static final String MOUNT_1 =
            "35 31 0:32 / /sys/fs/cgroup/memory rw,relatime shared:9 - cgroup cgroup rw,memory\n";
    private static final String OTHER_MOUNT_1 =
            "32 31 0:29 / /sys/fs/cgroup/cpu rw,relatime - cgroup cgroup rw,cpu,cpuacct\n";

    @TempDir
    Path root;

    private void write(String file, String text) throws IOException {
        Path path = root.resolve(file);
        Files.createDirectories(path.getParent());
        Files.writeString(path, text);
    }

    private void second(String cgroup) throws IOException {
        write("proc/self/cgroup", cgroup + "\n");
        write("proc/self/mountinfo", "22 1 0:1 / / rw - ext4 /dev/root rw\n" + MOUNT_2);
    }

    private void group(String folder, String max, String current, String stat) throws IOException {
        String path = "sys/fs/cgroup" + folder + "/";
        write(path + "memory.max", max + "\n");
        write(path + "memory.current", current + "\n");
        write(path + "memory.stat", stat);
    }

    private ContainerMemory memory() {
        return ContainerMemory.under(root);
    }

    @Test
    void readsVersionTwoWithoutFilesThatCanBeDropped() throws IOException {
        second("0::/app");
        group("/app", "1000", "700", "anon 400\nfile 300\ninactive_file 250\nactive_file 50\n");

        assertThat(memory().read()).contains(new Usage(450, 1000));
        assertThat(memory().read().orElseThrow().freeBytes()).isEqualTo(550);
        assertThat(memory().limitBytes()).contains(1000L);
    }

    @Test
    void theLimitAtWhichTheKernelSlowsDownCountsToo() throws IOException {
        second("0::/app");
        group("/app", "1000", "700", "");
        write("sys/fs/cgroup/app/memory.high", "800\n");
        assertThat(memory().read()).contains(new Usage(700, 800));

        write("sys/fs/cgroup/app/memory.max", "max\n");
        assertThat(memory().read()).contains(new Usage(700, 800));

        write("sys/fs/cgroup/app/memory.high", "max\n");
        assertThat(memory().read()).isEmpty();
    }

    @Test
    void readsVersionOneWithoutFilesThatCanBeDropped() throws IOException {
        write("proc/self/cgroup", "9:cpu,cpuacct:/other\n4:memory:/app/one\n0::/\n");
        write("proc/self/mountinfo", OTHER_MOUNT_1 + MOUNT_1);
        String folder = "sys/fs/cgroup/memory/app/one/";
        write(folder + "memory.limit_in_bytes", "2000\n");
        write(folder + "memory.usage_in_bytes", "1500\n");
        write(folder + "memory.stat", "inactive_file 1\ntotal_inactive_file 300\n");

        assertThat(memory().read()).contains(new Usage(1200, 2000));
    }

    @Test
    void theGroupWithTheLeastLeftCountsAndTheSmallestLimit() throws IOException {
        second("0::/a/b/c");
        group("/a/b/c", "max", "100", "");
        group("/a/b", "500", "100", "");
        group("/a", "1000", "900", "inactive_file 0\n");

        assertThat(memory().read()).contains(new Usage(900, 1000));
        assertThat(memory().limitBytes()).contains(500L);
    }

    @Test
    void noLimitAnywhereIsNoLimit() throws IOException {
        second("0::/a");
        group("/a", "max", "100", "");

        assertThat(memory().read()).isEmpty();
        assertThat(memory().limitBytes()).isEmpty();
    }

    @Test
    void theLargeNumberOfVersionOneIsNoLimit() throws IOException {
        write("proc/self/cgroup", "4:memory:/\n");
        write("proc/self/mountinfo", MOUNT_1);
        write("sys/fs/cgroup/memory/memory.limit_in_bytes", "9223372036854771712\n");
        write("sys/fs/cgroup/memory/memory.usage_in_bytes", "1500\n");

        assertThat(memory().read()).isEmpty();
    }

    @Test
    void aContainerWithoutANamespaceOfItsOwnSeesItsGroupAtTheMount() throws IOException {
        write("proc/self/cgroup", "0::/docker/abc\n");
        write("proc/self/mountinfo", "31 23 0:28 /docker/abc /sys/fs/cgroup ro - cgroup2 cgroup rw\n");
        group("", "1000", "10", "");

        assertThat(memory().read()).contains(new Usage(10, 1000));
    }

    @Test
    void aGroupBelowWhatIsMountedIsFound() throws IOException {
        write("proc/self/cgroup", "0::/docker/abc/inner\n");
        write("proc/self/mountinfo", "31 23 0:28 /docker/abc /sys/fs/cgroup ro - cgroup2 cgroup rw\n");
        group("", "1000", "10", "");
        group("/inner", "100", "10", "");

        assertThat(memory().read()).contains(new Usage(10, 100));
    }

    @ParameterizedTest
    @ValueSource(strings = {"0::/../../elsewhere", "0::/dockerish", "0::/gone"})
    void aGroupThatCannotBeSeenIsJudgedByWhatIsMounted(String cgroup) throws IOException {
        second(cgroup);
        group("", "1000", "10", "");

        assertThat(memory().read()).contains(new Usage(10, 1000));
    }

    @Test
    void nothingIsReadAboveTheMount() throws IOException {
        second("0::/a");
        write("sys/fs/memory.max", "5\n");
        write("sys/fs/memory.current", "5\n");

        assertThat(memory().read()).isEmpty();
    }

    @Test
    void withoutAnyFileThereIsNoLimit() {
        assertThat(memory().read()).isEmpty();
        assertThat(memory().limitBytes()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "\n", "-5", "12 MB", "0", "99999999999999999999999999", "\u0000\u0001"})
    void garbageInALimitIsNoLimit(String garbage) throws IOException {
        second("0::/a");
        group("/a", garbage, "10", "");

        assertThat(memory().read()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"inactive_file\n", "inactive_file x\n", "inactive_file -7\n", "\n\n:::"})
    void garbageInTheStatisticsCountsNothingAsDroppable(String garbage) throws IOException {
        second("0::/a");
        group("/a", "100", "10", garbage);

        assertThat(memory().read()).contains(new Usage(10, 100));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", ":", "0:", "::::", "x:memory", "0::", "4:memory:", "no colon"})
    void garbageInTheListOfGroupsIsNoLimit(String garbage) throws IOException {
        write("proc/self/cgroup", garbage + "\n");
        write("proc/self/mountinfo", " - \n1 2 3\n- - - -\n35 31 0:32 / /x rw -\n");

        assertThat(memory().read()).isEmpty();
    }

    @Test
    void moreDroppableThanUsedIsNothingUsed() throws IOException {
        second("0::/a");
        group("/a", "100", "10", "inactive_file 50\n");

        assertThat(memory().read()).contains(new Usage(0, 100));
    }

    @Test
    void whatChangesIsReadAnew() throws IOException {
        second("0::/a");
        group("/a", "100", "10", "");
        ContainerMemory memory = memory();
        assertThat(memory.read()).contains(new Usage(10, 100));

        group("/a", "200", "190", "");

        assertThat(memory.read()).contains(new Usage(190, 200));
    }
}
