package io.github.processpool.spring.micrometer;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.processpool.PoolState;
import io.github.processpool.ProcessPoolExecutor;
import io.github.processpool.cluster.ClusterSnapshot;
import io.github.processpool.micrometer.ProcessPoolMetrics;
import io.github.processpool.micrometer.ProcessPoolMetricsListener;
import io.github.processpool.spring.Snapshots;
import io.micrometer.core.instrument.Meter;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** All meters of pools and clusters, as Prometheus gets them; for what is written down of them. */
final class PrintedMeters {

    private static final Pattern SERIES = Pattern.compile("\\b((?:process_pool|executor)(?:_[a-z]+)+)\\b");
    private static final Pattern MATCHER = Pattern.compile("(\\w+)=~?\"([^\"$]+)\"");

    private static final ClusterSnapshot NOBODY = new ClusterSnapshot(
            "shop", Optional.empty(), ClusterSnapshot.State.LEFT, List.of(), List.of(), List.of(), 0, 0, 0);

    private final PrometheusMeterRegistry registry = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
    private final String scrape;
    private final Set<String> names;

    PrintedMeters() {
        ProcessPoolExecutor pool = Snapshots.pool("pdf", PoolState.RUNNING);
        new ProcessPoolMetrics(pool, "pdf").bindTo(registry);
        new ProcessPoolMetricsListener(registry, "pdf");
        ClusterMeters cluster = new ClusterMeters("shop", () -> NOBODY);
        cluster.bindTo(registry);
        cluster.bindPool("pdf", registry);
        scrape = registry.scrape();
        names = scrape.lines()
                .filter(line -> !line.startsWith("#"))
                .map(line -> line.split("[{ ]", 2)[0])
                .collect(Collectors.toCollection(TreeSet::new));
    }

    Stream<Meter> meters() {
        return registry.getMeters().stream();
    }

    Set<String> names() {
        return names;
    }

    /** A query asks for something, and for nothing that Prometheus never gets. */
    void assertAnswer(String query) {
        Set<String> asked = SERIES.matcher(query)
                .results()
                .map(found -> found.group(1))
                .collect(Collectors.toCollection(TreeSet::new));
        assertThat(asked).as(query).isNotEmpty();
        assertThat(names).as(query).containsAll(asked);
        MATCHER.matcher(query).results().forEach(this::assertSelects);
    }

    private void assertSelects(MatchResult matcher) {
        Arrays.stream(matcher.group(2).split("\\|"))
                .forEach(value -> assertThat(scrape).contains(matcher.group(1) + "=\"" + value + "\""));
    }
}
