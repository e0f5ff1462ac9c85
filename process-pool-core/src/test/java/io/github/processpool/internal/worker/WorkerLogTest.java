package io.github.processpool.internal.worker;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.processpool.internal.wire.message.LogLevel;
import io.github.processpool.internal.worker.WorkerLog.LogContext;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class WorkerLogTest {

    @Test
    void doesNothingInAJvmThatIsNoWorker() {
        assertThat(WorkerLog.publish(
                        LogLevel.INFO, "a.B", "main", 1, "said", new LogContext(Map.of(), Map.of(), List.of()), null))
                .isFalse();
    }
}
