package io.github.processpool.benchmarks.sidebyside;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class SamplesTest {

    private final Samples samples = new Samples();

    @Test
    void takesTheMiddleValueAsMedian() {
        add(Peer.FUTURES, 3, 1, 9);
        add(Peer.SOCKET, 4, 2);

        assertThat(samples.median(Metric.TINY_TASKS, Peer.FUTURES)).hasValue(3);
        assertThat(samples.median(Metric.TINY_TASKS, Peer.SOCKET)).hasValue(3);
        assertThat(samples.median(Metric.TINY_TASKS, Peer.PROCESS_POOL)).isEmpty();
    }

    @Test
    void knowsWhichPeerHasFailedAtWhichRow() {
        samples.missing(Row.RECYCLING, Peer.FUTURES, Samples.FAILED);
        samples.missing(Row.TINY_TASKS, Peer.FUTURES, "no python3");

        assertThat(samples.hasFailed(Row.RECYCLING, Peer.FUTURES)).isTrue();
        assertThat(samples.hasFailed(Row.RECYCLING, Peer.MULTIPROCESSING)).isFalse();
        assertThat(samples.hasFailed(Row.TINY_TASKS, Peer.FUTURES)).isFalse();
    }

    @Test
    void hasNoRatioToAPeerThatWasNotMeasured() {
        add(Peer.PROCESS_POOL, 30);

        assertThat(samples.ratio(Metric.TINY_TASKS, Peer.PROCESS_POOL, Peer.FUTURES))
                .isEmpty();
        add(Peer.FUTURES, 2);
        assertThat(samples.ratio(Metric.TINY_TASKS, Peer.PROCESS_POOL, Peer.FUTURES))
                .hasValue(15);
    }

    @Test
    void comparesTargetsWithRatiosWhereTheyAreRatios() {
        add(Peer.PROCESS_POOL, 100);
        add(Peer.FUTURES, 10.1);

        double measured = Target.TASKS_PER_SECOND.measured(samples).orElseThrow();

        assertThat(Target.TASKS_PER_SECOND.isMetBy(measured)).isFalse();
        assertThat(Target.ROUND_TRIP.isMetBy(0.06)).isTrue();
        assertThat(Target.IDLE.measured(samples)).isEmpty();
    }

    @Test
    void oneStepOfTheKernelIsAMissAndTheSameNumberOfStepsIsNone() {
        samples.add(Metric.IDLE_PARENT, Peer.SOCKET, CpuTimes.percentOfCore(3, 20));
        samples.add(Metric.IDLE_PARENT, Peer.PROCESS_POOL, CpuTimes.percentOfCore(1003 - 1000, 20));
        assertThat(Target.IDLE_PARENT.isMetBy(
                        Target.IDLE_PARENT.measured(samples).orElseThrow()))
                .isTrue();

        samples.add(Metric.IDLE_PARENT, Peer.PROCESS_POOL, CpuTimes.percentOfCore(4, 20));
        assertThat(Target.IDLE_PARENT.isMetBy(
                        Target.IDLE_PARENT.measured(samples).orElseThrow()))
                .isFalse();
    }

    private void add(Peer peer, double... values) {
        for (double value : values) {
            samples.add(Metric.TINY_TASKS, peer, value);
        }
    }
}
