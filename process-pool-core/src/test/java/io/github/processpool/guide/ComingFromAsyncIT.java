package io.github.processpool.guide;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.processpool.IsolatedProcess;
import io.github.processpool.ProcessPoolExecutor;
import io.github.processpool.TaskOptions;
import io.github.processpool.TaskSubmitter;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The examples of docs/coming-from-async.md. */
@Timeout(120)
class ComingFromAsyncIT {

    static int square(int number) {
        return number * number;
    }

    @Test
    void supplyAsync() {
        try (ProcessPoolExecutor pool =
                ProcessPoolExecutor.builder().maxWorkers(1).build()) {
            // [careful]
            TaskSubmitter careful = pool.with(TaskOptions.builder()
                    .timeout(Duration.ofSeconds(20))
                    .maxAttempts(2)
                    .build());
            CompletableFuture<String> words = careful.submit(() -> square(6)).thenApply(number -> "it is " + number);
            // [end]
            assertThat(words.join()).isEqualTo("it is 36");
        }
    }

    @Test
    void oneProcessForOnePieceOfWork() throws Exception {
        List<Integer> results = new ArrayList<>();
        // [isolated]
        try (IsolatedProcess<Integer> process = IsolatedProcess.of(() -> square(6))) {
            process.start();
            results.add(process.result().get());
        }
        // [end]
        assertThat(results).containsExactly(36);
    }
}
