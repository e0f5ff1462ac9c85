package io.github.processpool.sample.live;

import static io.github.processpool.sample.live.LiveFixture.document;
import static io.github.processpool.sample.live.LiveFixture.state;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Clock;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import org.junit.jupiter.api.Test;

class ViewerTest {

    private static final Executor AT_ONCE = Runnable::run;

    private final RecordingEmitter emitter = new RecordingEmitter();
    private final ManualClock clock = new ManualClock();
    private final Viewer viewer = new Viewer(emitter, clock);

    @Test
    void sendsEverythingFirstAndThenOnlyWhatChanged() {
        viewer.offer(state(1, document("a", 1), document("b", 1)), AT_ONCE);
        viewer.offer(state(1, document("a", 1), document("b", 2)), AT_ONCE);

        assertThat(emitter.sent).hasSize(2);
        assertThat(emitter.sent.get(0)).contains("event:update", "complete=true", "a.pdf", "b.pdf");
        assertThat(emitter.sent.get(1)).contains("complete=false", "b.pdf").doesNotContain("a.pdf");
    }

    @Test
    void staysSilentWhileNothingChangesButShowsThatItLives() {
        viewer.offer(state(1), AT_ONCE);
        clock.millis += Viewer.HEARTBEAT_MILLIS - 1;
        viewer.offer(state(1), AT_ONCE);
        assertThat(emitter.sent).hasSize(1);

        clock.millis += 1;
        viewer.offer(state(1), AT_ONCE);
        assertThat(emitter.sent).hasSize(2);
        assertThat(emitter.sent.get(1)).contains("event:alive").doesNotContain("update");
    }

    @Test
    void skipsStatesWhileABrowserIsSlowAndThenSendsAllThatWasMissed() {
        Deque<Runnable> slow = new ArrayDeque<>();
        viewer.offer(state(1, document("a", 1)), slow::add);
        viewer.offer(state(1, document("a", 2), document("b", 1)), slow::add);
        viewer.offer(state(1, document("a", 3), document("b", 1)), slow::add);
        assertThat(slow).hasSize(1);
        slow.remove().run();

        viewer.offer(state(1, document("a", 3), document("b", 1)), AT_ONCE);

        assertThat(emitter.sent).hasSize(2);
        assertThat(emitter.sent.get(1)).contains("pagesDone=3", "b.pdf").doesNotContain("pagesDone=2");
    }

    @Test
    void givesUpABrowserThatDoesNotListen() {
        Executor stuck = task -> {};
        assertThat(viewer.offer(state(1), stuck)).isTrue();
        clock.millis += Viewer.STUCK_MILLIS - 1;
        assertThat(viewer.offer(state(2), stuck)).isTrue();
        clock.millis += 1;
        assertThat(viewer.offer(state(3), stuck)).isFalse();
    }

    @Test
    void endsTheConnectionOfABrowserThatIsGone() {
        emitter.gone = true;

        viewer.offer(state(1), AT_ONCE);

        assertThat(emitter.ended).isTrue();
    }

    @Test
    void triesAgainWhenNoThreadIsFree() {
        viewer.offer(state(1), task -> {
            throw new RejectedExecutionException();
        });
        viewer.offer(state(1), AT_ONCE);

        assertThat(emitter.sent).hasSize(1);
    }

    private static final class ManualClock extends Clock {

        private long millis = 1_000_000;

        @Override
        public long millis() {
            return millis;
        }

        @Override
        public Instant instant() {
            return Instant.ofEpochMilli(millis);
        }

        @Override
        public ZoneId getZone() {
            return ZoneOffset.UTC;
        }

        @Override
        public Clock withZone(ZoneId zone) {
            return this;
        }
    }
}
