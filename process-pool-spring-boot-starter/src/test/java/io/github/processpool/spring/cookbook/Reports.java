package io.github.processpool.spring.cookbook;

import io.github.processpool.ProcessFuture;
import io.github.processpool.WorkerContext;
import io.github.processpool.spring.ProcessAsyncResult;
import io.github.processpool.spring.annotation.ProcessAsync;
import java.time.Duration;
import java.util.concurrent.locks.LockSupport;
import org.springframework.stereotype.Service;

/** Reports of many pages, each of which takes a while. */
@Service
class Reports {

    @ProcessAsync(timeout = "10m")
    public ProcessFuture<String> write(int pages) {
        WorkerContext task = WorkerContext.current();
        StringBuilder report = new StringBuilder();
        for (int page = 1; page <= pages && !task.isCancelled(); page++) {
            task.reportProgress(page, pages, "page " + page);
            report.append(draw(page));
        }
        return ProcessAsyncResult.of(report.toString());
    }

    private static String draw(int page) {
        LockSupport.parkNanos(Duration.ofMillis(100).toNanos()); // stands in for the work
        return "page " + page + ".";
    }
}
