package io.github.processpool.spring.async;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.github.processpool.ProcessPoolExecutor;
import io.github.processpool.WorkerCrashedException;
import io.github.processpool.spring.NoWorkerIsLeft;
import io.github.processpool.spring.annotation.ProcessAsync;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;
import reactor.core.Disposable;
import reactor.core.publisher.Flux;
import reactor.core.scheduler.Schedulers;

/** Methods that return their value or a Flux, in other processes, of one application with one worker. */
@Timeout(value = 300, unit = TimeUnit.SECONDS)
class ReturnStylesIT {

    private static final Duration LIMIT = Duration.ofMinutes(2);

    private static ConfigurableApplicationContext context;
    private static ProcessPoolExecutor pool;
    private static Work work;

    @TempDir
    Path folder;

    @BeforeAll
    static void start() {
        context = SpringApplication.run(
                Application.class,
                "--spring.main.web-application-type=none",
                "--process-pool.max-workers=1",
                "--process-pool.start-timeout=2m",
                "--process-pool.grace-period=100ms");
        pool = context.getBean(ProcessPoolExecutor.class);
        work = context.getBean(Work.class);
    }

    @AfterAll
    static void stop() {
        context.close();
        NoWorkerIsLeft.awaitEnd();
    }

    @Configuration(proxyBeanMethods = false)
    @EnableAutoConfiguration
    @Import(Work.class)
    static class Application {}

    static class Work {

        @ProcessAsync
        public long pid() {
            return ProcessHandle.current().pid();
        }

        @ProcessAsync
        public String fail() throws IOException {
            throw new IOException("no such document");
        }

        @ProcessAsync
        public String crash() {
            Runtime.getRuntime().halt(7);
            return "";
        }

        @ProcessAsync
        public String ignoreInterrupts(String folder) throws IOException {
            spin(folder);
            return "";
        }

        @ProcessAsync
        public Flux<Integer> numbers(int count) {
            return Flux.range(1, count);
        }

        @ProcessAsync
        public Flux<Integer> numbersOfOtherThreads(int count) {
            return Flux.range(1, count).publishOn(Schedulers.parallel());
        }

        @ProcessAsync
        public Flux<Long> pidsAndCrash() {
            return Flux.range(1, 3).map(number -> {
                if (number == 3) {
                    Runtime.getRuntime().halt(7);
                }
                return ProcessHandle.current().pid();
            });
        }

        @ProcessAsync
        public Flux<Integer> oneAndIgnoreInterrupts(String folder) {
            return Flux.concat(Flux.just(1), Flux.defer(() -> {
                try {
                    spin(folder);
                } catch (IOException e) {
                    return Flux.error(e);
                }
                return Flux.empty();
            }));
        }

        private static void spin(String folder) throws IOException {
            Files.createFile(Path.of(folder, "begun"));
            while (Files.exists(Path.of(folder))) {
                Thread.interrupted();
            }
        }
    }

    private void awaitBegin() {
        await().atMost(LIMIT).until(() -> Files.exists(folder.resolve("begun")));
    }

    private static void awaitEndOf(long pid) {
        await().atMost(LIMIT)
                .until(() ->
                        ProcessHandle.of(pid).filter(ProcessHandle::isAlive).isEmpty());
    }

    // -- Values --

    @Test
    void callerGetsTheValueOfAnotherProcess() {
        assertThat(work.pid()).isNotEqualTo(ProcessHandle.current().pid());
        assertThat(pool.snapshot().completedTasks()).isPositive();
    }

    @Test
    void callerGetsTheExceptionOfAnotherProcessWithItsOwnFrames() {
        assertThatThrownBy(() -> work.fail())
                .isExactlyInstanceOf(IOException.class)
                .hasMessage("no such document")
                .hasStackTraceContaining("at " + Work.class.getName() + ".fail(")
                .hasStackTraceContaining("at PROCESS_BOUNDARY.Work.fail(in worker process ")
                .hasStackTraceContaining("at " + ReturnStylesIT.class.getName());
    }

    @Test
    void crashIsThrownAsItIs() {
        assertThatThrownBy(() -> work.crash()).isInstanceOf(WorkerCrashedException.class);
        assertThat(work.pid()).isPositive();
    }

    @Test
    void interruptOfCallerKillsWorkerThatIgnoresIt() throws Exception {
        long worker = work.pid();
        FutureTask<String> call = new FutureTask<>(() -> work.ignoreInterrupts(folder.toString()));
        Thread caller = new Thread(call, "caller");
        caller.start();
        awaitBegin();

        caller.interrupt();

        assertThatThrownBy(call::get).hasCauseExactlyInstanceOf(CancellationException.class);
        awaitEndOf(worker);
    }

    // -- Flux --

    @Test
    void elementsOfAnotherProcessComeInOrder() {
        List<Integer> expected = IntStream.rangeClosed(1, 2000).boxed().toList();

        assertThat(work.numbers(2000).collectList().block(LIMIT)).isEqualTo(expected);
        assertThat(work.numbersOfOtherThreads(2000).collectList().block(LIMIT)).isEqualTo(expected);
    }

    @Test
    void crashComesAfterTheElements() {
        List<Long> pids = new CopyOnWriteArrayList<>();

        assertThatThrownBy(() -> work.pidsAndCrash().doOnNext(pids::add).blockLast(LIMIT))
                .isInstanceOf(WorkerCrashedException.class);
        assertThat(pids).hasSize(2).doesNotContain(ProcessHandle.current().pid());
    }

    @Test
    void cancellingTheSubscriptionKillsWorkerThatIgnoresTheInterrupt() {
        long worker = work.pid();
        List<Integer> elements = new CopyOnWriteArrayList<>();
        Disposable subscription = work.oneAndIgnoreInterrupts(folder.toString()).subscribe(elements::add);
        awaitBegin();
        assertThat(elements).containsExactly(1);

        subscription.dispose();

        awaitEndOf(worker);
        assertThat(work.numbers(1).blockLast(LIMIT)).isEqualTo(1);
    }

    @Test
    void poolThatWasStoppedAndStartedAgainSendsElements() {
        assertThat(work.numbers(3).collectList().block(LIMIT)).containsExactly(1, 2, 3);

        context.stop();
        context.start();

        assertThat(work.numbers(3).collectList().block(LIMIT)).containsExactly(1, 2, 3);
    }
}
