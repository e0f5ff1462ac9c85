package io.github.processpool.cluster.internal.jgroups;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.ObjectInputStream;
import java.io.Serializable;
import java.nio.ByteBuffer;
import java.util.concurrent.atomic.AtomicInteger;
import org.jgroups.Address;
import org.jgroups.BytesMessage;
import org.jgroups.EmptyMessage;
import org.jgroups.LongMessage;
import org.jgroups.Message;
import org.jgroups.NioMessage;
import org.jgroups.ObjectMessage;
import org.jgroups.util.ByteArrayDataInputStream;
import org.jgroups.util.ByteArrayDataOutputStream;
import org.jgroups.util.Digest;
import org.jgroups.util.SeqnoList;
import org.jgroups.util.UUID;
import org.junit.jupiter.api.Test;

class MessageReaderTest {

    private static final Address TO = UUID.randomUUID();

    private static Message readAgain(Message message) throws IOException, ClassNotFoundException {
        ByteArrayDataOutputStream out = new ByteArrayDataOutputStream();
        out.writeShort(message.getType());
        message.writeTo(out);
        return MessageReader.read(new ByteArrayDataInputStream(out.buffer(), 0, out.position()));
    }

    @Test
    void readsBytesAndWhatTheEngineSaysOfMessages() throws Exception {
        Message bytes = readAgain(new BytesMessage(TO, new byte[] {1, 2, 3}));
        assertThat(ByteBuffer.wrap(bytes.getArray(), bytes.getOffset(), bytes.getLength()))
                .isEqualTo(ByteBuffer.wrap(new byte[] {1, 2, 3}));
        assertThat(readAgain(new BytesMessage(TO)).getLength()).isZero();
        assertThat(readAgain(new EmptyMessage(TO)).getDest()).isEqualTo(TO);
        assertThat(((LongMessage) readAgain(new LongMessage(TO, 7))).getValue()).isEqualTo(7);
        Digest digest = new Digest(TO, 1, 2);
        assertThat((Object) readAgain(new ObjectMessage(TO, digest)).getObject())
                .isEqualTo(digest);
        SeqnoList missing = new SeqnoList(10, 1).add(3, 5);
        assertThat(readAgain(new ObjectMessage(TO, missing)).getObject().toString())
                .isEqualTo(missing.toString());
    }

    @Test
    void readsNoOtherObject() {
        for (Message message : new Message[] {
            new ObjectMessage(TO, (Object) new Counted()),
            new BytesMessage(TO, new Counted()),
            new BytesMessage(TO, new byte[1]).setFlag(Message.Flag.SERIALIZED),
            new ObjectMessage(TO, UUID.randomUUID()),
            new NioMessage(TO, ByteBuffer.allocate(1))
        }) {
            assertThatThrownBy(() -> readAgain(message))
                    .as(message.toString())
                    .isInstanceOf(IOException.class)
                    .hasMessageContaining("which no member sends");
        }
        assertThat(Counted.READ).hasValue(0);
    }

    @Test
    void makesNoArrayThatAMemberOnlyClaimsToFill() throws Exception {
        ByteArrayDataOutputStream out = new ByteArrayDataOutputStream();
        BytesMessage message = new BytesMessage(TO, new byte[] {42, 42, 42, 42});
        out.writeShort(message.getType());
        message.writeTo(out);
        // Four bytes of length, and four of content.
        out.position(out.position() - 8).writeInt(Integer.MAX_VALUE);

        assertThatThrownBy(() -> MessageReader.read(new ByteArrayDataInputStream(out.buffer())))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("2147483647 bytes");
    }

    /** Notes when it is read. */
    private static final class Counted implements Serializable {

        private static final long serialVersionUID = 1;
        private static final AtomicInteger READ = new AtomicInteger();

        private void readObject(ObjectInputStream in) {
            READ.incrementAndGet();
        }
    }
}
