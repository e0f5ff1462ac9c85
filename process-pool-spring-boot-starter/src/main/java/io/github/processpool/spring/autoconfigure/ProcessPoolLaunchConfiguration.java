package io.github.processpool.spring.autoconfigure;

import io.github.processpool.ProcessPoolExecutor;
import io.github.processpool.spring.launch.NestedJarWorkers;
import io.github.processpool.spring.launch.WorkersWithoutDevtools;
import io.github.processpool.spring.worker.WorkersWithoutLogFiles;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;

/** Fits the command of workers to the form in which the application runs, before the application's own customizers. */
@Configuration(proxyBeanMethods = false)
final class ProcessPoolLaunchConfiguration {

    @Bean
    @Order(Ordered.HIGHEST_PRECEDENCE)
    NestedJarWorkers nestedJarWorkers() {
        return new NestedJarWorkers(ProcessPoolExecutor.class);
    }

    @Bean
    @Order(Ordered.HIGHEST_PRECEDENCE)
    WorkersWithoutLogFiles workersWithoutLogFiles() {
        return new WorkersWithoutLogFiles();
    }

    @Bean
    @Order(Ordered.HIGHEST_PRECEDENCE)
    @ConditionalOnClass(name = "org.springframework.boot.devtools.restart.Restarter")
    WorkersWithoutDevtools workersWithoutDevtools() {
        return new WorkersWithoutDevtools();
    }
}
