package io.github.processpool.internal.parent.crew;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Two starts at once. */
@Timeout(60)
class StartTurnsTest {

    private static final long SECOND = TimeUnit.SECONDS.toNanos(1);

    private final StartTurns turns = new StartTurns(2);
    private final StartTurn first = turns.enter();
    private final StartTurn second = turns.enter();
    private final StartTurn third = turns.enter();
    private final StartTurn fourth = turns.enter();

    private static void use(StartTurn turn, long used, long now) {
        turn.look(() -> OptionalLong.of(used), now);
    }

    @Test
    void soManyStartAtOnceAndTheOthersWait() {
        assertThat(first.isGranted()).isTrue();
        assertThat(second.isGranted()).isTrue();
        assertThat(third.isGranted()).isFalse();
        assertThat(fourth.isGranted()).isFalse();
    }

    @Test
    void aTurnThatIsGivenBackGoesToTheOneThatCameFirst() {
        second.close();

        assertThat(third.isGranted()).isTrue();
        assertThat(fourth.isGranted()).isFalse();
        assertThat(turns.enter().isGranted()).as("a newcomer").isFalse();
    }

    @Test
    void aTurnThatIsGivenBackTwiceIsOneTurn() {
        first.close();
        first.close();

        assertThat(fourth.isGranted()).isFalse();
    }

    @Test
    void oneThatLeavesTheLineTakesNoTurn() {
        third.close();
        first.close();

        assertThat(fourth.isGranted()).isTrue();
    }

    @Test
    void aStartThatHardlyUsesAProcessorLetsTheNextOneGoOn() {
        use(first, 0, 1);
        use(second, 0, 1);

        use(first, SECOND / 2, 1 + SECOND);
        use(second, SECOND / 20, 1 + SECOND);

        assertThat(third.isGranted()).isTrue();
        assertThat(fourth.isGranted()).isFalse();
    }

    @Test
    void aStartThatUsesAProcessorAgainCountsAgain() {
        use(first, 0, 1);
        use(first, 0, 1 + SECOND);
        assertThat(third.isGranted()).isTrue();

        use(first, SECOND, 1 + 2 * SECOND);
        second.close();
        assertThat(fourth.isGranted()).isFalse();
        first.close();

        assertThat(fourth.isGranted()).isTrue();
    }

    @Test
    void aStartWhoseUseIsNotKnownKeepsItsTurn() {
        use(first, 0, 1);

        first.look(OptionalLong::empty, 1 + 60 * SECOND);

        assertThat(third.isGranted()).isFalse();
    }

    @Test
    void whoWaitsIsWokenByItsTurn() {
        AtomicReference<StartTurn> entered = new AtomicReference<>();
        CompletableFuture<Boolean> waiter = wait(entered, new AtomicBoolean());
        await().atMost(Duration.ofSeconds(30)).until(() -> entered.get() != null);
        assertThat(waiter).isNotDone();

        third.close();
        fourth.close();
        first.close();

        assertThat(waiter).succeedsWithin(Duration.ofSeconds(30)).isEqualTo(true);
    }

    @Test
    void whoWaitsAndIsGivenUpIsWoken() {
        AtomicReference<StartTurn> entered = new AtomicReference<>();
        AtomicBoolean givenUp = new AtomicBoolean();
        CompletableFuture<Boolean> waiter = wait(entered, givenUp);
        await().atMost(Duration.ofSeconds(30)).until(() -> entered.get() != null);

        givenUp.set(true);
        entered.get().wake();

        assertThat(waiter).succeedsWithin(Duration.ofSeconds(30)).isEqualTo(false);
    }

    private CompletableFuture<Boolean> wait(AtomicReference<StartTurn> entered, AtomicBoolean givenUp) {
        CompletableFuture<Boolean> done = new CompletableFuture<>();
        Thread waiter = new Thread(() -> {
            try (StartTurn turn = turns.enter()) {
                entered.set(turn);
                done.complete(turn.await(givenUp::get));
            } catch (Throwable e) {
                done.completeExceptionally(e);
            }
        });
        waiter.setDaemon(true);
        waiter.start();
        return done;
    }
}
