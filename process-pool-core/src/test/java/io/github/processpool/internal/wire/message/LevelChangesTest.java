package io.github.processpool.internal.wire.message;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.api.Test;

class LevelChangesTest {

    @Test
    void tellsWhichLevelsToSetForLoggersToBecomeAsWanted() {
        assertThat(LevelChanges.between(
                        Map.of("ROOT", "INFO", "gone", "DEBUG", "same", "WARN"),
                        Map.of("ROOT", "WARN", "same", "WARN", "new", "TRACE")))
                .isEqualTo(Map.of("ROOT", "WARN", "gone", "", "new", "TRACE"));
    }
}
