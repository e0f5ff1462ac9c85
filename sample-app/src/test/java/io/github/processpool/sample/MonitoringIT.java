package io.github.processpool.sample;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What docs/monitoring gives to Prometheus and Grafana, as Prometheus sees it. */
@Timeout(value = 60, unit = TimeUnit.SECONDS)
class MonitoringIT {

    private static final Path RULES = Path.of("..", "docs", "monitoring", "process-pool-alerts.yml");
    private static final Path BOARD = Path.of("..", "docs", "monitoring", "process-pool-board.json");
    private static final Path SITUATIONS =
            Path.of("src", "test", "resources", "monitoring", "process-pool-alerts-test.yml");

    @TempDir
    private Path folder;

    @Test
    void theAlertRulesAreValid() throws IOException, InterruptedException {
        Promtool.assertAgrees("check", "rules", RULES.toString());
    }

    @Test
    void eachAlertFiresWhenSomethingIsWrongAndNoneWhenAllIsWell() throws IOException, InterruptedException {
        Promtool.assertAgrees("test", "rules", SITUATIONS.toString());
    }

    @Test
    void theQueriesOfTheBoardAreValid() throws IOException, InterruptedException {
        String rules = Pattern.compile("\"expr\": (\".*\")")
                .matcher(Files.readString(BOARD))
                .results()
                .map(query -> "      - { record: 'a:query', expr: " + query.group(1) + " }\n")
                .distinct()
                .collect(Collectors.joining("", "groups:\n  - name: board\n    rules:\n", ""));

        Promtool.assertAgrees(
                "check",
                "rules",
                "--lint=none",
                Files.writeString(folder.resolve("queries.yml"), rules).toString());
    }
}
