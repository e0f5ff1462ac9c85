package io.github.processpool.internal.cache;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class CacheThreadTest {

    private final CacheThread thread = new CacheThread();

    @AfterEach
    void close() {
        thread.close();
    }

    @Test
    void worksInOrderOnADaemonThreadOfItsOwn() {
        List<String> done = Collections.synchronizedList(new ArrayList<>());
        for (String piece : List.of("first", "second")) {
            thread.later(() -> done.add(piece + " on " + Thread.currentThread().getName() + ", daemon "
                    + Thread.currentThread().isDaemon()));
        }

        Awaitility.await()
                .untilAsserted(() -> assertThat(done)
                        .containsExactly(
                                "first on process-pool-start-up-cache, daemon true",
                                "second on process-pool-start-up-cache, daemon true"));
    }

    @Test
    void failureDoesNotKeepItFromTheNextPiece() {
        CountDownLatch next = new CountDownLatch(1);
        thread.later(() -> {
            throw new IllegalStateException("broken on purpose");
        });
        thread.later(next::countDown);

        Awaitility.await().until(() -> next.getCount() == 0);
    }

    @Test
    void workThatIsDueAfterTheEndIsNotDone() {
        List<String> done = Collections.synchronizedList(new ArrayList<>());
        thread.later(Duration.ofHours(1), () -> done.add("scheduled before"));
        thread.close();
        thread.later(() -> done.add("asked for afterwards"));

        assertThat(done).isEmpty();
    }

    @Test
    void endInterruptsWhatGoesOn() {
        CountDownLatch begun = new CountDownLatch(1);
        CountDownLatch interrupted = new CountDownLatch(1);
        thread.later(() -> {
            begun.countDown();
            try {
                new CountDownLatch(1).await();
            } catch (InterruptedException e) {
                interrupted.countDown();
            }
        });
        Awaitility.await().until(() -> begun.getCount() == 0);

        thread.close();

        assertThat(interrupted.getCount()).isZero();
    }
}
