package io.github.processpool.internal.parent.log;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.AsyncAppender;
import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.AppenderBase;
import io.github.processpool.internal.parent.process.WorkerLink;
import io.github.processpool.internal.wire.codec.DefinitionTable;
import io.github.processpool.testing.CapturedLog;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.slf4j.LoggerFactory;

@Timeout(60)
class PrintedLinesTest {

    private final CapturedLog log = CapturedLog.of(KnownLoggers.SPEAKER, Level.DEBUG);
    private final PrintedLines lines = new PrintedLines("it", new WorkerLink(1, 3, new DefinitionTable()));

    @AfterEach
    void release() {
        log.close();
    }

    @Test
    void outputIsInfoAndErrorOutputIsAWarningWithWorkerAndTaskInFront() {
        lines.write(false, "said", () -> new LogOrigin(7, "task 7 'report'"));
        lines.write(true, "cried", () -> LogOrigin.NONE);

        assertThat(log.messages(Level.INFO)).containsExactly("[it worker 3 pid -1 task 7 'report'] said");
        assertThat(log.messages(Level.WARN)).containsExactly("[it worker 3 pid -1] cried");
    }

    @Test
    void whatTheJvmSaysAboutAgentsIsForDebugging() {
        for (String words : new String[] {
            "WARNING: A Java agent has been loaded dynamically (/lib/byte-buddy-agent.jar)",
            "WARNING: A JVM TI agent has been loaded dynamically (/lib/agent.so)",
            "WARNING: If a serviceability tool is in use, please run with -XX:+EnableDynamicAgentLoading to hide this warning",
            "WARNING: If a serviceability tool is not in use, please run with -Djdk.instrument.traceUsage for more information",
            "WARNING: Dynamic loading of agents will be disallowed by default in a future release",
            "OpenJDK 64-Bit Server VM warning: Sharing is only supported for boot loader classes because bootstrap classpath"
                    + " has been appended"
        }) {
            lines.write(true, words, () -> LogOrigin.NONE);
        }
        lines.write(true, "WARNING: An agent has left", () -> LogOrigin.NONE);
        lines.write(
                false, "WARNING: Dynamic loading of agents will be disallowed, says the task", () -> LogOrigin.NONE);

        assertThat(log.events()).hasSize(8);
        assertThat(log.events())
                .extracting(ILoggingEvent::getLevel)
                .startsWith(Level.DEBUG, Level.DEBUG, Level.DEBUG, Level.DEBUG, Level.DEBUG, Level.DEBUG)
                .endsWith(Level.WARN, Level.INFO);
    }

    /** The thread that empties the worker's pipe must not hang with it. */
    @Test
    void anAppenderThatHangsBehindAQueueHoldsNobodyUp() throws Exception {
        CountDownLatch answer = new CountDownLatch(1);
        CompletableFuture<String> writer = new CompletableFuture<>();
        AppenderBase<ILoggingEvent> hanging = new AppenderBase<>() {
            @Override
            protected void append(ILoggingEvent event) {
                writer.complete(Thread.currentThread().getName() + " " + event.getFormattedMessage());
                try {
                    answer.await();
                } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                }
            }
        };
        Logger speaker = (Logger) LoggerFactory.getLogger(KnownLoggers.SPEAKER);
        AsyncAppender queue = new AsyncAppender();
        queue.setContext(speaker.getLoggerContext());
        queue.setNeverBlock(true);
        queue.addAppender(hanging);
        hanging.start();
        queue.start();
        speaker.addAppender(queue);
        try {
            lines.write(false, "said", () -> LogOrigin.NONE);
            lines.write(false, "said again", () -> LogOrigin.NONE);

            assertThat(writer.get(30, TimeUnit.SECONDS))
                    .endsWith(" [it worker 3 pid -1] said")
                    .doesNotStartWith(Thread.currentThread().getName());
            assertThat(log.messages()).hasSize(2);
        } finally {
            answer.countDown();
            speaker.detachAppender(queue);
            queue.stop();
        }
    }
}
