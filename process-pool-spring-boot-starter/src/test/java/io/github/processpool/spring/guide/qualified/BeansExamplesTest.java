package io.github.processpool.spring.guide.qualified;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.processpool.ProcessPoolExecutor;
import io.github.processpool.spring.WorkerBeans;
import io.github.processpool.spring.async.InProcess;
import org.junit.jupiter.api.Test;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;

class BeansExamplesTest {

    private final ApplicationContextRunner application = InProcess.application()
            .withPropertyValues("process-pool.pools.pdf.max-workers=1")
            .withBean("thumbnails", Thumbnails.class)
            .withBean("orders", Orders.class);

    @Test
    void aPoolIsInjectedByItsQualifier() {
        application.run(context ->
                assertThat(context.getBean(Thumbnails.class).poolName()).isEqualTo("pdf"));
    }

    @Test
    void aTaskCallsABean() {
        application.run(context -> {
            ProcessPoolExecutor pool = context.getBean("processPoolExecutor", ProcessPoolExecutor.class);

            long count = pool.submit(() -> ((Orders) WorkerBeans.bean("orders")).count())
                    .get();

            assertThat(count).isEqualTo(3);
        });
    }
}
