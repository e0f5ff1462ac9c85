package io.github.processpool.cluster.internal.jgroups;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.processpool.cluster.ClusterTls;
import io.github.processpool.cluster.ClusterTransport;
import io.github.processpool.cluster.Discovery;
import io.github.processpool.cluster.MemberAddress;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;

/** A member of a cluster in this JVM, that remembers what it is told. */
class TestMember implements ClusterTransport.Receiver, AutoCloseable {

    /** For whatever takes as long as the machine needs. */
    static final Duration LIMIT = Duration.ofSeconds(90);

    static final ClusterTls TLS = ClusterTls.secret("the secret of the cluster of the tests");

    final JGroupsTransport transport;
    final List<List<MemberAddress>> views = new CopyOnWriteArrayList<>();
    final List<String> messages = new CopyOnWriteArrayList<>();
    /** One for each message. */
    final Semaphore received = new Semaphore(0);

    /** How many views more can't be taken. */
    final AtomicInteger untaken = new AtomicInteger();

    final int port;

    TestMember(int port, Discovery discovery, @Nullable ClusterTls tls) throws IOException {
        this(port, discovery, tls, Duration.ofSeconds(20));
    }

    TestMember(int port, Discovery discovery, @Nullable ClusterTls tls, Duration failureTimeout) throws IOException {
        this(new JGroupsSettings("test", InetAddress.getByName("127.0.0.1"), port, discovery, tls, failureTimeout, ""));
    }

    TestMember(JGroupsSettings settings) {
        port = settings.port();
        transport = new JGroupsTransport(settings);
    }

    TestMember open() throws IOException {
        transport.open(this);
        return this;
    }

    /** Ports that nobody listened on just now. */
    static int[] freePorts(int count) throws IOException {
        ServerSocket[] sockets = new ServerSocket[count];
        int[] ports = new int[count];
        for (int i = 0; i < count; i++) {
            sockets[i] = new ServerSocket(0, 1, InetAddress.getByName("127.0.0.1"));
            ports[i] = sockets[i].getLocalPort();
        }
        for (ServerSocket socket : sockets) {
            socket.close();
        }
        return ports;
    }

    static Discovery at(int... ports) {
        return Discovery.members(java.util.Arrays.stream(ports)
                .mapToObj(port -> "127.0.0.1:" + port)
                .toArray(String[]::new));
    }

    /** By their names. */
    Set<String> view() {
        return views.isEmpty()
                ? Set.of()
                : views.get(views.size() - 1).stream().map(MemberAddress::name).collect(Collectors.toSet());
    }

    static void awaitView(TestMember... members) {
        Set<String> names =
                Stream.of(members).map(member -> "127.0.0.1:" + member.port).collect(Collectors.toSet());
        for (TestMember member : members) {
            Awaitility.await()
                    .atMost(LIMIT)
                    .untilAsserted(() -> assertThat(member.view()).isEqualTo(names));
        }
    }

    void send(TestMember to, String text) throws IOException {
        transport.send(to.transport.self(), ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8)));
    }

    @Override
    public void view(List<MemberAddress> members) {
        if (untaken.getAndUpdate(left -> Math.max(0, left - 1)) > 0) {
            throw new OutOfMemoryError("scripted");
        }
        views.add(members);
    }

    @Override
    public void message(MemberAddress from, ByteBuffer message) {
        messages.add(from + " " + StandardCharsets.UTF_8.decode(message));
        received.release();
    }

    @Override
    public void close() {
        transport.close();
    }
}
