package io.github.processpool;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class BasicsIT {

    @RegisterExtension
    final Pools pools = new Pools();

    @Test
    void returnsWhatTheTaskReturns() throws Exception {
        assertThat(pools.open().submit(() -> Tasks.add(20, 22)).get()).isEqualTo(42);
    }
}
