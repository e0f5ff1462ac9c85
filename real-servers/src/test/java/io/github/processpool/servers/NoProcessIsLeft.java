package io.github.processpool.servers;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/** Finds out after each test whether a worker, or a process that a worker has started, is left. */
public final class NoProcessIsLeft implements AfterEachCallback {

    /** For all waits of tests: generous, since the machine may be busy. */
    public static final Duration LIMIT = Duration.ofSeconds(60);

    @Override
    public void afterEach(ExtensionContext context) {
        awaitEnd();
    }

    /** For tests that share an application: after the last of them. */
    public static void awaitEnd() {
        Awaitility.await("the end of all workers")
                .atMost(LIMIT)
                .untilAsserted(
                        () -> assertThat(ProcessHandle.current().descendants()).isEmpty());
    }
}
