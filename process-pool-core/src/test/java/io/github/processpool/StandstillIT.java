package io.github.processpool;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.processpool.testing.ChildJvm;
import io.github.processpool.testing.Flag;
import io.github.processpool.testing.Pools;
import io.github.processpool.testing.Signals;
import io.github.processpool.testing.Tasks;
import java.time.Duration;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.extension.RegisterExtension;

/** A parent that stands still with all its workers, as with Ctrl-Z or {@code docker pause}, for longer than all its times. */
@Timeout(300)
@EnabledOnOs(OS.LINUX)
class StandstillIT {

    private static final Duration TIMEOUT = Duration.ofSeconds(8);
    private static final Duration STANDSTILL = Duration.ofSeconds(12);

    @RegisterExtension
    final Pools pools = new Pools();

    /** Runs one task with a timeout, and one that waits for it with a queue timeout. */
    static final class Parent {

        private Parent() {}

        public static void main(String[] args) throws Exception {
            Flag started = new Flag(args[0]);
            Flag go = new Flag(args[1]);
            try (ProcessPoolExecutor pool =
                    Pools.builder().maxWorkers(1).heartbeatTimeout(TIMEOUT).build()) {
                ProcessFuture<Long> running = pool.with(
                                TaskOptions.builder().timeout(TIMEOUT).build())
                        .submit(() -> Tasks.runUntil(started, go));
                ProcessFuture<Integer> waiting = pool.with(
                                TaskOptions.builder().queueTimeout(TIMEOUT).build())
                        .submit(() -> Tasks.add(1, 2));
                running.get();
                System.out.println("done " + waiting.get());
            }
        }
    }

    @Test
    void timeInWhichTheParentStoodStillIsOnNobodysClock() throws Exception {
        Flag started = pools.flag();
        Flag go = pools.flag();
        try (ChildJvm parent =
                ChildJvm.of(Parent.class).arguments(started.path(), go.path()).start()) {
            started.await();

            Signals.sendToGroup("STOP", parent.pid());
            LockSupport.parkNanos(STANDSTILL.toNanos()); // The harm itself.
            Signals.sendToGroup("CONT", parent.pid());
            go.raise();

            assertThat(parent.awaitLine("done ")).isEqualTo("3");
            assertThat(parent.awaitEnd()).isZero();
        }
    }
}
