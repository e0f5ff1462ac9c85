package io.github.processpool.benchmarks.sidebyside;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;

class OptionsTest {

    @Test
    void writesThePageOnlyAfterACompleteRun() {
        assertThat(Options.parse().output()).isEqualTo(Path.of("docs/performance.md"));
        assertThat(Options.parse("--quick").output()).isNull();
        assertThat(Options.parse("--repetitions", "4").output()).isNull();
        assertThat(Options.parse("--rows", "tiny,cpu").output()).isNull();
        assertThat(Options.parse("--peers", "process-pool", "--output", "x.md").output())
                .isEqualTo(Path.of("x.md"));
    }

    @Test
    void namesWhatItDoesNotKnow() {
        assertThatThrownBy(() -> Options.parse("--rows", "tyni")).hasMessageContaining("tyni");
        assertThatThrownBy(() -> Options.parse("--repetitions")).hasMessageContaining("--repetitions");
        assertThatThrownBy(() -> Options.parse("--repetitions", "0")).hasMessageContaining("0");
    }
}
