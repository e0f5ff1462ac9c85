package io.github.processpool.benchmarks.soak;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.processpool.benchmarks.soak.SoakTask.Result;
import org.junit.jupiter.api.Test;

class SoakTaskTest {

    @Test
    void plansTheSameForTheSameSeedAndNumber() {
        Plan plan = Plan.of(7, 42);

        assertThat(Plan.of(7, 42).task()).isEqualTo(plan.task());
        assertThat(Plan.of(7, 42).limits()).isEqualTo(plan.limits());
        assertThat(Plan.of(7, 42).interference()).isEqualTo(plan.interference());
    }

    @Test
    void alwaysGivesStubbornTasksATimeout() {
        for (int number = 0; number < 10_000; number++) {
            Plan plan = Plan.of(1, number);
            if (plan.task().kind() == TaskKind.STUBBORN) {
                assertThat(plan.options().timeout()).isPresent();
            }
        }
    }

    @Test
    void tellsItsResultFromThatOfAnotherTask() {
        SoakTask task = new SoakTask(5, TaskKind.BYTES, 100);

        assertThat(task.isResult(new Result(5, Payloads.bytes(5, 100)))).isTrue();
        assertThat(task.isResult(new Result(6, Payloads.bytes(5, 100)))).isFalse();
        assertThat(task.isResult(new Result(5, Payloads.bytes(6, 100)))).isFalse();
        assertThat(task.isResult(new Result(5, null))).isFalse();
    }

    @Test
    void knowsItsGraph() {
        SoakTask task = new SoakTask(5, TaskKind.GRAPH, 20);

        assertThat(task.isResult(new Result(5, Payloads.graph(5, 20)))).isTrue();
        assertThat(task.isResult(new Result(5, Payloads.graph(5, 19)))).isFalse();
        assertThat(task.isResult(new Result(5, Payloads.graph(6, 20)))).isFalse();
    }
}
