package io.github.processpool.cluster.testing;

import io.github.processpool.cluster.ClusterTransport;
import io.github.processpool.cluster.MemberAddress;
import io.github.processpool.cluster.Role;
import io.github.processpool.cluster.internal.protocol.ClusterMessage;
import io.github.processpool.cluster.internal.protocol.ClusterMessage.Credit;
import io.github.processpool.cluster.internal.protocol.ClusterMessage.Goodbye;
import io.github.processpool.cluster.internal.protocol.ClusterMessage.Hello;
import io.github.processpool.cluster.internal.protocol.ClusterMessage.PoolOffer;
import io.github.processpool.cluster.internal.protocol.ClusterMessage.Pools;
import io.github.processpool.cluster.internal.protocol.ClusterMessage.Task;
import io.github.processpool.cluster.internal.protocol.Frame;
import io.github.processpool.cluster.internal.protocol.FrameReader;
import io.github.processpool.cluster.internal.protocol.FrameWriter;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Queue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * The network of one member, whose hosts are played: they greet it, offer the pool {@code it} with room for one task at a time, and say
 * what a test has them say.
 */
public final class ScriptedHosts implements ClusterTransport {

    private static final MemberAddress SELF = new MemberAddress("self", "self");

    private final List<MemberAddress> all;
    private final AtomicLong numbers = new AtomicLong(1000);
    /** Of the sessions that are open, by the hosts. */
    private final Map<MemberAddress, Long> sessions = new ConcurrentHashMap<>();

    private final Map<MemberAddress, Queue<Task>> tasks = new ConcurrentHashMap<>();
    private final Queue<ClusterMessage> goodbyes = new ConcurrentLinkedQueue<>();
    private @Nullable Receiver receiver;

    public ScriptedHosts(String... names) {
        this.all =
                Arrays.stream(names).map(name -> new MemberAddress(name, name)).toList();
        all.forEach(host -> tasks.put(host, new ConcurrentLinkedQueue<>()));
    }

    public MemberAddress host(int index) {
        return all.get(index);
    }

    /** Waits for the next task that was sent to a host. */
    public Task awaitTask(MemberAddress host) {
        Queue<Task> sent = Objects.requireNonNull(tasks.get(host));
        MemberJvm.await("a task for " + host).until(() -> !sent.isEmpty());
        return sent.remove();
    }

    /** How often the member has closed a session. */
    public int goodbyes() {
        return goodbyes.size();
    }

    /** The number of the session that is open with a host. */
    public long session(MemberAddress host) {
        return Objects.requireNonNull(sessions.get(host));
    }

    public void say(MemberAddress host, ClusterMessage message) {
        say(host, session(host), message);
    }

    private void say(MemberAddress host, long session, ClusterMessage message) {
        FrameWriter writer = new FrameWriter();
        writer.write(session, message);
        say(host, writer.slice(0, writer.size()));
    }

    /** Says bytes, which are those of frames or are not. */
    public void say(MemberAddress host, ByteBuffer bytes) {
        Objects.requireNonNull(receiver).message(host, bytes);
    }

    @Override
    public void open(Receiver to) {
        receiver = to;
        List<MemberAddress> view = new java.util.ArrayList<>(all);
        view.add(SELF);
        to.view(view);
    }

    @Override
    public void send(MemberAddress to, ByteBuffer... parts) throws IOException {
        ByteBuffer whole = ByteBuffer.allocate(LARGEST_MESSAGE);
        for (ByteBuffer part : parts) {
            whole.put(part);
        }
        FrameReader reader = new FrameReader(whole.flip());
        for (Frame frame = reader.next(); frame != null; frame = reader.next()) {
            if (frame instanceof Frame.Whole said) {
                hear(to, said.message());
            }
        }
    }

    private void hear(MemberAddress host, ClusterMessage message) {
        if (message instanceof Hello hello && hello.echo() == 0) {
            greet(host, hello);
        } else if (message instanceof Pools) {
            say(host, new Credit("it", 1));
        } else if (message instanceof Task task) {
            Objects.requireNonNull(tasks.get(host)).add(task);
        } else if (message instanceof Goodbye) {
            goodbyes.add(message);
        }
    }

    /** Opens a session, and gives room for one task if there is a pool that would use it. */
    private void greet(MemberAddress host, Hello hello) {
        long mine = numbers.incrementAndGet();
        PoolOffer offer = new PoolOffer("it", 1, "", 1 << 20);
        say(
                host,
                0,
                new Hello(
                        1,
                        1,
                        mine,
                        hello.session(),
                        hello.build(),
                        hello.fingerprint(),
                        Role.WORK,
                        17,
                        List.of(offer)));
        sessions.put(host, mine ^ hello.session());
        if (!hello.pools().isEmpty()) {
            say(host, new Credit("it", 1));
        }
    }

    @Override
    public MemberAddress self() {
        return SELF;
    }

    @Override
    public void close() {
        receiver = null;
    }
}
