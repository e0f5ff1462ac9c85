package io.github.processpool.internal.parent.pool;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.util.SimpleTimeZone;
import java.util.TimeZone;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
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
    void aZoneThatNobodyKnowsHasAnOffsetAllTheSame() {
        TimeZone before = TimeZone.getDefault();
        TimeZone.setDefault(new SimpleTimeZone((int) TimeUnit.HOURS.toMillis(2), "Made up"));
        try {
            String text = logger.text(Instant.parse("2026-03-01T07:05:07.042Z"), Level.WARN, "lost", null);

            assertThat(text).startsWith("2026-03-01 09:05:07.042 WARN [");
        } finally {
            TimeZone.setDefault(before);
        }
    }

    @Test
    void anExceptionThatCantBePrintedIsNamed() {
        RuntimeException silent = new RuntimeException() {
            private static final long serialVersionUID = 1;

            @Override
            public String getMessage() {
                throw new IllegalStateException("no words");
            }
        };

        assertThat(text(silent).lines())
                .containsExactly(
                        text(null),
                        silent.getClass().getName()
                                + ", whose stack trace can't be printed: java.lang.IllegalStateException");
    }
}
