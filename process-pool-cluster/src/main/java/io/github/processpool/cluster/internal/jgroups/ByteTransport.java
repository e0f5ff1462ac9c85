package io.github.processpool.cluster.internal.jgroups;

import java.io.DataInput;
import java.io.IOException;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jgroups.Address;
import org.jgroups.BytesMessage;
import org.jgroups.EmptyMessage;
import org.jgroups.LongMessage;
import org.jgroups.Message;
import org.jgroups.ObjectMessage;
import org.jgroups.PhysicalAddress;
import org.jgroups.conf.ClassConfigurator;
import org.jgroups.protocols.TCP;
import org.jgroups.util.AsciiString;
import org.jgroups.util.Digest;
import org.jgroups.util.MessageBatch;
import org.jgroups.util.MutableDigest;
import org.jgroups.util.SeqnoList;
import org.jgroups.util.Util;

/**
 * The engine's transport, which takes messages of bytes, and those with which the engine itself tells what has arrived. The engine would
 * make an object of any class that a message names, and for some of them use Java's serialization. A frame is read as a whole first, so
 * that one that can't be understood takes no part of the next.
 *
 * <p><b>Thread safety:</b> as the engine's: one thread for each connection receives.
 */
final class ByteTransport extends TCP {

    /** A batch of the engine has 64 KB at most, and so have the parts that it cuts messages into. */
    private static final int LARGEST_FRAME = 1 << 20;

    private static final long BETWEEN_WARNINGS = TimeUnit.MINUTES.toNanos(1);

    private final Consumer<PhysicalAddress> unreachable;
    private volatile long refused;

    /** {@code unreachable} is told where nothing could be sent. */
    ByteTransport(Consumer<PhysicalAddress> unreachable) {
        this.unreachable = unreachable;
        setMaxLength(LARGEST_FRAME);
    }

    @Override
    public String getName() {
        return "TCP";
    }

    @Override
    public void sendUnicast(PhysicalAddress to, byte[] data, int offset, int length) throws Exception {
        try {
            super.sendUnicast(to, data, offset, length);
        } catch (Exception e) {
            unreachable.accept(to);
            throw e;
        }
    }

    @Override
    public void receive(Address sender, DataInput in, int length) throws Exception {
        if (length < 0) {
            throw new IOException("A frame of " + sender + " says that it has " + length + " bytes");
        }
        byte[] frame = new byte[length];
        in.readFully(frame);
        receive(sender, frame, 0, length);
    }

    @Override
    protected void handleSingleMessage(DataInput in, boolean multicast) {
        try {
            Message message = message(in);
            if (multicast || !unicastDestMismatch(message.getDest())) {
                msg_processing_policy.process(message, message.isFlagSet(Message.Flag.OOB));
                msg_stats.received(message);
            }
        } catch (Exception e) {
            refuse(e);
        }
    }

    @Override
    protected void handleMessageBatch(DataInput in, boolean multicast) {
        try {
            Address to = Util.readAddress(in);
            Address from = Util.readAddress(in);
            int length = in.readShort();
            AsciiString cluster = null;
            if (length >= 0) {
                byte[] name = new byte[length];
                in.readFully(name);
                cluster = new AsciiString(name);
            }
            int count = in.readInt();
            MessageBatch regular = new MessageBatch(to, from, cluster, multicast, MessageBatch.Mode.REG, 16);
            MessageBatch outOfBand = new MessageBatch(to, from, cluster, multicast, MessageBatch.Mode.OOB, 16);
            for (int i = 0; i < count; i++) {
                Message message = message(in).setDest(to);
                if (message.getSrc() == null) {
                    message.setSrc(from);
                }
                (message.isFlagSet(Message.Flag.OOB) ? outOfBand : regular).add(message);
            }
            msg_stats.received(outOfBand);
            msg_stats.received(regular);
            processBatch(outOfBand, true);
            processBatch(regular, false);
        } catch (Exception e) {
            refuse(e);
        }
    }

    /** One line a minute, for the engine of the other side sends again what was not received. */
    private void refuse(Exception reason) {
        long now = System.nanoTime();
        if (refused == 0 || now - refused > BETWEEN_WARNINGS) {
            refused = now;
            log.warn("%s: what a member has sent can't be read, and is dropped: %s", local_addr, reason);
        }
    }

    private static Message message(DataInput in) throws IOException, ClassNotFoundException {
        short type = in.readShort();
        Message message = switch (type) {
            case Message.BYTES_MSG -> new BytesMessage();
            case Message.EMPTY_MSG -> new EmptyMessage();
            case Message.LONG_MSG -> new LongMessage();
            case Message.OBJ_MSG -> new Arrivals();
            default -> throw new IOException("a message of kind " + type + ", which no member sends");
        };
        message.readFrom(in);
        return message;
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
