package io.github.processpool.cluster.internal.link;

import static io.github.processpool.cluster.internal.link.Samples.MB;
import static io.github.processpool.cluster.internal.link.Samples.answer;
import static io.github.processpool.cluster.internal.link.Samples.hello;
import static io.github.processpool.cluster.internal.link.Samples.task;
import static io.github.processpool.cluster.internal.link.Samples.words;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.processpool.cluster.ClusterTransport;
import io.github.processpool.cluster.internal.protocol.ClusterMessage;
import io.github.processpool.cluster.internal.protocol.ClusterMessage.Cancel;
import io.github.processpool.cluster.internal.protocol.ClusterMessage.Credit;
import io.github.processpool.cluster.internal.protocol.ClusterMessage.Define;
import io.github.processpool.cluster.internal.protocol.ClusterMessage.Demand;
import io.github.processpool.cluster.internal.protocol.ClusterMessage.Goodbye;
import io.github.processpool.cluster.internal.protocol.Frame;
import io.github.processpool.cluster.internal.protocol.Frame.Abort;
import io.github.processpool.cluster.internal.protocol.Frame.Head;
import io.github.processpool.cluster.internal.protocol.Frame.Part;
import io.github.processpool.cluster.internal.protocol.Frame.Whole;
import io.github.processpool.cluster.internal.session.Together;
import io.github.processpool.internal.federation.Federation.Stretch;
import io.github.processpool.internal.federation.GuestAnswer.Failed;
import io.github.processpool.internal.wire.message.Message;
import io.github.processpool.internal.wire.message.Message.DefinitionKind;
import io.github.processpool.internal.wire.message.Payload;
import io.github.processpool.internal.wire.message.ProtocolException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.LongAdder;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class OutboxTest {

    private static final long SESSION = 42;
    private static final long LONG = TimeUnit.SECONDS.toNanos(30);

    private final ScriptedTransport transport = new ScriptedTransport();
    private final RecordingInbox inbox = new RecordingInbox();
    private final LongAdder sentBytes = new LongAdder();
    private final Outbox outbox = new Outbox(transport, ScriptedTransport.OTHER, inbox, new AtomicLong(), sentBytes);

    @AfterEach
    void close() throws InterruptedException {
        transport.letGo();
        outbox.close();
        outbox.awaitEnd(LONG);
    }

    // -- Putting together --

    @Test
    void sendsWhatIsThereWhenItGetsToIt() throws Exception {
        hold();
        for (int i = 1; i <= 100; i++) {
            outbox.post(SESSION, new Demand("p", i));
        }
        drain();

        assertThat(transport.sent()).hasSize(2);
        assertThat(messages(1)).hasSize(100).startsWith(new Demand("p", 1)).endsWith(new Demand("p", 100));
        assertThat(sentBytes.sum())
                .isEqualTo(transport.sent().stream()
                        .mapToLong(bytes -> bytes.length)
                        .sum());
    }

    @Test
    void whatIsPostedAtAStretchLeavesTogether() throws Exception {
        outbox.post(SESSION, new Demand("p", 1));
        assertThat(outbox.awaitSent(LONG)).isTrue();

        try (Stretch stretch = Together.begin()) {
            outbox.post(SESSION, new Demand("p", 2));
            outbox.post(SESSION, new Demand("p", 3));
            assertThat(transport.sent()).hasSize(1);
        }
        drain();

        assertThat(messages(1)).containsExactly(new Demand("p", 2), new Demand("p", 3));
    }

    @Test
    void nobodyElseWaitsForTheEndOfAStretch() throws Exception {
        outbox.post(SESSION, new Demand("p", 1));
        assertThat(outbox.awaitSent(LONG)).isTrue();

        try (Stretch stretch = Together.begin()) {
            outbox.post(SESSION, new Demand("p", 2));
            Thread other = new Thread(() -> outbox.post(SESSION, new Demand("p", 3)));
            other.start();
            assertThat(outbox.awaitSent(LONG)).isTrue();
            other.join();
        }
        drain();

        assertThat(transport.sent().size()).isBetween(2, 3);
    }

    @Test
    void moreThanFitsIsSeveralMessages() throws Exception {
        hold();
        for (int i = 1; i <= 100; i++) {
            outbox.post(SESSION, task(i, 10_000));
        }
        drain();

        assertThat(transport.sent()).hasSize(1 + 4);
        assertThat(tickets(1, 5)).hasSize(100).isSorted();
    }

    @Test
    void definitionComesBeforeTheTaskThatUsesIt() throws Exception {
        hold();
        Define define = new Define("p", new Message.Define(1, DefinitionKind.CLASS, Samples.bytes(200_000)));
        outbox.post(SESSION, define);
        outbox.post(SESSION, task(1, MB));
        outbox.post(SESSION, task(2, 10));
        drain();

        List<Frame> all = frames(1);
        assertThat(((Define) ((Whole) all.get(0)).message()).definition().bytes())
                .hasSize(200_000);
        assertThat(all.get(1)).isInstanceOf(Head.class);
    }

    @Test
    void countsWhatHasNotLeft() throws Exception {
        hold();
        outbox.post(SESSION, task(1, MB));
        outbox.post(SESSION, task(2, 10));
        assertThat(outbox.queuedBytes()).isBetween((long) MB, MB + 2000L);
        transport.letGo(3);
        for (int i = 0; i < 3; i++) {
            transport.awaitSending();
        }
        assertThat(outbox.queuedBytes()).isBetween(MB / 3L, MB * 2L / 3);
        drain();
        assertThat(outbox.queuedBytes()).isZero();
    }

    // -- Parts --

    @Test
    void partsOfSeveralTakeTurnsAndSmallOnesGoFirst() throws Exception {
        hold();
        outbox.post(SESSION, task(1, MB));
        outbox.post(SESSION, task(2, MB));
        transport.letGo(2);
        for (int i = 0; i < 2; i++) {
            transport.awaitSending();
        }
        outbox.post(SESSION, new Credit("p", 7)); // While the second message is being sent.
        drain();

        assertThat(whereIs(new Credit("p", 7))).isEqualTo(3);
        List<Long> turns = new ArrayList<>();
        for (Frame frame : frames(1)) {
            if (frame instanceof Part part && (turns.isEmpty() || turns.get(turns.size() - 1) != part.stream())) {
                turns.add(part.stream());
            }
        }
        assertThat(turns).startsWith(1L, 2L, 1L, 2L, 1L, 2L);
        assertThat(transport.sent())
                .allSatisfy(bytes -> assertThat(bytes.length).isLessThanOrEqualTo(ClusterTransport.LARGEST_MESSAGE));
        assertThat(delivered())
                .containsExactly(words(new Demand("p", 0), new Credit("p", 7), task(1, MB), task(2, MB)));
    }

    @Test
    void manySmallOnesLeaveRoomForParts() throws Exception {
        hold();
        outbox.post(SESSION, task(0, MB));
        for (int i = 1; i <= 200; i++) {
            outbox.post(SESSION, task(i, 10_000));
        }
        drain();

        for (int i = 1; i < 6; i++) {
            assertThat(transport.frames(i))
                    .hasAtLeastOneElementOfType(Part.class)
                    .hasAtLeastOneElementOfType(Whole.class);
        }
    }

    @Test
    void creditsOfALargeAnswerKeepTheirPlace() throws Exception {
        hold();
        outbox.post(SESSION, answer(1, MB, 2));
        outbox.post(SESSION, new ClusterMessage.Revoke("p", 1));
        drain();

        assertThat(delivered())
                .containsExactly(words(
                        new Demand("p", 0), new Credit("p", 2), new ClusterMessage.Revoke("p", 1), answer(1, MB, 0)));
    }

    @Test
    void goodbyeWaitsForTheLastPart() throws Exception {
        hold();
        outbox.post(SESSION, answer(1, MB, 0));
        outbox.post(SESSION, new Credit("p", 2));
        outbox.post(SESSION, new Goodbye());
        drain();

        assertThat(delivered())
                .containsExactly(words(new Demand("p", 0), new Credit("p", 2), answer(1, MB, 0), new Goodbye()));
    }

    @Test
    void cancelCutsOffATaskThatIsHalfSent() throws Exception {
        hold();
        outbox.post(SESSION, task(1, 100 * MB));
        outbox.post(SESSION, task(2, 100));
        transport.letGo(2);
        for (int i = 0; i < 2; i++) {
            transport.awaitSending();
        }
        outbox.post(SESSION, new Cancel("p", 1, true));
        drain();

        assertThat(transport.sent()).hasSizeLessThan(6);
        assertThat(frames(1)).contains(new Abort(SESSION, 1), new Whole(SESSION, new Cancel("p", 1, true)));
        RecordingInbox received = new RecordingInbox();
        Assembly assembly = new Assembly(ScriptedTransport.SELF, Long.MAX_VALUE, received);
        deliver(assembly);
        assertThat(received.events).containsExactly("lost 1 of 104857600 bytes");
        assertThat(received.messages).endsWith(new Cancel("p", 1, true));
        assertThat(assembly.heldBytes()).isZero();
        assertThat(outbox.queuedBytes()).isZero();
    }

    @Test
    void resultThatTheHostHasLostIsAFailure() throws Exception {
        outbox.post(SESSION, answer(1, new Payload(Payload.Form.LOST, new byte[0], 5 * MB), 1));
        drain();

        ClusterMessage.Answer sent = (ClusterMessage.Answer) messages(0).get(0);
        assertThat(sent.answer().end()).isInstanceOf(Failed.class).asString().contains("5242880 bytes");
        assertThat(sent.credits()).isEqualTo(1);
    }

    @Test
    void whatCanNotBeWrittenIsToldAndTheOthersAreSent() throws Exception {
        hold();
        outbox.post(SESSION, new Credit("p".repeat(2000), 1));
        outbox.post(SESSION, new Credit("p", 1));
        drain();

        assertThat(inbox.events).singleElement().asString().startsWith("unwritable: A name of 2000 bytes");
        assertThat(messages(1)).containsExactly(new Credit("p", 1));
        assertThat(outbox.queuedBytes()).isZero();
    }

    // -- Faults --

    @Test
    void triesAgainWhatTheTransportRefusesAndTellsOnce() throws Exception {
        transport.failNext(2);
        outbox.post(SESSION, task(1, 100_000));
        drain();

        assertThat(inbox.troubles).singleElement().asString().contains("scripted");
        assertThat(delivered()).containsExactly(words(task(1, 100_000)));
        transport.failNext(1);
        outbox.post(SESSION, new Credit("p", 1));
        drain();
        assertThat(inbox.troubles).hasSize(1);
        transport.failNext(3);
        outbox.post(SESSION, new Credit("p", 1));
        drain();
        assertThat(inbox.troubles).hasSize(2);
    }

    @Test
    void anotherSessionDropsWhatWasForTheLastOne() throws Exception {
        outbox.post(0, hello(7));
        drain();
        hold();
        outbox.post(SESSION, task(1, MB));
        outbox.post(0, hello(7));
        transport.letGo(1);
        transport.awaitSending();
        outbox.post(0, hello(8));
        outbox.post(43, new Credit("p", 1));
        assertThat(outbox.queuedBytes()).isLessThan(1000);
        drain();

        assertThat(transport.sent()).hasSize(4);
        assertThat(messages(3)).containsExactly(hello(8), new Credit("p", 1));
        assertThat(outbox.queuedBytes()).isZero();
    }

    @Test
    void closeEndsAThreadThatWaitsForTheTransport() throws Exception {
        hold();
        outbox.close();
        outbox.awaitEnd(LONG);
        assertThat(isRunning()).isFalse();
        outbox.post(SESSION, new Credit("p", 1));
        assertThat(outbox.queuedBytes()).isZero();
    }

    @Test
    void closeDoesNotWaitForATransportThatDoesNotListen() throws Exception {
        transport.holdDeaf();
        outbox.post(SESSION, new Credit("p", 1));
        transport.awaitSending();
        outbox.close();
        outbox.awaitEnd(TimeUnit.MILLISECONDS.toNanos(20));
        assertThat(isRunning()).isTrue();
        transport.letGo(1);
        outbox.awaitEnd(LONG);
        assertThat(isRunning()).isFalse();
    }

    @Test
    void closeEndsAThreadThatIsAboutToTryAgain() throws Exception {
        transport.failNext(1_000_000);
        outbox.post(SESSION, new Credit("p", 1));
        transport.awaitSending();
        outbox.close();
        outbox.awaitEnd(LONG);
        assertThat(isRunning()).isFalse();
    }

    @Test
    void noThreadBeforeTheFirstMessage() {
        assertThat(isRunning()).isFalse();
    }

    // -- How it is asked --

    /** The first message is being sent; what follows waits. */
    private void hold() throws InterruptedException {
        transport.hold();
        outbox.post(SESSION, new Demand("p", 0));
        transport.awaitSending();
    }

    private void drain() throws InterruptedException {
        transport.letGo();
        assertThat(outbox.awaitSent(LONG)).isTrue();
    }

    private static boolean isRunning() {
        return Thread.getAllStackTraces().keySet().stream()
                .anyMatch(
                        thread -> thread.getName().equals("process-pool-cluster-to-" + ScriptedTransport.OTHER.name()));
    }

    private List<Frame> frames(int from) throws ProtocolException {
        List<Frame> frames = new ArrayList<>();
        for (int i = from; i < transport.sent().size(); i++) {
            frames.addAll(transport.frames(i));
        }
        return frames;
    }

    private List<ClusterMessage> messages(int message) throws ProtocolException {
        return transport.frames(message).stream()
                .filter(Whole.class::isInstance)
                .map(frame -> ((Whole) frame).message())
                .toList();
    }

    private List<Long> tickets(int from, int to) throws ProtocolException {
        List<Long> tickets = new ArrayList<>();
        for (int i = from; i < to; i++) {
            messages(i).forEach(message -> tickets.add(((ClusterMessage.Task) message).ticket()));
        }
        return tickets;
    }

    private int whereIs(ClusterMessage message) throws ProtocolException {
        int place = 0;
        while (!messages(place).contains(message)) {
            place++;
        }
        return place;
    }

    private List<String> delivered() throws ProtocolException {
        RecordingInbox received = new RecordingInbox();
        deliver(new Assembly(ScriptedTransport.SELF, Long.MAX_VALUE, received));
        assertThat(received.events).isEmpty();
        return received.messages.stream().map(Samples::words).toList();
    }

    private void deliver(Assembly assembly) throws ProtocolException {
        for (Frame frame : frames(0)) {
            assembly.take(frame);
        }
    }
}
