package io.github.processpool;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assumptions.assumeThat;

import io.github.processpool.internal.system.MemoryFolder;
import io.github.processpool.internal.wire.page.CutPage;
import io.github.processpool.testing.ChildJvm;
import io.github.processpool.testing.Pools;
import io.github.processpool.testing.Tasks;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The promise: a task that cuts short whatever file it finds harms nobody but itself. A mapped file would kill who has mapped it. */
@Timeout(300)
class CutFilesIT {

    private static final long MEGABYTE = 1 << 20;

    @RegisterExtension
    final Pools pools = new Pools();

    private static <T> T get(ProcessFuture<T> future) throws Exception {
        return future.get(Pools.LIMIT.toSeconds(), TimeUnit.SECONDS);
    }

    /** Empties every file in the folders of its parent's pools, in every place that there is; returns their names. */
    private static List<String> emptyAll(String temporaryFolder) throws IOException {
        long parent = ProcessHandle.current().parent().orElseThrow().pid();
        List<String> emptied = new ArrayList<>();
        for (Path place : List.of(Path.of(temporaryFolder), MemoryFolder.PLACE)) {
            try (DirectoryStream<Path> folders = Files.newDirectoryStream(place, "process-pool-" + parent + "-*")) {
                for (Path folder : folders) {
                    emptyAllIn(folder, emptied);
                }
            }
        }
        return emptied;
    }

    private static void emptyAllIn(Path folder, List<String> emptied) throws IOException {
        try (DirectoryStream<Path> files = Files.newDirectoryStream(folder)) {
            for (Path file : files) {
                if (Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS)) {
                    FileChannel.open(file, StandardOpenOption.WRITE).truncate(0).close();
                    emptied.add(file.getFileName().toString());
                }
            }
        }
    }

    @Test
    void aTaskThatEmptiesEveryFileItFindsHarmsNoPageAndNoBuffer() throws Exception {
        assumeThat(MemoryFolder.PLACE).isDirectory();
        ProcessPoolExecutor pool = pools.open(builder -> builder.minWorkers(2).maxWorkers(2));
        SharedBuffer buffer = pool.sharedBuffer(MEGABYTE);
        ByteBuffer view = buffer.buffer().put(5, (byte) 42);
        long before = get(pool.submit(Tasks::pid));
        String folder = System.getProperty("java.io.tmpdir");

        List<String> emptied = get(pool.submit(() -> emptyAll(folder)));

        assertThat(emptied).noneMatch(name -> name.matches("w\\d+") || name.startsWith("b-"));
        assertThat(view.get(5)).isEqualTo((byte) 42);
        assertThat(view.get((int) MEGABYTE - 1)).isZero();
        for (int i = 0; i < 20; i++) {
            assertThat(get(pool.submit(() -> buffer.buffer().get(5)))).isEqualTo((byte) 42);
        }
        assertThat(get(pool.submit(Tasks::pid))).isPositive();
        assertThat(pool.snapshot().workers())
                .extracting(WorkerSnapshot::pid)
                .as("no worker has died of it")
                .contains(before);
    }

    /** An error of a mapping can come late, when the method that has caused it is left; interpreted code of JDK 17 may not survive. */
    @ParameterizedTest
    @ValueSource(strings = {"-XX:TieredStopAtLevel=1", "-XX:-TieredCompilation"})
    void evenAPageThatIsCutShortDoesNotEndTheJvmOfTheParent(String compiler) throws Exception {
        try (ChildJvm parent = ChildJvm.of(CutPage.class)
                .jvmArguments(compiler)
                .arguments(pools.folder().resolve("page").toString())
                .start()) {
            assertThat(parent.awaitEnd()).as("%s", parent.lines()).isZero();
            assertThat(parent.lines().toString()).containsPattern("lost true|came late");
        }
    }

    @Test
    void aBufferWhoseNameHasToStayIsRefusedOnceItWasCut() throws Exception {
        ProcessPoolExecutor pool = pools.open(builder -> builder.commandPrefix("nice"));
        SharedBuffer buffer = pool.sharedBuffer(MEGABYTE);
        buffer.buffer().put(0, (byte) 1);
        assertThat(get(pool.submit(() -> buffer.buffer().get(0)))).isEqualTo((byte) 1);

        for (Path place : List.of(Path.of(System.getProperty("java.io.tmpdir")), MemoryFolder.PLACE)) {
            try (DirectoryStream<Path> folders = Files.newDirectoryStream(
                    place, "process-pool-" + ProcessHandle.current().pid() + "-*")) {
                for (Path each : folders) {
                    emptyAllIn(each, new ArrayList<>());
                }
            }
        }

        assertThatThrownBy(buffer::buffer).isInstanceOf(IllegalStateException.class);
    }
}
