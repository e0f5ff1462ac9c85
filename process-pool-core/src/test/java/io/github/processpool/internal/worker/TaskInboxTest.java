package io.github.processpool.internal.worker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.github.processpool.internal.wire.message.Message.Run;
import io.github.processpool.internal.wire.message.Payload;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What waits for the runner, and how the runner waits. */
@Timeout(120)
class TaskInboxTest {

    /** Nobody reads or writes anything here. */
    @SuppressWarnings("NullAway")
    private static final Dialect NO_DIALECT = new Dialect(null, null);

    /** What the parent has sent and nobody has read. */
    private final Queue<Runnable> sent = new ArrayDeque<>();

    private final ReadingRole role = new ReadingRole(this::read);
    private final TaskInbox inbox = new TaskInbox(role);
    private final CompletableFuture<@Nullable Errand> taken = new CompletableFuture<>();

    private boolean read() {
        Runnable next = sent.poll();
        if (next != null) {
            next.run();
        }
        return next != null;
    }

    private static Errand run(long ticket) {
        return new Errand(new Run(ticket, ticket, 0, 0, Payload.NONE), NO_DIALECT, null);
    }

    private Thread runner() {
        Thread thread = new Thread(() -> taken.complete(inbox.await()));
        thread.start();
        return thread;
    }

    private static void awaitAsleep(Thread thread) {
        await().atMost(Duration.ofSeconds(30)).until(() -> thread.getState() == Thread.State.WAITING);
    }

    @Test
    void tasksComeOutInTheirOrder() {
        inbox.offer(run(1));
        inbox.offer(run(2));

        assertThat(inbox.await()).isEqualTo(run(1));
        assertThat(inbox.await()).isEqualTo(run(2));
    }

    @Test
    void aRunnerWithTheRoleReadsTheNextTaskItself() {
        sent.add(() -> inbox.offer(run(1)));
        role.give();

        assertThat(inbox.await()).isEqualTo(run(1));
        assertThat(role.isLoops()).isFalse();
    }

    @Test
    void aRunnerToWhichNothingComesGivesTheRoleBackBeforeItSleeps() {
        role.give();
        Thread runner = runner();
        awaitAsleep(runner);

        assertThat(role.isLoops()).isTrue();
        inbox.offer(run(1));
        assertThat(taken.join()).isEqualTo(run(1));
    }

    @Test
    void aTaskWakesARunnerThatSleeps() {
        awaitAsleep(runner());

        inbox.offer(run(1));

        assertThat(taken.join()).isEqualTo(run(1));
    }

    @Test
    void anInterruptThatWasMeantForATaskEndsNoWait() {
        Thread runner = runner();
        awaitAsleep(runner);

        runner.interrupt();
        awaitAsleep(runner);
        inbox.offer(run(1));

        assertThat(taken.join()).isEqualTo(run(1));
    }

    @Test
    void theEndWakesARunnerThatSleeps() {
        awaitAsleep(runner());

        inbox.stop();

        assertThat(taken.join()).isNull();
        assertThat(inbox.isStopped()).isTrue();
        inbox.awaitStop();
    }

    @Test
    void tasksThatCameBeforeTheEndStillRun() {
        inbox.offer(run(1));
        inbox.stop();

        assertThat(inbox.await()).isEqualTo(run(1));
        assertThat(inbox.await()).isNull();
    }

    @Test
    void aCollectionComesBeforeTheNextTask() {
        inbox.offer(run(1));
        inbox.collect();

        assertThat(inbox.await()).isNull();
        assertThat(inbox.takeCollection()).isTrue();
        assertThat(inbox.takeCollection()).as("once").isFalse();
        assertThat(inbox.await()).isEqualTo(run(1));
    }

    @Test
    void aWarmUpThatARunnerReadsItselfIsItsOwnToDo() {
        sent.add(inbox::warmUp);
        role.give();

        assertThat(inbox.await()).isNull();
        assertThat(inbox.takeWarmUp()).isTrue();
        assertThat(inbox.takeWarmUp()).as("once").isFalse();
    }

    @Test
    void aWorkerThatIsToEndWarmsUpNothing() {
        inbox.warmUp();
        inbox.stop();

        assertThat(inbox.takeWarmUp()).isFalse();
        assertThat(inbox.await()).isNull();
    }
}
