package io.github.processpool;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.spi.ILoggingEvent;
import io.github.processpool.testing.CapturedLog;
import io.github.processpool.testing.Pools;
import io.github.processpool.testing.Tasks;
import java.util.List;
import java.util.Map;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;

/** stdout is only output: it reaches the log, and nothing that a task does to it harms the pool. */
@Timeout(300)
class OutputIT {

    @RegisterExtension
    final Pools pools = new Pools();

    private CapturedLog log;

    @BeforeEach
    void capture() {
        log = CapturedLog.ofWorkers();
    }

    @AfterEach
    void release() {
        log.close();
    }

    @Test
    void everythingThatATaskHasPrintedIsInTheLogWhenItsResultIsThere() throws Exception {
        ProcessPoolExecutor pool = pools.sharedWorker();
        for (int round = 0; round < 50; round++) {
            int number = round;
            pool.submit(() -> {
                        for (int i = 0; i < 20; i++) {
                            Tasks.print("line " + number + "." + i);
                        }
                    })
                    .get();

            assertThat(log.messages(Level.INFO)).hasSize((round + 1) * 20);
            assertThat(log.messages().get(round * 20 + 19)).endsWith(" line " + round + ".19");
        }
    }

    @Test
    void linesCarryPoolWorkerPidAndTask() throws Exception {
        ProcessPoolExecutor pool = pools.sharedWorker();
        ProcessFuture<Long> future = pool.submit(() -> {
            Tasks.print("hello");
            Tasks.printError("trouble");
            return Tasks.pid();
        });
        long pid = future.get();

        assertThat(log.messages(Level.INFO)).hasSize(1);
        assertThat(log.messages(Level.WARN)).hasSize(1);
        for (ILoggingEvent event : log.events()) {
            assertThat(event.getFormattedMessage())
                    .startsWith(
                            "[shared worker 0 pid " + pid + " task " + future.taskId() + " '" + future.name() + "'] ");
            assertThat(event.getMDCPropertyMap())
                    .containsAllEntriesOf(Map.of(
                            "processPool", "shared",
                            "processPoolWorker", "0",
                            "processPoolPid", String.valueOf(pid)));
            assertThat(event.getMDCPropertyMap().get("processPoolTask")).contains(future.name());
        }
    }

    @Test
    void whatIsPrintedWithoutALineEndIsLoggedAsALine() throws Exception {
        ProcessPoolExecutor pool = pools.sharedWorker();
        pool.submit(() -> {
                    System.out.print("no line end");
                })
                .get();
        pool.submit(() -> Tasks.print("next")).get();

        assertThat(log.messages()).hasSize(2);
        assertThat(log.messages().get(0)).endsWith("] no line end");
        assertThat(log.messages().get(1)).endsWith("] next");
    }

    @Test
    void tenMegabytesOfBinaryOnDescriptorOneHarmNothing() throws Exception {
        ProcessPoolExecutor pool = pools.sharedWorker();
        int length = 10 << 20;
        log.mute();

        assertThat(pool.submit(() -> Tasks.writeBinaryToDescriptorOne(length)).get())
                .isEqualTo(Tasks.sum(Tasks.bytes(length)));
        assertThat(pool.submit(() -> Tasks.add(1, 2)).get()).isEqualTo(3);
    }

    @Test
    void binaryOutputIsCutIntoPrintableLinesOfBoundedLength() throws Exception {
        ProcessPoolExecutor pool = pools.sharedWorker();

        pool.submit(() -> Tasks.writeBinaryToDescriptorOne(200_000)).get();
        pool.submit(() -> System.out.write(new byte[50_000], 0, 50_000)).get();

        assertThat(log.messages()).isNotEmpty();
        assertThat(log.messages()).allMatch(line -> line.length() < 10_000);
        assertThat(log.messages()).noneMatch(line -> line.contains("\n") || line.contains("\u001b"));
    }

    @Test
    void aTaskThatClosesOrReplacesItsStandardStreamsHarmsNothing() throws Exception {
        ProcessPoolExecutor pool = pools.oneWorker();
        long pid = pool.submit(() -> Tasks.pid()).get();

        pool.submit(() -> Tasks.closeStandardInput()).get();
        assertThat(pool.submit(() -> Tasks.pid()).get()).isEqualTo(pid);

        pool.submit(() -> Tasks.replaceSystemOut()).get();
        pool.submit(() -> Tasks.print("unheard")).get();
        pool.submit(() -> Tasks.printError("heard")).get();
        assertThat(pool.submit(() -> Tasks.pid()).get()).isEqualTo(pid);
        assertThat(log.messages()).hasSize(1).allMatch(line -> line.endsWith("] heard"));

        pool.submit(() -> Tasks.closeStandardOutput()).get();
        assertThat(pool.submit(() -> Tasks.pid()).get()).isEqualTo(pid);
    }

    @Test
    void aTaskThatReadsItsStandardInputFindsItsEnd() throws Exception {
        assertThat(pools.sharedWorker().submit(() -> Tasks.readStandardInput()).get())
                .isEqualTo(-1);
    }

    @Test
    void controlCharactersCantForgeALineOfTheLog() throws Exception {
        pools.sharedWorker()
                .submit(() -> Tasks.print("first\rsecond\u001b[31mred\0zero"))
                .get();

        assertThat(log.messages())
                .hasSize(1)
                .allMatch(line -> line.endsWith("first\uFFFDsecond\uFFFD[31mred\uFFFDzero"));
    }

    @Test
    void whatAChildOfTheTaskPrintsIsInTheLogToo() throws Exception {
        ProcessPoolExecutor pool = pools.sharedWorker();
        pool.submit(() -> new ProcessBuilder("echo", "from the child")
                        .inheritIO()
                        .start()
                        .waitFor())
                .get();

        Awaitility.await("what the child has printed")
                .until(() -> log.messages().stream().anyMatch(line -> line.endsWith("from the child")));
    }

    @Test
    void anUncaughtExceptionInABackgroundThreadIsLoggedAndTheTasksOwnResultStands() throws Exception {
        ProcessPoolExecutor pool = pools.sharedWorker();

        assertThat(pool.submit(() -> {
                            Tasks.throwInBackgroundThread();
                            return "my own result";
                        })
                        .get())
                .isEqualTo("my own result");
        List<String> lines = log.messages(Level.WARN);
        assertThat(lines).anyMatch(line -> line.contains("[shared worker 0 pid "));
        assertThat(lines).anyMatch(line -> line.contains("thrown in a background thread"));
    }

    @Test
    void lambdaTasksMayPrintFromManyThreadsAtOnce() throws Exception {
        ProcessPoolExecutor pool = pools.sharedWorker();
        pool.submit(() -> {
                    Thread[] threads = new Thread[8];
                    for (int i = 0; i < threads.length; i++) {
                        threads[i] = new Thread(() -> {
                            for (int line = 0; line < 50; line++) {
                                System.out.println("whole line");
                            }
                        });
                        threads[i].start();
                    }
                    for (Thread thread : threads) {
                        thread.join();
                    }
                    return "joined";
                })
                .get();

        assertThat(log.messages()).hasSize(400).allMatch(line -> line.endsWith("] whole line"));
    }
}
