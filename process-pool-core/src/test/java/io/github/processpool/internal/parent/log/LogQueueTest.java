package io.github.processpool.internal.parent.log;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.processpool.testing.ManualTimer;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class LogQueueTest {

    private static final long MILLIS = TimeUnit.SECONDS.toMillis(30);

    private final ManualTimer timer = new ManualTimer();
    private final CountDownLatch rested = new CountDownLatch(1);
    private final LogQueue queue = new LogQueue(Thread::new, rested::countDown);
    private final List<String> written = new CopyOnWriteArrayList<>();
    private final CountDownLatch released = new CountDownLatch(1);

    @AfterEach
    void close() throws InterruptedException {
        released.countDown();
        queue.close(MILLIS);
        timer.close();
    }

    private boolean add(String text) {
        return queue.add(text.length(), () -> written.add(text));
    }

    /** Everything behind it waits until it is released. */
    private void addOneThatHangs() throws InterruptedException {
        CountDownLatch hanging = new CountDownLatch(1);
        queue.add(1, () -> {
            hanging.countDown();
            awaitRelease();
        });
        assertThat(hanging.await(MILLIS, TimeUnit.MILLISECONDS)).isTrue();
    }

    private void awaitRelease() {
        awaitQuietly(released);
    }

    private static void awaitQuietly(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Test
    void writesInOrderAndRestsThen() throws InterruptedException {
        for (int i = 0; i < 1000; i++) {
            assertThat(add("event " + i)).isTrue();
        }
        queue.close(MILLIS);

        assertThat(written).hasSize(1000).startsWith("event 0").endsWith("event 999");
        assertThat(rested.getCount()).isZero();
    }

    @Test
    void anActionRunsAtOnceWhereNothingIsToBeWritten() {
        queue.afterwards(timer, () -> written.add("after"));

        assertThat(written).containsExactly("after");
    }

    @Test
    void anActionRunsOnceAfterWhatWasAddedBefore() throws InterruptedException {
        addOneThatHangs();
        add("event");
        queue.afterwards(timer, () -> written.add("after"));
        add("next");
        assertThat(written).isEmpty();

        released.countDown();
        queue.close(MILLIS);

        assertThat(written).containsExactly("event", "after", "next");
    }

    @Test
    void anActionDoesNotWaitForALogThatHangs() throws InterruptedException {
        addOneThatHangs();
        queue.afterwards(timer, () -> written.add("after"));

        timer.advance(Duration.ofMillis(999));
        assertThat(written).isEmpty();
        timer.advance(Duration.ofMillis(1));
        assertThat(written).containsExactly("after");
        // From now on none does, until something moves again.
        queue.afterwards(timer, () -> written.add("at once"));
        assertThat(written).containsExactly("after", "at once");

        released.countDown();
        queue.close(MILLIS);
        assertThat(written).containsExactly("after", "at once");
    }

    @Test
    void anActionWaitsForALogThatMovesButNotForEver() throws InterruptedException {
        CountDownLatch[] steps = new CountDownLatch[12];
        for (int i = 0; i < steps.length; i++) {
            steps[i] = new CountDownLatch(1);
            CountDownLatch step = steps[i];
            String name = "begun " + i;
            queue.add(1, () -> {
                written.add(name);
                awaitQuietly(step);
            });
        }
        queue.afterwards(timer, () -> written.add("after"));
        for (int second = 0; second < 10; second++) {
            String begun = "begun " + second;
            Awaitility.await().until(() -> written.contains(begun));
            assertThat(written).doesNotContain("after");
            steps[second].countDown();
            String next = "begun " + (second + 1);
            Awaitility.await().until(() -> written.contains(next));
            timer.advance(Duration.ofSeconds(1));
        }

        assertThat(written).contains("after").doesNotContain("begun 11");
        for (CountDownLatch step : steps) {
            step.countDown();
        }
    }

    @Test
    void nothingWaitsAnyMoreWhenItIsGivenUp() throws InterruptedException {
        addOneThatHangs();
        timer.close(); // Which would have ended the waiting.
        queue.afterwards(timer, () -> written.add("after"));
        add("event");
        queue.giveUpWaiting();
        queue.afterwards(timer, () -> written.add("at once"));
        assertThat(written).containsExactly("after", "at once");

        released.countDown();
        queue.close(MILLIS);
        assertThat(written).containsExactly("after", "at once", "event");
    }

    @Test
    void refusesWhatHasNoRoomAndTakesTheNextOneWhenThereIsRoomAgain() throws InterruptedException {
        addOneThatHangs();
        assertThat(queue.add(LogQueue.ROOM, () -> written.add("the last one"))).isTrue();

        assertThat(add("too much")).isFalse();
        assertThat(add("too much again")).isFalse();
        released.countDown();
        Awaitility.await().atMost(30, TimeUnit.SECONDS).until(() -> written.contains("the last one"));

        assertThat(add("welcome")).isTrue();
        queue.close(MILLIS);
        assertThat(written).containsExactly("the last one", "welcome");
    }

    @Test
    void whoWaitsForRoomGetsInOrIsToldSo() throws InterruptedException {
        addOneThatHangs();
        queue.add(LogQueue.ROOM, () -> written.add("large"));
        AtomicBoolean in = new AtomicBoolean();
        Thread waiting = new Thread(() -> in.set(add("small")));
        waiting.start();
        Awaitility.await()
                .atMost(30, TimeUnit.SECONDS)
                .until(() -> waiting.getState() == Thread.State.TIMED_WAITING || !waiting.isAlive());
        released.countDown();
        waiting.join(MILLIS);
        queue.close(MILLIS);

        // On a machine that is very busy it may have given up just before.
        assertThat(written).isEqualTo(in.get() ? List.of("large", "small") : List.of("large"));
    }

    @Test
    void aLogThatThrowsLosesOneEventOnly() throws InterruptedException {
        queue.add(1, () -> {
            throw new StackOverflowError("in an appender");
        });
        add("next");
        queue.close(MILLIS);

        assertThat(written).containsExactly("next");
    }

    @Test
    void takesNothingAfterItsEnd() throws InterruptedException {
        queue.close(MILLIS);

        assertThat(add("late")).isFalse();
    }

    /** Its frames were popped, and no handler of ours has run. */
    @Test
    void whatIsAddedAfterTheThreadGotLostIsWritten() throws InterruptedException {
        List<Thread> made = new CopyOnWriteArrayList<>();
        LogQueue another = new LogQueue(
                action -> {
                    Thread thread = new Thread(made.isEmpty() ? () -> {} : action);
                    made.add(thread);
                    return thread;
                },
                () -> {});
        another.add(1, () -> written.add("first"));
        made.get(0).join();

        another.add(1, () -> written.add("second"));
        another.close(MILLIS);

        assertThat(written).containsExactly("first", "second");
    }
}
