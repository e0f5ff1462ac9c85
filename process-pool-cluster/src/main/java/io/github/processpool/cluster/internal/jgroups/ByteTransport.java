package io.github.processpool.cluster.internal.jgroups;

import java.io.DataInput;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jgroups.Address;
import org.jgroups.Message;
import org.jgroups.PhysicalAddress;
import org.jgroups.blocks.cs.Connection;
import org.jgroups.protocols.TCP;
import org.jgroups.util.AsciiString;
import org.jgroups.util.MessageBatch;
import org.jgroups.util.Util;

/**
 * The engine's transport, which reads frames as a whole, so that one that can't be understood takes no part of the next, and has a
 * {@link MessageReader} say what is one.
 *
 * <p><b>Thread safety:</b> as the engine's: one thread for each connection receives.
 */
final class ByteTransport extends TCP {

    /** A message has {@link Senders#LARGEST} bytes at most, and so has a batch of them, without their headers. */
    static final int LARGEST_FRAME = 1 << 20;

    private static final long BETWEEN_WARNINGS = TimeUnit.MINUTES.toNanos(1);

    /** How long a connection that is closed may take to say good-bye: one that is full never could. */
    private static final long FOR_GOOD_BYE = 500;

    private final Consumer<PhysicalAddress> unreachable;
    private final Lanes lanes;
    private volatile long refused;

    /** {@code unreachable} is told where nothing could be sent. */
    ByteTransport(Consumer<PhysicalAddress> unreachable, TransportThreads threads) {
        this.unreachable = unreachable;
        lanes = new Lanes(threads, this::sendUnicast);
        setMaxLength(LARGEST_FRAME);
        setBundler(new Senders());
        setBufferedOutputStreamSize(Senders.LARGEST + Integer.BYTES);
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
    protected void sendUnicasts(List<PhysicalAddress> to, byte[] data, int offset, int length) {
        lanes.send(to, data, offset, length);
    }

    /** Closes connections to those who are gone, in bounded time. */
    @Override
    public void retainAll(Collection<Address> members) {
        lanes.retainAll(members);
        cutSoon(members);
        super.retainAll(members);
    }

    @Override
    protected void handleDisconnect() {
        lanes.retainAll(Set.of());
        cutSoon(Set.of());
        super.handleDisconnect();
    }

    private void cutSoon(Collection<Address> members) {
        List<Connection> parting = new ArrayList<>();
        srv.forAllConnections((address, connection) -> {
            if (!members.contains(address)) {
                parting.add(connection);
            }
        });
        if (!parting.isEmpty()) {
            getTimer().schedule(() -> parting.forEach(ByteTransport::cut), FOR_GOOD_BYE, TimeUnit.MILLISECONDS, false);
        }
    }

    private static void cut(Connection connection) {
        try {
            connection.close(false);
        } catch (IOException e) {
            // It is closed.
        }
    }

    @Override
    public void receive(Address sender, DataInput in, int length) throws Exception {
        if (length < 0 || length > LARGEST_FRAME) {
            throw new IOException("A frame of " + sender + " says that it has " + length + " bytes");
        }
        byte[] frame = new byte[length];
        in.readFully(frame);
        receive(sender, frame, 0, length);
    }

    @Override
    protected void handleSingleMessage(DataInput in, boolean multicast) {
        try {
            Message message = MessageReader.read(in);
            if (multicast || !unicastDestMismatch(message.getDest())) {
                msg_stats.received(message);
                if (Senders.isOurs(message)) {
                    passOn(message);
                } else {
                    msg_processing_policy.process(message, message.isFlagSet(Message.Flag.OOB));
                }
            }
        } catch (Exception e) {
            refuse(e);
        }
    }

    /** On the thread that reads the connection: another one would have to be woken for it, and ours wait for nothing. */
    private void passOn(Message message) {
        try {
            passMessageUp(message, true, false, true);
        } catch (Throwable e) { // The next ones may come through, as they do in the engine's own threads.
            log.error("%s: a message of %s could not be taken: %s", local_addr, message.getSrc(), e);
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
                Message message = MessageReader.read(in).setDest(to);
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
}
