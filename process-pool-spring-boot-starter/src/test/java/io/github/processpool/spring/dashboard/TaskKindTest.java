package io.github.processpool.spring.dashboard;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TaskKindTest {

    @ParameterizedTest
    @CsvSource({
        "Renderer.render, Renderer.render",
        "page 17 of a.pdf, page # of a.pdf",
        "invoice-2026.11.30, invoice-#",
        "order 0b7c3f0e-9d1a-4c3b-8e2f-1a2b3c4d5e6f, order #",
        "Main$$Lambda/0x00007f5cb901fcb0, Main$$Lambda/#",
    })
    void namesThatDifferByNumbersAreOfOneKind(String name, String kind) {
        assertThat(TaskKind.of(name)).isEqualTo(kind);
    }

    @Test
    void aLongNameIsCut() {
        assertThat(TaskKind.of("a".repeat(5_000))).hasSizeLessThan(110).endsWith("…");
    }
}
