package io.github.processpool.cluster.internal.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.processpool.cluster.MemberAddress;
import io.github.processpool.cluster.Role;
import io.github.processpool.cluster.internal.link.Inbox;
import io.github.processpool.cluster.internal.member.Reception;
import io.github.processpool.cluster.internal.protocol.Bodies;
import io.github.processpool.cluster.internal.protocol.ClusterMessage;
import io.github.processpool.cluster.internal.protocol.ClusterMessage.Answer;
import io.github.processpool.cluster.internal.protocol.ClusterMessage.Cancel;
import io.github.processpool.cluster.internal.protocol.ClusterMessage.RefusalReason;
import io.github.processpool.cluster.internal.protocol.ClusterMessage.Refused;
import io.github.processpool.cluster.internal.protocol.ClusterMessage.Task;
import io.github.processpool.cluster.internal.protocol.ClusterMessage.TimeLimits;
import io.github.processpool.cluster.internal.session.Self;
import io.github.processpool.internal.federation.GuestAnswer;
import io.github.processpool.internal.federation.GuestAnswer.Cancelled;
import io.github.processpool.internal.wire.codec.Codec.EncodedTask;
import io.github.processpool.internal.wire.message.Payload;
import io.github.processpool.internal.wire.message.ProtocolException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A host, and what comes to it from a submitter whose messages are made here. */
class ReceptionTest {

    private final VirtualTime time = new VirtualTime();
    private final SplittableRandom random = new SplittableRandom(1);
    private final SimulatedNetwork network = new SimulatedNetwork(time, random);
    private final ModelPool.Registry registry = new ModelPool.Registry();
    private final SimulatedMember host = member("host");
    private final SimulatedMember submitter = member("submitter");
    private final Reception inbox = new Reception(Runnable::run);
    /** What the host has said to the submitter. */
    private final List<ClusterMessage> said = new ArrayList<>();

    private long session;

    @BeforeEach
    void open() {
        inbox.connect(host.engine);
        inbox.joined(host.address);
        host.join("p", 2);
        submitter.join("p", 2);
        network.plugIn(host.address, host.engine);
        network.plugIn(submitter.address, submitter.engine);
        network.tap = sent -> {
            if (sent.from().equals(host.address)) {
                session = sent.session();
                said.add(sent.message());
            }
        };
        time.run(10 * VirtualTime.SECOND);
        assertThat(said).hasAtLeastOneElementOfType(ClusterMessage.Credit.class);
    }

    @Test
    void limitIsThatOfThePool() {
        assertThat(largest(task("p", 1))).isEqualTo(1 << 20);
        assertThat(largest(task("unknown", 1))).isZero();
    }

    @Test
    void nothingIsWantedOfASessionThatIsOverAndNoAnswerThatNobodyWaitsFor() {
        assertThat(inbox.largestPayload(submitter.address, session + 1, task("p", 1)))
                .isEqualTo(Inbox.NOT_WANTED);
        Answer answer = new Answer("p", 4711, new GuestAnswer(new Cancelled(), 0, 0), 0);
        assertThat(largest(answer)).isEqualTo(Inbox.NOT_WANTED);
    }

    @Test
    void taskThatThereIsNoRoomForIsRefused() {
        inbox.onMessage(submitter.address, session, lost(task("p", 1)));

        assertThat(said).contains(new Refused("p", 1, RefusalReason.NO_CREDIT));
        inbox.onMessage(submitter.address, session, lost(task("unknown", 2)));
        assertThat(said).contains(new Refused("unknown", 2, RefusalReason.NO_POOL));
    }

    @Test
    void taskThatWasCutOffIsCancelled() {
        inbox.onMessage(submitter.address, session, new Cancel("p", 1, true));
        inbox.onMessage(submitter.address, session, lost(task("p", 1)));
        time.run(VirtualTime.SECOND);

        assertThat(said).filteredOn(Answer.class::isInstance).singleElement().satisfies(message -> {
            assertThat(((Answer) message).ticket()).isEqualTo(1);
            assertThat(((Answer) message).answer().end()).isInstanceOf(Cancelled.class);
        });
    }

    @Test
    void garbageAndWhatCanNotBeWrittenEndTheSession() {
        inbox.onGarbage(submitter.address, new ProtocolException("a frame that ends 1 bytes too early"));
        assertThat(host.events).last().asString().contains("a frame that ends 1 bytes too early");
        time.run(10 * VirtualTime.SECOND);
        inbox.onUnwritable(submitter.address, session, task("p", 1), new IllegalArgumentException("scripted"));
        assertThat(host.events).last().asString().contains("scripted");
    }

    @Test
    void viewIsOfTheOthers() {
        inbox.onView(List.of(host.address));
        assertThat(host.events).last().asString().startsWith("left submitter");
        inbox.onView(List.of(host.address, submitter.address, new MemberAddress("third", "third")));
        assertThat(said).last().isInstanceOf(ClusterMessage.Hello.class);
    }

    private SimulatedMember member(String name) {
        return new SimulatedMember(
                name, new Self("build", "print", Role.BOTH, 17), true, network, time, random, registry);
    }

    private long largest(ClusterMessage message) {
        return inbox.largestPayload(submitter.address, session, message);
    }

    private static ClusterMessage lost(Task task) {
        return Bodies.with(task, new Payload(Payload.Form.LOST, new byte[0], 5_000_000));
    }

    private static Task task(String pool, long ticket) {
        long none = ClusterMessage.UNLIMITED;
        EncodedTask work = new EncodedTask("t", -1, 0, Payload.raw(new byte[100]), new int[0]);
        return new Task(
                pool,
                ticket,
                "key",
                1,
                new TimeLimits(none, none, none, none),
                0,
                "t",
                Optional.empty(),
                Optional.empty(),
                work);
    }
}
