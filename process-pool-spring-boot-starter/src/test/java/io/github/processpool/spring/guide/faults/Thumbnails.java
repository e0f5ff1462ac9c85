package io.github.processpool.spring.guide.faults;

import io.github.processpool.ProcessPoolExecutor;
import io.github.processpool.TaskOptions;
import io.github.processpool.TaskSubmitter;
import io.github.processpool.WorkerCrashedException;
import java.util.concurrent.ExecutionException;
import org.springframework.stereotype.Service;

/** Shows something else where a document can't be shown. */
@Service
class Thumbnails {

    static final String PLACEHOLDER = "placeholder.png";

    private final TaskSubmitter pool;

    Thumbnails(ProcessPoolExecutor pool) {
        this.pool = pool.with(TaskOptions.builder().name("thumbnail").build());
    }

    String of(String file) throws InterruptedException {
        try {
            return pool.submit(() -> file + ".png").get();
        } catch (ExecutionException e) {
            if (e.getCause() instanceof WorkerCrashedException) {
                return PLACEHOLDER;
            }
            throw new IllegalStateException(e);
        }
    }
}
