package io.github.processpool.spring.settings;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.processpool.WorkerCommandCustomizer;
import io.github.processpool.spring.autoconfigure.ProcessPoolAutoConfiguration;
import io.github.processpool.spring.launch.NestedJarWorkers;
import io.github.processpool.spring.launch.StartUpCache;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;

class StartUpCachePropertiesTest {

    private final ApplicationContextRunner runner =
            new ApplicationContextRunner().withConfiguration(AutoConfigurations.of(ProcessPoolAutoConfiguration.class));

    @Test
    void cacheLooksAtCommandsBeforeTheLauncherOfTheArchiveIsPutIn() {
        runner.run(context -> {
            List<WorkerCommandCustomizer> customizers = context.getBeanProvider(WorkerCommandCustomizer.class)
                    .orderedStream()
                    .toList();
            assertThat(customizers).hasAtLeastOneElementOfType(StartUpCache.class);
            assertThat(customizers.stream()
                            .filter(StartUpCache.class::isInstance)
                            .map(customizers::indexOf))
                    .allSatisfy(index ->
                            assertThat(index).isLessThan(customizers.indexOf(context.getBean(NestedJarWorkers.class))));
        });
    }

    @Test
    void cacheCanBeSwitchedOff() {
        runner.withPropertyValues("process-pool.worker.cache.enabled=false")
                .run(context -> assertThat(context).doesNotHaveBean(StartUpCache.class));
    }
}
