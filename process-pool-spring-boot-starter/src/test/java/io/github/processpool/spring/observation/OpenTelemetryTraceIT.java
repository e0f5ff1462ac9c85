package io.github.processpool.spring.observation;

import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Traces by OpenTelemetry, exported in batches: none would be complete before the hour if the worker did not flush at its end. */
@Timeout(value = 300, unit = TimeUnit.SECONDS)
class OpenTelemetryTraceIT extends TracesOfTwoProcesses {

    @BeforeAll
    void run(@TempDir Path folder) throws Exception {
        run(
                folder,
                "--test.tracing=" + TracingOnDemand.OPEN_TELEMETRY,
                "--management.opentelemetry.tracing.export.schedule-delay=1h");
    }
}
