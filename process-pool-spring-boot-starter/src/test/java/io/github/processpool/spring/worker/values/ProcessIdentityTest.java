package io.github.processpool.spring.worker.values;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.springframework.core.env.MapPropertySource;
import org.springframework.core.env.StandardEnvironment;

/** Placeholders for what must be different in each process. */
class ProcessIdentityTest {

    private final StandardEnvironment environment = new StandardEnvironment();

    @AfterEach
    void becomeTheApplicationAgain() {
        ProcessIdentity.becomeWorker("application", () -> 0);
    }

    @Test
    void onePropertyIsAnotherInTheApplicationAndInEachWorker() {
        ProcessIdentity.addTo(environment);
        environment
                .getPropertySources()
                .addFirst(new MapPropertySource(
                        "files", Map.of("client", "shop-${worker-process.pool}-${worker-process.slot}")));

        assertThat(environment.getProperty("client")).isEqualTo("shop-application-0");
        AtomicInteger slot = new AtomicInteger(-1);
        ProcessIdentity.becomeWorker("pdf", slot::get);
        long pid = ProcessHandle.current().pid();
        assertThat(environment.getProperty("client")).isEqualTo("shop-pdf-spare" + pid);
        slot.set(3);
        assertThat(environment.getProperty("client")).isEqualTo("shop-pdf-3");
        assertThat(environment.getProperty("worker-process.pid")).isEqualTo(String.valueOf(pid));
    }
}
