package io.github.processpool.spring.guide.faults;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.processpool.PoolFaults;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.context.TestConfiguration;
import org.springframework.context.annotation.Bean;

@SpringBootTest(properties = "process-pool.mode=in-process")
class ThumbnailsTest {

    @TestConfiguration
    static class Faults {
        @Bean
        PoolFaults poolFaults() {
            return new PoolFaults();
        }
    }

    @Autowired
    PoolFaults faults;

    @Autowired
    Thumbnails thumbnails;

    @Test
    void showsThePlaceholderWhenTheRendererCrashes() throws Exception {
        faults.crash("thumbnail"); // the next task with TaskOptions.name("thumbnail")
        assertThat(thumbnails.of("a.pdf")).isEqualTo(Thumbnails.PLACEHOLDER);
    }
}
