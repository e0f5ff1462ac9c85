package io.github.processpool.internal.parent.supervision;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.processpool.internal.parent.task.PendingTask;
import io.github.processpool.internal.parent.task.Whereabouts.Place;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Tasks that wait at another member of a cluster while there is a better place for them. */
class RecallTest extends TestsWithMembers {

    private static final Duration SOON = Duration.ofMillis(20);

    private List<String> recalls() {
        return others.heard.stream().filter(word -> word.startsWith("recall")).toList();
    }

    private PendingTask<Object> running;

    /** The worker here has nothing to do any more. */
    private void becomeIdle() {
        pool.succeed(worker, running, 1);
    }

    private PendingTask<Object> awayWhileBusy() {
        if (running == null) {
            running = occupy();
        }
        return away();
    }

    @Test
    void whatHasNotBegunElsewhereIsAskedForWhenAWorkerIsIdle() {
        PendingTask<Object> task = awayWhileBusy();
        pool.timer.advance(Duration.ofSeconds(1));
        assertThat(recalls()).as("the worker is busy").isEmpty();

        becomeIdle();
        assertThat(recalls()).as("it may have begun just now").isEmpty();
        pool.timer.advance(SOON);
        assertThat(recalls()).containsExactly("recall 1");
        assertThat(task.where().place()).isEqualTo(Place.AWAY);

        news.onRefused(1);
        assertThat(task.where().place()).isEqualTo(Place.SENT);
        assertThat(task.where().attempts()).isZero();
        assertThat(pool.dispatcher.awayCount()).isZero();
    }

    @Test
    void asManyAreAskedForAsWorkersAreIdle() {
        awayWhileBusy();
        awayWhileBusy();
        becomeIdle();

        pool.timer.advance(SOON);

        assertThat(recalls()).containsExactly("recall 1");
    }

    @Test
    void whatHasBegunIsNotAskedFor() {
        awayWhileBusy();
        news.onBegun(1, MemberPayloads.PID, 1000);
        becomeIdle();

        pool.timer.advance(Duration.ofSeconds(10));

        assertThat(recalls()).isEmpty();
    }

    @Test
    void whatNobodyWantsIsNotAskedFor() {
        PendingTask<Object> task = awayWhileBusy();
        task.cancel(true);
        becomeIdle();

        pool.timer.advance(Duration.ofSeconds(10));

        assertThat(recalls()).isEmpty();
    }

    @Test
    void nothingIsAskedForWhileTheWorkerIsBusyAgain() {
        awayWhileBusy();
        becomeIdle();
        running = occupy();

        pool.timer.advance(Duration.ofSeconds(10));
        assertThat(recalls()).isEmpty();

        becomeIdle();
        pool.timer.advance(SOON);
        assertThat(recalls()).containsExactly("recall 1");
    }

    /** A member does not know a task that is still on its way, and says nothing of one that it has begun. */
    @Test
    void aMemberThatSaysNothingIsAskedNowAndThen() {
        awayWhileBusy();
        becomeIdle();

        pool.timer.advance(Duration.ofMillis(1030));

        assertThat(recalls()).hasSizeBetween(4, 5).containsOnly("recall 1");
    }

    @Test
    void oneIsAskedForWhenAnotherMemberHasRoom() {
        awayWhileBusy();
        awayWhileBusy();
        others.roomBeside = true;
        others.room = 1;

        news.onRoom();
        pool.timer.advance(SOON);

        assertThat(recalls()).containsExactly("recall 1");
    }

    @Test
    void roomOfTheMemberThatHasItIsNoReason() {
        awayWhileBusy();
        others.room = 1;

        news.onRoom();
        pool.timer.advance(Duration.ofSeconds(10));

        assertThat(recalls()).isEmpty();
    }

    @Test
    void nothingIsDueOnceNothingIsAway() {
        awayWhileBusy();
        becomeIdle();
        news.onAnswer(1, MemberPayloads.result("value"));

        pool.timer.advance(Duration.ofSeconds(10));

        assertThat(recalls()).isEmpty();
    }
}
