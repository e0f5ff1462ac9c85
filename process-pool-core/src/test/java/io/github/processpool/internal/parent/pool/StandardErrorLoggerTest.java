package io.github.processpool.internal.parent.pool;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.LocalDateTime;
import java.time.ZoneId;
import org.junit.jupiter.api.Test;
import org.slf4j.Logger;
import org.slf4j.event.Level;

class StandardErrorLoggerTest {

    private final StandardErrorLogger logger = new StandardErrorLogger("io.github.processpool.Supervision");

    private String text(Throwable thrown) {
        return logger.text(
                LocalDateTime.of(2026, 3, 1, 9, 5, 7, 42_000_000)
                        .atZone(ZoneId.systemDefault())
                        .toInstant(),
                Level.WARN,
                "worker 2 has died",
                thrown);
    }

    @Test
    void anEventIsOneLineWithTimeLevelThreadAndSpeaker() {
        assertThat(text(null))
                .isEqualTo("2026-03-01 09:05:07.042 WARN ["
                        + Thread.currentThread().getName() + "] Supervision: worker 2 has died");
    }

    @Test
    void theStackTraceOfAnExceptionFollowsInThePiece() {
        assertThat(text(new IllegalStateException("no more")).lines())
                .hasSizeGreaterThan(2)
                .startsWith(text(null), "java.lang.IllegalStateException: no more")
                .noneMatch(String::isBlank);
    }

    @Test
    void onlyWarningsAndErrorsAreWritten() {
        assertThat(logger.isEnabledForLevel(Level.ERROR)).isTrue();
        assertThat(logger.isEnabledForLevel(Level.WARN)).isTrue();
        assertThat(logger.isEnabledForLevel(Level.INFO)).isFalse();
        assertThat(logger.isEnabledForLevel(Level.DEBUG)).isFalse();
        assertThat(logger.isEnabledForLevel(Level.TRACE)).isFalse();
    }

    @Test
    void whereSlf4jHasAProviderItsLoggersAreUsed() {
        Logger made = PoolLoggers.of(StandardErrorLoggerTest.class);

        assertThat(PoolLoggers.hasProvider()).isTrue();
        assertThat(made).isInstanceOf(ch.qos.logback.classic.Logger.class);
        assertThat(made.getName()).isEqualTo(StandardErrorLoggerTest.class.getName());
    }
}
