package io.github.processpool;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.concurrent.CompletionException;
import org.junit.jupiter.api.Test;

class MapOptionsTest {

    @Test
    void defaultsAreChunksOfOneAndNoLimit() {
        MapOptions options = MapOptions.defaults();

        assertThat(options.chunkSize()).isEqualTo(1);
        assertThat(options.autoChunk()).isFalse();
        assertThat(options.bufferSize()).isEmpty();
        assertThat(options.timeout()).isEmpty();
    }

    @Test
    void badValuesFailAtOnceAndAreNamed() {
        assertThatThrownBy(() -> MapOptions.builder().chunkSize(0))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("chunkSize must be at least 1, but was 0");
        assertThatThrownBy(() -> MapOptions.builder().bufferSize(-7))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("bufferSize must be at least 1, but was -7");
        assertThatThrownBy(() -> MapOptions.builder().timeout(Duration.ZERO))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("timeout must be greater than zero");
    }

    @Test
    void theLastSaidAboutChunksCounts() {
        assertThat(MapOptions.builder().chunkSize(7).autoChunk().build().autoChunk())
                .isTrue();
        MapOptions fixed = MapOptions.builder().autoChunk().chunkSize(7).build();
        assertThat(fixed.autoChunk()).isFalse();
        assertThat(fixed.chunkSize()).isEqualTo(7);
    }

    @Test
    void aResultHoldsItsInputAndAValueOrAnError() {
        MapResult<String, Integer> good = MapResult.success("a", 1);
        MapResult<String, Integer> bad = MapResult.failure("b", new IllegalStateException("no"));

        assertThat(good.input()).isEqualTo("a");
        assertThat(good.isSuccess()).isTrue();
        assertThat(good.value()).isEqualTo(1);
        assertThat(good.error()).isEmpty();
        assertThat(bad.isSuccess()).isFalse();
        assertThat(bad.error()).containsInstanceOf(IllegalStateException.class);
        assertThatThrownBy(bad::value).isInstanceOf(CompletionException.class).hasRootCauseMessage("no");
    }
}
