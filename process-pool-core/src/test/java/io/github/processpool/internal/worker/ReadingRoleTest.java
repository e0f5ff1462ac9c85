package io.github.processpool.internal.worker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Who reads in a worker; the thread of the test is the loop, and the runner where no other one is needed. */
@Timeout(120)
class ReadingRoleTest {

    private static final int TURNS = 20_000;

    private final AtomicInteger reads = new AtomicInteger();
    private final ReadingRole role = new ReadingRole(() -> reads.incrementAndGet() > 0);

    @Test
    void theLoopReadsUntilItGivesTheRole() {
        assertThat(role.isLoops()).isTrue();
        assertThat(role.read()).isFalse();
        assertThat(reads).hasValue(0);

        role.give();

        assertThat(role.isLoops()).isFalse();
        assertThat(role.read()).isTrue();
        assertThat(role.read()).as("once more").isTrue();
        assertThat(reads).hasValue(2);
    }

    @Test
    void aRunnerThatHasNothingToDoGivesTheRoleBack() {
        role.give();
        role.read();

        role.giveBack();

        assertThat(role.isLoops()).isTrue();
        assertThat(role.read()).isFalse();
    }

    @Test
    void theLoopLeavesTheRoleToARunnerThatLooks() throws Exception {
        role.give();
        for (int i = 0; i < 3; i++) {
            role.read();
            role.look();
            assertThat(role.isLoops()).isFalse();
        }
    }

    /** A task runs: what comes for it is to be heard. */
    @Test
    void theLoopTakesTheRoleFromARunnerThatHasNotLooked() throws Exception {
        role.give();
        role.read();
        role.look();

        role.look();

        assertThat(role.isLoops()).isTrue();
        assertThat(role.read()).isFalse();
    }

    @Test
    void theLoopKeepsTheRoleForAWhileOnceItHadToComeBack() throws Exception {
        role.give();
        role.look();
        assertThat(role.isLoops()).isTrue();

        int kept = 0;
        while (role.isLoops()) {
            role.give();
            kept++;
        }

        assertThat(kept).isGreaterThan(1);
    }

    @Test
    void theLoopKeepsTheRoleForAWhileOnceItWasSummoned() throws Exception {
        role.give();

        role.summon();

        assertThat(role.isLoops()).isTrue();
        role.look();
        role.give();
        assertThat(role.isLoops()).isTrue();
    }

    @Test
    void aSummonWakesTheLoop() throws Exception {
        CountDownLatch given = new CountDownLatch(1);
        AtomicReference<Throwable> problem = new AtomicReference<>();
        Thread loop = new Thread(() -> {
            role.give();
            given.countDown();
            try {
                while (!role.isLoops()) {
                    role.attend();
                }
            } catch (IOException e) {
                problem.set(e);
            }
        });
        loop.start();
        given.await();

        role.summon();

        loop.join();
        assertThat(problem).hasValue(null);
    }

    @Test
    void whatTheRunnerFailsWithIsTheLoopsToThrow() {
        ReadingRole failing = new ReadingRole(() -> {
            throw new IOException("of this test");
        });
        failing.give();

        assertThat(failing.read()).isFalse();

        assertThat(failing.isLoops()).isTrue();
        assertThatThrownBy(failing::attend).isInstanceOf(IOException.class).hasMessage("of this test");
    }

    @Test
    void anErrorIsTheLoopsToThrowAsWell() {
        ReadingRole failing = new ReadingRole(() -> {
            throw new OutOfMemoryError("of this test");
        });
        failing.give();
        failing.read();

        assertThatThrownBy(failing::look).isInstanceOf(OutOfMemoryError.class);
    }

    /** It was between two waits just then: reading on would be reading beyond a message that is lost. */
    @Test
    void aLoopThatFindsItselfWithTheRoleAgainLearnsOfTheFailedReadFirst() {
        ReadingRole failing = new ReadingRole(() -> {
            throw new OutOfMemoryError("of this test");
        });
        failing.give();
        failing.read();

        assertThatThrownBy(failing::isLoopToRead).isInstanceOf(OutOfMemoryError.class);
    }

    /** Nobody takes the role from a runner in the middle of a read: neither a loop that has seen no look for long, nor a summon. */
    @Test
    void aReadIsNeverCutShort() throws Exception {
        CountDownLatch reading = new CountDownLatch(1);
        CountDownLatch released = new CountDownLatch(1);
        ReadingRole slow = new ReadingRole(() -> {
            reading.countDown();
            return awaits(released);
        });
        slow.give();
        Thread runner = new Thread(slow::read);
        runner.start();
        reading.await();

        slow.look();
        slow.look();
        slow.summon();
        slow.giveBack();

        assertThat(slow.isLoops()).isFalse();
        released.countDown();
        runner.join();
        assertThat(slow.isLoops()).isFalse();
        slow.summon();
        assertThat(slow.isLoops()).isTrue();
    }

    /** Two readers at once would tear frames apart. Whatever the interleaving, what one has read the next one sees. */
    @Test
    void thereIsNeverMoreThanOneReader() throws Exception {
        int[] plain = {0};
        AtomicInteger inside = new AtomicInteger();
        AtomicInteger most = new AtomicInteger();
        ReadingRole.Source source = () -> {
            most.accumulateAndGet(inside.incrementAndGet(), Math::max);
            plain[0]++;
            inside.decrementAndGet();
            return true;
        };
        ReadingRole raced = new ReadingRole(source);
        AtomicInteger byRunner = new AtomicInteger();
        CountDownLatch over = new CountDownLatch(1);
        Thread runner = new Thread(() -> {
            while (over.getCount() > 0) {
                if (raced.read()) {
                    byRunner.incrementAndGet();
                }
                raced.giveBack();
            }
        });
        Thread summoner = new Thread(() -> {
            while (over.getCount() > 0) {
                raced.summon();
            }
        });
        runner.start();
        summoner.start();
        int byLoop = 0;
        for (int i = 0; i < TURNS; i++) {
            if (raced.isLoops()) {
                source.read();
                byLoop++;
                raced.give();
            } else {
                raced.look();
            }
        }
        over.countDown();
        runner.join();
        summoner.join();

        assertThat(most).hasValue(1);
        assertThat(plain[0]).isEqualTo(byLoop + byRunner.get());
    }

    private static boolean awaits(CountDownLatch latch) {
        try {
            return latch.await(60, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }
}
