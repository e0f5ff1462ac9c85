package io.github.processpool.internal.parent.supervision;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.github.processpool.WorkerStartException;
import io.github.processpool.internal.parent.flight.FlightRecords;
import io.github.processpool.internal.parent.pool.Counters;
import io.github.processpool.internal.parent.pool.FailedStarts;
import io.github.processpool.internal.parent.pool.PoolLock;
import io.github.processpool.internal.parent.task.Callbacks;
import io.github.processpool.internal.parent.task.Events;
import io.github.processpool.testing.CapturedLog;
import io.github.processpool.testing.ManualTimer;
import java.time.Duration;
import java.util.List;
import java.util.OptionalInt;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class StartFailureLogTest {

    private final ManualTimer timer = new ManualTimer();
    private final Callbacks callbacks = new Callbacks(Thread::new, new PoolLock(), timer);
    private final CapturedLog log = CapturedLog.of(StartFailureLog.class.getName());
    private final StartFailureLog words =
            new StartFailureLog("pdf", new Events(List.of(), callbacks, new Counters(), FlightRecords.NONE));

    @AfterEach
    void close() {
        callbacks.close();
        log.close();
    }

    private void fail(String reason, int exitCode) {
        String message = reason + "\nIts last words:\n  none" + FailedStarts.commandWords("java Main");
        words.onBadStart(
                new WorkerStartException(message, List.of("java"), OptionalInt.of(exitCode), List.of(), null),
                timer.now());
    }

    private void fail(String reason) {
        fail(reason, 1);
    }

    /** The log is written by threads of the pool; one that tells more than it should has told it before the last line. */
    private List<String> logged(int lines) {
        await().until(() -> log.messages().size() >= lines);
        return log.messages();
    }

    @Test
    void aFailureIsLoggedInFullOnceAndThenCountedEveryTenMinutes() {
        fail("no port 8080 at 12:00:01");
        assertThat(logged(1)).singleElement().asString().contains("8080", "last words", "Command: java Main");
        for (int i = 2; i <= 120; i++) {
            timer.advance(Duration.ofSeconds(5));
            fail("no port 8080 at 12:00:0" + i);
        }
        timer.advance(Duration.ofSeconds(5));
        fail("no port 8080 at 12:10:00");

        assertThat(logged(2)).hasSize(2);
        assertThat(log.messages().get(1))
                .contains("Process pool 'pdf'", "still", "120 more starts", "no port 8080 at 12:10:00")
                .doesNotContain("Command", "last words");
    }

    @Test
    void whoseStartItWasAndTheNamesOfFilesMakeNoDifference() {
        fail("Worker 0 of pool 'pdf' failed: FileSystemException: /tmp/w12-3kx9qz: Read-only file system");
        logged(1);
        fail("A spare worker of pool 'pdf' failed: FileSystemException: /tmp/w13-9abc: Read-only file system");
        fail("Worker 1 of pool 'pdf' failed: FileSystemException: /tmp/w14-zz1: Quota exceeded");

        assertThat(logged(2)).hasSize(2);
        assertThat(log.messages().get(1)).contains("Quota exceeded");
    }

    @Test
    void aFailureOfAnotherKindIsNews() {
        fail("no port");
        logged(1);
        fail("no port");
        fail("no port", 3);
        logged(2);
        fail("no folder");

        assertThat(logged(3))
                .extracting(line -> line.lines().findFirst().orElseThrow())
                .containsExactly("no port", "no port", "no folder");
    }

    @Test
    void afterAStartThatWentWellAFailureIsNews() {
        fail("no port");
        logged(1);
        words.onGoodStart();
        fail("no port");

        assertThat(logged(2)).hasSize(2);
    }
}
