package io.github.processpool.guide;

import static io.github.processpool.guide.Page.read;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.processpool.IsolatedProcess;
import io.github.processpool.MapOptions;
import io.github.processpool.PoolFaults;
import io.github.processpool.PoolMode;
import io.github.processpool.ProcessFuture;
import io.github.processpool.ProcessFutures;
import io.github.processpool.ProcessPoolExecutor;
import io.github.processpool.ProgressBar;
import io.github.processpool.SharedBuffer;
import io.github.processpool.guide.Invoices.Status;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingDeque;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The examples of the Javadoc, see {@link DocumentedExamplesTest}. */
@Timeout(120)
class JavadocIT {

    private static ProcessPoolExecutor pool;

    @TempDir
    Path folder;

    @BeforeAll
    static void open() {
        pool = ProcessPoolExecutor.builder().maxWorkers(1).build();
    }

    @AfterAll
    static void close() {
        pool.close();
    }

    @Test
    void isolatedProcess() throws Exception {
        // [isolated-process]
        try (IsolatedProcess<Integer> process = IsolatedProcess.of(() -> 20 + 22)) {
            process.start();
            System.out.println(
                    process.result().get() + " from process " + process.pid().getAsLong());
            process.join();
        }
        // [end]
    }

    @Test
    void faults() throws Exception {
        // [faults]
        PoolFaults faults = new PoolFaults();
        try (ProcessPoolExecutor pool = ProcessPoolExecutor.builder()
                .mode(PoolMode.IN_PROCESS)
                .faults(faults)
                .build()) {
            faults.crash("render", 139).timeOut("render");
            Invoices invoices = new Invoices(pool); // submits tasks with the name "render"
            assertThat(invoices.render(1)).isEqualTo(Status.CRASHED);
            assertThat(invoices.render(2)).isEqualTo(Status.TOO_SLOW);
            assertThat(invoices.render(3)).isEqualTo(Status.RENDERED);
            assertThat(faults.pending()).isZero();
        }
        // [end]
    }

    @Test
    void progressBar() throws Exception {
        List<Path> files = List.of(Files.writeString(folder.resolve("a.txt"), "one two"));
        // [progress-bar]
        MapOptions options =
                MapOptions.builder().progress(ProgressBar.console("pages")).build();
        long words = pool.map(Text::countWords, files, options)
                .mapToLong(Long::longValue)
                .sum();
        // [end]
        assertThat(words).isEqualTo(2);
    }

    @Test
    void asCompleted() {
        List<ProcessFuture<Integer>> futures = List.of(pool.submit(() -> 1), pool.submit(() -> 2));
        // [as-completed]
        for (Iterator<ProcessFuture<Integer>> done = ProcessFutures.asCompleted(futures); done.hasNext(); ) {
            System.out.println(done.next().join());
        }
        // [end]
    }

    @Test
    void share() throws Exception {
        Path file = Files.writeString(folder.resolve("book"), "one\ntwo\n");
        // [share]
        @SuppressWarnings("unchecked") // A class literal knows no elements.
        BlockingQueue<Page> pages = pool.share(BlockingQueue.class, new LinkedBlockingDeque<Page>());
        pool.submit(() -> {
            for (Page page : read(file)) {
                pages.put(page);
            }
            return null;
        });
        Page first = pages.take(); // while the task still runs
        // [end]
        assertThat(first).isEqualTo(new Page(1, "one"));
        assertThat(pages.take().number()).isEqualTo(2);
    }

    static long sum(ByteBuffer pixels) {
        long sum = 0;
        while (pixels.hasRemaining()) {
            sum += pixels.get();
        }
        return sum;
    }

    @Test
    void sharedBuffer() throws Exception {
        byte[] image = {1, 2, 3, 4};
        // [shared-buffer]
        try (SharedBuffer pixels = pool.sharedBuffer(image.length)) {
            pixels.buffer().put(image);
            int half = image.length / 2;
            ProcessFuture<Long> top = pool.submit(() -> sum(pixels.slice(0, half)));
            ProcessFuture<Long> bottom = pool.submit(() -> sum(pixels.slice(half, half)));
            System.out.println(top.get() + bottom.get());
        }
        // [end]
    }
}
