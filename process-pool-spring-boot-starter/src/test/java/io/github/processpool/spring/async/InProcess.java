package io.github.processpool.spring.async;

import io.github.processpool.spring.autoconfigure.ProcessAsyncAutoConfiguration;
import io.github.processpool.spring.autoconfigure.ProcessPoolAutoConfiguration;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;

/** Applications whose workers are threads. */
public final class InProcess {

    private InProcess() {}

    public static ApplicationContextRunner application() {
        return new ApplicationContextRunner()
                .withConfiguration(
                        AutoConfigurations.of(ProcessPoolAutoConfiguration.class, ProcessAsyncAutoConfiguration.class))
                .withPropertyValues("process-pool.mode=in-process", "process-pool.max-workers=1");
    }
}
