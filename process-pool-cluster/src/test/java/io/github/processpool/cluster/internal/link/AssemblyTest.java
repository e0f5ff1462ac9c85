package io.github.processpool.cluster.internal.link;

import static io.github.processpool.cluster.internal.link.Samples.MB;
import static io.github.processpool.cluster.internal.link.Samples.answer;
import static io.github.processpool.cluster.internal.link.Samples.hello;
import static io.github.processpool.cluster.internal.link.Samples.task;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import com.sun.management.ThreadMXBean;
import io.github.processpool.cluster.internal.protocol.Bodies;
import io.github.processpool.cluster.internal.protocol.ClusterMessage;
import io.github.processpool.cluster.internal.protocol.ClusterMessage.Credit;
import io.github.processpool.cluster.internal.protocol.Frame.Abort;
import io.github.processpool.cluster.internal.protocol.Frame.Head;
import io.github.processpool.cluster.internal.protocol.Frame.Part;
import io.github.processpool.cluster.internal.protocol.Frame.Whole;
import io.github.processpool.internal.wire.message.Payload;
import io.github.processpool.internal.wire.message.ProtocolException;
import java.lang.management.ManagementFactory;
import java.nio.ByteBuffer;
import java.util.List;
import org.junit.jupiter.api.Test;

class AssemblyTest {

    private static final long SESSION = 42;
    private static final int PART = 100_000;

    private final RecordingInbox inbox = new RecordingInbox();
    private final Assembly assembly = new Assembly(ScriptedTransport.SELF, 3L * MB, inbox);

    @Test
    void partsOfSeveralBecomeWholeMessages() throws ProtocolException {
        assembly.take(head(1, task(1, MB)));
        assembly.take(head(2, answer(2, 2 * MB, 0)));
        for (int i = 0; i < 2 * MB; i += PART) {
            if (i < MB) {
                assembly.take(part(1, task(1, MB), i, PART));
            }
            assembly.take(part(2, answer(2, 2 * MB, 0), i, PART));
        }

        assertThat(inbox.messages)
                .extracting(Samples::words)
                .containsExactly(Samples.words(task(1, MB), answer(2, 2 * MB, 0)));
        assertThat(assembly.heldBytes()).isZero();
    }

    @Test
    void allocatesNothingForAHeadAndLittleForAFirstPart() throws ProtocolException {
        ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        ClusterMessage huge =
                Bodies.with(answer(1, 1, 0), new Payload(Payload.Form.RAW, new byte[0], Integer.MAX_VALUE - 8));
        Part first = new Part(SESSION, 1, 0, ByteBuffer.allocate(1));
        long before = threads.getCurrentThreadAllocatedBytes();
        assembly.take(new Head(SESSION, 1, huge));
        assembly.take(first);

        assertThat(threads.getCurrentThreadAllocatedBytes() - before).isLessThan(2 * MB);
        assertThat(assembly.heldBytes()).isEqualTo(Integer.MAX_VALUE - 8);
    }

    @Test
    void tasksBeyondTheBudgetComeWithoutTheirPayload() throws ProtocolException {
        assembly.take(head(1, task(1, 2 * MB)));
        assembly.take(head(2, task(2, MB + 1)));
        assembly.take(part(2, task(2, MB + 1), 0, PART));
        assembly.take(new Abort(SESSION, 2));
        assembly.take(head(3, task(3, MB)));

        assertThat(inbox.events).containsExactly("lost 2 of 1048577 bytes");
        assertThat(assembly.heldBytes()).isEqualTo(3L * MB);
    }

    @Test
    void answersNeedNoBudget() throws ProtocolException {
        assembly.take(head(1, answer(1, 9 * MB, 0)));
        assertThat(inbox.messages).isEmpty();
        assertThat(assembly.heldBytes()).isEqualTo(9L * MB);
    }

    @Test
    void largerThanTheLimitComesWithoutItsPayloadBeItWholeOrNot() throws ProtocolException {
        inbox.largest = 99;
        assembly.take(new Whole(SESSION, task(1, 100)));
        assembly.take(head(2, task(2, MB)));
        assembly.take(head(3, answer(3, MB, 4)));
        assembly.take(new Whole(SESSION, answer(4, 99, 0)));

        assertThat(inbox.events)
                .containsExactly("lost 1 of 100 bytes", "lost 2 of 1048576 bytes", "lost 3 of 1048576 bytes");
        assertThat(inbox.messages).extracting(Samples::words).containsExactly(Samples.words(answer(4, 99, 0)));
        assertThat(assembly.heldBytes()).isZero();
    }

    @Test
    void whatIsNotWantedIsDroppedWithoutAWord() throws ProtocolException {
        inbox.largest = Inbox.NOT_WANTED;
        assembly.take(head(1, task(1, MB)));
        assembly.take(part(1, task(1, MB), 0, PART));
        assembly.take(new Whole(SESSION, answer(2, 10, 0)));

        assertThat(inbox.events).isEmpty();
        assertThat(inbox.messages).isEmpty();
    }

    @Test
    void cutOffFreesWhatHasCome() throws ProtocolException {
        assembly.take(head(1, task(1, MB)));
        assembly.take(part(1, task(1, MB), 0, PART));
        assembly.take(new Abort(SESSION, 1));
        assembly.take(new Abort(SESSION, 1));

        assertThat(inbox.events).containsExactly("lost 1 of 1048576 bytes");
        assertThat(assembly.heldBytes()).isZero();
    }

    @Test
    void anotherSessionEndsWhatHasNotComeAsAWhole() throws ProtocolException {
        assembly.take(new Whole(0, hello(7)));
        assembly.take(head(1, task(1, MB)));
        assembly.take(new Whole(0, hello(7)));
        assertThat(assembly.heldBytes()).isEqualTo(MB);

        assembly.take(new Whole(0, hello(8)));
        assertThat(assembly.heldBytes()).isZero();
        assembly.take(part(1, task(1, MB), 0, MB));
        assertThat(inbox.messages).containsExactly(hello(7), hello(7), hello(8));
    }

    @Test
    void partsOfAnotherSessionAreDropped() throws ProtocolException {
        assembly.take(head(1, task(1, MB)));
        assembly.take(new Part(43, 1, 0, ByteBuffer.allocate(PART)));
        assembly.take(part(1, task(1, MB), 0, MB));
        assertThat(inbox.messages).hasSize(1);
    }

    @Test
    void partsThatDoNotFitAreGarbage() throws ProtocolException {
        assembly.take(head(1, task(1, MB)));
        assembly.take(part(1, task(1, MB), 0, PART));
        for (Part wrong : List.of(
                part(1, task(1, MB), 0, PART),
                part(1, task(1, MB), 2 * PART, PART),
                new Part(SESSION, 1, PART, ByteBuffer.allocate(0)),
                new Part(SESSION, 1, PART, ByteBuffer.allocate(MB - PART + 1)))) {
            assertThatExceptionOfType(ProtocolException.class).isThrownBy(() -> assembly.take(wrong));
        }
    }

    @Test
    void secondMessageOfAStreamOrASecondAnswerIsGarbage() throws ProtocolException {
        assembly.take(head(1, answer(1, MB, 0)));
        assertThatExceptionOfType(ProtocolException.class).isThrownBy(() -> assembly.take(head(1, task(2, MB))));
        assertThatExceptionOfType(ProtocolException.class).isThrownBy(() -> assembly.take(head(2, answer(1, MB, 0))));
        assembly.take(new Whole(SESSION, new Credit("p", 1)));
        assertThat(inbox.messages).containsExactly(new Credit("p", 1));
    }

    private static Head head(long stream, ClusterMessage message) {
        Payload payload = Bodies.of(message);
        return new Head(
                SESSION, stream, Bodies.with(message, new Payload(payload.form(), new byte[0], payload.length())));
    }

    private static Part part(long stream, ClusterMessage message, int offset, int length) {
        byte[] bytes = Bodies.of(message).bytes();
        return new Part(
                SESSION, stream, offset, ByteBuffer.wrap(bytes, offset, Math.min(length, bytes.length - offset)));
    }
}
