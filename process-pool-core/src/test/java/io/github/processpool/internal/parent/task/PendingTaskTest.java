package io.github.processpool.internal.parent.task;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.processpool.TaskOptions;
import io.github.processpool.TaskState;
import io.github.processpool.internal.wire.codec.Codec.EncodedTask;
import io.github.processpool.internal.wire.message.Payload;
import io.github.processpool.testing.LoneTasks;
import io.github.processpool.testing.Threads;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** The things that a chunk remembers of its attempts, and whether a result or a clock was first. */
class PendingTaskTest {

    private final PendingTask<?> task = LoneTasks.task(1, TaskOptions.defaults());

    @Test
    void whatAnEarlierAttemptHadBegunStaysBegun() {
        ChunkCount chunk = ChunkCount.of(true, 10);
        chunk.noteBegun(6);
        chunk.beginNextAttempt();
        chunk.noteBegun(1);

        assertThat(chunk.begun()).isEqualTo(6);
    }

    @Test
    void whatAnEarlierAttemptHadBegunDoesNotSayHowFarTheNextCame() {
        task.chunk().noteBegun(6);
        task.chunk().beginNextAttempt();

        assertThat(task.chunk().begun()).as("not known").isEqualTo(-1);
    }

    @Test
    void aClockThatRunsOutWhileTheResultWaitsForTheLogIsNotHeard() {
        assertThat(task.expiry().arrive()).isNull();

        assertThat(task.expire(TooLate::new)).isFalse();
        assertThat(task.expiry().hasArrived()).isTrue();
    }

    @Test
    void aResultThatArrivesAfterAClockRanOutIsTooLate() {
        assertThat(task.expire(TooLate::new)).isTrue();

        assertThat(task.expiry().arrive()).isNotNull();
        assertThat(task.expiry().hasArrived()).isFalse();
    }

    @Test
    void theWorkOfACancelledTaskIsStoppedThoughThereWasNoMemoryToCountIt() {
        Host host = new Host();
        host.fullWhenCounted = true;
        PendingTask<Object> starved = host.task(null);

        assertThatThrownBy(() -> starved.cancel(true)).isInstanceOf(OutOfMemoryError.class);

        assertThat(starved).isCancelled();
        assertThat(host.abandoned).containsExactly(true);
    }

    /** Otherwise it would be handed over again at each look, and its end told again, as long as other callbacks block. */
    @Test
    void oneThatWaitsForAThreadForItsCallbacksIsNotHalfEnded() {
        Host host = new Host();
        PendingTask<Object> waiting = host.task(null);
        waiting.finish(Outcome.value(1));

        assertThat(waiting.isHalfEnded()).isFalse();
        waiting.endAgain();

        assertThat(host.handedOver).containsExactly(waiting);
    }

    @Test
    void oneWhoseCallbacksFoundNoMemoryIsHandedOverAgain() {
        Host host = new Host();
        PendingTask<Object> starved = host.task(null);
        starved.finish(Outcome.value(1));
        starved.notSettled();
        assertThat(starved.isHalfEnded()).isTrue();

        starved.endAgain();

        assertThat(starved.isHalfEnded()).isFalse();
        assertThat(host.handedOver).containsExactly(starved, starved);
    }

    // -- Threads that lose their frames without a handler being run --

    @Test
    void oneThatNobodySettlesIsHandedOverAgain() {
        Host host = new Host();
        PendingTask<Object> lost = host.task(null);
        lost.finish(Outcome.value(1));
        assertThat(lost.lacksCallbacks()).isTrue();

        lost.takeFromSettler();
        lost.endAgain();

        assertThat(host.handedOver).containsExactly(lost, lost);
        lost.settle();
        assertThat(lost.lacksCallbacks()).isFalse();
    }

    @Test
    void oneWhoseThreadGotLostWhileItSettledIsSettledByAnother() throws Exception {
        Host host = new Host();
        PendingTask<Object> lost = host.task(null);
        lost.finish(Outcome.value(1));
        host.diesWhenOver = true;
        Thread settler = new Thread(lost::settle);
        settler.setUncaughtExceptionHandler((dead, error) -> {});
        settler.start();
        settler.join();
        host.diesWhenOver = false;

        lost.takeFromSettler();
        assertThat(lost.isSettling()).isFalse();
        lost.endAgain();

        assertThat(host.handedOver).containsExactly(lost, lost);
    }

    @Test
    void oneWhoseCallbackBlocksIsLeftToItsThread() throws Exception {
        Host host = new Host();
        PendingTask<Object> blocked = host.task(null);
        CountDownLatch inCallback = new CountDownLatch(1);
        CountDownLatch released = new CountDownLatch(1);
        blocked.thenRun(() -> {
            inCallback.countDown();
            Threads.awaitUninterruptibly(released);
        });
        blocked.finish(Outcome.value(1));
        Thread settler = new Thread(blocked::settle);
        settler.start();
        inCallback.await();
        assertThat(blocked.lacksCallbacks()).isTrue();

        blocked.takeFromSettler();
        blocked.endAgain();

        assertThat(host.handedOver).containsExactly(blocked);
        released.countDown();
        settler.join();
        assertThat(blocked.lacksCallbacks()).isFalse();
    }

    @Test
    void theMapOfATaskLearnsOfItsEndThoughThereWasNoMemoryForThatAtFirst() {
        Host host = new Host();
        List<Integer> told = new ArrayList<>();
        boolean[] full = {true};
        PendingTask<Object> element = host.task(() -> {
            if (full[0]) {
                throw new OutOfMemoryError("of this test");
            }
            told.add(1);
        });
        assertThatThrownBy(() -> element.finish(Outcome.value(1))).isInstanceOf(OutOfMemoryError.class);
        element.settle();
        assertThat(element.isHalfEnded()).isTrue();

        full[0] = false;
        element.endAgain();
        element.endAgain();

        assertThat(told).hasSize(1);
        assertThat(element.isHalfEnded()).isFalse();
        assertThat(host.handedOver).hasSize(1);
    }

    /** Keeps what it is handed over. */
    private static final class Host implements TaskHost {

        private final List<PendingTask<?>> handedOver = new ArrayList<>();
        private final List<Boolean> abandoned = new ArrayList<>();
        private boolean fullWhenCounted;
        private boolean diesWhenOver;

        private PendingTask<Object> task(@Nullable Runnable onDone) {
            Payload payload = new Payload(Payload.Form.RAW, new byte[1], 1);
            EncodedTask work = new EncodedTask("task", -1, 0, payload, new int[0]);
            return new PendingTask<>(
                    new TaskOrigin(1, work, TaskOptions.defaults(), new FunctionProfile(), 0, null, onDone), this);
        }

        @Override
        public long now() {
            return 1;
        }

        @Override
        public void onOutcome(PendingTask<?> ended, TaskState state) {
            if (fullWhenCounted) {
                throw new OutOfMemoryError("of this test");
            }
        }

        @Override
        public void settle(PendingTask<?> ended) {
            handedOver.add(ended);
        }

        @Override
        public void abandon(PendingTask<?> ended, boolean interrupt) {
            abandoned.add(interrupt);
        }

        @Override
        public void onMaybeOver(PendingTask<?> ended) {
            if (diesWhenOver) {
                throw new OutOfMemoryError("of this test");
            }
        }

        @Override
        public void runCallback(Runnable action) {
            action.run();
        }
    }

    private static final class TooLate extends RuntimeException {

        private static final long serialVersionUID = 1L;
    }
}
