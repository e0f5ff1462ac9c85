package io.github.processpool.internal.wire.message;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class LogRecordTest {

    private static final String FORGED = "a\nERROR forged\r\u001b[31m\u2028";
    private static final String LINE = "a\uFFFDERROR forged\uFFFD\uFFFD[31m\uFFFD";

    @Test
    void noNameThatAWorkerSendsBeginsALineOfItsOwn() {
        LogRecord event = new LogRecord(
                LogLevel.INFO,
                0,
                FORGED,
                FORGED,
                "two\nlines",
                Map.of(FORGED, FORGED),
                Map.of(FORGED, FORGED),
                List.of(FORGED),
                null);

        assertThat(event.logger()).isEqualTo(LINE);
        assertThat(event.thread()).isEqualTo(LINE);
        assertThat(event.mdc()).isEqualTo(Map.of(LINE, LINE));
        assertThat(event.pairs()).isEqualTo(Map.of(LINE, LINE));
        assertThat(event.markers()).containsExactly(LINE);
        assertThat(event.message()).as("which may have lines, as in any log").isEqualTo("two\nlines");
    }

    @Test
    void aLineThatIsOneStaysTheSameObject() {
        String line = "tabs\tand \u00e4 are no harm";

        assertThat(LogRecord.oneLine(line)).isSameAs(line);
    }
}
