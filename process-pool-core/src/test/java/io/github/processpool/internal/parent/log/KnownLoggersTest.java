package io.github.processpool.internal.parent.log;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class KnownLoggersTest {

    @Test
    void aLoggerHasTheNameThatAWorkerHasGivenIt() {
        assertThat(new KnownLoggers(2).named("known.One").getName()).isEqualTo("known.One");
    }

    @Test
    void beyondTheLimitOneLoggerSpeaksForAllNewNames() {
        KnownLoggers loggers = new KnownLoggers(5);
        loggers.named("known.One");
        loggers.named("known.One");
        loggers.named("known.Two");

        assertThat(loggers.named("known.Three").getName()).isEqualTo("io.github.processpool.worker");
        assertThat(loggers.named("known.Two").getName()).isEqualTo("known.Two");
    }

    @Test
    void aNameOfManyPartsTakesTheRoomOfMany() {
        KnownLoggers loggers = new KnownLoggers(6);

        assertThat(loggers.named("many.parts.of.one$Name.that.go.on").getName())
                .isEqualTo("io.github.processpool.worker");
        assertThat(loggers.named("many.parts.of.one$Name.more").getName()).isEqualTo("many.parts.of.one$Name.more");
        assertThat(loggers.named("one").getName()).isEqualTo("io.github.processpool.worker");
    }
}
