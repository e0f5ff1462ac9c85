package io.github.processpool.spring.micrometer;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.processpool.PoolState;
import io.github.processpool.ProcessPoolExecutor;
import io.github.processpool.cluster.ClusterSnapshot;
import io.github.processpool.spring.Snapshots;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tag;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** What docs/metrics.md says of meters, and asks Prometheus, is what there is. */
class MetricsDocumentationTest {

    private static final Path PAGE = Path.of("..", "docs", "metrics.md");
    private static final Pattern ROW =
            Pattern.compile("^\\| `([a-z.]+)` \\| `([a-z_]+)` \\| ([^|]*) \\| ([^|]+) \\|$", Pattern.MULTILINE);
    private static final Pattern BLOCK = Pattern.compile("```(?:promql|yaml)\\n(.*?)```", Pattern.DOTALL);
    private static final Pattern SERIES = Pattern.compile("\\b((?:process_pool|executor)(?:_[a-z]+)*)\\b");
    private static final Pattern MATCHER = Pattern.compile("(\\w+)=~?\"([^\"]+)\"");

    private static final ClusterSnapshot NOBODY = new ClusterSnapshot(
            "shop", Optional.empty(), ClusterSnapshot.State.LEFT, List.of(), List.of(), List.of(), 0, 0, 0);

    private final PrometheusMeterRegistry registry = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
    private final String page = read();
    private final Set<String> printed = new TreeSet<>();

    MetricsDocumentationTest() {
        ProcessPoolExecutor pool = Snapshots.pool("pdf", PoolState.RUNNING);
        new ProcessPoolMeters("pdf", pool).bindTo(registry);
        new ProcessPoolMeterRecorder(registry, "pdf");
        ClusterMeters cluster = new ClusterMeters("shop", () -> NOBODY);
        cluster.bindTo(registry);
        cluster.bindPool("pdf", registry);
        registry.scrape()
                .lines()
                .filter(line -> !line.startsWith("#"))
                .map(line -> line.split("[{ ]", 2)[0])
                .forEach(printed::add);
    }

    private static String read() {
        try {
            return Files.readString(PAGE);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Test
    void everyMeterHasOneRowWithItsDescription() {
        Map<String, String> described = new TreeMap<>();
        rows().forEach(row -> assertThat(described.put(row.group(1), row.group(4)))
                .as(row.group())
                .isNull());
        Map<String, String> registered = meters(registry)
                .collect(Collectors.toMap(
                        meter -> meter.getId().getName(),
                        meter -> String.valueOf(meter.getId().getDescription()),
                        (first, second) -> first,
                        TreeMap::new));

        assertThat(described).isEqualTo(registered);
    }

    @Test
    void everyRowHasTheTagsOfItsMeter() {
        rows().forEach(row -> {
            Set<String> tags = meters(registry)
                    .filter(meter -> meter.getId().getName().equals(row.group(1)))
                    .flatMap(meter -> meter.getId().getTags().stream())
                    .map(Tag::getKey)
                    .filter(key -> !key.equals("name"))
                    .collect(Collectors.toCollection(TreeSet::new));
            assertThat(row.group(3).replace("`", "")).as(row.group(1)).isEqualTo(String.join(", ", tags));
        });
    }

    @Test
    void everyRowHasTheNameThatPrometheusPrints() {
        rows().forEach(row -> assertThat(printed)
                .as(row.group(1))
                .anyMatch(name -> name.equals(row.group(2)) || name.equals(row.group(2) + "_count")));
    }

    @Test
    void queriesAndAlertsNameOnlyWhatPrometheusPrints() {
        Set<String> asked = blocks().flatMap(block -> SERIES.matcher(block).results())
                .map(found -> found.group(1))
                .collect(Collectors.toCollection(TreeSet::new));

        assertThat(asked).hasSizeGreaterThan(10);
        assertThat(printed).containsAll(asked);
    }

    @Test
    void queriesAndAlertsSelectOnlyValuesThatThereAre() {
        String scrape = registry.scrape();
        List<MatchResult> matchers =
                blocks().flatMap(block -> MATCHER.matcher(block).results()).toList();

        assertThat(matchers).isNotEmpty();
        matchers.forEach(matcher -> Arrays.stream(matcher.group(2).split("\\|"))
                .forEach(value -> assertThat(scrape).contains(matcher.group(1) + "=\"" + value + "\"")));
    }

    @Test
    void everyAlertHasWhatOneNeedsAtNight() {
        List<String> alerts = blocks().filter(block -> block.contains("alert:")).toList();

        assertThat(alerts)
                .hasSizeGreaterThan(8)
                .allSatisfy(alert -> assertThat(alert).contains("expr:", "for:", "severity:", "summary:"));
    }

    @Test
    void tagsHaveFewValues() {
        meters(registry)
                .collect(Collectors.groupingBy(meter -> meter.getId().getName(), Collectors.counting()))
                .forEach((name, series) -> assertThat(series).as(name).isLessThan(20));
    }

    private List<MatchResult> rows() {
        List<MatchResult> rows = ROW.matcher(page).results().toList();
        assertThat(rows).isNotEmpty();
        return rows;
    }

    private Stream<String> blocks() {
        return BLOCK.matcher(page).results().map(block -> block.group(1));
    }

    private static Stream<Meter> meters(MeterRegistry registry) {
        return registry.getMeters().stream();
    }
}
