package io.github.processpool.sample;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.context.properties.source.MapConfigurationPropertySource;
import org.springframework.util.unit.DataSize;

class SamplePropertiesTest {

    @Test
    void hasDefaults() {
        SampleProperties properties = bind(Map.of());

        assertThat(properties.workDirectory()).isNull();
        assertThat(properties.exitWhenDone()).isFalse();
        assertThat(properties.documentTimeout()).isEqualTo(Duration.ofSeconds(20));
        assertThat(properties.maxFileSize()).isEqualTo(DataSize.ofMegabytes(25));
    }

    @Test
    void namesTheValueThatIsWrong() {
        assertThatThrownBy(() -> bind(Map.of("sample.document-timeout", "0s")))
                .hasRootCauseMessage("sample.document-timeout must be positive: PT0S");
        assertThatThrownBy(() -> bind(Map.of("sample.max-documents", "0")))
                .hasRootCauseMessage("sample.max-documents must be at least 1: 0");
    }

    private static SampleProperties bind(Map<String, String> values) {
        return new Binder(new MapConfigurationPropertySource(values)).bindOrCreate("sample", SampleProperties.class);
    }
}
