package io.github.processpool;

import static io.github.processpool.testing.Failures.failureOf;
import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.spi.ILoggingEvent;
import io.github.processpool.testing.PoolLog;
import io.github.processpool.testing.Pools;
import io.github.processpool.testing.Tasks;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;

/** How the end of what a task prints is found, whatever it prints, and whose line is whose. */
@Timeout(300)
class StandardOutputIT {

    @RegisterExtension
    final Pools pools = new Pools();

    @RegisterExtension
    final PoolLog log = new PoolLog();

    @Test
    void logsEachLineOnceWithPoolWorkerPidAndTaskBeforeTheResultIsThere() throws Exception {
        ProcessPoolExecutor pool = pools.sharedWorker();
        for (int i = 0; i < 100; i++) {
            String line = "line " + i;
            ProcessFuture<Void> task = pool.submit(() -> Tasks.print(line));
            task.get();

            List<ILoggingEvent> events = log.workerEvents();
            assertThat(events).as("events when the result of %s is there", task).hasSize(i + 1);
            ILoggingEvent event = events.get(i);
            assertThat(event.getLevel()).isEqualTo(Level.INFO);
            assertThat(event.getFormattedMessage())
                    .isEqualTo("[shared worker 0 pid " + task.workerPid().orElseThrow() + " task " + task.taskId()
                            + " '" + task.name() + "'] " + line);
            assertThat(event.getMDCPropertyMap())
                    .containsEntry("processPool", "shared")
                    .containsEntry("processPoolWorker", "0")
                    .containsEntry(
                            "processPoolPid", String.valueOf(task.workerPid().orElseThrow()));
        }
    }

    /** Whatever the length of the line that has no end: the mark behind it is found, and never shown. */
    @Test
    void logsALongLineWithoutItsEndAsItIs() throws Exception {
        ProcessPoolExecutor pool = pools.sharedWorker();
        StringBuilder expected = new StringBuilder();
        for (int length = 8 * 1024 - 60; length <= 8 * 1024 + 10; length += 7) {
            int count = length;
            pool.submit(() -> System.out.print("x".repeat(count))).get();
            expected.append("x".repeat(count));

            assertThat(String.join("", log.workerLines()))
                    .as("after a line of %d characters", length)
                    .isEqualTo(expected.toString());
        }
    }

    @Test
    void splitsAHugeLine() throws Exception {
        pools.sharedWorker()
                .submit(() -> System.out.println("y".repeat(100_000)))
                .get();

        assertThat(log.workerLines()).hasSizeGreaterThan(1).allMatch(line -> line.length() <= 8 * 1024);
        assertThat(String.join("", log.workerLines())).isEqualTo("y".repeat(100_000));
    }

    @Test
    void showsALineThatImitatesTheMarkAsALine() throws Exception {
        ProcessPoolExecutor pool = pools.sharedWorker();
        String guess = "\0" + "00000000-0000-0000-0000-000000000000:" + Long.MAX_VALUE;

        pool.submit(() -> System.out.println(guess)).get();
        pool.submit(() -> System.out.println("after")).get();

        assertThat(log.workerLines()).containsExactly(guess.replace('\0', '\uFFFD'), "after");
    }

    private static int writeToDescriptor(FileDescriptor descriptor, String text) throws IOException {
        new FileOutputStream(descriptor).write(text.getBytes(StandardCharsets.UTF_8));
        return 0;
    }

    @Test
    void logsWhatGoesPastSystemOutWhenTheTaskTakesLongEnough() throws Exception {
        ProcessPoolExecutor pool = pools.sharedWorker();

        pool.submit(() -> {
                    Thread.sleep(25);
                    return writeToDescriptor(FileDescriptor.out, "native, without an end");
                })
                .get();

        assertThat(log.workerLines()).containsExactly("native, without an end");
    }

    @Test
    void keepsTheOutputOfManyTasksInOrderAndComplete() throws Exception {
        ProcessPoolExecutor pool = pools.sharedWorker();
        List<ProcessFuture<Void>> tasks = new ArrayList<>();
        List<String> expected = new ArrayList<>();
        for (int i = 0; i < 200; i++) {
            int number = i;
            expected.add("out " + i);
            tasks.add(pool.submit(() -> System.out.println("out " + number)));
        }

        for (ProcessFuture<Void> task : tasks) {
            task.get();
        }

        assertThat(log.workerLines()).containsExactlyInAnyOrderElementsOf(expected);
        for (ILoggingEvent event : log.workerEvents()) {
            String message = event.getFormattedMessage();
            int number = Integer.parseInt(message.substring(message.lastIndexOf(' ') + 1));
            assertThat(message).contains(" task " + tasks.get(number).taskId() + " ");
        }
    }

    @Test
    void keepsTheLastLinesOfTheErrorOutputForTheCrash() throws Exception {
        ProcessPoolExecutor pool = pools.sharedWorker();

        WorkerCrashedException crash = failureOf(
                pool.submit(() -> {
                    for (int i = 0; i < 100; i++) {
                        System.err.println("error " + i);
                    }
                    Tasks.halt(1);
                }),
                WorkerCrashedException.class);

        assertThat(crash.stderrTail()).hasSize(40).last().isEqualTo("error 99");
        assertThat(log.workerLines().stream()
                        .filter(line -> line.startsWith("error "))
                        .collect(Collectors.toList()))
                .hasSize(100);
    }
}
