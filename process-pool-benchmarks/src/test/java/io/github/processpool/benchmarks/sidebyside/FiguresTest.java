package io.github.processpool.benchmarks.sidebyside;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class FiguresTest {

    @Test
    void showsThreeDigitsThatMeanSomething() {
        assertThat(Figures.plain(123_456.7)).isEqualTo("123,457");
        assertThat(Figures.plain(12.34)).isEqualTo("12.3");
        assertThat(Figures.plain(10)).isEqualTo("10");
        assertThat(Figures.plain(0.4)).isEqualTo("0.4");
        assertThat(Figures.plain(0.9512)).isEqualTo("0.951");
        assertThat(Figures.plain(0)).isEqualTo("0");
    }
}
