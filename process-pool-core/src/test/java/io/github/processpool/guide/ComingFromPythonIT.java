package io.github.processpool.guide;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.awaitility.Awaitility.await;

import io.github.processpool.AwaitedFutures;
import io.github.processpool.IsolatedProcess;
import io.github.processpool.MapOptions;
import io.github.processpool.PoolSnapshot;
import io.github.processpool.ProcessFuture;
import io.github.processpool.ProcessFutures;
import io.github.processpool.ProcessPoolExecutor;
import io.github.processpool.ProgressBar;
import io.github.processpool.ReturnWhen;
import io.github.processpool.SharedBuffer;
import io.github.processpool.TaskOptions;
import io.github.processpool.TaskSubmitter;
import io.github.processpool.TaskTimeoutException;
import io.github.processpool.WorkerContext;
import io.github.processpool.WorkerCrashedException;
import io.github.processpool.WorkerInitializer;
import io.github.processpool.WorkerSnapshot;
import java.nio.IntBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Lock;
import java.util.concurrent.locks.ReentrantLock;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * The examples of docs/coming-from-python.md: what is between {@code // [name]} and {@code // [end]} is in the guide word for
 * word, see {@link GuideTest}. Only the public API is used here.
 */
@Timeout(120)
class ComingFromPythonIT {

    /** One for all examples, and another one after the example that ends it. */
    private static ProcessPoolExecutor pool;

    @BeforeEach
    void open() {
        if (pool == null || pool.isShutdown()) {
            pool = ProcessPoolExecutor.builder()
                    .maxWorkers(1)
                    .workerHeap(64L << 20)
                    .gracePeriod(Duration.ofMillis(300))
                    .jvmArguments("-XX:TieredStopAtLevel=1")
                    .build();
        }
    }

    @AfterAll
    static void close() {
        pool.close();
    }

    // -- What the examples work on --

    static class Functions {
        static int square(int number) {
            return number * number;
        }

        static double power(double base, double exponent) {
            return Math.pow(base, exponent);
        }

        static int length(String text) {
            return text.length();
        }

        static long countWords(String text) {
            return Stream.of(text.split(" ")).count();
        }
    }

    @Test
    void submit() throws Exception {
        // [submit]
        try (ProcessPoolExecutor pool =
                ProcessPoolExecutor.builder().maxWorkers(4).build()) {
            ProcessFuture<Double> power = pool.submit(Math::pow, 2.0, 10.0);
            System.out.println(power.get()); // 1024.0
        }
        // [end]
    }

    @Test
    void map() {
        List<Integer> numbers = IntStream.range(0, 100).boxed().toList();
        List<Integer> squares = pool.map(Functions::square, numbers).toList();
        assertThat(squares).startsWith(0, 1, 4, 9).hasSize(100);
    }

    @Test
    void mapAsAWhole() {
        List<Integer> numbers = IntStream.range(0, 5).boxed().toList();
        // [whole]
        try (ProcessPoolExecutor pool = ProcessPoolExecutor.create()) {
            MapOptions inChunks = MapOptions.builder().chunkSize(100).build();
            pool.map(Functions::square, numbers, inChunks).forEach(System.out::println);
        }
        // [end]
    }

    @Test
    void mapWithChunks() {
        List<Integer> numbers = IntStream.range(0, 100_000).boxed().toList();
        // [chunks]
        MapOptions options = MapOptions.builder()
                .autoChunk() // or chunkSize(100)
                .timeout(Duration.ofMinutes(1))
                .build();
        long sum = pool.map(Functions::square, numbers, options)
                .mapToLong(Integer::longValue)
                .sum();
        // [end]
        assertThat(sum)
                .isEqualTo(numbers.stream().mapToLong(number -> number * number).sum());
    }

    @Test
    void mapOverEndlessInput() {
        // [endless]
        Iterable<Integer> endless =
                () -> Stream.iterate(1, number -> number + 1).iterator();
        try (Stream<Integer> squares = pool.map(Functions::square, endless)) {
            System.out.println(squares.filter(square -> square % 1_000 == 0).findFirst());
        } // what has not begun is cancelled here
        // [end]
    }

    @Test
    void mapGoesOnBehindAFailure() {
        List<String> texts = List.of("1", "2", "three", "4");
        List<Integer> parsed = new ArrayList<>();
        // [failures]
        Iterator<Integer> numbers =
                pool.map(text -> Integer.parseInt(text), texts).iterator();
        while (true) {
            try {
                if (!numbers.hasNext()) {
                    break;
                }
                parsed.add(numbers.next());
            } catch (CompletionException e) {
                System.out.println("skipped: " + e.getCause());
            }
        }
        // [end]
        assertThat(parsed).containsExactly(1, 2, 4);
    }

    @Test
    void mapUnordered() {
        List<String> texts = List.of("one", "two words", "and three words");
        Map<String, Long> counts = new ConcurrentHashMap<>();
        // [unordered]
        pool.mapUnordered(Functions::countWords, texts).forEach(result -> {
            if (result.isSuccess()) {
                counts.put(result.input(), result.value());
            } else {
                System.out.println(result.input() + ": " + result.error());
            }
        });
        // [end]
        assertThat(counts).hasSize(3).containsEntry("two words", 2L);
    }

    @Test
    void tqdm() {
        List<String> texts = List.of("one", "two words", "and three words");
        // [tqdm]
        MapOptions withBar =
                MapOptions.builder().progress(ProgressBar.console("texts")).build();
        long words = pool.map(Functions::countWords, texts, withBar)
                .mapToLong(Long::longValue)
                .sum();
        // [end]
        assertThat(words).isEqualTo(6);
    }

    @Test
    void starmap() {
        // [starmap]
        List<Double> powers = pool.starmap(Functions::power, List.of(Map.entry(2.0, 3.0), Map.entry(3.0, 2.0)))
                .toList();
        // [end]
        assertThat(powers).containsExactly(8.0, 9.0);
    }

    @Test
    void callbacks() throws Exception {
        BlockingQueue<String> messages = new LinkedBlockingQueue<>();
        // [callbacks]
        pool.submit(Functions::length, "a text").whenComplete((length, failure) -> {
            messages.add(failure == null ? "length " + length : "failed: " + failure);
        });
        // [end]
        assertThat(messages.poll(30, TimeUnit.SECONDS)).isEqualTo("length 6");
    }

    @Test
    void asCompleted() throws Exception {
        List<Integer> results = new ArrayList<>();
        // [as-completed]
        List<ProcessFuture<Integer>> futures = Stream.of("a", "bb", "ccc")
                .map(text -> pool.submit(Functions::length, text))
                .toList();
        for (var done = ProcessFutures.asCompleted(futures, Duration.ofMinutes(1)); done.hasNext(); ) {
            results.add(done.next().get());
        }
        // [end]
        assertThat(results).containsExactlyInAnyOrder(1, 2, 3);
    }

    @Test
    void waitForTheFirst() throws Exception {
        List<ProcessFuture<Integer>> futures = Stream.of("a", "bb", "ccc")
                .map(text -> pool.submit(Functions::length, text))
                .toList();
        // [wait]
        AwaitedFutures<ProcessFuture<Integer>> found =
                ProcessFutures.await(futures, ReturnWhen.FIRST_COMPLETED, Duration.ofMinutes(1));
        System.out.println(found.done() + " are done, " + found.notDone() + " are not");
        // [end]
        assertThat(found.done()).isNotEmpty();
    }

    // [initializer-class]
    /** Runs once in each worker, before its first task and after its last. */
    record OpenDictionary(String language) implements WorkerInitializer {
        @Override
        public void start(WorkerContext worker) {
            worker.attributes().put("dictionary", Map.of("hello", language.equals("fr") ? "bonjour" : "hallo"));
        }

        @Override
        public void stop(WorkerContext worker) {
            worker.attributes().clear();
        }
    }

    static String translate(String word) {
        Map<?, ?> dictionary = (Map<?, ?>) WorkerContext.current().attributes().get("dictionary");
        return (String) dictionary.get(word);
    }
    // [end]

    @Test
    void initializer() throws Exception {
        // [initializer]
        try (ProcessPoolExecutor pool = ProcessPoolExecutor.builder()
                .initializer(new OpenDictionary("fr"))
                .build()) {
            System.out.println(pool.submit(() -> translate("hello")).get()); // bonjour
        }
        // [end]
    }

    @Test
    void recycling() throws Exception {
        // [recycling]
        try (ProcessPoolExecutor pool = ProcessPoolExecutor.builder()
                .maxTasksPerWorker(100) // elements of a chunk count one by one
                .maxWorkerAge(Duration.ofHours(1))
                .maxWorkerMemory(1024L * 1024 * 1024)
                .spareWorkers(1) // a warm one that takes over at once
                .build()) {
            pool.recycleWorkers().get(); // and on demand
        }
        // [end]
    }

    @Test
    void stopping() {
        // [stopping]
        ProcessFuture<String> endless = pool.submit(() -> {
            while (true) {
                Thread.onSpinWait();
            }
        });
        endless.cancel(true); // interrupts, and kills after the grace period
        endless.stopped().join(); // no process works on it any more
        // [end]
        assertThat(endless).isCancelled();
    }

    @Test
    void terminating() {
        ProcessFuture<String> running = pool.submit(() -> {
            Thread.sleep(Long.MAX_VALUE);
            return "";
        });
        // [terminating]
        List<ProcessFuture<?>> lost = pool.terminate(); // at once: workers are killed, these tasks are lost
        List<Runnable> neverBegan = pool.shutdownNow(); // cancels what runs, as cancel(true) does, and what waits
        // [end]
        assertThat(lost).containsExactly(running);
        assertThat(neverBegan).isEmpty();
    }

    @Test
    void process() throws Exception {
        // [process]
        try (IsolatedProcess<Integer> process = IsolatedProcess.of(() -> 20 + 22)) {
            process.start();
            process.join();
            System.out.println(
                    process.exitCode().orElse(-1) + " " + process.result().get());
        }
        // [end]
    }

    @Test
    void sharedQueue() throws Exception {
        List<String> received = new ArrayList<>();
        // [queue]
        @SuppressWarnings("unchecked")
        BlockingQueue<String> queue = pool.share(BlockingQueue.class, new LinkedBlockingQueue<String>());
        pool.submit(() -> {
            queue.put("from worker " + ProcessHandle.current().pid()); // runs on the parent's queue
            return null;
        });
        received.add(queue.take());
        // [end]
        assertThat(received.get(0)).startsWith("from worker");
    }

    @Test
    void sharedMapAndLock() throws Exception {
        // [map-and-lock]
        @SuppressWarnings("unchecked")
        ConcurrentMap<String, Integer> counts =
                pool.share(ConcurrentMap.class, new ConcurrentHashMap<String, Integer>());
        Lock lock = pool.share(Lock.class, new ReentrantLock());
        List<ProcessFuture<Void>> tasks = IntStream.range(0, 10)
                .mapToObj(i -> pool.submit(() -> {
                    lock.lock();
                    try {
                        counts.put("tasks", counts.getOrDefault("tasks", 0) + 1);
                    } finally {
                        lock.unlock();
                    }
                }))
                .toList();
        // [end]
        for (ProcessFuture<Void> task : tasks) {
            task.get();
        }
        assertThat(counts.get("tasks")).isEqualTo(10);
    }

    // [interface]
    /** Any interface can be shared. */
    interface Stock {
        boolean take(String article);
    }
    // [end]

    @Test
    void sharedInterface() throws Exception {
        ConcurrentMap<String, Integer> articles = new ConcurrentHashMap<>(Map.of("tea", 1));
        // [any-object]
        Stock stock = pool.share(Stock.class, article -> articles.merge(article, -1, Integer::sum) >= 0);
        boolean first = pool.submit(() -> stock.take("tea")).get();
        boolean second = pool.submit(() -> stock.take("tea")).get();
        // [end]
        assertThat(first).isTrue();
        assertThat(second).isFalse();
    }

    @Test
    void sharedMemory() throws Exception {
        // [shared-memory]
        try (SharedBuffer shared = pool.sharedBuffer(4_000_000)) {
            IntBuffer numbers = shared.buffer().asIntBuffer();
            for (int i = 0; i < numbers.capacity(); i++) {
                numbers.put(i, i % 10);
            }
            // Only the handle travels; the worker maps the same memory.
            ProcessFuture<Long> sum = pool.submit(() -> {
                IntBuffer same = shared.buffer().asIntBuffer();
                return IntStream.range(0, same.capacity()).mapToLong(same::get).sum();
            });
            System.out.println(sum.get()); // 4500000
        }
        // [end]
    }

    @Test
    void stages() {
        // [stages]
        CompletableFuture<String> report = pool.submit(Functions::length, "a text")
                .thenCombine(
                        pool.submit(Functions::countWords, "a text"),
                        (letters, words) -> letters + " letters, " + words + " words");
        System.out.println(report.join());
        // [end]
        assertThat(report.join()).isEqualTo("6 letters, 2 words");
    }

    @Test
    void snapshot() throws Exception {
        pool.submit(() -> {}).get();
        // [snapshot]
        PoolSnapshot snapshot = pool.snapshot();
        System.out.println(snapshot.queuedTasks() + " wait, " + snapshot.runningTasks() + " run");
        for (WorkerSnapshot worker : snapshot.workers()) {
            System.out.println(worker.pid() + " " + worker.state() + " " + worker.residentBytes() / 1_000_000 + " MB");
        }
        // [end]
        assertThat(snapshot.workers()).isNotEmpty();
    }

    @Test
    void crashes() {
        // [crashes]
        ProcessFuture<Void> task = pool.submit(() -> Runtime.getRuntime().halt(3));
        try {
            task.get();
        } catch (ExecutionException e) {
            if (e.getCause() instanceof WorkerCrashedException crash) {
                System.out.println("process " + crash.pid() + " ended with "
                        + crash.exitCode().orElse(-1));
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        // [end]
        assertThat(task).isCompletedExceptionally();
        assertThat(pool.submit(() -> 1)).succeedsWithin(Duration.ofMinutes(1)); // the pool goes on
    }

    @Test
    void timeouts() {
        // [timeouts]
        TaskSubmitter careful = pool.with(TaskOptions.builder()
                .timeout(Duration.ofMillis(200)) // of running; the worker is stopped
                .queueTimeout(Duration.ofMinutes(1)) // of waiting
                .deadline(Duration.ofMinutes(2)) // of both
                .build());
        ProcessFuture<Void> slow = careful.submit(() -> {
            while (true) {
                Thread.onSpinWait();
            }
        });
        // [end]
        ExecutionException failure = catchThrowableOfType(ExecutionException.class, slow::get);
        assertThat(failure).hasCauseInstanceOf(TaskTimeoutException.class);
    }

    @Test
    void retries() throws Exception {
        // [retries]
        TaskSubmitter again = pool.with(TaskOptions.builder()
                .maxAttempts(3) // the task is idempotent: run it again if its worker is lost
                .quarantineKey("report.pdf") // and stop when three workers in a row died of it
                .build());
        // [end]
        assertThat(again.submit(() -> 1).get()).isEqualTo(1);
    }

    @Test
    void affinity() throws Exception {
        // [affinity]
        TaskSubmitter sticky = pool.with(TaskOptions.builder()
                .affinityKey("customer 17") // the worker that had this key last, if it is free
                .build());
        // [end]
        assertThat(sticky.submit(() -> 1).get()).isEqualTo(1);
    }

    @Test
    @SuppressWarnings("unchecked") // A class literal knows nothing of the elements.
    void progress() throws Exception {
        BlockingQueue<Integer> gate = pool.share(BlockingQueue.class, new LinkedBlockingQueue<Integer>());
        // [progress]
        ProcessFuture<Integer> task = pool.submit(() -> {
            for (int page = 1; page <= 20; page++) {
                WorkerContext.current().reportProgress(page, 20, "page " + page);
            }
            return gate.take();
        });
        // [end]
        await().atMost(Duration.ofSeconds(60)).until(() -> task.progress().isPresent());
        gate.put(20);
        assertThat(task.get()).isEqualTo(20);
        assertThat(task.progress().orElseThrow().done()).isEqualTo(20);
    }
}
