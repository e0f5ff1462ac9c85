package io.github.processpool.spring.guide.async;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.processpool.spring.async.InProcess;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.context.annotation.EnableAspectJAutoProxy;

class AsyncExamplesTest {

    private static final Duration LIMIT = Duration.ofSeconds(30);

    @EnableAspectJAutoProxy
    static class Aspects {}

    private final ApplicationContextRunner application = InProcess.application()
            .withPropertyValues("process-pool.pools.pdf.max-workers=1")
            .withUserConfiguration(
                    Aspects.class,
                    DocumentRepository.class,
                    Thumbnails.class,
                    Uploads.class,
                    QuotaAspect.class,
                    TenantCarrier.class,
                    Reports.class);

    @Test
    void anAnnotatedMethodRunsOnTheBeanOfAWorker() {
        application.run(context -> {
            long id = context.getBean(DocumentRepository.class)
                    .save(new Document(new byte[] {5, 6}))
                    .getId();
            int before = Quota.taken.get();

            assertThat(context.getBean(Thumbnails.class).render(id))
                    .succeedsWithin(LIMIT)
                    .isEqualTo(new byte[] {5});
            assertThat(Quota.taken.get()).isEqualTo(before + 1);
            context.getBean(Uploads.class).upload(new byte[] {1});
            assertThat(context.getBean(DocumentRepository.class).contentOf(2)).containsExactly(1);
        });
    }

    @Test
    void whatIsCarriedReachesTheWorker() {
        application.run(context -> {
            Tenant.set("a");
            try {
                assertThat(context.getBean(Reports.class).tenant())
                        .succeedsWithin(LIMIT)
                        .isEqualTo("a");
            } finally {
                Tenant.clear();
            }
            assertThat(context.getBean(Reports.class).count("three"))
                    .succeedsWithin(LIMIT)
                    .isEqualTo(5);
        });
    }

    @Test
    void aPathGoesThereAndAnOptionalComesBack() {
        application.run(context -> {
            Reports reports = context.getBean(Reports.class);

            assertThat(reports.parent(Path.of("a", "b"))).succeedsWithin(LIMIT).isEqualTo(Optional.of(Path.of("a")));
            assertThat(reports.parent(Path.of("a"))).succeedsWithin(LIMIT).isEqualTo(Optional.empty());
        });
    }
}
