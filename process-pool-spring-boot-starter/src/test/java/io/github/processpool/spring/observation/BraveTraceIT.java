package io.github.processpool.spring.observation;

import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Traces by Brave, each span exported when it ends. */
@Timeout(value = 300, unit = TimeUnit.SECONDS)
class BraveTraceIT extends TracesOfTwoProcesses {

    @BeforeAll
    void run(@TempDir Path folder) throws Exception {
        run(folder, "--test.tracing=" + TracingOnDemand.BRAVE);
    }
}
