package io.github.processpool.cluster.internal.link;

import static io.github.processpool.cluster.internal.link.Samples.MB;
import static io.github.processpool.cluster.internal.link.Samples.task;
import static io.github.processpool.cluster.internal.link.ScriptedTransport.OTHER;
import static io.github.processpool.cluster.internal.link.ScriptedTransport.SELF;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.awaitility.Awaitility.await;

import io.github.processpool.cluster.MemberAddress;
import io.github.processpool.cluster.internal.protocol.ClusterMessage;
import io.github.processpool.cluster.internal.protocol.ClusterMessage.Credit;
import io.github.processpool.cluster.internal.protocol.ClusterMessage.Running;
import io.github.processpool.cluster.internal.protocol.ClusterMessage.Status;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class MemberLinksTest {

    private static final long SESSION = 42;
    private static final long LONG = TimeUnit.SECONDS.toNanos(30);

    private final ScriptedTransport transport = new ScriptedTransport();
    private final RecordingInbox inbox = new RecordingInbox();
    private final MemberLinks links = new MemberLinks(transport, 20L * MB, inbox);

    private final RecordingInbox others = new RecordingInbox();
    private final MemberLinks other = new MemberLinks(new ScriptedTransport(), 20L * MB, others);

    @BeforeEach
    void open() throws Exception {
        links.open();
        links.view(List.of(SELF, OTHER));
        other.view(List.of(SELF, OTHER));
        transport.deliverTo(other);
    }

    @AfterEach
    void close() {
        transport.letGo();
        links.close();
        other.close();
    }

    @Test
    void messagesOfAllSizesArrive() throws Exception {
        int[] sizes = {0, 1, 16 * 1024, 16 * 1024 + 1, 256 * 1024 - 100, 256 * 1024, 3 * MB, 9 * MB};
        for (int size : sizes) {
            links.send(OTHER, SESSION, task(size, size));
        }
        assertThat(links.awaitSent(LONG)).isTrue();

        assertThat(others.messages)
                .extracting(Samples::words)
                .containsExactlyInAnyOrder(Samples.words(
                        Arrays.stream(sizes).mapToObj(size -> task(size, size)).toArray(ClusterMessage[]::new)));
        assertThat(others.events).containsExactly("view [self:1, other:1]");
        assertThat(links.queuedBytes()).isZero();
        assertThat(other.assemblingBytes()).isZero();
        assertThat(other.receivedBytes()).isEqualTo(links.sentBytes()).isGreaterThan(12L * MB);
    }

    @Test
    void whatManyThreadsSendArrivesInTheOrderOfEachWhateverTheTransportRefuses() throws Exception {
        List<Thread> senders = new ArrayList<>();
        for (int sender = 0; sender < 4; sender++) {
            String pool = "p" + sender;
            Random random = new Random(sender);
            senders.add(new Thread(() -> {
                for (int i = 1; i <= 1000; i++) {
                    links.send(OTHER, SESSION, new Credit(pool, i));
                    if (i % 50 == 0) {
                        links.send(OTHER, SESSION, task(i, random.nextInt(100_000)));
                        transport.failNext(random.nextInt(2));
                    }
                }
            }));
        }
        senders.forEach(Thread::start);
        for (Thread sender : senders) {
            sender.join();
        }
        transport.failNext(0);
        assertThat(links.awaitSent(LONG)).isTrue();

        for (int sender = 0; sender < 4; sender++) {
            String pool = "p" + sender;
            assertThat(others.messages.stream()
                            .filter(message -> message instanceof Credit credit
                                    && credit.pool().equals(pool))
                            .map(message -> ((Credit) message).count()))
                    .isEqualTo(IntStream.rangeClosed(1, 1000).boxed().toList());
        }
        assertThat(others.messages).hasSize(4 * 1020);
        assertThat(links.queuedBytes()).isZero();
        assertThat(other.assemblingBytes()).isZero();
    }

    @Test
    void newsOfManyTasksIsSeveralMessages() throws Exception {
        links.send(OTHER, SESSION, new Status("p", Collections.nCopies(1000, new Running(1, 2, 3, Optional.empty()))));
        links.awaitSent(LONG);

        assertThat(others.messages).hasSize(8);
        assertThat(others.messages.stream()
                        .mapToInt(status -> ((Status) status).running().size())
                        .sum())
                .isEqualTo(1000);
    }

    @Test
    void nothingIsSentToAMemberThatIsNotInView() throws Exception {
        links.view(List.of(SELF));
        links.send(OTHER, SESSION, new Credit("p", 1));
        assertThat(links.awaitSent(LONG)).isTrue();
        assertThat(transport.sent()).isEmpty();

        links.view(List.of(SELF, OTHER));
        links.send(OTHER, SESSION, new Credit("p", 2));
        links.awaitSent(LONG);
        assertThat(others.messages).containsExactly(new Credit("p", 2));
    }

    @Test
    void memberThatIsStuckHoldsUpNoOther() throws Exception {
        MemberAddress third = new MemberAddress("third", "third:1");
        links.view(List.of(SELF, OTHER, third));
        transport.hold();
        links.send(OTHER, SESSION, new Credit("p", 1));
        transport.awaitSending();
        links.send(third, SESSION, new Credit("p", 1));
        transport.awaitSending(); // Both are in the transport.
    }

    @Test
    void memberThatIsGoneHoldsNothing() throws Exception {
        transport.hold();
        links.send(OTHER, SESSION, task(1, 5 * MB));
        transport.awaitSending();
        transport.letGo(3);
        links.view(List.of(SELF));
        assertThat(links.queuedBytes()).isZero();

        other.view(List.of(OTHER));
        assertThat(other.assemblingBytes()).isZero();
    }

    @Test
    void memberThatNoViewHasShownIsHeardButSendsNothingLarge() {
        MemberLinks early = new MemberLinks(new ScriptedTransport(), 20L * MB, inbox);
        transport.deliverTo(early);
        links.send(OTHER, SESSION, new Credit("p", 1));
        links.send(OTHER, SESSION, task(1, MB));
        await().until(() -> inbox.events.contains("lost 1 of 1048576 bytes"));
        assertThat(inbox.messages).containsExactly(new Credit("p", 1));
    }

    @Test
    void garbageEndsWhatWasBeingPutTogether() throws Exception {
        transport.hold();
        links.send(OTHER, SESSION, task(1, 5 * MB));
        transport.letGo(2);
        for (int i = 0; i < 3; i++) {
            transport.awaitSending();
        }
        assertThat(other.assemblingBytes()).isEqualTo(5L * MB);

        other.message(SELF, ByteBuffer.wrap(new byte[] {1, 2, 3}));
        assertThat(others.events).last().asString().startsWith("garbage: a frame that ends");
        assertThat(other.assemblingBytes()).isZero();
    }

    @Test
    void inboxThatThrowsHasTheSessionEnd() throws Exception {
        others.throwing = true;
        links.send(OTHER, SESSION, new Credit("p", 1));
        links.awaitSent(LONG);
        assertThat(others.events)
                .last()
                .asString()
                .contains("could not be taken")
                .contains("scripted");
    }

    @Test
    void nothingIsToldAfterTheEnd() {
        other.close();
        other.message(SELF, ByteBuffer.wrap(new byte[] {1, 2, 3}));
        other.view(List.of(SELF));
        assertThat(others.events).hasSize(1);
    }

    @Test
    void closeEndsAllThreads() throws Exception {
        transport.hold();
        links.send(OTHER, SESSION, new Credit("p", 1));
        transport.awaitSending();
        links.close();
        assertThat(Thread.getAllStackTraces().keySet())
                .noneMatch(thread -> thread.getName().startsWith("process-pool-cluster-to-"));
    }

    @Test
    void waitingForWhatIsStuckHasALimit() throws Exception {
        transport.hold();
        links.send(OTHER, SESSION, new Credit("p", 1));
        assertThat(links.awaitSent(1_000_000)).isFalse();
        Thread.currentThread().interrupt();
        assertThatExceptionOfType(InterruptedException.class).isThrownBy(() -> links.awaitSent(LONG));
    }
}
