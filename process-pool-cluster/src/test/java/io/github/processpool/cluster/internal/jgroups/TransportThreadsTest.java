package io.github.processpool.cluster.internal.jgroups;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;

class TransportThreadsTest {

    private static final Duration LIMIT = Duration.ofMinutes(1);

    /** It may not have come to run yet: what counts only threads that run misses some of these. */
    @Test
    void waitsForThreadsThatWereOnlyStarted() {
        for (int i = 0; i < 2000; i++) {
            TransportThreads threads = new TransportThreads();
            Thread thread = threads.newThread(() -> {}, "short");
            thread.start();

            assertThat(threads.join(LIMIT)).isTrue();

            assertThat(thread.isAlive()).as("round " + i).isFalse();
        }
    }

    @Test
    void interruptsThreadsThatWait() {
        TransportThreads threads = new TransportThreads();
        Thread thread = threads.newThread(TransportThreadsTest::awaitInterrupt);
        thread.start();

        assertThat(threads.join(LIMIT)).isTrue();
        assertThat(thread.isAlive()).isFalse();
    }

    @Test
    void saysThatAThreadHasNotEndedInTime() throws InterruptedException {
        TransportThreads threads = new TransportThreads();
        CountDownLatch begun = new CountDownLatch(1);
        CountDownLatch goOn = new CountDownLatch(1);
        Thread thread = threads.newThread(() -> {
            begun.countDown();
            awaitInSpiteOfInterrupts(goOn);
        });
        thread.start();
        begun.await();

        assertThat(threads.join(Duration.ofMillis(1))).isFalse();

        goOn.countDown();
        thread.join();
        assertThat(threads.join(LIMIT)).isTrue();
    }

    @Test
    void threadsThatAreStartedAfterTheEndDoNothing() throws InterruptedException {
        TransportThreads threads = new TransportThreads();
        AtomicBoolean ran = new AtomicBoolean();
        threads.join(LIMIT);

        Thread late = threads.newThread(() -> ran.set(true));
        late.start();
        late.join();

        assertThat(ran).isFalse();
    }

    private static void awaitInterrupt() {
        try {
            new CountDownLatch(1).await();
        } catch (InterruptedException e) {
            // As was wanted.
        }
    }

    private static void awaitInSpiteOfInterrupts(CountDownLatch latch) {
        while (latch.getCount() > 0) {
            try {
                latch.await();
            } catch (InterruptedException e) {
                // Once more.
            }
        }
    }
}
