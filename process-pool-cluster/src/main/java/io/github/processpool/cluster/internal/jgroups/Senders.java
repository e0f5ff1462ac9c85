package io.github.processpool.cluster.internal.jgroups;

import io.github.processpool.cluster.ClusterTransport;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.jgroups.Address;
import org.jgroups.JChannel;
import org.jgroups.Message;
import org.jgroups.View;
import org.jgroups.protocols.PerDestinationBundler;
import org.jgroups.util.ByteArrayDataOutputStream;

/**
 * Has one thread send to each member. By default the engine has one for all, and one member that stands still, whose connection is full
 * or whose handshake does not end, keeps what is sent to others waiting: views, heartbeats, and the answers that a merge waits for.
 *
 * <p><b>Thread safety:</b> as the engine's.
 */
final class Senders extends PerDestinationBundler {

    /**
     * How many messages may wait for one member. The engine drops what is too much, and only half a second later sends it again; flow
     * control lets five million bytes through, which are 16384 messages, the engine's own limit, only if they have 300 bytes each.
     */
    private static final int WAITING = 1 << 18;

    private static final int AT_ONCE = 2048;

    /** None of our messages is cut up to be put together once more over there. */
    static final int LARGEST = ClusterTransport.LARGEST_MESSAGE + 2;

    private static final ThreadLocal<Own> OWN = ThreadLocal.withInitial(Own::new);

    /** What a thread sends itself. */
    private static final class Own {

        private final ByteArrayDataOutputStream output = new ByteArrayDataOutputStream();
        private boolean sends;
    }

    Senders() {
        useSingleSenderThread(false);
        // A list instead of an array of this size.
        useRingBuffer(false);
        setCapacity(WAITING);
        removeQueueCapacity(AT_ONCE);
        setMaxSize(LARGEST);
    }

    /** Has the current thread write a message to its connection, which no other thread needs to be woken for; it may have to wait. */
    static void sendFromHere(JChannel channel, Message message) throws Exception {
        Own own = OWN.get();
        own.sends = true;
        try {
            channel.send(message.setFlag(Message.Flag.DONT_BUNDLE));
        } finally {
            own.sends = false;
        }
    }

    /** Returns whether a message was sent by {@link #sendFromHere}: the engine marks none of its own like that but out of band. */
    static boolean isOurs(Message message) {
        return message.isFlagSet(Message.Flag.DONT_BUNDLE) && !message.isFlagSet(Message.Flag.OOB);
    }

    @Override
    public void send(Message message) throws Exception {
        Own own = OWN.get();
        Address to = message.getDest();
        if (!own.sends || to == null || to.equals(local_addr)) {
            super.send(message);
            return;
        }
        message.setSrc(local_addr);
        try {
            own.output.position(0);
            sendSingleMessage(to, message, own.output);
        } catch (Throwable e) {
            // The engine has it, and sends again what does not arrive: whoever tried it again would send it twice.
        }
    }

    /** The engine ends threads of those who leave, but not of those who were only asked or answered. */
    @Override
    public void viewChange(View view) {
        super.viewChange(view);
        Set<Address> strangers = others(view.getMembers());
        if (!strangers.isEmpty()) {
            transport
                    .getTimer()
                    .schedule(
                            () -> {
                                strangers.retainAll(others(members));
                                removeLeftMembers(List.copyOf(strangers));
                            },
                            remove_delay,
                            TimeUnit.MILLISECONDS);
        }
    }

    private Set<Address> others(Collection<Address> members) {
        return dests.keySet().stream()
                .filter(address -> !address.equals(NULL) && !members.contains(address))
                .collect(Collectors.toSet());
    }
}
