package io.github.processpool.spring.cookbook;

import io.github.processpool.ProcessFuture;
import io.github.processpool.WorkerContext;
import io.github.processpool.spring.ProcessAsyncResult;
import io.github.processpool.spring.annotation.ProcessAsync;
import org.springframework.stereotype.Service;

/** Reports of many pages, each of which takes a while. */
@Service
class Reports {

    @ProcessAsync(timeout = "10m")
    public ProcessFuture<String> write(int pages) throws InterruptedException {
        StringBuilder report = new StringBuilder();
        for (int page = 1; page <= pages; page++) {
            WorkerContext.current().reportProgress(page, pages, "page " + page);
            Thread.sleep(100); // stands in for the work
            report.append("page ").append(page).append('.');
        }
        return ProcessAsyncResult.of(report.toString());
    }
}
