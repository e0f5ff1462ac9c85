package io.github.processpool.spring.micrometer;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Page, alert rules and board of docs/monitoring ask the same questions, of meters that there are. */
class MonitoringDocumentationTest {

    private static final Path DOCS = Path.of("..", "docs");
    private static final Pattern QUERIES = Pattern.compile("```promql\\n(.*?)```", Pattern.DOTALL);
    private static final Pattern QUESTION = Pattern.compile("^## (.*)$", Pattern.MULTILINE);
    private static final Pattern NAMED_ALERT = Pattern.compile("`(ProcessPool\\w+)` \\((\\w+)\\)");
    private static final Pattern RULE =
            Pattern.compile("- alert: (\\w+)\\n +expr: (.*?)\\n +for: \\w+\\n(.*?)(?=\\n +[-#]|$)", Pattern.DOTALL);
    /** What the board adds to each series, for the choices at its top. */
    private static final Pattern CHOICE = Pattern.compile("(?:instance|name)=~\"\\$\\w+\",?");

    private final PrintedMeters printed = new PrintedMeters();
    private final String page = read("monitoring.md");
    private final String rules = read("monitoring/process-pool-alerts.yml");
    private final JsonNode board = new JsonMapper().readTree(read("monitoring/process-pool-board.json"));

    private static String read(String file) {
        try {
            return Files.readString(DOCS.resolve(file));
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    @Test
    void everyQueryAsksForWhatThereIs() {
        assertThat(queries()).hasSizeGreaterThan(20).allSatisfy(printed::assertAnswer);
    }

    @Test
    void everyAlertAsksForWhatThereIsAndHasWhatOneNeedsAtNight() {
        assertThat(RULE.matcher(rules).results().toList())
                .hasSizeGreaterThan(10)
                .allSatisfy(rule -> {
                    printed.assertAnswer(rule.group(2));
                    assertThat(rule.group(3)).contains("severity:", "summary:");
                });
    }

    @Test
    void thePageNamesEveryAlertAndNoOther() {
        List<String> alerts = Pattern.compile("alert: (\\w+)")
                .matcher(rules)
                .results()
                .map(alert -> alert.group(1))
                .toList();

        assertThat(RULE.matcher(rules).results()).hasSameSizeAs(alerts);
        assertThat(NAMED_ALERT.matcher(page).results().map(alert -> alert.group(1)))
                .containsExactlyElementsOf(alerts);
        assertThat(NAMED_ALERT.matcher(page).results())
                .allSatisfy(alert -> assertThat(rules)
                        .containsPattern("alert: " + alert.group(1)
                                + "\\n(?:(?! +- alert).*\\n)*? +labels: \\{ severity: " + alert.group(2)));
    }

    @Test
    void theBoardDrawsTheQueriesOfThePageUnderItsQuestions() {
        List<String> drawn = new ArrayList<>();
        List<String> rows = new ArrayList<>();
        for (JsonNode panel : board.path("panels")) {
            if (panel.path("type").asString().equals("row")) {
                rows.add(panel.path("title").asString());
            }
            for (JsonNode target : panel.path("targets")) {
                String query = target.path("expr").asString();
                assertThat(query).contains("$instance");
                drawn.add(CHOICE.matcher(query).replaceAll("").replace("{}", ""));
            }
        }

        assertThat(drawn).isEqualTo(queries());
        assertThat(rows)
                .isEqualTo(QUESTION.matcher(page)
                        .results()
                        .map(question -> question.group(1))
                        .toList());
    }

    private List<String> queries() {
        return QUERIES.matcher(page)
                .results()
                .flatMap(block -> block.group(1).lines())
                .toList();
    }
}
