package io.github.processpool;

import static io.github.processpool.testing.Failures.failureOf;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.github.processpool.internal.system.MemoryFolder;
import io.github.processpool.internal.wire.handle.BufferHandle;
import io.github.processpool.testing.ChildJvm;
import io.github.processpool.testing.Flag;
import io.github.processpool.testing.Pools;
import io.github.processpool.testing.Signals;
import io.github.processpool.testing.Tasks;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.reflect.Method;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;

/** The promise: large data is seen by parent and workers without being copied, and nothing of it is left after any end. */
@Timeout(300)
class SharedBufferIT {

    private static final long MEGABYTE = 1 << 20;

    @RegisterExtension
    final Pools pools = new Pools();

    private static List<Path> foldersOf(long pid) throws IOException {
        List<Path> found = new ArrayList<>();
        if (Files.isDirectory(MemoryFolder.PLACE)) {
            try (DirectoryStream<Path> folders =
                    Files.newDirectoryStream(MemoryFolder.PLACE, "process-pool-" + pid + "-*")) {
                folders.forEach(found::add);
            }
        }
        return found;
    }

    private static <T> T get(ProcessFuture<T> future) throws Exception {
        return future.get(Pools.LIMIT.toSeconds() * 4, TimeUnit.SECONDS);
    }

    // -- Data --

    private static void fill(ByteBuffer buffer) {
        buffer.order(ByteOrder.nativeOrder());
        for (long i = 0; buffer.remaining() >= Long.BYTES; i++) {
            buffer.putLong(i * 0x9E37_79B9_7F4A_7C15L);
        }
    }

    private static long sum(ByteBuffer buffer) {
        buffer.order(ByteOrder.nativeOrder());
        long sum = 0;
        while (buffer.remaining() >= Long.BYTES) {
            sum = 31 * sum + buffer.getLong();
        }
        return sum;
    }

    @Test
    void twoWorkersReadWhatTheParentHasWrittenAndTheChannelCarriesNextToNothing() throws Exception {
        long bytes = 17 * MEGABYTE;
        // More than the heap of a worker; and so that a copy would not get through, less of it may be sent at once.
        ProcessPoolExecutor pool =
                pools.open(builder -> builder.workerHeap(16 * MEGABYTE).maxPayload(MEGABYTE));
        try (SharedBuffer buffer = pool.sharedBuffer(bytes)) {
            fill(buffer.buffer());
            int half = (int) (bytes / 2);
            Flag first = pools.flag();
            Flag second = pools.flag();

            ProcessFuture<List<Long>> top = pool.submit(() -> sumWith(buffer.slice(0, half), first, second));
            ProcessFuture<List<Long>> bottom = pool.submit(() -> sumWith(buffer.slice(half, half), second, first));

            assertThat(get(top).get(0)).isEqualTo(sum(buffer.slice(0, half)));
            assertThat(get(bottom).get(0)).isEqualTo(sum(buffer.slice(half, half)));
            assertThat(get(top).get(1))
                    .as("two workers")
                    .isNotEqualTo(get(bottom).get(1));
        }
    }

    /** Waits for the other task, so that it can't be in the same worker. */
    private static List<Long> sumWith(ByteBuffer buffer, Flag own, Flag other) throws InterruptedException {
        own.raise();
        other.awaitInTask();
        return List.of(sum(buffer), Tasks.pid());
    }

    @Test
    void theParentReadsWhatAWorkerHasWritten() throws Exception {
        ProcessPoolExecutor pool = pools.sharedWorker();
        SharedBuffer buffer = pool.sharedBuffer(MEGABYTE);

        Object back = get(pool.submit(() -> {
            fill(buffer.buffer());
            return buffer;
        }));

        ByteBuffer expected = ByteBuffer.allocate((int) MEGABYTE);
        fill(expected);
        assertThat(sum(buffer.buffer())).isEqualTo(sum(expected.flip()));
        assertThat(back).as("as a result it is itself").isSameAs(buffer);
    }

    @Test
    void itIsFullOfZerosAndHasItsSizeAndAFileForItsOwnerOnly() throws Exception {
        ProcessPoolExecutor pool = pools.open();
        SharedBuffer buffer = pool.sharedBuffer(3 * MEGABYTE + 5);

        assertThat(buffer.size()).isEqualTo(3 * MEGABYTE + 5);
        assertThat(buffer.buffer().capacity()).isEqualTo(3 * (int) MEGABYTE + 5);
        assertThat(sum(buffer.buffer())).isZero();
        Path file = fileOf(buffer);
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                .isEqualTo("rw-------");
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file.getParent())))
                .endsWith("x------");
        assertThat(buffer.slice(5, 10).capacity()).isEqualTo(10);
        buffer.buffer().put(7, (byte) 42);
        assertThat(buffer.slice(5, 10).get(2)).isEqualTo((byte) 42);
        assertThat(buffer.buffer().position()).as("each view is its own").isZero();
    }

    /** The number of a descriptor is soon that of another file. */
    private static boolean leadsTo(Path file, SharedBuffer buffer) throws IOException {
        return Files.isSymbolicLink(file)
                ? Files.readSymbolicLink(file).toString().contains(buffer.name())
                : Files.exists(file);
    }

    private static Path fileOf(SharedBuffer buffer) throws Exception {
        Method method = buffer.getClass().getDeclaredMethod("writeReplace");
        method.setAccessible(true);
        return Path.of(((BufferHandle) method.invoke(buffer)).path());
    }

    @Test
    void aWorkerMapsItOnceForAllTasks() throws Exception {
        ProcessPoolExecutor pool = pools.sharedWorker();
        SharedBuffer buffer = pool.sharedBuffer(MEGABYTE);
        for (int i = 0; i < 20; i++) {
            assertThat(get(pool.submit(() -> mappings(buffer)))).isEqualTo(1);
        }
    }

    private static int mappings(SharedBuffer buffer) throws IOException {
        buffer.buffer().get(0);
        return (int) Files.readAllLines(Path.of("/proc/self/maps")).stream()
                .filter(line -> line.contains(buffer.name()))
                .count();
    }

    @Test
    void anInterruptedTaskCanMapIt() throws Exception {
        ProcessPoolExecutor pool = pools.sharedWorker();
        SharedBuffer buffer = pool.sharedBuffer(MEGABYTE);

        assertThat(get(pool.submit(() -> {
                    Thread.currentThread().interrupt();
                    int size = buffer.buffer().capacity();
                    return size + " " + Thread.interrupted();
                })))
                .isEqualTo(MEGABYTE + " true");
    }

    // -- Bad arguments, no room --

    @Test
    void badSizesAndSlicesAreNamed() {
        ProcessPoolExecutor pool = pools.open();

        assertThatThrownBy(() -> pool.sharedBuffer(0))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("0");
        assertThatThrownBy(() -> pool.sharedBuffer(-5)).hasMessageContaining("-5");
        SharedBuffer buffer = pool.sharedBuffer(100);
        assertThatThrownBy(() -> buffer.slice(90, 11))
                .isInstanceOf(IndexOutOfBoundsException.class)
                .hasMessageContaining("11 bytes at 90")
                .hasMessageContaining("100 bytes");
        assertThatThrownBy(() -> buffer.slice(-1, 1)).isInstanceOf(IndexOutOfBoundsException.class);
        assertThatThrownBy(() -> buffer.slice(Long.MAX_VALUE, 1)).isInstanceOf(IndexOutOfBoundsException.class);
    }

    @Test
    void oneThatIsLargerThanThePlaceFailsAtOnceAndLeavesNothing() throws Exception {
        ProcessPoolExecutor pool = pools.open();
        long huge = 1L << 50;

        assertThatThrownBy(() -> pool.sharedBuffer(huge))
                .isInstanceOf(UncheckedIOException.class)
                .hasMessageContaining(String.valueOf(huge))
                .hasMessageContaining("bytes free")
                .hasMessageContaining(System.getProperty("java.io.tmpdir"));

        assertThat(filesIn(foldersOf(ProcessHandle.current().pid()))).allMatch(name -> name.equals("lock"));
    }

    private static List<String> filesIn(List<Path> folders) throws IOException {
        List<String> names = new ArrayList<>();
        for (Path folder : folders) {
            try (DirectoryStream<Path> files = Files.newDirectoryStream(folder)) {
                files.forEach(file -> names.add(file.getFileName().toString()));
            }
        }
        return names;
    }

    // -- Closing --

    @Test
    void aClosedOneSaysSoEverywhereAndItsViewsStayValid() throws Exception {
        ProcessPoolExecutor pool = pools.sharedWorker();
        SharedBuffer buffer = pool.sharedBuffer(MEGABYTE);
        Path file = fileOf(buffer);
        Flag mapped = pools.flag();
        Flag closed = pools.flag();
        ByteBuffer view = buffer.buffer();
        ProcessFuture<String> task = pool.submit(() -> useBeforeAndAfter(buffer, mapped, closed));
        mapped.await();

        buffer.close();
        buffer.close();
        closed.raise();

        assertThat(get(task)).contains("IllegalStateException").contains("its owner has closed it");
        assertThat(view.get(0)).isEqualTo((byte) 7);
        assertThat(leadsTo(file, buffer)).isFalse();
        assertThatThrownBy(buffer::buffer)
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("is closed");
        assertThatThrownBy(() -> buffer.slice(0, 1)).isInstanceOf(IllegalStateException.class);
        assertThatThrownBy(() -> pool.submit(() -> buffer.size()))
                .isInstanceOf(TaskSerializationException.class)
                .hasMessageContaining("is closed");
    }

    private static String useBeforeAndAfter(SharedBuffer buffer, Flag mapped, Flag closed) throws Exception {
        ByteBuffer view = buffer.buffer();
        view.put(0, (byte) 7);
        mapped.raise();
        closed.awaitInTask();
        view.get(0);
        try {
            return "still " + buffer.buffer();
        } catch (IllegalStateException e) {
            return e.toString();
        }
    }

    @Test
    void closingItInAWorkerClosesNothingOfTheOwners() throws Exception {
        ProcessPoolExecutor pool = pools.sharedWorker();
        SharedBuffer buffer = pool.sharedBuffer(MEGABYTE);

        get(pool.submit(() -> {
            buffer.buffer().put(0, (byte) 9);
            buffer.close();
        }));

        assertThat(buffer.buffer().get(0)).isEqualTo((byte) 9);
        assertThat(get(pool.submit(() -> buffer.buffer().get(0)))).isEqualTo((byte) 9);
    }

    @Test
    void thePoolsEndClosesWhatIsOpen() throws Exception {
        ProcessPoolExecutor pool = pools.open();
        SharedBuffer buffer = pool.sharedBuffer(MEGABYTE);
        Path file = fileOf(buffer);
        assertThat(leadsTo(file, buffer)).isTrue();

        pool.close();

        assertThat(leadsTo(file, buffer)).isFalse();
        assertThatThrownBy(buffer::buffer).isInstanceOf(IllegalStateException.class);
        assertThatThrownBy(() -> pool.sharedBuffer(1)).isInstanceOf(PoolShutdownException.class);
    }

    // -- Who may use it --

    @Test
    void anotherPoolOfTheSameProcessMayUseIt() throws Exception {
        ProcessPoolExecutor pool = pools.open();
        ProcessPoolExecutor other = pools.sharedWorker();
        SharedBuffer buffer = pool.sharedBuffer(MEGABYTE);
        buffer.buffer().put(3, (byte) 5);

        assertThat(get(other.submit(() -> buffer.buffer().get(3)))).isEqualTo((byte) 5);
        Object back = get(other.submit(() -> buffer));
        assertThat(back).isSameAs(buffer);
    }

    @Test
    void theParentOpensNoFileThatAWorkerMakesUp() throws Exception {
        ProcessPoolExecutor pool = pools.sharedWorker();
        Path secret = Files.writeString(pools.folder().resolve("secret"), "secret");
        String path = secret.toString();

        assertThatThrownBy(() -> get(pool.submit(() -> new BufferHandle("b-forged", path, 6))))
                .isInstanceOf(ExecutionException.class)
                .hasCauseInstanceOf(ResultSerializationException.class)
                .hasMessageContaining("b-forged");
    }

    // -- Kills --

    @Test
    void aKilledWorkerLeavesItToTheOthers() throws Exception {
        ProcessPoolExecutor pool = pools.sharedWorker();
        SharedBuffer buffer = pool.sharedBuffer(MEGABYTE);
        Flag written = pools.flag();
        ProcessFuture<Integer> victim = pool.submit(() -> {
            buffer.buffer().put(1, (byte) 11);
            written.raise();
            Thread.sleep(Long.MAX_VALUE);
            return 0;
        });
        written.await();

        Signals.send("KILL", victim.workerPid().orElseThrow());
        failureOf(victim, WorkerCrashedException.class);

        assertThat(get(pool.submit(() -> buffer.buffer().get(1)))).isEqualTo((byte) 11);
        Path file = fileOf(buffer);
        buffer.close();
        assertThat(file).doesNotExist();
    }

    /**
     * The parent that is to be killed; its arguments say whether it has a worker then, and perhaps which command its workers have
     * before theirs: such buffers keep their names.
     */
    static final class Parent {

        private Parent() {}

        public static void main(String[] arguments) throws Exception {
            ProcessPoolExecutor pool = ProcessPoolExecutor.builder()
                    .workerHeap(64L << 20)
                    .maxWorkers(1)
                    .commandPrefix(Arrays.copyOfRange(arguments, 1, arguments.length))
                    .build();
            SharedBuffer buffer = pool.sharedBuffer(MEGABYTE);
            if (arguments[0].equals("worker")) {
                pool.submit(() -> buffer.buffer().get(0)).get();
            }
            System.out.println("file " + fileOf(buffer));
            Thread.sleep(Long.MAX_VALUE);
        }
    }

    @Test
    void theWorkersOfAKilledParentRemoveIt() throws Exception {
        Path file;
        try (ChildJvm parent = ChildJvm.of(Parent.class).arguments("worker").start()) {
            file = Path.of(parent.awaitLine("file "));
            assertThat(file).exists();
            parent.kill();
        }

        await("the file to be gone").atMost(Duration.ofSeconds(10)).until(() -> !Files.exists(file.getParent()));
    }

    @Test
    void theNextPoolRemovesWhatAKilledParentWithoutWorkersHasLeft() throws Exception {
        Path file;
        try (ChildJvm parent =
                ChildJvm.of(Parent.class).arguments("none", "env").start()) {
            file = Path.of(parent.awaitLine("file "));
            pools.open();
            assertThat(file).as("it belongs to a living process").exists();
            parent.kill();
        }
        assertThat(file).exists();

        pools.open();

        assertThat(file.getParent()).doesNotExist();
    }
}
