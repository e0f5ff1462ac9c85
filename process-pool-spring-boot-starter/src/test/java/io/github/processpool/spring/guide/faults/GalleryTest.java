package io.github.processpool.spring.guide.faults;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.processpool.PoolFaults;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.context.TestConfiguration;
import org.springframework.context.annotation.Bean;

@SpringBootTest(properties = "process-pool.mode=in-process")
class GalleryTest {

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
    Gallery gallery;

    @Test
    void showsThePlaceholderWhenTheRendererCrashes() throws Exception {
        faults.crash("Thumbnails.render"); // the next call of that method
        assertThat(gallery.thumbnailOf("a.pdf")).isEqualTo(Gallery.PLACEHOLDER);
    }

    @Test
    void showsThePlaceholderWhenTheRendererIsTooSlow() throws Exception {
        faults.timeOut("Thumbnails.render");
        assertThat(gallery.thumbnailOf("a.pdf")).isEqualTo(Gallery.PLACEHOLDER);
        assertThat(gallery.thumbnailOf("a.pdf")).isEqualTo("a.pdf.png");
    }
}
