package io.github.processpool.spring.observation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.mockito.Mockito.mock;
import static org.mockito.Mockito.when;

import io.github.processpool.ProcessFuture;
import io.github.processpool.TaskTimings;
import io.micrometer.common.KeyValue;
import java.time.Duration;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Random;
import org.junit.jupiter.api.Test;

class TaskTimesTest {

    private final DefaultTaskObservationConvention convention = new DefaultTaskObservationConvention();
    private final ProcessFuture<?> task = mock();
    private final TaskTimings timings = mock();

    @Test
    void areMillisecondsWithThreeDecimalsAsAFormatterWritesThem() {
        assertThat(executionMillis(1)).isEqualTo("0.000");
        assertThat(executionMillis(500)).isEqualTo("0.001");
        assertThat(executionMillis(1_234_499)).isEqualTo("1.234");
        assertThat(executionMillis(1_234_500)).isEqualTo("1.235");
        assertThat(executionMillis(3_600_000_000_000L)).isEqualTo("3600000.000");
        Random random = new Random(18);
        for (int i = 0; i < 1000; i++) {
            long nanos = 1 + random.nextLong(10_000_000_000L);
            assertThat(executionMillis(nanos)).isEqualTo(String.format(Locale.ROOT, "%.3f", nanos / 1e6));
        }
    }

    private String executionMillis(long nanos) {
        when(task.name()).thenReturn("task");
        when(task.workerPid()).thenReturn(OptionalLong.empty());
        when(task.timings()).thenReturn(timings);
        when(timings.serialization()).thenReturn(Duration.ZERO);
        when(timings.queueWait()).thenReturn(Optional.empty());
        when(timings.execution()).thenReturn(Duration.ofNanos(nanos));
        TaskObservationContext context = new TaskObservationContext("pool", null);
        context.setTask(task);

        return convention.getHighCardinalityKeyValues(context).stream()
                .filter(one -> one.getKey().equals("execution.ms"))
                .map(KeyValue::getValue)
                .findFirst()
                .orElseThrow();
    }
}
