package io.github.processpool.cluster.internal.jgroups;

import java.io.DataInput;
import java.io.IOException;
import java.util.Set;
import org.jgroups.BytesMessage;
import org.jgroups.EmptyMessage;
import org.jgroups.LongMessage;
import org.jgroups.Message;
import org.jgroups.ObjectMessage;
import org.jgroups.conf.ClassConfigurator;
import org.jgroups.util.ByteArrayDataInputStream;
import org.jgroups.util.Digest;
import org.jgroups.util.MutableDigest;
import org.jgroups.util.SeqnoList;

/**
 * Reads the engine's messages from a frame: those of bytes, and those with which the engine itself tells what has arrived. The engine
 * would make an object of any class that a message names, and for some of them use Java's serialization.
 */
final class MessageReader {

    private MessageReader() {}

    static Message read(DataInput in) throws IOException, ClassNotFoundException {
        short kind = in.readShort();
        Message message = switch (kind) {
            case Message.BYTES_MSG -> new Bytes();
            case Message.EMPTY_MSG -> new EmptyMessage();
            case Message.LONG_MSG -> new LongMessage();
            case Message.OBJ_MSG -> new Arrivals();
            default -> throw new IOException("a message of kind " + kind + ", which no member sends");
        };
        message.readFrom(in);
        if (message.isFlagSet(Message.Flag.SERIALIZED)) {
            throw new IOException("a message with a serialized object, which no member sends");
        }
        return message;
    }

    /** Makes no array that the frame could not fill: its bytes are the frame's own, which nobody else writes into. */
    private static final class Bytes extends BytesMessage {

        @Override
        public void readPayload(DataInput in) throws IOException {
            int size = in.readInt();
            if (size > ByteTransport.LARGEST_FRAME) {
                throw new IOException("a message that says that it has " + size + " bytes");
            }
            if (size >= 0 && in instanceof ByteArrayDataInputStream frame) {
                int start = frame.position();
                frame.advance(size); // Throws if there are not so many.
                setArray(frame.buffer(), start, size);
            } else if (size >= 0) {
                byte[] bytes = new byte[size];
                in.readFully(bytes);
                setArray(bytes, 0, size);
            }
        }
    }

    /** Numbers of messages. */
    private static final class Arrivals extends ObjectMessage {

        private static final Set<Short> KINDS = Set.of(
                ClassConfigurator.getMagicNumber(Digest.class),
                ClassConfigurator.getMagicNumber(MutableDigest.class),
                ClassConfigurator.getMagicNumber(SeqnoList.class));

        @Override
        public void readPayload(DataInput in) throws IOException, ClassNotFoundException {
            if (in.readByte() == 0) {
                return;
            }
            short kind = in.readShort();
            if (!KINDS.contains(kind)) {
                throw new IOException("a message with an object of kind " + kind + ", which no member sends");
            }
            obj = ClassConfigurator.create(kind);
            obj.readFrom(in);
        }
    }
}
