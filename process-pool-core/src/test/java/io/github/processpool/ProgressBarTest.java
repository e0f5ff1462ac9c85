package io.github.processpool;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatNullPointerException;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;

class ProgressBarTest {

    private final ProgressLine line = new ProgressLine("pages");

    // -- What it says --

    @Test
    void aBarHasTheRateTheTimeThatIsLeftAndTheFailures() {
        assertThat(line.withBar(progress(250, 3, 1000, 2_000)))
                .isEqualTo("pages [#####...............]  25 %, 250 of 1000, 125/s, 0:06 left, 3 failed");
    }

    @Test
    void withNothingReceivedThereIsNeitherARateNorAnEstimate() {
        assertThat(line.withBar(progress(0, 0, 1000, 2_000)))
                .isEqualTo("pages [....................]   0 %, 0 of 1000, 0:02");
    }

    @Test
    void atTheEndItSaysHowLongItTook() {
        MapProgress end = new MapProgress(1000, 0, OptionalLong.of(1000), Duration.ofSeconds(3723), true);

        assertThat(line.words(end)).isEqualTo("pages: 100 %, 1000 of 1000, 16/min, in 1:02:03");
    }

    @Test
    void aMapThatWasStoppedIsNotSaidToBeDone() {
        MapProgress end = new MapProgress(500, 1, OptionalLong.of(1000), Duration.ofSeconds(5), true);

        assertThat(line.words(end)).isEqualTo("pages:  50 %, 500 of 1000, 100/s, in 0:05, 1 failed");
    }

    @Test
    void whereNobodyKnowsHowManyThereAreItCounts() {
        MapProgress some = new MapProgress(42, 0, OptionalLong.empty(), Duration.ofSeconds(7), false);

        assertThat(line.withBar(some)).isEqualTo("pages: 42, 6.0/s, 0:07");
        assertThat(some.remaining()).isEmpty();
    }

    @Test
    void ofNothingEverythingIsDone() {
        assertThat(line.withBar(progress(0, 0, 0, 0))).isEqualTo("pages [####################] 100 %, 0 of 0, 0:00");
    }

    @Test
    void aRateHasTheUnitInWhichItIsAtLeastOne() {
        assertThat(ProgressLine.rate(12_345.6)).isEqualTo("12346/s");
        assertThat(ProgressLine.rate(1.25)).isEqualTo("1.3/s");
        assertThat(ProgressLine.rate(0.5)).isEqualTo("30/min");
        assertThat(ProgressLine.rate(0.001)).isEqualTo("3.6/h");
    }

    @Test
    void aLineNeverBreaksATerminalsLine() {
        ProgressLine wordy = new ProgressLine("the pages\n of a very long book \u001b[31m");
        MapProgress much =
                new MapProgress(Long.MAX_VALUE / 2, 7, OptionalLong.of(Long.MAX_VALUE), Duration.ofDays(90), false);

        assertThat(wordy.withBar(much))
                .hasSizeLessThan(80)
                .startsWith("the pages  of a v... [####")
                .matches("\\P{C}*");
    }

    // -- Where and when --

    @Test
    void onATerminalEachReportOverwritesTheLineAndTheLastOneEndsIt() {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        ProgressBar bar = ProgressBar.screen("pages", new PrintStream(bytes, true, StandardCharsets.UTF_8));

        bar.onProgress(progress(1, 0, 2, 1_000));
        bar.onProgress(new MapProgress(2, 0, OptionalLong.of(2), Duration.ofSeconds(2), true));

        assertThat(bytes.toString(StandardCharsets.UTF_8))
                .isEqualTo("\rpages [##########..........]  50 %, 1 of 2, 1.0/s, 0:01 left\u001b[K"
                        + "\rpages [####################] 100 %, 2 of 2, 1.0/s, in 0:02\u001b[K"
                        + System.lineSeparator());
    }

    @Test
    void linesComeEveryTenSecondsAndAtTheEnd() {
        List<String> lines = new ArrayList<>();
        ProgressBar bar = ProgressBar.lines("pages", lines::add);

        for (int run = 0; run < 2; run++) { // It may show one map after the other.
            for (int second = 0; second < 25; second++) {
                bar.onProgress(progress(second, 0, 25, second * 1_000L));
            }
            bar.onProgress(new MapProgress(25, 0, OptionalLong.of(25), Duration.ofSeconds(25), true));
        }

        List<String> ofOneRun = List.of(
                "pages:  40 %, 10 of 25, 1.0/s, 0:15 left",
                "pages:  80 %, 20 of 25, 1.0/s, 0:05 left", "pages: 100 %, 25 of 25, 1.0/s, in 0:25");
        assertThat(lines.subList(0, 3)).isEqualTo(ofOneRun);
        assertThat(lines.subList(3, 6)).isEqualTo(ofOneRun);
        assertThat(lines).hasSize(6);
    }

    @Test
    void oneThatIsOffSaysNothingAndALabelIsNeeded() {
        ProgressBar.off().onProgress(progress(1, 0, 2, 1_000));

        assertThat(ProgressBar.off()).hasToString("ProgressBar.off");
        assertThatNullPointerException().isThrownBy(() -> ProgressBar.console(null));
        assertThatNullPointerException().isThrownBy(() -> ProgressBar.lines("pages", null));
    }

    private static MapProgress progress(long done, long failed, long total, long millis) {
        return new MapProgress(done, failed, OptionalLong.of(total), Duration.ofMillis(millis), false);
    }
}
