package io.github.processpool.spring.worker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.github.processpool.PoolState;
import io.github.processpool.ProcessFuture;
import io.github.processpool.ProcessPoolExecutor;
import io.github.processpool.spring.Flag;
import io.github.processpool.spring.NoWorkerIsLeft;
import io.github.processpool.spring.WorkerBeans;
import io.github.processpool.spring.worker.MainForms.Nesting;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.boot.SpringApplication;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.core.env.ConfigurableEnvironment;

/** However an application begins, its workers find its beans; and if they can't, somebody is told why. */
@ExtendWith(NoWorkerIsLeft.class)
@Timeout(value = 300, unit = TimeUnit.SECONDS)
class MainFormsIT {

    private static final Duration LIMIT = Duration.ofSeconds(60);

    @TempDir
    Path folder;

    @AfterEach
    void close() {
        MainForms.context.close();
    }

    @Test
    void hierarchyOfContexts() throws Exception {
        MainForms.Hierarchy.main(arguments());

        assertThat(beanOfWorker("inherited")).isEqualTo("from the ancestor");
        Trace trace = new Trace(folder.resolve("trace.txt"));
        assertThat(trace.here()).containsExactly("runner");
        assertThat(trace.elsewhere()).isEmpty();
    }

    @Test
    void applicationThatIsAddedTo() throws Exception {
        MainForms.Augmented.main(arguments());

        assertThat(beanOfWorker("extra")).isEqualTo("extra with extra");
    }

    @Test
    void applicationThatTheTestItselfAddsTo() throws Exception {
        SpringApplication.from(MainForms.Plain::main)
                .with(MainForms.Augmented.Extra.class)
                .withAdditionalProfiles("extra")
                .run(arguments());

        assertThat(beanOfWorker("extra")).isEqualTo("extra with extra");
    }

    @Test
    void applicationThatIsStartedAgainAndAgainByOneMainHasTheContextOfItsOwnRun() throws Exception {
        MainForms.AgainAndAgain.main(arguments());
        try (ConfigurableApplicationContext second = MainForms.AgainAndAgain.second) {
            assertThat(environmentOfWorker(second)).isEqualTo("[other] two");
            assertThat(environmentOfWorker(MainForms.context)).isEqualTo("[other] three");
        }
    }

    private static String environmentOfWorker(ConfigurableApplicationContext context) throws Exception {
        return context.getBean(ProcessPoolExecutor.class)
                .submit(() -> {
                    ConfigurableEnvironment environment = (ConfigurableEnvironment) WorkerBeans.bean("environment");
                    return List.of(environment.getActiveProfiles()) + " " + environment.getProperty("who");
                })
                .get();
    }

    @Test
    void workerStartsWorkersOfItsOwnWhenItIsToldTo() throws Exception {
        MainForms.Plain.main(arguments("--process-pool.worker.nested-pools=true"));

        long[] processes = pool().submit(() -> new long[] {
                    ProcessHandle.current().pid(), ((Nesting) WorkerBeans.bean("nesting")).processOfTask()
                })
                .get();
        assertThat(processes[1])
                .isNotEqualTo(processes[0])
                .isNotEqualTo(ProcessHandle.current().pid());
    }

    @Test
    void mainThatStartsNothingInWorkerIsFailureThatSaysSo() {
        MainForms.Reluctant.main(arguments());

        assertThat(failureOf(pool().submit(() -> WorkerBeans.bean("nesting").toString())))
                .hasMessageContaining("can't be built")
                .hasMessageContaining(
                        MainForms.Reluctant.class.getName() + ".main has ended in the worker without starting"
                                + " the application with the sources [" + MainForms.Plain.class.getName() + "]");
    }

    @Test
    void contextThatFailsIsFailedStartWithTheCause() {
        MainForms.Failing.main(arguments());
        ProcessPoolExecutor pool = pool();
        pool.warmUpWorkers();

        Throwable failure = failureOf(pool.submit(() -> 1));

        assertThat(failure)
                .hasStackTraceContaining("WorkerStartException")
                .hasStackTraceContaining("the licence key is missing");
        assertThat(pool.snapshot().state()).isEqualTo(PoolState.BROKEN);
    }

    @Test
    void taskThatIsCancelledWhileTheContextIsBuiltLeavesItToTheNext() throws Exception {
        Flag flag = Flag.in(folder);
        MainForms.Slow.main(arguments("--test.flag=" + flag.path(), "--process-pool.grace-period=2m"));
        ProcessFuture<String> first =
                pool().submit(() -> WorkerBeans.bean("built").toString());
        awaitBuilding(1);
        long worker = first.workerPid().orElseThrow();

        first.cancel(true);
        first.stopped().get(2, TimeUnit.MINUTES);
        ProcessFuture<String> second =
                pool().submit(() -> WorkerBeans.bean("built").toString());
        flag.raise();

        assertThat(second.get()).isEqualTo("built");
        assertThat(second.workerPid()).hasValue(worker);
        assertThat(new Trace(folder.resolve("trace.txt")).elsewhere()).containsExactly("builds");
    }

    /** Leftovers are looked for after each test. */
    @Test
    void workerThatDiesWhileItBuildsIsReplacedByOneDuringWhoseBuildingTheApplicationCanBeClosed() {
        MainForms.Slow.main(arguments("--test.flag=" + folder.resolve("never"), "--process-pool.min-workers=1"));
        pool().warmUpWorkers();
        awaitBuilding(1);

        ProcessHandle.current().children().forEach(ProcessHandle::destroyForcibly);
        awaitBuilding(2);

        assertThat(CompletableFuture.runAsync(MainForms.context::close)).succeedsWithin(LIMIT);
    }

    private void awaitBuilding(int workers) {
        Trace trace = new Trace(folder.resolve("trace.txt"));
        await().atMost(LIMIT.multipliedBy(2))
                .untilAsserted(() -> assertThat(trace.elsewhere()).hasSize(workers));
    }

    private static ProcessPoolExecutor pool() {
        return MainForms.context.getBean(ProcessPoolExecutor.class);
    }

    private static String beanOfWorker(String name) throws Exception {
        return pool().submit((String bean) -> WorkerBeans.bean(bean).toString(), name)
                .get();
    }

    private static Throwable failureOf(ProcessFuture<?> task) {
        try {
            throw new AssertionError("The task succeeded with " + task.get());
        } catch (ExecutionException e) {
            return e.getCause();
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    private String[] arguments(String... more) {
        List<String> arguments = new ArrayList<>(List.of(
                "--" + Trace.PROPERTY + "=" + folder.resolve("trace.txt"),
                "--process-pool.max-workers=1",
                "--process-pool.start-timeout=2m"));
        arguments.addAll(List.of(SmallOnDemand.ARGUMENTS));
        arguments.addAll(List.of(more));
        return arguments.toArray(String[]::new);
    }
}
