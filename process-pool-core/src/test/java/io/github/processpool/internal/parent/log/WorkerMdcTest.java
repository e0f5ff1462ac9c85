package io.github.processpool.internal.parent.log;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.processpool.internal.parent.process.WorkerLink;
import io.github.processpool.internal.wire.codec.DefinitionTable;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;

class WorkerMdcTest {

    @Test
    void thatWhichAWorkerHasInItsContextNeverTakesAKeyOfTheParent() {
        Map<String, String> context = new HashMap<>();

        WorkerMdc.fillOwn(
                context::put,
                Map.of("tenant", "../../other", "traceId", "65f0a1", "spanId", "../../x", "processPool", "forged"));

        assertThat(context)
                .containsOnly(
                        Map.entry("worker.tenant", "../../other"),
                        Map.entry("traceId", "65f0a1"),
                        Map.entry("worker.spanId", "../../x"),
                        Map.entry("worker.processPool", "forged"));
    }

    @Test
    void namesPoolWorkerProcessAndTaskAndReplacesForgedNames() {
        Map<String, String> context = new HashMap<>(Map.of("processPool", "forged", "order", "4711"));

        new WorkerMdc("it", new WorkerLink(1, 3, new DefinitionTable()))
                .fill(context::put, new LogOrigin(7, "task 7 'report'"));

        assertThat(context)
                .containsOnly(
                        Map.entry("order", "4711"),
                        Map.entry("processPool", "it"),
                        Map.entry("processPoolWorker", "3"),
                        Map.entry("processPoolPid", "-1"),
                        Map.entry("processPoolTask", "task 7 'report'"));
    }

    @Test
    void namesTheSubmitterAndTheKeyOfATaskOfAnotherMember() {
        Map<String, String> context = new HashMap<>();

        new WorkerMdc("it", new WorkerLink(1, 3, new DefinitionTable()))
                .fill(context::put, LogOrigin.ofGuest(7, "task 7 'report'", "pod-1\nforged", "pod-1/12"));

        assertThat(context)
                .containsEntry("processPoolTask", "task 7 'report'")
                .containsEntry("processpool.task", "pod-1/12")
                .containsKey("processpool.submitter");
        assertThat(context.get("processpool.submitter")).startsWith("pod-1").doesNotContain("\n");
    }
}
