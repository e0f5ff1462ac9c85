package io.github.processpool.internal.parent.crew;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.processpool.TaskOptions;
import io.github.processpool.internal.federation.GuestSpace;
import io.github.processpool.internal.parent.task.FunctionProfile;
import io.github.processpool.internal.parent.task.PendingTask;
import io.github.processpool.internal.parent.task.TaskHost;
import io.github.processpool.internal.wire.message.Message;
import io.github.processpool.internal.wire.message.Message.Define;
import io.github.processpool.internal.wire.message.Message.DefinitionKind;
import io.github.processpool.internal.wire.message.Message.ForgetSpace;
import io.github.processpool.internal.wire.message.Message.GuestDefine;
import io.github.processpool.internal.wire.message.Message.Run;
import io.github.processpool.internal.wire.message.Message.SpecialRun;
import io.github.processpool.internal.wire.message.ProtocolException;
import io.github.processpool.testing.FakeWorker;
import io.github.processpool.testing.Guests;
import io.github.processpool.testing.LoneTasks;
import io.github.processpool.testing.ManualTimer;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a worker is told of tasks that are not the first attempt of one of the pool's own. */
class SpecialTasksTest {

    @TempDir
    Path folder;

    private final ManualTimer timer = new ManualTimer();
    private final TaskHost host = LoneTasks.host(timer);
    private final GuestSpace space = new GuestSpace(7, () -> {});
    private FakeWorker worker;
    private int lastTask;

    @BeforeEach
    void makeWorker() throws ProtocolException {
        worker = FakeWorker.make(timer, folder, 0, Integer.MAX_VALUE).connect();
        space.define(define(0));
        space.define(define(3));
    }

    @AfterEach
    void closeWorker() {
        worker.close();
    }

    private static Define define(int id) {
        return new Define(id, DefinitionKind.CLASS, new byte[] {1});
    }

    private PendingTask<Object> guest(GuestSpace of, int... definitions) {
        return Guests.task(++lastTask, Guests.guest(of, lastTask, TaskOptions.defaults(), definitions), host);
    }

    /** Sends a task; returns the messages that the worker gets for it. */
    private List<Message> send(PendingTask<?> task) {
        int before = worker.messages().size();
        assertThat(worker.handle().workload().send(task)).isTrue();
        worker.link().flush();
        return List.copyOf(worker.messages().subList(before, worker.messages().size()));
    }

    @Test
    void aTaskOfThePoolsOwnIsToldInTheSmallestMessage() {
        assertThat(send(LoneTasks.task(1, TaskOptions.defaults(), 1, new FunctionProfile(), host)))
                .hasExactlyElementsOfTypes(Run.class);
    }

    @Test
    void anotherAttemptSaysWhichItIs() {
        PendingTask<?> task = LoneTasks.task(1, TaskOptions.defaults(), 1, new FunctionProfile(), host);
        task.where().countAttempt();

        SpecialRun sent = (SpecialRun) send(task).get(0);

        assertThat(sent.attempt()).isEqualTo(2);
        assertThat(sent.space()).isZero();
        assertThat(sent.submitter()).isEmpty();
    }

    @Test
    void numbersOfAGuestAreDefinedInItsSpaceOnce() {
        List<Message> first = send(guest(space, 3, 0));
        List<Message> second = send(guest(space, 0, 3));

        assertThat(first).hasExactlyElementsOfTypes(GuestDefine.class, GuestDefine.class, SpecialRun.class);
        assertThat(((GuestDefine) first.get(0)).define().id()).isEqualTo(3);
        assertThat(((GuestDefine) first.get(0)).space()).isEqualTo(7);
        SpecialRun run = (SpecialRun) first.get(2);
        assertThat(run.space()).isEqualTo(7);
        assertThat(run.key()).isEqualTo("key-1");
        assertThat(run.submitter()).isEqualTo("b");
        assertThat(run.attempt()).isEqualTo(1);
        assertThat(second).hasExactlyElementsOfTypes(SpecialRun.class);
    }

    @Test
    void theSameNumberIsDefinedForEachSpace() throws ProtocolException {
        GuestSpace other = new GuestSpace(8, () -> {});
        other.define(define(0));

        assertThat(send(guest(space, 0))).hasExactlyElementsOfTypes(GuestDefine.class, SpecialRun.class);
        assertThat(send(guest(other, 0))).hasExactlyElementsOfTypes(GuestDefine.class, SpecialRun.class);
    }

    @Test
    void aNumberWithoutAMeaningIsLeftToTheWorker() {
        assertThat(send(guest(space, -5, 1, 1 << 20))).hasExactlyElementsOfTypes(SpecialRun.class);
    }

    @Test
    void aSpaceIsForgottenOnceByThoseWhoKnowIt() {
        send(guest(space, 0));

        assertThat(worker.handle().workload().forget(8)).isFalse();
        assertThat(worker.handle().workload().forget(7)).isTrue();
        assertThat(worker.handle().workload().forget(7)).isFalse();
        worker.link().flush();

        assertThat(worker.messages()).endsWith(new ForgetSpace(7));
    }

    @Test
    void aGuestOfAClosedSpaceIsToldAllAndForgottenAtOnce() {
        send(guest(space, 0));
        space.close();
        worker.handle().workload().forget(7);

        assertThat(send(guest(space, 0)))
                .hasExactlyElementsOfTypes(ForgetSpace.class, GuestDefine.class, SpecialRun.class, ForgetSpace.class);
    }
}
