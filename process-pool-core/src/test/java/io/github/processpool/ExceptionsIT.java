package io.github.processpool;

import static io.github.processpool.testing.Failures.failureOf;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.github.processpool.testing.BrokenClass;
import io.github.processpool.testing.Pools;
import io.github.processpool.testing.Tasks;
import io.github.processpool.testing.UnknownClass;
import io.github.processpool.testing.Values;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Exceptions that a task throws, seen from the other side of the border. */
@Timeout(300)
class ExceptionsIT {

    @RegisterExtension
    final Pools pools = new Pools();

    @Test
    void typeMessageFieldsAndCausesCrossTheBorder() {
        Throwable failure = failureOf(pools.sharedWorker().submit(() -> {
            throw new Values.DetailedException(
                    "outer", 42, new IOException("middle", new IllegalArgumentException("inner")));
        }));

        assertThat(failure).isExactlyInstanceOf(Values.DetailedException.class).hasMessage("outer");
        assertThat(((Values.DetailedException) failure).detail()).isEqualTo(42);
        assertThat(failure.getCause()).isExactlyInstanceOf(IOException.class).hasMessage("middle");
        assertThat(failure.getCause().getCause())
                .isExactlyInstanceOf(IllegalArgumentException.class)
                .hasMessage("inner");
    }

    @Test
    void suppressedExceptionsCrossTheBorder() {
        Throwable failure = failureOf(pools.sharedWorker().submit(() -> {
            IllegalStateException thrown = new IllegalStateException("main");
            thrown.addSuppressed(new IOException("on the way"));
            throw thrown;
        }));

        assertThat(failure.getSuppressed()).hasSize(1);
        assertThat(failure.getSuppressed()[0]).isInstanceOf(IOException.class).hasMessage("on the way");
    }

    @Test
    void theWorkersStackIsInThePrintedTrace() {
        Throwable failure = failureOf(pools.sharedWorker().submit(() -> {
            Tasks.throwError();
            return 0;
        }));
        StringWriter trace = new StringWriter();
        failure.printStackTrace(new PrintWriter(trace));

        assertThat(trace.toString()).contains("at io.github.processpool.testing.Tasks.throwError(Tasks.java:");
    }

    @Test
    void anErrorIsDeliveredAndTheWorkerGoesOn() throws Exception {
        ProcessPoolExecutor pool = pools.sharedWorker();
        long pid = pool.submit(() -> Tasks.pid()).get();

        assertThat(failureOf(pool.submit(() -> Tasks.throwError())))
                .isExactlyInstanceOf(AssertionError.class)
                .hasMessage("an error of the task's own");
        assertThat(pool.submit(() -> Tasks.pid()).get()).isEqualTo(pid);
    }

    @Test
    void aCheckedExceptionIsDeliveredAsItIs() {
        assertThat(failureOf(pools.sharedWorker().submit(() -> {
                    throw new TimeoutException("the task's own");
                })))
                .isExactlyInstanceOf(TimeoutException.class)
                .hasMessage("the task's own");
    }

    @Test
    void anExceptionThatCantBeWrittenIsStillAFailureWithClassMessageAndStack() {
        Throwable failure = failureOf(pools.sharedWorker().submit(() -> {
            throw new Values.UnwritableException("hidden treasure");
        }));

        assertThat(failure).isInstanceOf(RemoteTaskException.class);
        RemoteTaskException remote = (RemoteTaskException) failure;
        assertThat(remote.remoteClassName()).isEqualTo(Values.UnwritableException.class.getName());
        assertThat(remote)
                .hasMessageContaining(Values.UnwritableException.class.getName())
                .hasMessageContaining("hidden treasure");
        assertThat(remote.remoteStackTrace()).contains("at io.github.processpool.ExceptionsIT");
    }

    @Test
    void anExceptionWithAFieldThatCantBeWrittenIsItselfAndTellsOfTheField() {
        Throwable failure = failureOf(pools.sharedWorker().submit(() -> {
            throw new Values.NotSerializableException("hidden treasure");
        }));

        assertThat(failure)
                .isExactlyInstanceOf(Values.NotSerializableException.class)
                .hasMessage("hidden treasure");
        assertThat(((Values.NotSerializableException) failure).culprit).isNull();
        assertThat(failure.getSuppressed()[0])
                .isInstanceOf(RemoteTaskException.class)
                .hasMessageContaining("NotSerializableException.culprit");
    }

    @Test
    void aCauseWhoseClassTheParentDoesNotKnowIsReplacedAlone() {
        Throwable failure = failureOf(pools.sharedWorker().submit(() -> {
            throw new Values.DetailedException("outer", 42, UnknownClass.makeException());
        }));

        assertThat(failure).isExactlyInstanceOf(Values.DetailedException.class).hasMessage("outer");
        assertThat(failure.getCause()).isInstanceOf(RemoteTaskException.class).hasMessageContaining("from nowhere");
        assertThat(((RemoteTaskException) failure.getCause()).remoteClassName()).isEqualTo(UnknownClass.NAME);
    }

    @Test
    void anExceptionThatTellsNothingOfItselfDoesNotEndItsWorker() throws Exception {
        ProcessPoolExecutor pool = pools.sharedWorker();
        long pid = pool.submit(() -> Tasks.pid()).get();

        assertThat(failureOf(pool.submit(() -> {
                    throw new Values.StackThrowsException();
                })))
                .isNotNull();
        assertThat(pool.submit(() -> Tasks.pid()).get()).isEqualTo(pid);
    }

    @Test
    void anExceptionWhoseGetMessageThrowsIsStillAFailureWithClassAndStack() throws Exception {
        ProcessPoolExecutor pool = pools.sharedWorker();
        ProcessFuture<Integer> future = pool.submit(() -> {
            throw new Values.MessageThrowsException();
        });

        assertThat(future.thenApply(value -> value)
                        .handle((value, failure) -> failure)
                        .get(30, TimeUnit.SECONDS))
                .as("what callbacks see")
                .isNotNull();
        Throwable failure = failureOf(future);
        assertThat(failure).isInstanceOf(RemoteTaskException.class);
        RemoteTaskException remote = (RemoteTaskException) failure;
        assertThat(remote.remoteClassName()).isEqualTo(Values.MessageThrowsException.class.getName());
        assertThat(remote.remoteStackTrace()).contains("at io.github.processpool.ExceptionsIT");
        assertThat(pool.submit(() -> 1).get()).isEqualTo(1);
    }

    @Test
    void anExceptionWhoseClassTheParentDoesNotKnowIsStillAFailure() {
        Throwable failure = failureOf(pools.sharedWorker().submit(() -> {
            throw UnknownClass.makeException();
        }));

        assertThat(failure).isInstanceOf(RemoteTaskException.class);
        RemoteTaskException remote = (RemoteTaskException) failure;
        assertThat(remote.remoteClassName()).isEqualTo(UnknownClass.NAME);
        assertThat(remote).hasMessageContaining(UnknownClass.NAME).hasMessageContaining("from nowhere");
        assertThat(remote.remoteStackTrace()).contains("UnknownClass.makeException");
    }

    @Test
    void aValueWhoseClassTheParentDoesNotKnowFailsThatFutureOnly() throws Exception {
        ProcessPoolExecutor pool = pools.sharedWorker();
        Throwable failure = failureOf(pool.submit(() -> List.of(UnknownClass.makeException())));

        assertThat(failure).isInstanceOf(ResultSerializationException.class).hasMessageContaining(UnknownClass.NAME);
        assertThat(pool.submit(() -> 1).get()).isEqualTo(1);
    }

    @Test
    void everyFutureHasAnExceptionOfItsOwn() {
        ProcessPoolExecutor pool = pools.sharedWorker();
        SerializableCallable<Integer> failing = () -> {
            throw new IllegalStateException("no");
        };

        assertThat(failureOf(pool.submit(failing))).isNotSameAs(failureOf(pool.submit(failing)));
    }

    @Test
    void aCompletionExceptionThatATaskThrowsIsItselfTheCause() {
        ProcessFuture<Integer> future = pools.sharedWorker().submit(() -> {
            throw new CompletionException("mine", new IllegalStateException("its cause"));
        });

        assertThatThrownBy(future::get)
                .isInstanceOf(ExecutionException.class)
                .cause()
                .isInstanceOf(CompletionException.class)
                .hasMessage("mine")
                .hasCauseInstanceOf(IllegalStateException.class);
        assertThatThrownBy(future::join).isInstanceOf(CompletionException.class).hasMessage("mine");
    }

    @Test
    void aCompletionExceptionFromOutsideIsAWrapperAsWithEveryCompletableFuture() {
        ProcessFuture<Integer> future = pools.sharedWorker().submit(() -> Tasks.add(1, 2));
        CompletionException wrapper = new CompletionException(new IllegalStateException("no"));
        assumeTrue(future.completeExceptionally(wrapper), "it was faster");

        assertThatThrownBy(future::get).cause().isInstanceOf(IllegalStateException.class);
    }

    @Test
    void aTaskThatThrowsACancellationIsCancelled() {
        ProcessFuture<Integer> future = pools.sharedWorker().submit(() -> {
            throw new CancellationException("I give up");
        });

        CancellationException thrown = catchThrowableOfType(CancellationException.class, future::get);
        assertThat(thrown).hasMessage("I give up");
        assertThat(future.isCancelled()).isTrue();
        assertThat(future.taskState()).isEqualTo(TaskState.CANCELLED);
    }

    @Test
    void aTaskThatInterruptsItselfHarmsNobodyAfterIt() throws Exception {
        ProcessPoolExecutor pool = pools.sharedWorker();
        pool.submit(() -> Thread.currentThread().interrupt()).get();

        assertThat(pool.submit(() -> Thread.currentThread().isInterrupted()).get())
                .isFalse();
    }

    @Test
    void aClassThatCouldNotBeInitializedCostsItsWorkerSoThatLaterTasksDoNotSuffer() throws Exception {
        ProcessPoolExecutor pool = pools.sharedWorker();
        pool.submit(() -> System.setProperty(BrokenClass.PROPERTY, "not yet")).get();

        assertThat(failureOf(pool.submit(() -> BrokenClass.Used.NUMBER)))
                .isInstanceOf(ExceptionInInitializerError.class);
        assertThat(pool.submit(() -> BrokenClass.Used.NUMBER).get()).isEqualTo(42);
        assertThat(pool.snapshot().exitsByReason()).containsEntry(ExitReason.BROKEN_CLASS, 1L);
    }

    @Test
    void aClassThatFailsInEveryWorkerCostsOneOnlyAndATaskOfSuchAClassSaysWhichAndWhy() throws Exception {
        ProcessPoolExecutor pool = pools.open(
                builder -> builder.maxWorkers(1).jvmArguments("-D" + BrokenClass.PROPERTY + "=no-settings-here"));

        for (int i = 0; i < 5; i++) {
            assertThat(failureOf(pool.submit(() -> BrokenClass.Used.NUMBER))).isInstanceOf(LinkageError.class);
        }
        assertThat(pool.submit(() -> 1).get()).isEqualTo(1);
        assertThat(pool.snapshot().exitsByReason()).containsEntry(ExitReason.BROKEN_CLASS, 1L);

        assertThat(failureOf(pool.submit(BrokenClass.OfTasks.task())))
                .isInstanceOf(TaskSerializationException.class)
                .hasMessageContaining(BrokenClass.OfTasks.class.getName())
                .hasMessageContaining("no-settings-here");
    }

    /** Makes a pool, or returns the words of one that can't be made. */
    private static String tryToMakeAPool() {
        try (ProcessPoolExecutor pool =
                ProcessPoolExecutor.builder().maxWorkers(1).name("nested").build()) {
            return "made";
        } catch (IllegalStateException e) {
            return e.getMessage();
        }
    }

    /** A worker that is told to be as deep as that by what is started before it. */
    @Test
    void poolsWithinPoolsEndWithAClearError() throws Exception {
        assertThat(pools.sharedWorker()
                        .submit(() -> System.getenv("PROCESS_POOL_DEPTH"))
                        .get())
                .isEqualTo("1");

        ProcessPoolExecutor deep =
                pools.open(builder -> builder.maxWorkers(1).commandPrefix("env", "PROCESS_POOL_DEPTH=3"));
        assertThat(deep.submit(() -> tryToMakeAPool()).get()).contains("Process pool 'nested' can't be made here");
    }
}
