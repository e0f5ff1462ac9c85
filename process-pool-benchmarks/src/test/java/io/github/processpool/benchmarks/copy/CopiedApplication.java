package io.github.processpool.benchmarks.copy;

import io.github.processpool.ProcessPoolExecutor;
import io.github.processpool.spring.WorkerProcess;
import io.github.processpool.spring.annotation.ProcessAsync;
import jakarta.persistence.Entity;
import jakarta.persistence.GeneratedValue;
import jakarta.persistence.Id;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.SpringBootApplication;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.stereotype.Service;
import org.springframework.transaction.annotation.Transactional;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;

/**
 * The application that is measured: web, JPA and Actuator, with one entity. Its {@code main} starts it, measures with {@link
 * CopyMeasurement}, prints the figures and ends.
 */
@SpringBootApplication
public class CopiedApplication {

    public static void main(String[] arguments) throws Exception {
        try (ConfigurableApplicationContext context = SpringApplication.run(CopiedApplication.class, arguments)) {
            if (!WorkerProcess.isWorker()) {
                double ownStart = CopyMeasurement.millisSinceJvmStart();
                new CopyMeasurement(context.getBean(Work.class), context.getBean(ProcessPoolExecutor.class))
                        .printTo(System.out, ownStart);
            }
        }
    }

    @Entity
    static class Item {

        @Id
        @GeneratedValue
        private @Nullable Long id;
    }

    /** Called in a worker. */
    @Service
    static class Work {

        private final Items items;

        Work(Items items) {
            this.items = items;
        }

        @ProcessAsync
        public CompletableFuture<Integer> echo(int number) {
            return CompletableFuture.completedFuture(echoed(number));
        }

        @ProcessAsync
        @Transactional(readOnly = true)
        public CompletableFuture<Long> count() {
            return CompletableFuture.completedFuture(items.count());
        }

        static int echoed(int number) {
            return number;
        }
    }

    @RestController
    static class Page {

        private final Items items;

        Page(Items items) {
            this.items = items;
        }

        @GetMapping("/count")
        long count() {
            return items.count();
        }
    }
}
