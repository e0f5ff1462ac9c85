package io.github.processpool.spring.observation;

import static io.micrometer.observation.tck.ObservationContextAssert.assertThat;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.github.processpool.PoolFaults;
import io.github.processpool.PoolShutdownException;
import io.github.processpool.ProcessFuture;
import io.github.processpool.ProcessPoolExecutor;
import io.github.processpool.SerializableRunnable;
import io.github.processpool.TaskOptions;
import io.github.processpool.TaskState;
import io.github.processpool.TaskTimeoutException;
import io.github.processpool.WorkerCrashedException;
import io.github.processpool.spring.annotation.ProcessAsync;
import io.github.processpool.spring.autoconfigure.ProcessAsyncAutoConfiguration;
import io.github.processpool.spring.autoconfigure.ProcessPoolAutoConfiguration;
import io.github.processpool.spring.autoconfigure.ProcessPoolObservationAutoConfiguration;
import io.github.processpool.spring.observation.task.TaskObserver;
import io.github.processpool.spring.observation.task.TraceHeaders;
import io.micrometer.common.KeyValue;
import io.micrometer.common.KeyValues;
import io.micrometer.observation.Observation;
import io.micrometer.observation.ObservationRegistry;
import io.micrometer.observation.contextpropagation.ObservationThreadLocalAccessor;
import io.micrometer.observation.tck.TestObservationRegistry;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import reactor.core.publisher.Mono;
import reactor.util.context.Context;

/** One observation for each task, with workers that are threads. What crosses processes is with {@link TracesOfTwoProcesses}. */
class TaskObservationTest {

    private final Ended ended = new Ended();
    private final TestObservationRegistry registry = TestObservationRegistry.create();
    private final PoolFaults faults = new PoolFaults();

    private final ApplicationContextRunner application = new ApplicationContextRunner()
            .withConfiguration(AutoConfigurations.of(
                    ProcessPoolAutoConfiguration.class,
                    ProcessAsyncAutoConfiguration.class,
                    ProcessPoolObservationAutoConfiguration.class))
            .withBean(Observed.class)
            .withBean(PoolFaults.class, () -> faults)
            .withPropertyValues(
                    "process-pool.mode=in-process",
                    "process-pool.max-workers=1",
                    "process-pool.name=work",
                    "process-pool.queue-capacity=1");

    static class Observed {

        private final ObservationRegistry registry;

        Observed(ObservationRegistry registry) {
            this.registry = registry;
        }

        @ProcessAsync
        CompletableFuture<String> current() {
            Observation current = registry.getCurrentObservation();
            return CompletableFuture.completedFuture(
                    current == null ? "none" : current.getContext().getName());
        }

        @ProcessAsync
        Mono<String> lazily() {
            return Mono.just("value");
        }

        @ProcessAsync
        CompletableFuture<String> fail() {
            throw new IllegalStateException("broken");
        }
    }

    private void run(Pooled test) {
        registry.observationConfig().observationHandler(ended);
        application
                .withBean(ObservationRegistry.class, () -> registry)
                .run(context -> test.run(context.getBean(ProcessPoolExecutor.class), context.getBean(Observed.class)));
    }

    @FunctionalInterface
    private interface Pooled {
        void run(ProcessPoolExecutor pool, Observed bean) throws Exception;
    }

    private TaskObservationContext theTask() {
        return ended.awaitOne(TaskObservationContext.class);
    }

    private static Callable<Integer> quickly() {
        return (Callable<Integer> & java.io.Serializable) () -> 1;
    }

    private static Object forEver() throws InterruptedException {
        new CountDownLatch(1).await();
        return "never";
    }

    /** Gives the only worker something to do. */
    private static ProcessFuture<?> occupy(ProcessPoolExecutor pool) {
        ProcessFuture<?> running = pool.submit(() -> forEver());
        await().atMost(Duration.ofSeconds(60)).until(() -> running.taskState() == TaskState.RUNNING);
        return running;
    }

    // -- What is told --

    @Test
    void taskIsObservedFromSubmissionToItsEnd() {
        run((pool, bean) -> {
            ProcessFuture<Integer> task = pool.submit(() -> 1);
            task.get();

            assertThat(theTask())
                    .hasNameEqualTo("process.pool.task")
                    .hasContextualNameEqualTo("task of work")
                    .hasLowCardinalityKeyValue("pool", "work")
                    .hasLowCardinalityKeyValue("method", "none")
                    .hasLowCardinalityKeyValue("outcome", "success")
                    .hasHighCardinalityKeyValue("task.id", Long.toString(task.taskId()))
                    .hasHighCardinalityKeyValue("task.name", task.name())
                    .doesNotHaveError();
        });
    }

    @Test
    void queueSerializationAndExecutionAreToldApart() {
        run((pool, bean) -> {
            pool.submit(() -> 1).get();

            TaskObservationContext task = theTask();
            assertThat(task)
                    .hasHighCardinalityKeyValueWithKey("queue.ms")
                    .hasHighCardinalityKeyValueWithKey("serialization.ms")
                    .hasHighCardinalityKeyValueWithKey("execution.ms");
            for (String name : List.of("queue.ms", "serialization.ms", "execution.ms")) {
                KeyValue time = task.getHighCardinalityKeyValue(name);
                assertThat(time).isNotNull();
                assertThat(Double.parseDouble(time.getValue())).isNotNegative();
            }
            Observation.Event begun = ended.events().get(0);
            assertThat(begun.getName()).isEqualTo("begun");
            assertThat(begun.getWallTime())
                    .isEqualTo(task.getTask().timings().started().orElseThrow().toEpochMilli());
        });
    }

    @Test
    void taskThatNeverBeganHasNoBeginAndNoTimeOfExecution() {
        run((pool, bean) -> {
            ProcessFuture<?> running = occupy(pool);
            pool.submit(() -> forEver()).cancel(true);

            assertThat(theTask()).hasLowCardinalityKeyValue("outcome", "cancelled");
            assertThat(theTask().getHighCardinalityKeyValue("execution.ms")).isNull();
            assertThat(ended.events()).isEmpty();
            running.cancel(true);
        });
    }

    @Test
    void callersObservationIsTheParentAndStaysCurrent() {
        run((pool, bean) -> {
            Observation caller = Observation.start("caller", registry);
            try (Observation.Scope scope = caller.openScope()) {
                pool.submit(() -> 1).get();
                assertThat(registry.getCurrentObservation()).isSameAs(caller);
            }
            assertThat(theTask()).hasParentObservationEqualTo(caller);
        });
    }

    // -- Outcomes --

    private void assertOutcome(String outcome, @Nullable Class<? extends Throwable> error) {
        TaskObservationContext task = theTask();
        assertThat(task).hasLowCardinalityKeyValue("outcome", outcome);
        if (error == null) {
            assertThat(task).doesNotHaveError();
        } else {
            assertThat(task.getError()).isInstanceOf(error);
        }
    }

    @Test
    void failureIsAnError() {
        run((pool, bean) -> {
            assertThatThrownBy(() -> pool.submit(() -> {
                                throw new IllegalStateException("broken");
                            })
                            .get())
                    .isInstanceOf(ExecutionException.class);
            assertOutcome("error", IllegalStateException.class);
        });
    }

    @Test
    void timeoutIsAnOutcome() {
        run((pool, bean) -> {
            TaskOptions options =
                    TaskOptions.builder().timeout(Duration.ofMillis(20)).build();
            assertThatThrownBy(() -> pool.with(options).submit(() -> forEver()).get())
                    .isInstanceOf(ExecutionException.class);
            assertOutcome("timeout", TaskTimeoutException.class);
        });
    }

    @Test
    void crashIsAnOutcome() {
        run((pool, bean) -> {
            faults.crash("fragile");
            TaskOptions options = TaskOptions.builder().name("fragile").build();
            assertThatThrownBy(() -> pool.with(options).submit(() -> 1).get()).isInstanceOf(ExecutionException.class);
            assertOutcome("crashed", WorkerCrashedException.class);
            assertThat(theTask()).hasHighCardinalityKeyValue("task.name", "fragile");
        });
    }

    @Test
    void cancelledIsAnOutcomeAndNoError() {
        run((pool, bean) -> {
            pool.submit(() -> forEver()).cancel(true);
            assertOutcome("cancelled", null);
        });
    }

    @Test
    void whatThePoolDoesNotTakeIsRejected() {
        run((pool, bean) -> {
            pool.shutdown();
            assertThatThrownBy(() -> pool.submit(() -> 1)).isInstanceOf(PoolShutdownException.class);
            assertOutcome("rejected", PoolShutdownException.class);
            assertThat(theTask().getTask()).isNull();
        });
    }

    @Test
    void attemptAtFullQueueIsRejectedWithoutError() {
        run((pool, bean) -> {
            ProcessFuture<?> running = occupy(pool);
            ProcessFuture<?> waiting = pool.submit(() -> forEver());
            assertThat(pool.trySubmit(() -> 1)).isEmpty();
            assertOutcome("rejected", null);
            waiting.cancel(true);
            running.cancel(true);
        });
    }

    // -- Which tasks --

    @Test
    void everyWayToSubmitIsObserved() {
        List<BiConsumer<ProcessPoolExecutor, TaskOptions>> ways = List.of(
                (pool, none) -> pool.submit(() -> 1).join(),
                (pool, none) -> pool.submit(() -> {}).join(),
                (pool, none) ->
                        pool.submit((SerializableRunnable) () -> {}, "value").join(),
                (pool, none) -> pool.submit((Integer a) -> a, 1).join(),
                (pool, none) ->
                        pool.submit((Integer a, Integer b) -> a + b, 1, 2).join(),
                (pool, none) -> pool.submit(quickly()).join(),
                (pool, none) -> pool.execute((SerializableRunnable) () -> {}),
                (pool, none) -> pool.trySubmit(() -> 1).orElseThrow().join(),
                (pool, none) -> pool.with(none).submit(() -> 1).join(),
                (pool, none) -> pool.with(none).submit(() -> {}).join(),
                (pool, none) -> pool.with(none)
                        .submit((SerializableRunnable) () -> {}, "value")
                        .join(),
                (pool, none) -> pool.with(none).submit((Integer a) -> a, 1).join(),
                (pool, none) -> pool.with(none)
                        .submit((Integer a, Integer b) -> a + b, 1, 2)
                        .join(),
                (pool, none) -> pool.with(none).execute(() -> {}),
                (pool, none) -> pool.with(none).trySubmit(() -> 1).orElseThrow().join());
        run((pool, bean) -> {
            TaskOptions none = TaskOptions.builder().build();
            for (int i = 0; i < ways.size(); i++) {
                ways.get(i).accept(pool, none);
                List<TaskObservationContext> tasks = ended.awaitAll(TaskObservationContext.class, i + 1);
                assertThat(tasks.get(i)).hasLowCardinalityKeyValue("outcome", "success");
            }
        });
    }

    @Test
    void failureOfExecutedTaskIsAnError() {
        run((pool, bean) -> {
            pool.execute((SerializableRunnable) () -> {
                throw new IllegalStateException("broken");
            });
            assertOutcome("error", IllegalStateException.class);
        });
    }

    @Test
    void elementsOfMapsAreNotObserved() {
        run((pool, bean) -> {
            assertThat(pool.map((Integer a) -> a + 1, List.of(1, 2))).containsExactly(2, 3);
            pool.submit(() -> 1).get();
            theTask();
            assertThat(ended.all()).hasSize(1);
        });
    }

    // -- Methods of beans --

    @Test
    void methodRunsInAnObservationOfItsOwn() {
        run((pool, bean) -> {
            assertThat(bean.current().get()).isEqualTo("process.pool.execution");

            String method = "TaskObservationTest.Observed.current";
            assertThat(theTask()).hasContextualNameEqualTo(method).hasLowCardinalityKeyValue("method", method);
            assertThat(ended.awaitOne(ExecutionObservationContext.class))
                    .hasContextualNameEqualTo(method + " in worker")
                    .hasLowCardinalityKeyValue("pool", "work")
                    .hasLowCardinalityKeyValue("method", method)
                    .hasHighCardinalityKeyValue(
                            "task.id", Long.toString(theTask().getTask().taskId()))
                    .hasHighCardinalityKeyValue(
                            "worker.pid", Long.toString(ProcessHandle.current().pid()))
                    .doesNotHaveError();
        });
    }

    @Test
    void methodThatCanNotBeObservedInTheWorkerIsCalledAllTheSame() {
        registry.observationConfig().observationHandler(ended);
        application
                .withBean(ObservationRegistry.class, () -> registry)
                .withBean(ExecutionObservationConvention.class, () -> new DefaultExecutionObservationConvention() {
                    @Override
                    public String getName() {
                        throw new IllegalStateException("no name");
                    }
                })
                .run(context -> {
                    assertThat(context.getBean(Observed.class).current().get()).isEqualTo("none");
                    assertOutcome("success", null);
                });
    }

    @Test
    void failureOfMethodIsAnErrorOnBothSides() {
        run((pool, bean) -> {
            assertThatThrownBy(() -> bean.fail().get()).cause().hasMessage("broken");
            assertOutcome("error", IllegalStateException.class);
            assertThat(ended.awaitOne(ExecutionObservationContext.class).getError())
                    .hasMessage("broken");
        });
    }

    @Test
    void eachSubscriptionOfMonoIsObserved() {
        run((pool, bean) -> {
            Mono<String> lazy = bean.lazily();
            assertThat(ended.all()).isEmpty();
            lazy.block();
            lazy.block();
            ended.awaitAll(TaskObservationContext.class, 2);
            ended.awaitAll(ExecutionObservationContext.class, 2);
        });
    }

    @Test
    void observationOfTheSubscriptionIsTheParent() {
        run((pool, bean) -> {
            Observation parent = Observation.start("subscription", registry);
            bean.lazily()
                    .contextWrite(Context.of(ObservationThreadLocalAccessor.KEY, parent))
                    .block();
            assertThat(theTask().getParentObservation()).isSameAs(parent);
            assertThat(registry.getCurrentObservation()).isNull();
            parent.stop();
        });
    }

    // -- Switched off, and changed --

    @Test
    void predicateSwitchesItOff() {
        registry.observationConfig().observationPredicate((name, context) -> !name.startsWith("process.pool"));
        run((pool, bean) -> {
            assertThat(pool.submit(() -> 1).get()).isEqualTo(1);
            assertThat(bean.current().get()).isEqualTo("none");
            assertThat(ended.all()).isEmpty();
        });
    }

    @Test
    void registryThatObservesNothingIsLeftAlone() {
        application
                .withBean(ObservationRegistry.class, () -> ObservationRegistry.NOOP)
                .run(context -> {
                    assertThat(context.getBean(TaskObserver.class).begin("work", null))
                            .isNull();
                    assertThat(context.getBean(Observed.class).current().get()).isEqualTo("none");
                });
    }

    @Test
    void withoutRegistryThereIsNothing() {
        new ApplicationContextRunner()
                .withConfiguration(AutoConfigurations.of(
                        ProcessPoolAutoConfiguration.class, ProcessPoolObservationAutoConfiguration.class))
                .withPropertyValues("process-pool.mode=in-process")
                .run(context -> {
                    assertThat(context).doesNotHaveBean(TaskObserver.class).doesNotHaveBean(TraceHeaders.CARRIER);
                    assertThat(context.getBean(ProcessPoolExecutor.class)
                                    .submit(() -> 1)
                                    .get())
                            .isEqualTo(1);
                });
    }

    @Test
    void conventionOfTheApplicationCounts() {
        registry.observationConfig().observationHandler(ended);
        application
                .withBean(ObservationRegistry.class, () -> registry)
                .withBean(TaskObservationConvention.class, () -> new DefaultTaskObservationConvention() {
                    @Override
                    public KeyValues getLowCardinalityKeyValues(TaskObservationContext context) {
                        return super.getLowCardinalityKeyValues(context).and("tenant", "acme");
                    }
                })
                .run(context -> {
                    context.getBean(ProcessPoolExecutor.class).submit(() -> 1).get();
                    assertThat(theTask())
                            .hasLowCardinalityKeyValue("tenant", "acme")
                            .hasLowCardinalityKeyValue("outcome", "success");
                });
    }
}
