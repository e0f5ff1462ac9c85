package io.github.processpool.benchmarks.sidebyside;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class PerformancePageTest {

    @Test
    void keepsWhatIsWrittenAroundTheMarkers() {
        String page = "before\n\n" + PerformancePage.BEGIN + "\nold\n" + PerformancePage.END + "\n\nafter\n";

        String replaced = PerformancePage.replaced(page, "new\n");

        assertThat(replaced)
                .isEqualTo("before\n\n" + PerformancePage.BEGIN + "\n\nnew\n\n" + PerformancePage.END + "\n\nafter\n");
    }

    @Test
    void addsMarkersAtTheEndOfAPageWithoutThem() {
        assertThat(PerformancePage.replaced("text\n", "new"))
                .isEqualTo("text\n\n" + PerformancePage.BEGIN + "\n\nnew\n\n" + PerformancePage.END + "\n");
    }
}
