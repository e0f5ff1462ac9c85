package io.github.processpool.cluster.internal.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.processpool.TaskOptions;
import io.github.processpool.cluster.MemberAddress;
import io.github.processpool.cluster.Role;
import io.github.processpool.cluster.internal.protocol.ClusterMessage;
import io.github.processpool.cluster.internal.protocol.ClusterMessage.Answer;
import io.github.processpool.cluster.internal.protocol.ClusterMessage.Cancel;
import io.github.processpool.cluster.internal.protocol.ClusterMessage.Credit;
import io.github.processpool.cluster.internal.protocol.ClusterMessage.Define;
import io.github.processpool.cluster.internal.protocol.ClusterMessage.Demand;
import io.github.processpool.cluster.internal.protocol.ClusterMessage.Hello;
import io.github.processpool.cluster.internal.protocol.ClusterMessage.PoolOffer;
import io.github.processpool.cluster.internal.protocol.ClusterMessage.Recall;
import io.github.processpool.cluster.internal.protocol.ClusterMessage.RefusalReason;
import io.github.processpool.cluster.internal.protocol.ClusterMessage.Refused;
import io.github.processpool.cluster.internal.protocol.ClusterMessage.Status;
import io.github.processpool.cluster.internal.protocol.ClusterMessage.Task;
import io.github.processpool.cluster.internal.protocol.ClusterMessage.TimeLimits;
import io.github.processpool.cluster.internal.session.Self;
import io.github.processpool.internal.federation.GuestAnswer.Answered;
import io.github.processpool.internal.federation.GuestAnswer.Cancelled;
import io.github.processpool.internal.wire.codec.Codec.EncodedTask;
import io.github.processpool.internal.wire.message.Message;
import io.github.processpool.internal.wire.message.Payload;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A host, and a submitter whose messages are written by hand. */
class ScriptedHostTest {

    private static final long NONE = ClusterMessage.UNLIMITED;

    private final VirtualTime time = new VirtualTime();
    private final ModelPool.Registry registry = new ModelPool.Registry();
    private final SplittableRandom random = new SplittableRandom(1);
    private final SimulatedNetwork network = new SimulatedNetwork(time, random);
    private final MemberAddress submitter = new MemberAddress("submitter", "submitter");
    private SimulatedMember host;
    private ModelPool pool;
    /** What the host has said. */
    private final List<ClusterMessage> said = new ArrayList<>();

    private long number;
    private long session;

    @BeforeEach
    void open() {
        host = new SimulatedMember("host", new Self("b", "f", Role.BOTH, 17), true, network, time, random, registry) {
            @Override
            void send(MemberAddress to, long tag, ClusterMessage message) {
                said.add(message);
                if (message instanceof Hello hello) {
                    number = hello.session();
                } else {
                    session = tag;
                }
            }
        };
        pool = host.join("p", 2);
        // Its work, which the host's model runs.
        new ModelPool("p", "submitter", 0, host, null).register("task", 10 * VirtualTime.MS);
        host.engine.onView(List.of(submitter));
        greet(1000);
        take(new Define("p", new Message.Define(0, Message.DefinitionKind.LAMBDA, new byte[1])));
    }

    @Test
    void cancelOvertakesItsTask() {
        take(new Cancel("p", 1, true));
        take(task(1));
        time.run(VirtualTime.SECOND);

        assertThat(registry.begins).isEmpty();
        assertThat(answers())
                .singleElement()
                .satisfies(answer -> assertThat(answer.answer().end()).isInstanceOf(Cancelled.class));
    }

    @Test
    void duplicateTaskRunsOnce() {
        take(task(1));
        take(task(1));
        time.run(VirtualTime.SECOND);
        take(task(1));
        time.run(VirtualTime.SECOND);

        assertThat(registry.begins).containsOnly(java.util.Map.entry("task", 1));
        assertThat(answers())
                .singleElement()
                .satisfies(answer -> assertThat(answer.answer().end()).isInstanceOf(Answered.class));
    }

    @Test
    void taskWithoutCreditIsRefused() {
        take(task(1));
        take(task(2));
        take(task(3));

        assertThat(said).last().isEqualTo(new Refused("p", 3, RefusalReason.NO_CREDIT));
    }

    @Test
    void roomIsGivenToThoseWhoNeedItAndNeverMoreThanThereIs() {
        assertThat(credits()).isOne(); // The standing one.
        take(new Demand("p", 100));
        assertThat(credits()).isEqualTo(2);
        take(task(1));
        time.run(10_000);
        assertThat(credits()).isEqualTo(2);
        time.run(VirtualTime.SECOND);
        assertThat(credits()).isEqualTo(3);
    }

    @Test
    void taskThatRunsForAWhileIsTold() {
        registry.byKey.clear();
        new ModelPool("p", "submitter", 0, host, null).register("task", 10 * VirtualTime.SECOND);
        take(task(1));
        time.run(50 * VirtualTime.MS);

        assertThat(said)
                .filteredOn(Status.class::isInstance)
                .singleElement()
                .satisfies(status ->
                        assertThat(((Status) status).running().get(0).pid()).isEqualTo(4711));
    }

    @Test
    void givesBackWhatHasNotBegunAndNothingElse() {
        take(task(1));
        pool.submit(VirtualTime.SECOND, 1, TaskOptions.defaults());
        pool.submit(VirtualTime.SECOND, 1, TaskOptions.defaults());
        take(new Demand("p", 1));
        time.run(50 * VirtualTime.MS); // The first one is done, and there is a credit again.
        pool.submit(VirtualTime.SECOND, 1, TaskOptions.defaults());
        take(task(2));
        said.clear();

        take(new Recall("p", 1));
        take(new Recall("p", 2));
        take(new Recall("p", 2));
        take(new Recall("p", 3));
        time.run(2 * VirtualTime.SECOND);

        assertThat(said)
                .filteredOn(message -> message instanceof Refused || message instanceof Answer)
                .containsExactly(new Refused("p", 2, RefusalReason.RECALLED));
        assertThat(registry.begins).containsEntry("task", 1);
    }

    @Test
    void keepsAGuestThatHasBegun() {
        take(task(1));
        take(new Recall("p", 1));
        time.run(VirtualTime.SECOND);

        assertThat(answers()).hasSize(1);
        assertThat(said).noneMatch(Refused.class::isInstance);
    }

    @Test
    void aColdPoolGivesRoomToThoseWhoNeedItOnly() {
        pool.ready = 0;
        greet(2000);
        said.clear();
        greet(3000);
        assertThat(credits()).isZero();

        take(new Demand("p", 1));
        assertThat(credits()).isOne();
    }

    /** The other side may have opened the session with any of the hellos that it has heard. */
    @Test
    void saysWhichPoolsItHasWhenASessionIsOpen() {
        host.engine.onMessage(submitter, 0, hello(2000, 0));
        host.join("q", 1);
        host.engine.onMessage(submitter, 0, hello(2000, 0));
        said.clear();
        host.engine.onMessage(submitter, 0, hello(2000, number));

        assertThat(said)
                .filteredOn(ClusterMessage.Pools.class::isInstance)
                .singleElement()
                .satisfies(pools -> assertThat(((ClusterMessage.Pools) pools).pools())
                        .extracting(PoolOffer::name)
                        .containsExactly("p", "q"));
    }

    @Test
    void messageOfAnotherSessionIsDropped() {
        long old = session;
        greet(2000);
        said.clear();
        host.engine.onMessage(submitter, old, task(1));
        time.run(VirtualTime.SECOND);

        assertThat(registry.begins).isEmpty();
        assertThat(answers()).isEmpty();
    }

    @Test
    void lateHelloEndsNothing() {
        said.clear();
        host.engine.onMessage(submitter, 0, hello(999, 0));

        assertThat(said).isEmpty();
        assertThat(host.events).containsExactly("joined submitter");
    }

    @Test
    void mistakeEndsTheSessionAndThreeShutOutUntilTheNextView() {
        said.clear();
        for (int i = 0; i < 3; i++) {
            take(task(i, new int[] {77}));
            if (i < 2) {
                greet(2000 + i);
            }
        }
        greet(3000);

        assertThat(host.events).filteredOn(event -> event.startsWith("left")).hasSize(3);
        assertThat(host.events).last().asString().startsWith("refused submitter");
        assertThat(said).filteredOn(ClusterMessage.Goodbye.class::isInstance).hasSize(1);
        host.engine.onView(List.of(submitter));
        greet(4000);
        assertThat(host.events).last().asString().isEqualTo("joined submitter");
    }

    @Test
    void guestsOfALostSubmitterAreStopped() {
        take(task(1));
        host.engine.onView(List.of());
        time.run(VirtualTime.SECOND);

        assertThat(pool.idleSlots()).isEqualTo(2);
        assertThat(answers()).isEmpty();
    }

    @Test
    void otherVersionIsToldOnceAndGetsNothing() {
        host.engine.onMessage(submitter, 0, new Hello(7, 9, 5000, number, "b", "f", Role.BOTH, 17, List.of()));
        host.engine.onMessage(submitter, 0, new Hello(7, 9, 5000, number, "b", "f", Role.BOTH, 17, List.of()));

        assertThat(host.events)
                .filteredOn(event -> event.startsWith("refused"))
                .singleElement()
                .asString()
                .contains("versions 7 to 9");
    }

    @Test
    void ownTasksThatStayTakeBackRoomThatWasGiven() {
        for (int i = 0; i < 3; i++) {
            pool.submit(VirtualTime.SECOND, 1, TaskOptions.defaults());
        }
        time.run(100 * VirtualTime.MS);

        assertThat(said).last().isEqualTo(new ClusterMessage.Revoke("p", 1));
    }

    private void greet(long theirs) {
        host.engine.onMessage(submitter, 0, hello(theirs, 0));
        host.engine.onMessage(submitter, 0, hello(theirs, number));
    }

    private static Hello hello(long theirs, long echo) {
        return new Hello(1, 1, theirs, echo, "b", "f", Role.BOTH, 17, List.of(new PoolOffer("p", 1, "", 1 << 20)));
    }

    private void take(ClusterMessage message) {
        host.engine.onMessage(submitter, session, message);
    }

    private List<Answer> answers() {
        return said.stream()
                .filter(Answer.class::isInstance)
                .map(Answer.class::cast)
                .toList();
    }

    private int credits() {
        return said.stream()
                .mapToInt(message -> message instanceof Credit credit
                        ? credit.count()
                        : message instanceof Answer answer ? answer.credits() : 0)
                .sum();
    }

    private static Task task(long ticket) {
        return task(ticket, new int[] {0});
    }

    private static Task task(long ticket, int[] definitions) {
        EncodedTask work = new EncodedTask("model", 0, 0, Payload.raw(new byte[4]), definitions);
        TimeLimits limits = new TimeLimits(NONE, NONE, NONE, NONE);
        return new Task("p", ticket, "task", 1, limits, 0, "model", Optional.empty(), Optional.empty(), work);
    }
}
