package io.github.processpool.internal.parent.log;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.processpool.internal.parent.process.WorkerLink;
import io.github.processpool.internal.wire.codec.DefinitionTable;
import io.github.processpool.internal.wire.message.LogLevel;
import io.github.processpool.internal.wire.message.LogRecord;
import io.github.processpool.internal.wire.message.Message.LogEvent;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class EventLogTest {

    private final EventLog log = new EventLog(
            "pool",
            new WorkerLink(1, 0, new DefinitionTable()),
            ticket -> new LogOrigin(ticket, "task " + ticket),
            Thread::new);

    @AfterEach
    void close() throws InterruptedException {
        log.close(30_000);
    }

    @Test
    void onlyATaskThatHasLoggedWaitsForTheLog() {
        logWith(0);
        assertThat(log.hasLogged(1)).isFalse();
        logWith(1);
        assertThat(log.hasLogged(1)).isTrue();

        logWith(0);

        assertThat(log.hasLogged(1)).isTrue();
        assertThat(log.hasLogged(2)).as("the next one").isFalse();
    }

    private void logWith(long ticket) {
        log.onEvent(new LogEvent(
                ticket,
                new LogRecord(
                        LogLevel.DEBUG, 0, "it.worker.Speaker", "main", "hello", Map.of(), Map.of(), List.of(), null)));
    }
}
