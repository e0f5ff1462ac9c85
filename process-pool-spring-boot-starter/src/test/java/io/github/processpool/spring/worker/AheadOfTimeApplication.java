package io.github.processpool.spring.worker;

import io.github.processpool.ProcessPoolExecutor;
import io.github.processpool.spring.WorkerBeans;
import io.github.processpool.spring.annotation.ProcessAsync;
import io.github.processpool.spring.autoconfigure.ProcessAsyncAutoConfiguration;
import io.github.processpool.spring.autoconfigure.ProcessPoolMetricsAutoConfiguration;
import io.github.processpool.spring.worker.NotebookApplication.Notebook;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.concurrent.CompletableFuture;
import org.springframework.aot.AotDetector;
import org.springframework.boot.ApplicationRunner;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.ImportAutoConfiguration;
import org.springframework.boot.micrometer.metrics.autoconfigure.MetricsAutoConfiguration;
import org.springframework.boot.micrometer.metrics.autoconfigure.export.simple.SimpleMetricsExportAutoConfiguration;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;
import org.springframework.scheduling.annotation.EnableScheduling;
import org.springframework.scheduling.annotation.Scheduled;

/** Processed ahead of time and started by {@link AheadOfTimeIT}: prints what is in its database, as its worker sees it. */
@Configuration(proxyBeanMethods = false)
@EnableScheduling
@Import(NotebookApplication.class)
@ImportAutoConfiguration({
    ProcessAsyncAutoConfiguration.class,
    ProcessPoolMetricsAutoConfiguration.class,
    MetricsAutoConfiguration.class,
    SimpleMetricsExportAutoConfiguration.class
})
public class AheadOfTimeApplication {

    public static void main(String[] arguments) throws Exception {
        try (ConfigurableApplicationContext context = SpringApplication.run(AheadOfTimeApplication.class, arguments)) {
            Notebook notebook = context.getBean(Notebook.class);
            notebook.addEverywhere("from the parent");
            System.out.println("PARENT " + AotDetector.useGeneratedArtifacts() + " " + notebook.rows());
            ProcessPoolExecutor pool = context.getBean(ProcessPoolExecutor.class);
            pool.warmUpWorkers();
            System.out.println("WORKER "
                    + pool.submit(() -> {
                                String rows = ((Notebook) WorkerBeans.bean("notebook"))
                                        .rows()
                                        .toString();
                                return AotDetector.useGeneratedArtifacts() + " " + rows;
                            })
                            .get());
            context.getBean(Counting.class).count().get();
            System.out.println("COUNTED "
                    + context.getBean(MeterRegistry.class)
                            .get("pages")
                            .counter()
                            .count());
            System.out.println("AFTERWARDS " + notebook.rows());
        }
    }

    @Bean
    ApplicationRunner runner() {
        return arguments -> System.out.println("RUNNER");
    }

    @Bean
    Clock clock() {
        return new Clock();
    }

    @Bean
    Counting counting(MeterRegistry registry) {
        return new Counting(registry);
    }

    static class Counting {

        private final MeterRegistry registry;

        Counting(MeterRegistry registry) {
            this.registry = registry;
        }

        @ProcessAsync
        public CompletableFuture<Void> count() {
            registry.counter("pages").increment();
            return CompletableFuture.completedFuture(null);
        }
    }

    static class Clock {

        @Scheduled(initialDelay = 0, fixedDelay = Long.MAX_VALUE / 2)
        void tick() {
            System.out.println("SCHEDULED");
        }
    }
}
