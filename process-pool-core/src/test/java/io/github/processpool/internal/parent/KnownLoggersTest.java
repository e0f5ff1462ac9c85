package io.github.processpool.internal.parent;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class KnownLoggersTest {

    @Test
    void aLoggerHasTheNameThatAWorkerHasGivenIt() {
        assertThat(new KnownLoggers(1).named("known.One").getName()).isEqualTo("known.One");
    }

    @Test
    void beyondTheLimitOneLoggerSpeaksForAllNewNames() {
        KnownLoggers loggers = new KnownLoggers(2);
        loggers.named("known.One");
        loggers.named("known.Two");

        assertThat(loggers.named("known.Three").getName()).isEqualTo("io.github.processpool.worker");
        assertThat(loggers.named("known.Two").getName()).isEqualTo("known.Two");
    }
}
