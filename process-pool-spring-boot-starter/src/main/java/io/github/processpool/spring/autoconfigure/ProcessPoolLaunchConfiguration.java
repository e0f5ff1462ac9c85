package io.github.processpool.spring.autoconfigure;

import io.github.processpool.ProcessPoolExecutor;
import io.github.processpool.spring.launch.NestedJarWorkers;
import io.github.processpool.spring.launch.StartUpCache;
import io.github.processpool.spring.launch.WorkersWithoutDevtools;
import io.github.processpool.spring.settings.StartUpCacheProperties;
import io.github.processpool.spring.worker.run.WorkersWithoutLogFiles;
import java.io.File;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;

/** Fits the command of workers to the form in which the application runs, before the application's own customizers. */
@Configuration(proxyBeanMethods = false)
@EnableConfigurationProperties(StartUpCacheProperties.class)
final class ProcessPoolLaunchConfiguration {

    /** Before the next one, which leaves alone what this one has changed. */
    @Bean
    @Order(Ordered.HIGHEST_PRECEDENCE)
    @ConditionalOnSwitch("process-pool.worker.cache.enabled")
    StartUpCache processPoolStartUpCache(StartUpCacheProperties properties) {
        File folder = properties.getFolder();
        return new StartUpCache(ProcessPoolExecutor.class, folder == null ? null : folder.toPath());
    }

    @Bean
    @Order(Ordered.HIGHEST_PRECEDENCE + 10)
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
