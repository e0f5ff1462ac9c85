package io.github.processpool.spring.dashboard;

import static org.assertj.core.api.Assertions.assertThat;
import static org.mockito.Mockito.mock;
import static org.mockito.Mockito.times;
import static org.mockito.Mockito.verify;
import static org.mockito.Mockito.when;

import io.github.processpool.PoolState;
import io.github.processpool.ProcessPoolExecutor;
import io.github.processpool.spring.ProcessPools;
import io.github.processpool.spring.Snapshots;
import io.github.processpool.spring.endpoint.ProcessPoolsEndpoint;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.springframework.boot.actuate.endpoint.web.WebEndpointResponse;
import org.springframework.core.io.Resource;

class DashboardTest {

    private static final Pattern REFERENCE = Pattern.compile("(?:src=|href=|from )\"(?:\\./)?([^\"]+)\"");

    private final ProcessPoolExecutor pool = Snapshots.pool("pdf", PoolState.RUNNING);
    private final PoolRecords records = new PoolRecords();
    private boolean writable;
    private long nanos;
    private final Dashboard dashboard =
            new Dashboard(new ProcessPoolsEndpoint(pools(), null), records, "shop", () -> writable, () -> nanos);

    private ProcessPools pools() {
        ProcessPools pools = mock(ProcessPools.class);
        when(pools.asMap()).thenReturn(Map.of("pdf", pool));
        return pools;
    }

    private DashboardState state() {
        return (DashboardState)
                Objects.requireNonNull(dashboard.page("state.json")).getBody();
    }

    // -- State --

    @Test
    void showsThePoolsAsTheEndpointDoesAndWhatWasNotedOfThem() {
        records.begin("pdf");

        DashboardState state = state();

        assertThat(state.application()).isEqualTo("shop");
        assertThat(state.pools()).singleElement().satisfies(shown -> {
            assertThat(shown.shown().name()).isEqualTo("pdf");
            assertThat(shown.figures()).isNotNull();
        });
    }

    @Test
    void ofAPoolThatTheApplicationBuildsItselfItKnowsNoTimes() {
        assertThat(state().pools().get(0).figures()).isNull();
    }

    @Test
    void saysWhetherTheAccessModelAllowsChanges() {
        assertThat(state().writable()).isFalse();

        writable = true;
        nanos = TimeUnit.SECONDS.toNanos(1);

        assertThat(state().writable()).isTrue();
    }

    @Test
    void looksAtThePoolsTwiceASecondAtMostHoweverManyAsk() {
        for (int i = 0; i < 100; i++) {
            state();
        }
        verify(pool, times(1)).snapshot();

        nanos = TimeUnit.MILLISECONDS.toNanos(500);
        state();
        verify(pool, times(2)).snapshot();
    }

    // -- Files --

    @Test
    void hasEveryFileThatThePageNeedsAndNoForeignOnes() throws IOException {
        Map<String, String> files = new LinkedHashMap<>();
        Deque<String> wanted = new ArrayDeque<>(Set.of("dashboard"));
        while (!wanted.isEmpty()) {
            String name = wanted.remove();
            if (files.containsKey(name)) {
                continue;
            }
            files.put(name, text(name));
            Matcher references = REFERENCE.matcher(files.get(name));
            while (references.find()) {
                wanted.add(references.group(1));
            }
        }

        assertThat(files).hasSize(10);
        assertThat(files.get("dashboard.css")).doesNotContain("url(", "@import");
    }

    @Test
    void thePageHasNoInlineScriptOrStyle() throws IOException {
        assertThat(text("dashboard"))
                .contains("default-src 'none'")
                .doesNotContain("<style")
                .doesNotContainPattern("<script(?![^>]*src=)")
                .doesNotContainPattern("\\s(on\\w+|style)=");
    }

    @Test
    void noScriptWritesMarkup() throws IOException {
        for (String script :
                Set.of("dashboard.js", "dom.js", "act.js", "line.js", "pool.js", "tables.js", "worker.js")) {
            assertThat(text(script)).as(script).doesNotContain("innerHTML", "outerHTML", "insertAdjacentHTML", "eval(");
        }
    }

    @Test
    void otherFilesThereAreNone() {
        assertThat(dashboard.page("Dashboard.class")).isNull();
        assertThat(dashboard.page("..")).isNull();
        assertThat(dashboard.page("")).isNull();
    }

    private String text(String name) throws IOException {
        WebEndpointResponse<Object> answer = dashboard.page(name);
        assertThat(answer).as(name).isNotNull();
        assertThat(answer.getContentType()).as(name).isNotNull();
        return ((Resource) Objects.requireNonNull(answer.getBody())).getContentAsString(StandardCharsets.UTF_8);
    }
}
