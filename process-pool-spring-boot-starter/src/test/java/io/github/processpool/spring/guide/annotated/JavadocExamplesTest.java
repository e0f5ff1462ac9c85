package io.github.processpool.spring.guide.annotated;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.processpool.ProcessPoolExecutor;
import io.github.processpool.spring.async.InProcess;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class JavadocExamplesTest {

    private static final Duration LIMIT = Duration.ofSeconds(30);

    /** What Jackson writes and reads. */
    record Point(int x, int y) {}

    @Test
    void anAnnotatedMethodRunsInItsPool() {
        InProcess.application()
                .withPropertyValues("process-pool.pools.pdf.max-workers=1")
                .withUserConfiguration(Thumbnails.class)
                .run(context -> assertThat(context.getBean(Thumbnails.class).render(5))
                        .succeedsWithin(LIMIT)
                        .isEqualTo(new byte[] {5}));
    }

    @Test
    void valuesGoByTheSerializerOfTheApplication() {
        InProcess.application()
                .withBean(JsonSerializer.class, () -> new JsonSerializer(Point.class))
                .run(context -> {
                    ProcessPoolExecutor pool = context.getBean(ProcessPoolExecutor.class);

                    Point turned = pool.submit((Point point) -> new Point(point.y(), point.x()), new Point(1, 2))
                            .get();

                    assertThat(turned).isEqualTo(new Point(2, 1));
                });
    }
}
