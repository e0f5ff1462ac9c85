package io.github.processpool.spring.guide.service;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.processpool.spring.async.InProcess;
import org.junit.jupiter.api.Test;

class ServiceExampleTest {

    @Test
    void aServiceSubmitsAStaticMethod() {
        InProcess.application()
                .withUserConfiguration(Thumbnails.class)
                .run(context -> assertThat(context.getBean(Thumbnails.class).render(new byte[] {5, 6}))
                        .containsExactly(5));
    }
}
