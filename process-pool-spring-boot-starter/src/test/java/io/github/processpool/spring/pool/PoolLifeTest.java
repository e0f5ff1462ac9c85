package io.github.processpool.spring.pool;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.mockito.ArgumentMatchers.any;
import static org.mockito.Mockito.inOrder;
import static org.mockito.Mockito.mock;
import static org.mockito.Mockito.never;
import static org.mockito.Mockito.times;
import static org.mockito.Mockito.verify;
import static org.mockito.Mockito.when;

import io.github.processpool.MapOptions;
import io.github.processpool.PoolShutdownException;
import io.github.processpool.PoolSnapshot;
import io.github.processpool.PoolState;
import io.github.processpool.ProcessFuture;
import io.github.processpool.ProcessPoolExecutor;
import io.github.processpool.SerializableCallable;
import io.github.processpool.SerializableFunction;
import io.github.processpool.TaskOptions;
import io.github.processpool.TaskSubmitter;
import io.github.processpool.spring.observation.task.TaskObserver;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Pools that come and go behind one bean; none of them is real. */
class PoolLifeTest {

    private final ProcessPoolExecutor first = mock(ProcessPoolExecutor.class, "first");
    private final ProcessPoolExecutor second = mock(ProcessPoolExecutor.class, "second");
    private final PoolBlueprint blueprint = mock(PoolBlueprint.class);
    private PoolLife life;
    private RestartablePool bean;

    @BeforeEach
    void makeBean() {
        when(blueprint.name()).thenReturn("pdf");
        when(blueprint.build()).thenReturn(first, second);
        when(blueprint.observer()).thenReturn(TaskObserver.NONE);
        life = new PoolLife(blueprint);
        bean = new RestartablePool(blueprint, life);
    }

    private void restart() {
        life.open();
        when(first.isShutdown()).thenReturn(true);
        life.open();
    }

    @Test
    void opensOnePoolUntilThatIsShutDown() {
        life.open();
        life.open();
        assertThat(life.latest()).isSameAs(first);

        when(first.isShutdown()).thenReturn(true);
        life.open();

        assertThat(life.started()).isSameAs(second);
        verify(blueprint, times(2)).build();
    }

    @Test
    void everyPoolIsWarmedUpOnceThatWasAskedFor() {
        life.warmUpWorkers();
        verify(blueprint, never()).beforeBeanCalls();

        restart();

        var order = inOrder(blueprint, first, second);
        order.verify(blueprint).beforeBeanCalls();
        order.verify(first).warmUpWorkers();
        order.verify(second).warmUpWorkers();
    }

    @Test
    void poolThatIsOpenIsWarmedUpAtOnce() {
        life.open();
        verify(first, never()).warmUpWorkers();

        life.warmUpWorkers();

        verify(first).warmUpWorkers();
    }

    @Test
    void aCallIsSubmittedToThePoolThatIsOpenAndToItsViews() throws Exception {
        life.open();
        TaskOptions options = TaskOptions.builder().name("page").build();
        TaskSubmitter view = mock(TaskSubmitter.class);
        when(first.with(options)).thenReturn(view);
        ProcessFuture<Integer> future = mock();
        when(future.get()).thenReturn(42);
        SerializableCallable<Integer> task = () -> 1;
        when(first.submit(task)).thenReturn(future);
        when(view.submit(task)).thenReturn(future);

        assertThat(bean.call(task)).isEqualTo(42);
        assertThat(bean.with(options).call(task)).isEqualTo(42);
        verify(first).submit(task);
        verify(view).submit(task);
    }

    @Test
    void aCallerThatIsInterruptedWhileItWaitsForTheFirstPoolIsInterrupted() throws Exception {
        CompletableFuture<Throwable> end = new CompletableFuture<>();
        Thread caller = new Thread(() -> end.complete(catchThrowable(() -> bean.call(() -> 1))));
        caller.start();

        caller.interrupt();

        assertThat(end.get(60, TimeUnit.SECONDS)).isInstanceOf(InterruptedException.class);
    }

    @Test
    void anOperatorFindsNothingToEndBeforeTheFirstPoolAndEndsInThatWhichIsOpen() {
        assertThat(bean.cancel(1, "user 'kim'")).isFalse();
        assertThat(bean.kill(100, "user 'kim'")).isFalse();
        life.open();
        when(first.cancel(1, "user 'kim'")).thenReturn(true);
        when(first.kill(100, "thread '" + Thread.currentThread().getName() + "'"))
                .thenReturn(true);

        assertThat(bean.cancel(1, "user 'kim'")).isTrue();
        assertThat(bean.kill(100)).isTrue();
    }

    @Test
    void drainedBeanCanBeOpenedAgain() {
        Duration budget = Duration.ofSeconds(5);
        assertThat(life.drain(budget)).as("before the first start").isEmpty();
        life.open();

        life.drain(budget);

        verify(first).shutdown(budget);
        assertThat(life.isClosed()).isFalse();
    }

    @Test
    void closedBeanEndsItsPoolAndIsNotOpenedAgain() {
        life.open();
        when(first.terminate()).thenReturn(List.of());

        life.close();

        verify(first).terminate();
        assertThatThrownBy(life::open).isInstanceOf(IllegalStateException.class).hasMessageContaining("'pdf'");
    }

    @Test
    void poolThatWasDrainedIsNotEndedAgain() {
        life.open();
        when(first.isTerminated()).thenReturn(true);

        life.close();

        verify(first, never()).terminate();
    }

    @Test
    void callsAreRefusedWhenTheBeanWasClosedBeforeItsFirstPool() {
        life.close();

        assertThatThrownBy(life::started).isInstanceOf(PoolShutdownException.class);
        assertThat(bean.isTerminated()).isTrue();
    }

    @Test
    void snapshotBeforeTheFirstPoolSaysThatNothingHasHappened() {
        assertThat(bean.snapshot()).isEqualTo(PoolSnapshot.notStarted("pdf", PoolState.RUNNING));
        assertThat(bean).hasToString("ProcessPool[pdf, not started]");

        bean.destroy();

        assertThat(bean.snapshot()).isEqualTo(PoolSnapshot.notStarted("pdf", PoolState.TERMINATED));
    }

    @Test
    void callsBeforeTheFirstPoolThatWouldEndOneDoNothing() throws Exception {
        bean.shutdown();
        bean.close();
        assertThat(bean.shutdownNow()).isEmpty();
        assertThat(bean.terminate()).isEmpty();
        assertThat(bean.isShutdown()).isFalse();

        bean.destroy();

        assertThat(bean.awaitTermination(1, TimeUnit.SECONDS)).isTrue();
        verify(blueprint, never()).build();
    }

    @Test
    void viewSurvivesARestart() {
        TaskOptions options = TaskOptions.builder().name("page").build();
        TaskSubmitter viewOfSecond = mock(TaskSubmitter.class);
        when(second.with(options)).thenReturn(viewOfSecond);
        TaskSubmitter view = bean.with(options);

        restart();
        SerializableFunction<Integer, Integer> task = page -> page + 1;
        view.submit(task, 1);

        verify(viewOfSecond).submit(task, (Integer) 1);
        verify(first, never()).with(any());
    }

    @Test
    void mapsGoToThePoolThatIsOpen() {
        restart();
        SerializableFunction<Integer, Integer> task = page -> page + 1;

        bean.map(task, List.of(1, 2));

        verify(second).map(task, List.of(1, 2), MapOptions.defaults());
    }
}
