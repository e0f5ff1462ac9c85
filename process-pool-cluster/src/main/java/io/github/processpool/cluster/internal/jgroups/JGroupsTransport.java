package io.github.processpool.cluster.internal.jgroups;

import io.github.processpool.cluster.ClusterTransport;
import io.github.processpool.cluster.MemberAddress;
import java.io.IOException;
import java.net.NetworkInterface;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Collectors;
import org.jgroups.Address;
import org.jgroups.BytesMessage;
import org.jgroups.JChannel;
import org.jgroups.Message;
import org.jgroups.View;
import org.jgroups.util.UUID;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Carries messages between members on a channel of JGroups, and tells who is there. What a message means, it does not know.
 *
 * <p><b>Thread safety:</b> any thread. {@code this} guards that it is opened once at a time; {@link #close} does not wait for one that
 * opens, but ends it.
 */
public final class JGroupsTransport implements ClusterTransport {

    private static final Logger LOG = LoggerFactory.getLogger(JGroupsTransport.class);
    private static final Duration FOR_THREADS = Duration.ofSeconds(5);
    private static final Duration FOR_LEAVING = Duration.ofSeconds(3);
    /** How often it is tried to take a view while memory is short, and the pause between. */
    private static final int MOST_TRIES = 50;

    private static final long PAUSE_NANOS = TimeUnit.MILLISECONDS.toNanos(100);

    private final JGroupsSettings settings;
    private volatile @Nullable Connected connected;
    private volatile boolean closed;

    /** Opens nothing yet. */
    public JGroupsTransport(JGroupsSettings settings) {
        this.settings = settings;
    }

    @Override
    public synchronized void open(Receiver receiver) throws IOException {
        if (connected != null || closed) {
            throw new IOException(
                    "The transport of cluster '" + settings.name() + "' is " + (closed ? "closed" : "open"));
        }
        Connected attempt = new Connected(receiver);
        connected = attempt;
        if (closed) {
            attempt.close();
        }
        boolean opened = false;
        try {
            attempt.open();
            opened = true;
        } catch (Exception e) {
            throw new IOException(whyNot(e), e);
        } finally {
            if (!opened) {
                attempt.close();
                connected = null;
            }
        }
        if (closed) {
            attempt.close();
            throw new IOException("The transport of cluster '" + settings.name() + "' was closed while it joined");
        }
    }

    private String whyNot(Exception reason) {
        String where = settings.bindAddress().getHostAddress() + ":" + settings.port();
        for (Throwable cause = reason; cause != null; cause = cause.getCause()) {
            if (cause instanceof java.net.BindException) {
                boolean ours = true;
                try {
                    ours = NetworkInterface.getByInetAddress(settings.bindAddress()) != null;
                } catch (IOException e) {
                    // Then the port is the likelier reason.
                }
                return "Cluster '" + settings.name() + "' can't listen on " + where + ": "
                        + (ours
                                ? "the port is in use, or not allowed. End what listens there, or configure another port for this member"
                                : "this machine does not have the address. Configure a bind address that it has");
            }
        }
        return "Cluster '" + settings.name() + "' can't be joined from " + where + ": " + reason;
    }

    @Override
    public void send(MemberAddress to, ByteBuffer... parts) throws IOException {
        Connected channel = connected;
        if (channel == null) {
            throw new IOException("The transport of cluster '" + settings.name() + "' is not open");
        }
        channel.send(to, parts);
    }

    @Override
    public MemberAddress self() {
        Connected channel = connected;
        if (channel == null) {
            throw new IllegalStateException("The transport of cluster '" + settings.name() + "' is not open");
        }
        return channel.self();
    }

    @Override
    public void close() {
        closed = true;
        Connected channel = connected;
        if (channel != null) {
            channel.close();
        }
    }

    /** One attempt to be a member, from its channel to its end. */
    private final class Connected implements org.jgroups.Receiver {

        private final Receiver receiver;
        private final TransportThreads threads = new TransportThreads();
        private final Sockets sockets = new Sockets(settings.tls(), threads);
        private final Finder finder = new Finder(settings.discovery(), settings.name());
        private final Namesakes namesakes = new Namesakes(settings.name(), settings.failureTimeout());
        private volatile @Nullable JChannel channel;
        private volatile Map<MemberAddress, Address> members = Map.of();
        private volatile Map<Address, MemberAddress> senders = Map.of();
        private volatile boolean over;

        Connected(Receiver receiver) {
            this.receiver = receiver;
        }

        void open() throws Exception {
            if (settings.tls() != null) {
                // One that can't be made is told now, and not found out by each connection.
                settings.tls().context();
            }
            JChannel created = Stack.channel(settings, sockets, threads, finder);
            channel = created;
            created.setReceiver(this);
            if (!over) {
                created.connect(Stack.wireName(settings.name()));
            }
        }

        MemberAddress self() {
            JChannel open = channel;
            Address address = open == null ? null : open.getAddress();
            if (address == null) {
                throw new IllegalStateException("The transport of cluster '" + settings.name() + "' is not open");
            }
            return member(address);
        }

        private MemberAddress member(Address address) {
            String id = address instanceof UUID uuid ? uuid.toStringLong() : address.toString();
            return new MemberAddress(id, Stack.name(address));
        }

        void send(MemberAddress to, ByteBuffer... parts) throws IOException {
            Address address = members.get(to);
            JChannel open = channel;
            if (address == null || open == null || over) {
                throw new IOException("Member " + to + " is not in the view of cluster '" + settings.name() + "'");
            }
            int length = 0;
            for (ByteBuffer part : parts) {
                length += part.remaining();
            }
            if (length > LARGEST_MESSAGE) {
                throw new IllegalArgumentException(
                        "A message has " + LARGEST_MESSAGE + " bytes at most, not " + length);
            }
            byte[] bytes = new byte[length];
            int at = 0;
            for (ByteBuffer part : parts) {
                int size = part.remaining();
                part.get(bytes, at, size);
                at += size;
            }
            try {
                Senders.sendFromHere(open, new BytesMessage(address, bytes));
            } catch (Exception e) {
                throw new IOException("Nothing can be sent to member " + to + ": " + e, e);
            }
        }

        /** Nobody shows it again: it is taken when there is memory for that. */
        @Override
        public void viewAccepted(View view) {
            for (int tries = 0; tries < MOST_TRIES && !over && !isTaken(view); tries++) {
                LockSupport.parkNanos(PAUSE_NANOS);
            }
        }

        private boolean isTaken(View view) {
            try {
                take(view);
                return true;
            } catch (VirtualMachineError e) {
                return false;
            } catch (RuntimeException | Error e) {
                LOG.error("A view of cluster '{}' could not be taken", settings.name(), e);
                return true;
            }
        }

        private void take(View view) {
            Map<MemberAddress, Address> seen = new LinkedHashMap<>();
            for (Address address : view.getMembers()) {
                seen.put(member(address), address);
            }
            members = seen;
            senders = seen.entrySet().stream().collect(Collectors.toMap(Map.Entry::getValue, Map.Entry::getKey));
            if (!over) {
                receiver.view(List.copyOf(seen.keySet()));
            }
            JChannel open = channel;
            if (open != null && !over) {
                namesakes.onView(open, view.getMembers());
            }
            LOG.debug("Cluster '{}' has members {}", settings.name(), seen.keySet());
        }

        @Override
        public void receive(Message message) {
            if (over) {
                return;
            }
            MemberAddress known = senders.get(message.getSrc());
            MemberAddress from = known == null ? member(message.getSrc()) : known;
            try {
                receiver.message(from, ByteBuffer.wrap(message.getArray(), message.getOffset(), message.getLength()));
            } catch (RuntimeException | Error e) {
                LOG.error("A message of member {} could not be taken", from, e);
            }
        }

        void close() {
            over = true;
            finder.giveUp();
            JChannel open = channel;
            if (open != null) {
                leave();
                open.close();
            }
            sockets.close();
            if (!threads.join(FOR_THREADS)) {
                LOG.warn("Threads of cluster '{}' did not end within {} s", settings.name(), FOR_THREADS.toSeconds());
            }
        }

        /** A database that is gone may let its caller wait for long. */
        private void leave() {
            Thread thread = threads.newThread(finder::leave, "leave");
            thread.start();
            try {
                thread.join(FOR_LEAVING.toMillis());
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
    }
}
