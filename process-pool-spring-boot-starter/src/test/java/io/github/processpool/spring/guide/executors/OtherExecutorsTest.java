package io.github.processpool.spring.guide.executors;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.processpool.PoolMode;
import io.github.processpool.ProcessPoolExecutor;
import io.github.processpool.SerializableRunnable;
import io.github.processpool.TaskSerializationException;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.springframework.core.task.support.TaskExecutorAdapter;
import reactor.core.Disposable;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Scheduler;
import reactor.core.scheduler.Schedulers;

/** What Spring and Reactor make of a pool that they take for any executor, and the form that works. */
class OtherExecutorsTest {

    private static final Duration LIMIT = Duration.ofSeconds(30);

    /** Static: a task can take none along. */
    private static CountDownLatch begun = new CountDownLatch(1);

    private static CountDownLatch ended = new CountDownLatch(1);

    private final ProcessPoolExecutor pool = ProcessPoolExecutor.builder()
            .mode(PoolMode.IN_PROCESS)
            .maxWorkers(1)
            .build();

    @AfterEach
    void close() {
        pool.close();
    }

    @Test
    void springsAdapterHandsOverWhatIsNotSerializable() {
        TaskExecutorAdapter adapter = new TaskExecutorAdapter(pool);

        assertThatThrownBy(() -> adapter.execute(() -> {}))
                .isInstanceOf(TaskSerializationException.class)
                .hasMessageContaining("declare it as SerializableCallable");
        assertThatThrownBy(() -> adapter.submit(() -> 1)).isInstanceOf(TaskSerializationException.class);
        assertThatThrownBy(() -> adapter.submitCompletable(() -> 1))
                .isInstanceOf(TaskSerializationException.class)
                .hasMessageContaining("supplyAsync");
        assertThat(pool.submit(() -> 1)).succeedsWithin(LIMIT).isEqualTo(1);
        SerializableRunnable declared = () -> {};
        adapter.execute(declared);
    }

    @Test
    void reactorsSchedulerPutsATaskIntoAnObjectOfItsOwn() {
        Scheduler scheduler = Schedulers.fromExecutorService(pool);
        try {
            Mono<Integer> onPool = Mono.fromCallable(() -> 42).subscribeOn(scheduler);

            assertThatThrownBy(() -> onPool.block(LIMIT))
                    .isInstanceOf(TaskSerializationException.class)
                    .hasMessageContaining("reactor.core.scheduler")
                    .hasMessageContaining("submit the task itself, pool.submit(() -> ...)");
        } finally {
            scheduler.dispose();
        }
    }

    @Test
    void aMonoOfAFutureHasItsResultAndEndsItsWork() throws Exception {
        // [mono]
        Mono<Integer> square = Mono.fromFuture(() -> pool.submit(() -> 6 * 7));
        // [end]
        assertThat(square.block(LIMIT)).isEqualTo(42);

        Disposable subscription = Mono.fromFuture(() -> pool.submit(OtherExecutorsTest::waitForever))
                .subscribe();
        begun.await();
        subscription.dispose();
        ended.await();
    }

    private static void waitForever() {
        begun.countDown();
        try {
            new CountDownLatch(1).await();
        } catch (InterruptedException e) {
            ended.countDown();
        }
    }
}
