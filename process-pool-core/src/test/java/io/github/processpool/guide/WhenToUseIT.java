package io.github.processpool.guide;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.github.processpool.ProcessFuture;
import io.github.processpool.ProcessFutures;
import io.github.processpool.ProcessPoolExecutor;
import io.github.processpool.SerializableCallable;
import io.github.processpool.TaskSerializationException;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorCompletionService;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Future;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The table of docs/when-to-use.md: what an executor of processes refuses, and that the other form works. */
@Timeout(120)
class WhenToUseIT {

    private static ProcessPoolExecutor pool;

    @BeforeAll
    static void open() {
        pool = ProcessPoolExecutor.builder().maxWorkers(1).build();
    }

    @AfterAll
    static void close() {
        pool.close();
    }

    static int square(int number) {
        return number * number;
    }

    private static void assertRefused(ThrowingCallable call, String... words) {
        assertThatExceptionOfType(TaskSerializationException.class)
                .isThrownBy(call)
                .satisfies(refusal -> assertThat(refusal.getMessage()).contains(words));
    }

    @Test
    void aLambdaForAnExecutorService() throws Exception {
        ExecutorService executor = pool;

        assertRefused(
                () -> executor.submit(() -> square(6)),
                "a lambda whose type is not serializable",
                "Pass the lambda to submit directly",
                "declare it as SerializableCallable");
        assertThat(pool.submit(() -> square(6)).get()).isEqualTo(36);
        // [typed]
        SerializableCallable<Integer> task = () -> square(6);
        Future<Integer> future = executor.submit(task);
        // [end]
        assertThat(future.get()).isEqualTo(36);
    }

    @Test
    void aLambdaThatIsAPlainCallable() {
        assertRefused(WhenToUseIT::submitPlain, "a lambda whose type is not serializable");
    }

    private static Future<Integer> submitPlain() {
        // [plain]
        Callable<Integer> plain = () -> square(6);
        return pool.submit(plain);
        // [end]
    }

    /** Not serializable. */
    private static final class Letters {

        private final String greeting;

        Letters(String greeting) {
            this.greeting = greeting;
        }

        ProcessFuture<String> submitThis(String name) {
            // [this]
            return pool.submit(() -> greeting + name);
            // [end]
        }

        ProcessFuture<String> submitText(String name) {
            // [local]
            String text = greeting;
            return pool.submit(() -> text + name);
            // [end]
        }
    }

    @Test
    void aLambdaThatCapturesItsObject() throws Exception {
        Letters letters = new Letters("Dear ");

        assertRefused(() -> letters.submitThis("Ann"), "captured value 1 (", "Letters) is not serializable");
        assertThat(letters.submitText("Ann").get()).isEqualTo("Dear Ann");
    }

    @Test
    void invokeAll() throws Exception {
        List<Callable<Integer>> plain = List.of(() -> square(6), () -> square(7));

        assertRefused(() -> pool.invokeAll(plain), "declare it as SerializableCallable");
        // [invoke-all]
        List<SerializableCallable<Integer>> tasks = List.of(() -> square(6), () -> square(7));
        List<Future<Integer>> futures = pool.invokeAll(tasks);
        // [end]
        assertThat(futures.get(1).get()).isEqualTo(49);
    }

    @Test
    void executorCompletionService() {
        ExecutorCompletionService<Integer> service = new ExecutorCompletionService<>(pool);

        assertRefused(() -> service.submit(() -> square(6)), "submit the task itself, pool.submit(() -> ...)");
        List<Integer> results = new ArrayList<>();
        // [completion-service]
        List<ProcessFuture<Integer>> futures = List.of(pool.submit(() -> square(6)), pool.submit(() -> square(7)));
        for (Iterator<ProcessFuture<Integer>> done = ProcessFutures.asCompleted(futures); done.hasNext(); ) {
            results.add(done.next().join());
        }
        // [end]
        assertThat(results).containsExactlyInAnyOrder(36, 49);
    }

    @Test
    void completableFuture() {
        assertRefused(
                () -> CompletableFuture.supplyAsync(() -> square(6), pool),
                "can't be the executor of CompletableFuture.supplyAsync",
                "Submit the task itself");
        // [completable-future]
        CompletableFuture<Integer> chain =
                pool.submit(() -> square(6)).thenCompose(first -> pool.submit(() -> square(first)));
        // [end]
        assertThat(chain.join()).isEqualTo(1296);
    }
}
