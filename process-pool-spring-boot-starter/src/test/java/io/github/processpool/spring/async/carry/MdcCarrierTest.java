package io.github.processpool.spring.async.carry;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.processpool.spring.ContextCarrier;
import java.io.Serializable;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.slf4j.MDC;

class MdcCarrierTest {

    private final MdcCarrier carrier = new MdcCarrier();

    @AfterEach
    void forget() {
        MDC.clear();
    }

    @Test
    void takesWhatThereIsAtEachCallAndNothingIfThereIsNothing() {
        MDC.put("user", "first");
        Serializable first = Objects.requireNonNull(carrier.capture());
        MDC.put("user", "second");
        MDC.put("tenant", "x".repeat(20_000));
        Serializable second = Objects.requireNonNull(carrier.capture());
        MDC.clear();

        assertThat(carrier.capture()).isNull();
        MDC.put("own", "stays");
        assertThat(during(first)).isEqualTo(Map.of("user", "first", "own", "stays"));
        assertThat(during(second)).containsEntry("user", "second").containsEntry("tenant", "x".repeat(20_000));
        assertThat(MDC.getCopyOfContextMap()).isEqualTo(Map.of("own", "stays"));
    }

    private Map<String, String> during(Serializable captured) {
        try (ContextCarrier.Scope scope = carrier.restore(captured)) {
            assertThat(scope).isNotNull();
            return MDC.getCopyOfContextMap();
        }
    }
}
