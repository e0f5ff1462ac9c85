package io.github.processpool.internal.parent.task;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.processpool.ProcessFuture;
import io.github.processpool.ProcessPoolListener;
import io.github.processpool.TaskOptions;
import io.github.processpool.internal.parent.flight.FlightRecords;
import io.github.processpool.internal.parent.pool.Counters;
import io.github.processpool.internal.parent.pool.PoolLock;
import io.github.processpool.testing.LoneTasks;
import io.github.processpool.testing.ManualTimer;
import java.time.Duration;
import java.util.LinkedList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A listener that is stuck in its first event. */
@Timeout(120)
class EventsTest {

    private static final int MOST_EVENTS = 10_000;

    private final ManualTimer timer = new ManualTimer();
    private final Counters counters = new Counters();
    private final Callbacks callbacks = new Callbacks(EventsTest::daemon, new PoolLock(), timer);
    private final CountDownLatch stuck = new CountDownLatch(1);
    private final CountDownLatch released = new CountDownLatch(1);
    private final List<Long> heard = new CopyOnWriteArrayList<>();
    private final Events events = new Events(List.of(new Listener()), callbacks, counters, FlightRecords.NONE);

    private final class Listener implements ProcessPoolListener {

        @Override
        public void poolRecovered(String poolName) {
            stuck.countDown();
            await(released);
        }

        @Override
        public void taskFinished(ProcessFuture<?> task) {
            heard.add(task.taskId());
        }
    }

    private static Thread daemon(Runnable action) {
        Thread thread = new Thread(action);
        thread.setDaemon(true);
        return thread;
    }

    private static void await(CountDownLatch latch) {
        try {
            assertThat(latch.await(60, TimeUnit.SECONDS)).isTrue();
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    @BeforeEach
    void isStuck() {
        events.publish(listener -> listener.poolRecovered("test"));
        await(stuck);
    }

    @AfterEach
    void close() {
        released.countDown();
        callbacks.close();
    }

    private PendingTask<Object> task(long id, int bytes) {
        return LoneTasks.task(id, TaskOptions.defaults(), bytes, new FunctionProfile(), LoneTasks.host(timer));
    }

    private void hears(int count) {
        released.countDown();
        Awaitility.await().atMost(Duration.ofSeconds(30)).until(() -> heard.size() == count);
    }

    @Test
    void theOldestEventsAreDroppedAndCountedWhenThereAreTooMany() {
        for (int i = 1; i <= MOST_EVENTS + 7; i++) {
            events.announceEnd(task(i, 1));
        }

        assertThat(counters.droppedEvents()).isEqualTo(7);
        hears(MOST_EVENTS);
        assertThat(heard).startsWith(8L).endsWith(MOST_EVENTS + 7L);
    }

    @Test
    void theOldestEventsAreDroppedAndCountedWhenTheirTasksHoldTooMuch() {
        for (int i = 1; i <= 20; i++) {
            events.announceEnd(task(i, 1 << 20));
        }

        assertThat(counters.droppedEvents()).isEqualTo(12);
        hears(8);
        assertThat(heard).startsWith(13L).endsWith(20L);
    }

    /** Otherwise nobody would ever tell anything again. */
    @Test
    void eventsAreToldLaterIfThereWasNoMemoryForThatWhenTheyCame() {
        AtomicBoolean full = new AtomicBoolean(true);
        Callbacks starved = new Callbacks(
                action -> {
                    requireMemory(full);
                    return daemon(action);
                },
                new PoolLock(),
                timer,
                new Postponed(new LinkedList<>() {
                    private static final long serialVersionUID = 1L;

                    @Override
                    public boolean add(Runnable action) {
                        requireMemory(full);
                        return super.add(action);
                    }
                }));
        Events later = new Events(List.of(new Listener()), starved, counters, FlightRecords.NONE);
        for (int i = 0; i < 1024; i++) {
            starved.run(() -> {});
        }
        assertThatThrownBy(() -> later.publish(listener -> heard.add(7L))).isInstanceOf(OutOfMemoryError.class);

        full.set(false);
        starved.rescue();
        later.tellAll();

        hears(1);
        starved.close();
    }

    private static void requireMemory(AtomicBoolean full) {
        if (full.get()) {
            throw new OutOfMemoryError("of this test");
        }
    }

    @Test
    void anEventThatHoldsMoreThanAllMayIsHeardIfItIsTheLast() {
        events.announceEnd(task(1, 1 << 20));
        events.announceEnd(task(2, 20 << 20));

        assertThat(counters.droppedEvents()).isEqualTo(1);
        hears(1);
        assertThat(heard).containsExactly(2L);
    }

    /** One task with a large result would otherwise cost all others their meters. */
    @Test
    void eventsThatHoldLittleAreNotDroppedForThoseThatHoldTooMuch() {
        for (int i = 1; i <= 300; i++) {
            events.announceEnd(task(i, i % 100 == 0 ? 5 << 20 : 1));
        }

        assertThat(counters.droppedEvents()).isEqualTo(2);
        hears(298);
        assertThat(heard).doesNotContain(100L, 200L).startsWith(1L, 2L).endsWith(299L, 300L);
    }

    @Test
    void thePlacesOfDroppedEventsAreBoundedAsWell() {
        events.announceEnd(task(1, 1));
        for (int i = 2; i <= 3 * MOST_EVENTS; i++) {
            events.announceEnd(task(i, 1 << 20));
        }

        assertThat(counters.droppedEvents()).isEqualTo(3 * MOST_EVENTS - 8);
        hears(8);
        assertThat(heard).endsWith(3L * MOST_EVENTS);
    }

    // -- Threads that lose their frames without a handler being run --

    @Test
    void eventsAreToldThoughTheThreadThatWasToTellGotLost() {
        Postponed actions = new Postponed();
        Callbacks losing = new Callbacks(action -> daemon(() -> {}), new PoolLock(), timer, actions);
        Events others = new Events(List.of(new Listener()), losing, counters, FlightRecords.NONE);
        others.publish(listener -> heard.add(7L));
        assertThat(actions.poll()).as("it is lost with its thread").isNotNull();

        others.mend();
        others.mend();

        Runnable again = actions.poll();
        assertThat(again).isNotNull();
        again.run();
        assertThat(heard).containsExactly(7L);
    }

    @Test
    void aListenerThatIsStuckIsNotTakenForOneWhoseThreadGotLost() {
        events.announceEnd(task(1, 1));
        for (int i = 0; i < 20; i++) {
            events.mend();
        }
        assertThat(heard).isEmpty();

        hears(1);
    }
}
