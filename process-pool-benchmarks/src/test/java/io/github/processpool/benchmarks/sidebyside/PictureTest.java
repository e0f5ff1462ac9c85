package io.github.processpool.benchmarks.sidebyside;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.StringReader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.xml.sax.InputSource;

class PictureTest {

    private static final Pattern BAR =
            Pattern.compile("<rect x=\"([0-9.]+)\" .* width=\"([0-9.]+)\" .* class=\"(better|worse)\"/>");

    private final Samples samples = new Samples();

    private void measured(Metric metric, double ours, double pythons) {
        samples.add(metric, Peer.PROCESS_POOL, ours);
        samples.add(metric, Peer.FUTURES, pythons);
    }

    private List<MatchResult> bars() {
        return BAR.matcher(new Picture(samples).svg()).results().toList();
    }

    @Test
    void isWellFormedAndHasColoursForDarkScreens() throws Exception {
        measured(Metric.TINY_TASKS, 300_000, 10_000);
        WorkerSeries.POINTS.forEach(point -> samples.add(point.metric(), Peer.PROCESS_POOL, 1_000 * point.workers()));

        String svg = new Picture(samples).svg();

        DocumentBuilderFactory.newInstance().newDocumentBuilder().parse(new InputSource(new StringReader(svg)));
        assertThat(svg)
                .contains("prefers-color-scheme: dark", "30 ×", "300,000 against 10,000 tasks/s", ">64<", "workers");
    }

    @Test
    void drawsToTheRightOfOneWhatIsBetterAndToTheLeftWhatIsWorseAlsoForTimes() {
        measured(Metric.ROUND_TRIP_P50, 10, 100);
        measured(Metric.TINY_TASKS, 100, 10);
        measured(Metric.FIRST_RESULT, 100, 10);

        List<MatchResult> bars = bars();

        assertThat(bars).extracting(bar -> bar.group(3)).containsExactly("better", "better", "worse");
        assertThat(bars)
                .extracting(bar -> bar.group(2))
                .containsOnly(bars.get(0).group(2));
        double one = Double.parseDouble(bars.get(0).group(1));
        double worse = Double.parseDouble(bars.get(2).group(1));
        assertThat(worse + Double.parseDouble(bars.get(2).group(2))).isEqualTo(one);
    }

    @Test
    void leavesOutWhatWasNotMeasured() {
        samples.add(Metric.TINY_TASKS, Peer.PROCESS_POOL, 1);

        assertThat(bars()).isEmpty();
    }

    @Test
    void liesBesideThePage(@TempDir Path folder) throws Exception {
        Path file = Picture.besides(folder.resolve("page.md"));

        new Picture(samples).write(file);

        assertThat(file).isEqualTo(folder.resolve("images/performance.svg"));
        assertThat(Files.readString(file)).startsWith("<svg");
    }
}
