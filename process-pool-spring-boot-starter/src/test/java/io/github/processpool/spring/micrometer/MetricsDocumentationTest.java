package io.github.processpool.spring.micrometer;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.Tag;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** What docs/metrics.md says of meters is what there is. */
class MetricsDocumentationTest {

    private static final Path PAGE = Path.of("..", "docs", "metrics.md");
    private static final Pattern ROW =
            Pattern.compile("^\\| `([a-z.]+)` \\| `([a-z_]+)` \\| ([^|]*) \\| ([^|]+) \\|$", Pattern.MULTILINE);

    private final PrintedMeters printed = new PrintedMeters();
    private final String page = read();

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
        Map<String, String> registered = printed.meters()
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
            Set<String> tags = printed.meters()
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
        rows().forEach(row -> assertThat(printed.names())
                .as(row.group(1))
                .anyMatch(name -> name.equals(row.group(2)) || name.equals(row.group(2) + "_count")));
    }

    @Test
    void tagsHaveFewValues() {
        printed.meters()
                .collect(Collectors.groupingBy(meter -> meter.getId().getName(), Collectors.counting()))
                .forEach((name, series) -> assertThat(series).as(name).isLessThan(20));
    }

    private List<MatchResult> rows() {
        List<MatchResult> rows = ROW.matcher(page).results().toList();
        assertThat(rows).isNotEmpty();
        return rows;
    }
}
